//! Rows that could not be read, kept as they are with the reason.

use serde::Serialize;

#[derive(Serialize)]
struct Bad<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a str>,
    line: u64,
    reason: &'a str,
    row: std::borrow::Cow<'a, str>,
}

/// Bytes of a bad row that are kept.
const KEPT: usize = 1 << 16;

/// Writes one line of the side file.
pub(crate) fn write(out: &mut Vec<u8>, input: Option<&str>, line: u64, reason: &str, raw: &[u8]) {
    let row = String::from_utf8_lossy(&raw[..raw.len().min(KEPT)]);
    // A vector takes everything.
    let _ = serde_json::to_writer(&mut *out, &Bad { input, line, reason, row });
    out.push(b'\n');
}
