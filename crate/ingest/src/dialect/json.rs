//! Any JSON object that no format of the table fits: members are known by
//! their names, every other text is read as `name: value`.

use super::again;
use super::cells;
use crate::Identity;
use crate::evidence::Evidence;
use crate::format::role::Role;
use crate::format::role::broken_into;
use crate::format::role::denies;
use crate::format::role::is_exchange;
use crate::format::role::is_exchange_itself;
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
    let reverse = node.members().filter(|(name, _)| Role::named(name) == Role::Reverse);
    for (_, value) in reverse {
        if let Some(text) = scalar(value) {
            identity.take("hostname", &text);
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
        walk.value("", node, 0, true);
    }
    let Walk { mut identity, text, exchange, reverse, other, denied } = walk;
    if other && !exchange {
        crate::claim::of_another_product(&mut identity);
    }
    identity.take("hostname", &reverse.unwrap_or_default());
    if denied {
        identity.claims.clear();
    }
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
    /// A product is named.
    other: bool,
    /// The name that the address resolves to.
    reverse: Option<String>,
    /// What is claimed was looked for and not found.
    denied: bool,
}

impl Walk {
    /// `counts` where no other product is named beside it, and nothing above says that
    /// it is what should be.
    fn value(&mut self, name: &str, value: &Node<'_>, depth: u8, counts: bool) {
        match value {
            // Deeper than any scanner writes.
            _ if depth > 16 => {}
            Node::Object(_) => self.object(name, value, depth, counts),
            Node::List(list) => {
                list.iter().for_each(|value| self.value(name, value, depth + 1, counts));
            }
            Node::Text(said) => self.text(name, said, depth, counts),
            Node::Bool(said) => match Role::named(name) {
                Role::Found => self.denied |= !said,
                Role::Compromised if *said => self.broken_into(name, "true"),
                _ => {}
            },
            Node::Number(number) if depth <= 2 => {
                if let Role::Identity(field) = Role::named(name) {
                    self.identity.take(field, &number.to_string());
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, name: &str, value: &Node<'_>, depth: u8, counts: bool) {
        let pair = value.get("name").or_else(|| value.get("key")).and_then(Node::as_str);
        if let (Some(name), Some(value)) = (pair, value.get("value")) {
            return self.value(name, value, depth + 1, counts);
        }
        if let Some(version) = version(value) {
            if counts {
                self.text.member(name, &version);
            }
            return;
        }
        let mut products = value
            .members()
            .filter(|(name, _)| Role::named(name) == Role::Product)
            .filter_map(|(_, product)| product.as_str())
            .filter(|product| !product.trim().is_empty())
            .peekable();
        // Another product's version says nothing of Exchange.
        self.other |= products.peek().is_some();
        let counts = counts && (products.peek().is_none() || products.any(is_exchange_itself));
        let is_host =
            matches!(name, "host" | "asset" | "device" | "destination" | "server" | "agent");
        let both = ["destination", "dst"].iter().any(|end| value.get(end).is_some());
        for (name, member) in value.members() {
            // Who looked, where it stands beside who was looked at.
            if both && matches!(name, "source" | "src") {
                continue;
            }
            match member {
                Node::Text(said) if is_host && name == "name" => self.identity.host(said),
                Node::Text(said) => self.text(name, said, depth + 1, counts),
                Node::Bool(_) => self.value(name, member, depth + 1, counts),
                _ if Role::named(name) == Role::Unread || Role::is_scanner(name) => {}
                // Below `target` stand hosts, and versions to reach.
                _ => self.value(name, member, depth + 1, counts && !is_update(name)),
            }
        }
    }

    fn broken_into(&mut self, name: &str, said: &str) {
        let word = broken_into(name, said);
        self.identity.compromised = self.identity.compromised.take().or(word);
    }

    /// A text; `counts` where no other product is named beside it.
    fn text(&mut self, name: &str, said: &str, depth: u8, counts: bool) {
        match Role::named(name) {
            Role::Identity(field) if depth <= 2 => self.identity.take(field, said),
            Role::Host if depth <= 2 => self.identity.host(said),
            Role::Machine => self.identity.take("machine", said),
            Role::Reverse => self.reverse = self.reverse.take().or_else(|| Some(said.to_owned())),
            Role::Tags => {
                self.exchange |= is_exchange(said);
                self.identity.labels(said);
            }
            Role::Cves => self.identity.claim(said),
            Role::Compromised => self.broken_into(name, said),
            Role::Found => self.denied |= denies(said),
            Role::Current if counts && cells::is_version(said.trim()) => self.text.version(said),
            Role::Version if counts => self.text.version(said),
            Role::Version | Role::Unread => {}
            _ if !counts => {}
            Role::Product => {
                self.exchange |= is_exchange_itself(said);
                if counts {
                    self.text.product(said);
                }
            }
            Role::Service if counts && is_exchange(said) => {
                self.exchange = true;
                self.text.product(said);
            }
            Role::Text if said.trim().parse::<expatch::Build>().is_ok() => {
                self.text.version(said);
            }
            Role::Text => self.text.piece(said),
            _ => self.text.member(name, said),
        }
    }
}

/// Whether a member is about updates or about what is to be reached.
fn is_update(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    is_any(&["update", "patch", "hotfix", "target", "missing", "pending"])
        && !is_any(&["installed", "applied"])
}

/// A .NET version as PowerShell's `ConvertTo-Json` writes it, in the words of
/// the shell itself.
fn version(object: &Node<'_>) -> Option<String> {
    let part = |name| object.get(name).and_then(Node::as_u64);
    let (major, minor, build) = (part("Major")?, part("Minor")?, part("Build")?);
    let revision = part("Revision")?;
    Some(format!("Version {major}.{minor} (Build {build}.{revision})"))
}
