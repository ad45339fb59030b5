//! The way through a text: line by line to where a marker stands, then the
//! block around it is read once and left behind.

use super::head::Head;
use super::head::close;
use super::head::header_line;
use super::head::is_head;
use super::json;
use super::lines::is_blank;
use super::lines::lines;
use super::markup;
use super::paragraph::paragraph_end;
use super::paragraph::piece_end;
use super::table;
use super::text::line_end;
use crate::evidence::Why;
use crate::reader::Reader;
use core::ops::Range;

/// Reads everything that a marker stands in.
pub(crate) fn walk(reader: &mut Reader<'_>) {
    let text = reader.text;
    let mut head: Option<Head> = None;
    let mut at = 0;
    let mut paragraph = 0;
    // An object that never ends was looked for from here on.
    let mut unbalanced = false;
    let mut piece = 0;
    let mut next = 0;
    while next < reader.hits.len() && !reader.is_stopped() {
        let hit = reader.hits[next];
        if hit < at {
            next += 1;
            continue;
        }
        let end = line_end(text, at);
        let first = at + text[at..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if first >= end || text[first] == b'`' && is_blank(&text[at..end]) {
            at = end + 1;
            paragraph = at;
            continue;
        }
        match text[first] {
            b'{' | b'[' if json::begins(text, first) => {
                let stop = object_end(text, first, at, &mut unbalanced);
                if hit < stop {
                    let stop = to_line_end(text, stop);
                    close(reader, &mut head);
                    json::read(reader, first..stop, None);
                }
                at = to_line_end(text, stop) + 1;
                paragraph = at;
            }
            b'<' if markup::begins(text, first) => {
                let stop = markup::end(text, at);
                if hit < stop && is_literal(&text[..first]) {
                    close(reader, &mut head);
                    reader.mention_all(at..stop, Why::Sentence);
                } else if hit < stop {
                    let body = head.as_mut().filter(|head| is_head(&text[head.end..at]));
                    markup::read(reader, at..stop, body.map(|head| &mut head.record));
                    close(reader, &mut head);
                }
                at = stop.max(end + 1);
                paragraph = at;
            }
            // `ok: [EX01] => {` and the object below it.
            _ if text[first..end].trim_ascii_end().ends_with(b"=> {") => {
                let open = first + text[first..end].trim_ascii_end().len() - 1;
                let stop = if json::begins(text, open) {
                    object_end(text, open, at, &mut unbalanced)
                } else {
                    end
                };
                if hit < stop {
                    close(reader, &mut head);
                    crate::channel::object_behind(reader, first..open, open..stop);
                }
                at = to_line_end(text, stop) + 1;
                paragraph = at;
            }
            _ if json::is_member(&text[at..end]) && !is_row(&text[at..end]) => {
                // Where the paragraph ends is asked once for all of its pieces.
                if at >= piece {
                    piece = piece_end(text, at);
                }
                let stop = json::piece_end(text, at, piece);
                if hit < stop {
                    close(reader, &mut head);
                    json::read(reader, at..stop, None);
                }
                at = stop + 1;
                paragraph = at;
            }
            // Where the hit stands on a later line, this one is only passed.
            b'N' | b'C' if hit >= end => {
                crate::channel::context(reader, first..end);
                at = end + 1;
            }
            _ if hit >= end => at = end + 1,
            _ => {
                if header_line(reader, &mut head, at..end) {
                    at = end + 1;
                    continue;
                }
                let stop = paragraph_end(text, at);
                let from = head.as_ref().map_or(paragraph, |head| paragraph.max(head.end.min(at)));
                close(reader, &mut head);
                block(reader, from..stop);
                at = stop + 1;
                paragraph = at;
            }
        }
        at = at.min(text.len());
        if at >= text.len() {
            break;
        }
    }
    close(reader, &mut head);
}

/// Whether what comes next is a literal of a program: `answer = b"""` before it.
fn is_literal(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\\").unwrap_or(before);
    let quotes = ["'''", "\"\"\""].iter().find_map(|it| before.strip_suffix(it.as_bytes()));
    let Some(before) = quotes else { return false };
    let prefix = before.iter().rev().take(2).take_while(|it| it.is_ascii_alphabetic()).count();
    let before = before[..before.len() - prefix].trim_ascii_end();
    matches!(before.last(), Some(b'=' | b'(' | b','))
}

/// Where the object ends that begins with the bracket at `open` on the line at `at`; an
/// end is looked for in all of the text only until one was not found.
fn object_end(text: &[u8], open: usize, at: usize, unbalanced: &mut bool) -> usize {
    let limit = if *unbalanced { paragraph_end(text, at) } else { text.len() };
    json::end(text, open, limit).unwrap_or_else(|| {
        *unbalanced = true;
        paragraph_end(text, at)
    })
}

fn to_line_end(text: &[u8], at: usize) -> usize {
    line_end(text, at.min(text.len()))
}

/// `| "a": 1 |` is a table's.
fn is_row(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"|")
}

/// Takes off the sign of comment or quoting that every line of a block begins
/// with: what is left is output as it was printed.
fn unquote(text: &[u8], lines: &mut [Range<usize>]) {
    let Some(first) = lines.first() else { return };
    let indent = text[first.clone()].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = &text[first.start + indent..first.end];
    let Some(sign) =
        [&b"# "[..], b"> ", b"// ", b"-- ", b"; "].into_iter().find(|sign| rest.starts_with(sign))
    else {
        return;
    };
    let length = indent + sign.len();
    let same = |line: &Range<usize>| {
        let line = &text[line.clone()];
        line.trim_ascii().len() < length || line.len() >= length && line[indent..].starts_with(sign)
    };
    if lines.len() > 1 && lines.iter().all(same) {
        for line in lines {
            line.start = line.end.min(line.start + length);
        }
    }
}

/// Reads a paragraph of text.
pub(crate) fn block(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text;
    let mut all = lines(text, range.clone());
    unquote(text, &mut all);
    // A difference of two files says what was and what is to be.
    let hunk = |line: &Range<usize>| text[line.clone()].trim_ascii_start().starts_with(b"@@ -");
    if all.iter().any(hunk) {
        return reader.mention_all(range, Why::Sentence);
    }
    let mut loose = 0;
    let mut at = 0;
    while at < all.len() && !reader.is_stopped() {
        // What was asked for says what the table below is.
        if at > loose && super::lines::is_prompt(&text[all[at - 1].clone()]) {
            crate::channel::lines::lines(reader, &all[loose..at]);
            loose = at;
        }
        // A heading tells a table, or the pipes of its first row.
        let length = table::at(reader, &all, at);
        if length == 0 {
            at += 1;
            continue;
        }
        crate::channel::lines::lines(reader, &all[loose..at]);
        at += length;
        loose = at;
    }
    crate::channel::lines::lines(reader, &all[loose..]);
    reader.sweep(range, Why::Sentence);
}
