//! Any JSON object: known names give the identity, every other text is read as
//! `name: value`.

use super::again;
use super::node::Node;
use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

/// Takes `value` as this field of identity, where it is a text or a number.
pub(super) fn take(identity: &mut Identity, field: &str, value: Option<&Node<'_>>) {
    match value {
        Some(Node::Text(text)) => {
            identity.take(field, text);
        }
        Some(Node::Number(number)) => {
            identity.take(field, &number.to_string());
        }
        _ => {}
    }
}

pub(super) fn read<'b>(row: &Node<'_>, place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let mut identity = Identity::default();
    let mut text = Text::default();
    let members = || row.members();
    if again::is_line(row) {
        members().for_each(|(name, value)| take(&mut identity, name, Some(value)));
        again::read(&mut text, row);
    } else if again::is_row(row) {
        members().for_each(|(name, value)| take(&mut identity, name, Some(value)));
        again::cells(&mut text, |name| Some(row.get(name)?.as_str()?.as_bytes()));
    } else {
        walk(&mut identity, &mut text, "", row, 0);
    }
    sink(if text.is_empty() {
        Row::Skip(Skip::NoEvidence)
    } else {
        Row::Record(Record { identity, text: text.into_bytes(), place })
    });
}

fn walk(identity: &mut Identity, text: &mut Text, name: &str, value: &Node<'_>, depth: u8) {
    match value {
        // Deeper than any scanner writes.
        _ if depth > 16 => {}
        Node::Object(_) => {
            let pair = value.get("name").or_else(|| value.get("key")).and_then(Node::as_str);
            if let (Some(name), Some(value)) = (pair, value.get("value")) {
                return walk(identity, text, name, value, depth + 1);
            }
            if let Some(version) = version(value) {
                return super::columns::write(text, name, &version);
            }
            for (name, value) in value.members() {
                walk(identity, text, name, value, depth + 1);
            }
        }
        Node::List(list) => {
            list.iter().for_each(|value| walk(identity, text, name, value, depth + 1));
        }
        Node::Text(said) if (depth > 2 || !identity.take(name, said)) => {
            super::columns::write(text, name, said);
        }
        Node::Number(number) if depth <= 2 => {
            identity.take(name, &number.to_string());
        }
        _ => {}
    }
}

/// A .NET version as PowerShell's `ConvertTo-Json` writes it, in the words of
/// the shell itself.
fn version(object: &Node<'_>) -> Option<String> {
    let part = |name| object.get(name).and_then(Node::as_u64);
    let (major, minor, build) = (part("Major")?, part("Minor")?, part("Build")?);
    let revision = part("Revision")?;
    Some(format!("Version {major}.{minor} (Build {build}.{revision})"))
}
