//! The way through a text: line by line to where a marker stands, then the
//! block around it is read once and left behind.

use super::json;
use super::lines::content;
use super::lines::field;
use super::lines::is_blank;
use super::lines::lines;
use super::markup;
use super::table;
use super::text::line_end;
use crate::channel::Role;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use core::ops::Range;

/// Headers whose answer is still open.
struct Head {
    record: Record,
    /// Where its last line ended.
    end: usize,
    /// It has told its version.
    versioned: bool,
}

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

fn close(reader: &mut Reader<'_>, head: &mut Option<Head>) {
    if let Some(head) = head.take() {
        head.record.close(reader);
    }
}

/// Where the lines without a blank one, an object or markup between end.
fn paragraph_end(text: &[u8], from: usize) -> usize {
    lines_end(text, from, |line, end| {
        let first = line.trim_ascii_start();
        let place = end - first.len();
        matches!(first.first(), Some(b'{' | b'[')) && json::begins(text, place)
            || first.starts_with(b"<") && markup::begins(text, place) && !first.starts_with(b"<br")
    })
}

/// Where a piece of an object ends: at a blank line.
fn piece_end(text: &[u8], from: usize) -> usize {
    lines_end(text, from, |_, _| false)
}

/// Where the line ends before a blank one, or one that `stops` says ends it too.
fn lines_end(text: &[u8], from: usize, stops: impl Fn(&[u8], usize) -> bool) -> usize {
    let mut at = from;
    loop {
        let end = line_end(text, at);
        if end >= text.len() {
            return text.len();
        }
        let next = line_end(text, end + 1);
        let line = &text[end + 1..next];
        if is_blank(line) || stops(line, next) {
            return end;
        }
        at = end + 1;
    }
}

fn to_line_end(text: &[u8], at: usize) -> usize {
    line_end(text, at.min(text.len()))
}

/// `| "a": 1 |` is a table's.
fn is_row(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"|")
}

/// A header on a line of its own, the commonest evidence: read without looking
/// at its neighbours.
fn header_line(reader: &mut Reader<'_>, head: &mut Option<Head>, line: Range<usize>) -> bool {
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
        // Where an answer leads to names the server that gave it.
        Role::Url
            if goes_on(text, head.as_ref(), &line)
                || is_answer(text, line.start)
                || is_request_head(text, line.start) =>
        {
            false
        }
        _ => return false,
    };
    if inner.comment && !is_comment_block(text, &line) || is_in_comment(text, &line) {
        return false;
    }
    if crate::channel::holds_more_headers(text, value.clone()) {
        return false;
    }
    let apart = !goes_on(text, head.as_ref(), &line)
        || version && head.as_ref().is_some_and(|open| open.versioned);
    if apart && is_request_head(text, line.start) {
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

/// Whether nothing but headers stands between an open head and `line`.
fn goes_on(text: &[u8], head: Option<&Head>, line: &Range<usize>) -> bool {
    head.is_some_and(|open| is_head(&text[open.end..line.start]))
}

/// Whether a line of a head stands in a request: above it only headers and `GET /owa/
/// HTTP/1.1`. What a client sends is no server's.
fn is_request_head(text: &[u8], mut at: usize) -> bool {
    for _ in 0..HEADERS {
        let Some(end) = at.checked_sub(1) else { return false };
        at = super::text::line_start(text, end);
        let line = &text[content(text, at..end).range];
        let verb = line.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        if verb > 2 && line.get(verb) == Some(&b' ') {
            return memchr::memmem::find(line, b" HTTP/").is_some();
        }
        if line.is_empty() || !is_header(line) {
            return false;
        }
    }
    false
}

/// Whether a line stands in the head of an answer: above it only headers, and `HTTP/1.1
/// 302 Found`.
fn is_answer(text: &[u8], mut at: usize) -> bool {
    for _ in 0..HEADERS {
        let Some(end) = at.checked_sub(1) else { return false };
        at = super::text::line_start(text, end);
        let line = &text[content(text, at..end).range];
        if line.starts_with(b"HTTP/") {
            return true;
        }
        if line.is_empty() || !is_header(line) {
            return false;
        }
    }
    false
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
fn is_head(text: &[u8]) -> bool {
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
