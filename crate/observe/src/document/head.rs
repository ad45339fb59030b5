//! The head of an answer: headers one below the other, read without looking at their
//! neighbours.

use super::lines::content;
use super::lines::field;
use super::lines::lines;
use super::paragraph::paragraph_end;
use crate::channel::Role;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use core::ops::Range;

/// Headers whose answer is still open.
pub(super) struct Head {
    pub(super) record: Record,
    /// Where its last line ended.
    pub(super) end: usize,
    /// It has told its version.
    versioned: bool,
}

pub(super) fn close(reader: &mut Reader<'_>, head: &mut Option<Head>) {
    if let Some(head) = head.take() {
        head.record.close(reader);
    }
}

/// A header on a line of its own, the commonest evidence: read without looking
/// at its neighbours.
pub(super) fn header_line(
    reader: &mut Reader<'_>,
    head: &mut Option<Head>,
    line: Range<usize>,
) -> bool {
    let text = reader.text;
    if memchr::memchr_iter(b'|', &text[line.clone()]).nth(1).is_some() {
        return false;
    }
    let inner = content(text, line.clone());
    let Some((key, role, value)) = field(text, inner.range.clone()) else {
        return http_line(reader, head, line);
    };
    let version = match role {
        Role::Header(header) => crate::channel::is_version_header(header),
        Role::Url => false,
        _ => return false,
    };
    // Nothing but headers stands between an open head and this line.
    let goes_on = head.as_ref().is_some_and(|open| is_head(&text[open.end..line.start]));
    let above = || above_headers(text, line.start).unwrap_or_default();
    // Where an answer leads to names the server that gave it.
    if role == Role::Url && !goes_on && !is_answer(above()) && !is_request(above()) {
        return false;
    }
    if inner.comment && !is_comment_block(text, &line) || is_in_comment(text, &line) {
        return false;
    }
    if crate::channel::holds_more_headers(text, value.clone()) {
        return false;
    }
    let apart = !goes_on || version && head.as_ref().is_some_and(|open| open.versioned);
    if apart && is_request(above()) {
        reader.mention_all(line, Why::Request);
        return true;
    }
    if apart {
        close(reader, head);
        let record = Record::new(reader, Block::Head, false);
        *head = Some(Head { record, end: line.end, versioned: false });
    }
    if let Some(open) = head {
        reader.key = key;
        open.record.take(reader, role, value);
        open.end = line.end;
        open.versioned |= version;
    }
    reader.sweep(line, Why::Sentence);
    true
}

/// The line above those that are headers above `at`.
fn above_headers(text: &[u8], mut at: usize) -> Option<&[u8]> {
    for _ in 0..HEADERS {
        let end = at.checked_sub(1)?;
        at = super::text::line_start(text, end);
        let line = &text[content(text, at..end).range];
        if !is_header(line) {
            return Some(line);
        }
    }
    None
}

/// `GET /owa/ HTTP/1.1`: what a client sends is no server's.
fn is_request(line: &[u8]) -> bool {
    let verb = line.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    verb > 2 && line.get(verb) == Some(&b' ') && memchr::memmem::find(line, b" HTTP/").is_some()
}

/// `HTTP/1.1 302 Found`.
fn is_answer(line: &[u8]) -> bool {
    line.starts_with(b"HTTP/")
}

/// A head has fewer lines.
const HEADERS: usize = 64;

/// A header that says nothing of a version; only one that stands in a head.
fn http_line(reader: &mut Reader<'_>, head: &mut Option<Head>, line: Range<usize>) -> bool {
    let text = reader.text;
    let Some(open) = head.as_mut() else { return false };
    if !is_header(&text[line.clone()]) || !is_head(&text[open.end..line.start]) {
        return false;
    }
    open.end = line.end;
    reader.sweep(line, Why::Sentence);
    true
}

/// Whether lines between two headers are headers too, or blank.
pub(super) fn is_head(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').all(|line| {
        let line = line.trim_ascii();
        line.is_empty() || is_header(line) && !line.starts_with(b"HTTP/")
    })
}

/// `Name: value` with a name of one word.
fn is_header(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let line = line
        .strip_prefix(b"< ")
        .or_else(|| line.strip_prefix(b"|"))
        .unwrap_or(line)
        .trim_ascii_start();
    let line = line.strip_prefix(b"_").unwrap_or(line);
    let name = line
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .count();
    name > 0 && line[name..].starts_with(b":")
}

/// Whether every line of the paragraph has a sign of comment: quoted output, and
/// no remark in a program.
fn is_comment_block(text: &[u8], line: &Range<usize>) -> bool {
    let from = memchr::memmem::rfind(&text[..line.start], b"\n\n").map_or(0, |i| i + 2);
    let to = paragraph_end(text, line.start);
    let near = from.max(line.start.saturating_sub(FARTHEST))..to.min(line.end + FARTHEST);
    lines(text, near)
        .into_iter()
        .all(|line| text[line.clone()].trim_ascii().is_empty() || content(text, line).comment)
}

/// Whether a line beginning with `*` stands in a comment of C's kind.
fn is_in_comment(text: &[u8], line: &Range<usize>) -> bool {
    if !text[line.clone()].trim_ascii_start().starts_with(b"*") {
        return false;
    }
    let before = &text[line.start.saturating_sub(FARTHEST)..line.start];
    let open = memchr::memmem::rfind(before, b"/*");
    open.is_some_and(|at| memchr::memmem::find(&before[at..], b"*/").is_none())
}

/// How far around a line its comment block is looked at.
const FARTHEST: usize = 4096;
