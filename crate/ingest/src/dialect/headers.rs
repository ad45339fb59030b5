//! HTTP headers in the many shapes that JSON gives them.

use crate::evidence::Evidence;
use crate::node::Node;
use std::borrow::Cow;

/// Writes every header of `headers` into `text`: `{"x_owa_version": "…"}`,
/// `{"X-OWA-Version": ["…"]}`, `{"unknown": [{"key": …, "value": ["…"]}]}`,
/// `[{"name": …, "value": …}]`, `{"Server": {"headers": ["…"]}}`.
pub(crate) fn write(text: &mut Evidence, headers: &Node<'_>) {
    match headers {
        Node::Object(members) => {
            // An XML element that is one pair.
            if let (Some(name), Some(value)) =
                (headers.get("@name").and_then(Node::as_str), headers.get("#text"))
            {
                return values(text, &plain(name), value);
            }
            // Among other members of a service, headers have a prefix.
            let marked = members.iter().any(|(name, _)| marked(name));
            for (name, value) in members.iter().filter(|(name, _)| !marked || self::marked(name)) {
                let name = &*plain(name);
                match value {
                    Node::List(list) if list.iter().any(Node::is_object) => {
                        write(text, value);
                    }
                    _ => values(text, name, value),
                }
            }
        }
        Node::List(list) => {
            for pair in list {
                let name = pair.get("key").or_else(|| pair.get("name")).and_then(Node::as_str);
                if let (Some(name), Some(value)) = (name, pair.get("value")) {
                    values(text, name, value);
                }
            }
        }
        // A raw block.
        Node::Text(raw) => text.piece(raw),
        _ => {}
    }
}

/// The prefixes of headers among a service's other members.
const MARKS: [&str; 3] = ["http.head.", "http.header.", "http.banner."];

fn marked(name: &str) -> bool {
    MARKS.iter().any(|mark| name.starts_with(mark))
}

/// A header's name as on the wire: runZero writes `http.head.xOwaVersion`.
fn plain(name: &str) -> Cow<'_, str> {
    let Some(short) = MARKS.iter().find_map(|mark| name.strip_prefix(mark)) else {
        return Cow::Borrowed(name);
    };
    let mut plain = String::with_capacity(short.len() + 2);
    for letter in short.chars() {
        if letter.is_ascii_uppercase() && !plain.is_empty() && !plain.ends_with('-') {
            plain.push('-');
        }
        plain.push(letter.to_ascii_lowercase());
    }
    Cow::Owned(plain)
}

fn values(text: &mut Evidence, name: &str, value: &Node<'_>) {
    match value {
        Node::Text(value) => text.header(name, value),
        Node::Number(value) => text.header(name, &value.to_string()),
        Node::List(list) => list.iter().for_each(|value| values(text, name, value)),
        Node::Object(_) => {
            for key in ["headers", "values", "value"] {
                if let Some(value) = value.get(key) {
                    values(text, name, value);
                }
            }
        }
        _ => {}
    }
}
