//! What a target said, as it is stored: an answer of our own scan as its bytes,
//! what others read as a JSON object of its fields or of the pieces that an
//! earlier reading came to.

use expatch::Fields;
use expatch::Said;
use serde_json::Value;
use serde_json::json;

const FIELDS: &[u8] = b"{\"fields\":[";
const NOTES: &[u8] = b"{\"notes\":[";

/// The bytes that are stored.
pub(crate) fn stored(said: &Said) -> Vec<u8> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match said {
        Said::Text(bytes) => bytes.clone(),
        Said::Fields(fields) => {
            let pairs: Vec<Value> =
                fields.iter().map(|(name, value)| json!([name, text(value)])).collect();
            json!({ "fields": pairs }).to_string().into_bytes()
        }
        Said::Notes(notes) => json!({ "notes": notes }).to_string().into_bytes(),
    }
}

/// What was stored.
pub(crate) fn read(bytes: Vec<u8>) -> Said {
    if !bytes.starts_with(FIELDS) && !bytes.starts_with(NOTES) {
        return Said::Text(bytes);
    }
    let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { return Said::Text(bytes) };
    if let Some(notes) = value["notes"].as_array() {
        return Said::Notes(notes.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    let mut fields = Fields::default();
    for pair in value["fields"].as_array().into_iter().flatten() {
        if let (Some(name), Some(value)) = (pair[0].as_str(), pair[1].as_str()) {
            fields.push(name, value.as_bytes());
        }
    }
    Said::Fields(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let mut fields = Fields::default();
        fields.push("X-OWA-Version", b"15.2.986.14");
        fields.push("output", b"two\nlines");
        for said in [
            Said::Text(b"HTTP/1.1 200 OK\r\n".to_vec()),
            Said::Fields(fields),
            Said::Notes(vec!["x-owa-version exact observed 15.2.986.14".to_owned()]),
        ] {
            assert_eq!(read(stored(&said)), said);
        }
    }
}
