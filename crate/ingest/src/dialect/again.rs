//! Lines of an earlier run of `bulk`, to be judged again with a newer database
//! or for another day: only what the server said is taken, never what was
//! concluded from it.

use crate::Identity;
use crate::evidence::Evidence;
use crate::node::Node;

/// Whether a JSON object is such a line.
pub(crate) fn is_line(row: &Node<'_>) -> bool {
    row.pointer("/verdict/status").is_some() && row.get("evidence").is_some_and(Node::is_array)
}

/// Whether a table's heading row is of such a run.
pub(crate) fn is_table(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|have| have == name);
    ["channel", "evidence", "pieces", "build", "exploited_cves"].into_iter().all(has)
}

/// Whether a JSON object is a row of that table, as Parquet gives it.
pub(crate) fn is_row(row: &Node<'_>) -> bool {
    row.get("exploited_cves").is_some_and(Node::is_array) && row.get("status").is_some()
}

/// Who and where, by the names that `bulk` writes.
pub(crate) fn identity(identity: &mut Identity, row: &Node<'_>) {
    for (name, value) in row.members() {
        let number =
            if let Node::Number(number) = value { number.to_string() } else { String::new() };
        member(identity, name, value.as_str().unwrap_or(&number));
        for claim in value.as_array().into_iter().flatten().filter_map(Node::as_str) {
            member(identity, name, claim);
        }
    }
}

/// One member or cell of identity.
pub(crate) fn member(identity: &mut Identity, name: &str, value: &str) {
    match name {
        "tag" => identity.tag = Some(value.to_owned()).filter(|tag| !tag.is_empty()),
        "claims" => identity.claim(value),
        "compromised" => {
            identity.compromised = Some(value.to_owned()).filter(|word| !word.is_empty());
        }
        // The URL is written beside what it gave.
        "url" => identity.url = Some(value.to_owned()).filter(|url| !url.is_empty()),
        // The server's own name.
        "name" | "server" => {}
        _ => identity.take(name, value),
    }
}

/// The pieces of evidence of a line.
pub(crate) fn read(text: &mut Evidence, row: &Node<'_>) {
    let said = |row: &Node<'_>, name: &str| {
        row.get(name).and_then(Node::as_str).unwrap_or_default().to_owned()
    };
    let status = row.pointer("/verdict/status").and_then(Node::as_str).unwrap_or_default();
    let server = said(row, "name");
    for piece in row.get("evidence").and_then(Node::as_array).into_iter().flatten() {
        let mut claim = said(piece, "build");
        if claim.is_empty() {
            claim = said(piece, "prefix");
        }
        if claim.is_empty() {
            // What has no number is of the kind that the status says.
            claim.push_str(match status {
                "exchange-online" => "exchange-online",
                "not-exchange" => "not-exchange-4",
                _ => "exchange-server",
            });
        }
        let (channel, precision) = (said(piece, "channel"), said(piece, "precision"));
        let standing = said(piece, "standing");
        text.note(format!("{channel} {precision} {standing} {claim} {server}").trim_end());
    }
}

/// The same of a table's row; `cell` gives the cell under a heading.
pub(crate) fn cells<'c>(text: &mut Evidence, cell: impl Fn(&str) -> Option<&'c [u8]>) {
    let pieces = String::from_utf8_lossy(cell("pieces").unwrap_or_default()).into_owned();
    pieces.split("; ").filter(|note| !note.is_empty()).for_each(|note| text.note(note));
}
