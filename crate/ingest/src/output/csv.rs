//! Lines of CSV. What is the same for many rows (verdict, evidence) is written
//! once and copied; only the row's identity is written for each.

use super::columns;
use crate::Record;
use expatch::report::is_formula;
use std::io::Write as _;

/// Cells as they stand in a line, each behind its comma.
pub(crate) fn cells(cells: &[String]) -> Vec<u8> {
    let mut out = Vec::with_capacity(cells.iter().map(|cell| cell.len() + 1).sum());
    for text in cells {
        out.push(b',');
        cell(&mut out, text);
    }
    out
}

/// Writes one line.
pub(crate) fn line(
    out: &mut Vec<u8>,
    input: Option<&str>,
    record: &Record,
    said: &[u8],
    answer: &[u8],
) {
    cell(out, input.unwrap_or_default());
    // A vector takes everything.
    let _ = write!(out, ",{}", record.place);
    for text in columns::identity(&record.identity) {
        out.push(b',');
        cell(out, &text);
    }
    out.extend_from_slice(said);
    out.extend_from_slice(answer);
    out.push(b'\n');
}

/// One cell: harmless in a spreadsheet, and quoted where it holds what a reader
/// takes for the end of a cell or a line.
fn cell(out: &mut Vec<u8>, text: &str) {
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    let quoted = text.as_bytes().iter().any(special);
    if quoted {
        out.push(b'"');
    }
    if is_formula(text) {
        out.push(b'\'');
    }
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    if quoted {
        out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Identity;

    /// The library is the second opinion: what it reads is what was meant, and
    /// it would have written the same bytes.
    #[test]
    fn a_line_is_what_the_library_writes() {
        let odd = ["", "plain", "a,b", "\"", "say \"no\"", "two\nlines", "\r", "=1+1", "=\",", "-"];
        let odd: Vec<String> = odd.map(String::from).to_vec();
        let identity = Identity {
            ip: Some("192.0.2.1".into()),
            port: Some(443),
            hostname: Some("@mail,\"x\"".into()),
            ..Identity::default()
        };
        let record = Record { identity, said: expatch::Said::default(), exchange: false, place: 7 };
        let mut ours = Vec::new();
        line(&mut ours, Some("a b.csv"), &record, &cells(&odd), &cells(&odd));
        let mut theirs = csv::Writer::from_writer(Vec::new());
        let row = columns::row(Some("a b.csv"), &record, &odd, &odd);
        theirs.write_record(row.map(|cell| expatch::report::harmless(&cell))).unwrap();
        assert_eq!(
            String::from_utf8(ours).unwrap(),
            String::from_utf8(theirs.into_inner().unwrap()).unwrap()
        );
    }
}
