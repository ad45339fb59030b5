//! What a JSON value holds: one record, a list of them, or an answer that wraps some.

use super::Format;
use super::WRAPS;
use super::read::record;
use super::role::Role;
use crate::Identity;
use crate::node::Node;
use crate::record::Row;
use crate::record::Skip;
use expatch::list::values::ENVELOPES;
use std::borrow::Cow;
use std::net::IpAddr;
use std::net::SocketAddr;

/// Levels of wrapping that are taken off.
const DEEPEST: u8 = 6;

/// Hands over what a JSON value holds: one record, or those of an answer.
/// `known` is the format of the rows before, asked first.
pub(crate) fn value<'b>(
    node: &mut Node<'_>,
    known: Option<&'static Format>,
    common: &Identity,
    place: u64,
    depth: u8,
    sink: &mut dyn FnMut(Row<'b>),
) {
    if let Node::List(list) = node {
        if list.is_empty() {
            return sink(Row::Skip(Skip::Empty));
        }
        if list.iter().any(|member| matches!(member, Node::List(_) | Node::Object(_))) {
            list.iter_mut().for_each(|member| {
                value(member, known, common, place, depth + 1, sink);
            });
        } else {
            // A row of cells, as FOFA gives them.
            let cells: Vec<Cow<'_, str>> = list.iter().map(cell).collect();
            let cells = cells.iter().map(|cell| &**cell);
            sink(crate::dialect::cells::read(cells, place));
        }
        return;
    }
    if depth < DEEPEST && is_by_host(node) {
        return by_host(node, known, common, place, depth, sink);
    }
    let answer = depth < DEEPEST && holds_records(node);
    let format = known.filter(|format| format.fits(node)).or_else(|| Format::of(node));
    if let Some(format) = format.filter(|_| !answer) {
        for name in &format.embedded {
            node.unfold(name);
        }
        return sink(record(format, node, common, place));
    }
    let mut hollow = false;
    if depth < DEEPEST && !crate::dialect::again::is_line(node) {
        let mut common = common.clone();
        crate::dialect::json::identity(&mut common, node);
        // What says itself who and which version is a record, whatever else it lists.
        let is_record = common.is_placed() && says_version(node) && !lists_hosts(node);
        let mut any = false;
        for name in ENVELOPES.into_iter().filter(|_| !is_record) {
            let Some(inner) = node.get_mut(name) else { continue };
            let records = inner.as_array().is_some_and(|list| {
                !list.is_empty() && list.iter().all(|row| row.is_object() || row.is_array())
            });
            if records {
                any = true;
                value(inner, known, &common, place, depth + 1, sink);
            }
        }
        if any {
            return;
        }
        for name in ENVELOPES.into_iter().chain(WRAPS) {
            let Some(inner) = node.get_mut(name).filter(|inner| inner.is_object()) else {
                continue;
            };
            if name == "_source" || is_wrapped(inner, depth) {
                return value(inner, known, &common, place, depth + 1, sink);
            }
        }
        hollow = !common.is_placed() && is_empty(node, 0);
    }
    crate::dialect::json::read(node, common, place, &mut |row| {
        let says_nothing = match &row {
            Row::Skip(_) => true,
            Row::Record(record) => !record.is_claimed() && record.said.read().evidence.is_empty(),
            _ => false,
        };
        sink(if hollow && says_nothing { Row::Skip(Skip::Empty) } else { row });
    });
}

/// Whether every member is named for a host: `{"192.0.2.1": {…}, "192.0.2.2": {…}}`,
/// `{"mail.example.org": "15.1.2507.27"}`.
fn is_by_host(node: &Node<'_>) -> bool {
    let is_build = |text: &str| text.trim().parse::<expatch::Build>().is_ok();
    node.members().next().is_some()
        && node.members().all(|(name, member)| {
            let is_address = name.parse::<IpAddr>().is_ok() || name.parse::<SocketAddr>().is_ok();
            match member {
                Node::Object(_) => is_address,
                Node::Text(text) => (is_address || name.contains('.')) && is_build(text),
                _ => false,
            }
        })
}

fn by_host<'b>(
    node: &mut Node<'_>,
    known: Option<&'static Format>,
    common: &Identity,
    place: u64,
    depth: u8,
    sink: &mut dyn FnMut(Row<'b>),
) {
    let Node::Object(members) = node else { return };
    for (name, member) in members {
        let mut host = Identity::default();
        host.host(name);
        host.inherit(common);
        if matches!(member, Node::Text(_)) {
            let text = std::mem::replace(member, Node::Null);
            *member = Node::Object(vec![(Cow::Borrowed("version"), text)]);
        }
        value(member, known, &host, place, depth + 1, sink);
    }
}

/// Whether an object is an answer: a list in it holds records of a format that is
/// known, whatever the object itself looks like.
fn holds_records(node: &Node<'_>) -> bool {
    node.members().any(|(name, member)| {
        let first = member.as_array().and_then(|list| list.first());
        first.is_some_and(|first| {
            first.is_object() && ENVELOPES.contains(&name) && Format::of(first).is_some()
        })
    })
}

/// Whether the records that an object lists name hosts of their own.
fn lists_hosts(node: &Node<'_>) -> bool {
    node.members().filter(|(name, _)| ENVELOPES.contains(name)).any(|(_, member)| {
        let first = member.as_array().and_then(|list| list.first());
        first.is_some_and(|first| {
            let mut own = Identity::default();
            crate::dialect::json::identity(&mut own, first);
            own.is_placed()
        })
    })
}

/// Whether an object has a version of its own.
fn says_version(node: &Node<'_>) -> bool {
    node.members().any(|(name, member)| {
        let text = member.as_str().unwrap_or_default();
        Role::named(name) == Role::Version && text.trim().parse::<expatch::Build>().is_ok()
    })
}

/// Whether an object that names no host is an answer without any record: its list
/// of them is empty, or it is the word of a fault.
fn is_empty(node: &Node<'_>, depth: u8) -> bool {
    let is_said = |name: &str| match node.get(name) {
        Some(Node::Text(text)) => !text.is_empty(),
        Some(inner) => inner.is_object() || inner.as_array().is_some_and(|list| !list.is_empty()),
        None => false,
    };
    node.members().next().is_none()
        || ["error", "errors"].into_iter().any(is_said)
        || ENVELOPES.iter().any(|name| match node.get(name) {
            Some(Node::Null) => true,
            Some(Node::List(list)) => list.is_empty(),
            Some(inner) => inner.is_object() && depth < DEEPEST && is_empty(inner, depth + 1),
            None => false,
        })
}

/// The format of what a value holds, as far down as records are looked for.
pub(crate) fn format_of(node: &Node<'_>, depth: u8) -> Option<&'static Format> {
    if depth > DEEPEST {
        return None;
    }
    match node {
        Node::List(list) => list.first().and_then(|first| format_of(first, depth + 1)),
        Node::Object(_) => Format::of(node).filter(|_| !holds_records(node)).or_else(|| {
            let inner = ENVELOPES.iter().chain(&WRAPS).filter_map(|name| node.get(name));
            inner.into_iter().find_map(|inner| format_of(inner, depth + 1))
        }),
        _ => None,
    }
}

/// Whether records stand in a wrapping.
fn is_wrapped(node: &Node<'_>, depth: u8) -> bool {
    Format::of(node).is_some()
        || is_by_host(node)
        || depth < DEEPEST
            && (ENVELOPES.iter().any(|name| {
                let list = node.get(name).and_then(Node::as_array);
                list.is_some_and(|list| list.iter().any(Node::is_object))
            }) || WRAPS.iter().any(|name| {
                node.get(name).is_some_and(|node| node.is_object() && is_wrapped(node, depth + 1))
            }))
}

fn cell<'n>(node: &'n Node<'_>) -> Cow<'n, str> {
    match node {
        Node::Text(text) => Cow::Borrowed(text),
        Node::Number(number) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}
