//! HTTP headers in the many shapes that JSON gives them.

use super::node::Node;
use crate::record::Text;

/// Writes every header of `headers` into `text`: `{"x_owa_version": "…"}`,
/// `{"X-OWA-Version": ["…"]}`, `{"unknown": [{"key": …, "value": ["…"]}]}`,
/// `[{"name": …, "value": …}]`, `{"Server": {"headers": ["…"]}}`.
pub(super) fn write(text: &mut Text, headers: &Node<'_>) {
    match headers {
        Node::Object(members) => {
            for (name, value) in members {
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

fn values(text: &mut Text, name: &str, value: &Node<'_>) {
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
