//! Any JSON object that no format of the table fits: members are known by
//! their names, every other text is read as `name: value`.

use super::again;
use crate::Identity;
use crate::evidence::Evidence;
use crate::format::role::Role;
use crate::format::role::is_exchange;
use crate::node::Node;
use crate::record::Record;
use crate::record::Row;
use crate::record::row;
use std::borrow::Cow;

/// Takes who and where from the members of an object.
pub(crate) fn identity(identity: &mut Identity, node: &Node<'_>) {
    for (name, value) in node.members() {
        let Some(text) = scalar(value) else { continue };
        match Role::named(name) {
            Role::Identity(field) => identity.take(field, &text),
            Role::Host => identity.host(&text),
            _ => {}
        }
    }
}

fn scalar<'n>(value: &'n Node<'_>) -> Option<Cow<'n, str>> {
    match value {
        Node::Text(text) => Some(Cow::Borrowed(text)),
        Node::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

pub(crate) fn read<'b>(
    node: &Node<'_>,
    common: &Identity,
    place: u64,
    sink: &mut dyn FnMut(Row<'b>),
) {
    let mut walk = Walk::default();
    if again::is_line(node) {
        again::identity(&mut walk.identity, node);
        again::read(&mut walk.text, node);
    } else if again::is_row(node) {
        again::identity(&mut walk.identity, node);
        again::cells(&mut walk.text, |name| Some(node.get(name)?.as_str()?.as_bytes()));
    } else {
        walk.value("", node, 0);
    }
    let Walk { mut identity, text, exchange } = walk;
    identity.inherit(common);
    crate::claim::inside(&mut identity, node);
    let exchange = exchange || !text.is_empty();
    sink(row(vec![Record { said: text.into_said(&identity), identity, exchange, place }], true));
}

#[derive(Default)]
struct Walk {
    identity: Identity,
    text: Evidence,
    exchange: bool,
}

impl Walk {
    fn value(&mut self, name: &str, value: &Node<'_>, depth: u8) {
        match value {
            // Deeper than any scanner writes.
            _ if depth > 16 => {}
            Node::Object(_) => self.object(name, value, depth),
            Node::List(list) => list.iter().for_each(|value| self.value(name, value, depth + 1)),
            Node::Text(said) => self.text(name, said, depth, true),
            Node::Number(number) if depth <= 2 => {
                if let Role::Identity(field) = Role::named(name) {
                    self.identity.take(field, &number.to_string());
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, name: &str, value: &Node<'_>, depth: u8) {
        let pair = value.get("name").or_else(|| value.get("key")).and_then(Node::as_str);
        if let (Some(name), Some(value)) = (pair, value.get("value")) {
            return self.value(name, value, depth + 1);
        }
        if let Some(version) = version(value) {
            return self.text.member(name, &version);
        }
        let mut products = value
            .members()
            .filter(|(name, _)| Role::named(name) == Role::Product)
            .filter_map(|(_, product)| product.as_str())
            .filter(|product| !product.trim().is_empty())
            .peekable();
        // Another product's version says nothing of Exchange.
        let counts = products.peek().is_none() || products.any(is_exchange);
        for (name, member) in value.members() {
            match member {
                Node::Text(said) => self.text(name, said, depth + 1, counts),
                _ if Role::named(name) == Role::Unread => {}
                _ => self.value(name, member, depth + 1),
            }
        }
    }

    /// A text; `counts` where no other product is named beside it.
    fn text(&mut self, name: &str, said: &str, depth: u8, counts: bool) {
        match Role::named(name) {
            Role::Identity(field) if depth <= 2 => self.identity.take(field, said),
            Role::Host if depth <= 2 => self.identity.host(said),
            Role::Machine => self.identity.take("machine", said),
            Role::Tags => self.identity.labels(said),
            Role::Cves => self.identity.claim(said),
            Role::Compromised => self.identity.broken_into(said),
            Role::Version if counts => self.text.version(said),
            Role::Version | Role::Unread => {}
            Role::Product => {
                self.exchange |= is_exchange(said);
                if counts {
                    self.text.product(said);
                }
            }
            Role::Text if said.trim().parse::<expatch::Build>().is_ok() => {
                self.text.version(said);
            }
            Role::Text => self.text.piece(said),
            _ => self.text.member(name, said),
        }
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
