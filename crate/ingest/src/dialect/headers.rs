//! HTTP headers in the many shapes that JSON gives them.

use crate::record::Text;
use serde_json::Value;

/// Writes every header of `headers` into `text`: `{"x_owa_version": "…"}`,
/// `{"X-OWA-Version": ["…"]}`, `{"unknown": [{"key": …, "value": ["…"]}]}`,
/// `[{"name": …, "value": …}]`, `{"Server": {"headers": ["…"]}}`.
pub(super) fn write(text: &mut Text, headers: &Value) {
    match headers {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::Array(list) if list.iter().any(Value::is_object) => {
                        write(text, value);
                    }
                    _ => values(text, name, value),
                }
            }
        }
        Value::Array(list) => {
            for pair in list {
                let name = pair.get("key").or_else(|| pair.get("name")).and_then(Value::as_str);
                if let (Some(name), Some(value)) = (name, pair.get("value")) {
                    values(text, name, value);
                }
            }
        }
        // A raw block.
        Value::String(raw) => text.piece(raw),
        _ => {}
    }
}

fn values(text: &mut Text, name: &str, value: &Value) {
    match value {
        Value::String(value) => text.header(name, value),
        Value::Number(value) => text.header(name, &value.to_string()),
        Value::Array(list) => list.iter().for_each(|value| values(text, name, value)),
        Value::Object(map) => {
            for key in ["headers", "values", "value"] {
                if let Some(value) = map.get(key) {
                    values(text, name, value);
                }
            }
        }
        _ => {}
    }
}
