//! Cutting rows into cells: delimited with quotation marks, aligned under a
//! heading. `ingest` and the page's table use the same cutter.

use alloc::vec::Vec;
use core::ops::Range;

/// The cells of a delimited row at `row` in `text`, without their quotation
/// marks. A quotation mark counts at the beginning of a cell only.
///
/// ```
/// use expatch_observe::document::rows::cells;
/// let row = b"EX01;\"a;b\";15.2.1748.39";
/// let cells: Vec<&[u8]> = cells(row, 0..row.len(), b';').into_iter().map(|it| &row[it]).collect();
/// assert_eq!(cells, [&b"EX01"[..], b"a;b", b"15.2.1748.39"]);
/// ```
pub fn cells(text: &[u8], row: Range<usize>, mark: u8) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut at = row.start;
    loop {
        let blanks = text[at..row.end].iter().take_while(|byte| **byte == b' ').count();
        if text.get(at + blanks) == Some(&b'"') && at + blanks < row.end {
            let start = at + blanks + 1;
            let mut end = start;
            // A doubled quotation mark is one of the cell's.
            loop {
                match memchr::memchr(b'"', &text[end..row.end]) {
                    Some(length) if text[..row.end].get(end + length + 1) == Some(&b'"') => {
                        end += length + 2;
                    }
                    Some(length) => {
                        end += length;
                        break;
                    }
                    None => {
                        end = row.end;
                        break;
                    }
                }
            }
            cells.push(start..end);
            let next = memchr::memchr(mark, &text[end..row.end]);
            match next {
                Some(length) => at = end + length + 1,
                None => return cells,
            }
        } else {
            let end =
                memchr::memchr(mark, &text[at..row.end]).map_or(row.end, |length| at + length);
            cells.push(super::text::trim(text, at..end));
            if end == row.end {
                return cells;
            }
            at = end + 1;
        }
    }
}

/// Where the row at the beginning of `text` ends, its line feed with it: a line feed in
/// a cell between quotation marks ends none. Nothing where the row may go on in what
/// comes later, which with `last` is nothing.
///
/// ```
/// use expatch_observe::document::rows::row_end;
/// assert_eq!(row_end(b"EX01;\"a\nb\";15.2.1748.39\nEX02", b';', false), Some(24));
/// assert_eq!(row_end(b"EX01;\"a\nb", b';', false), None);
/// assert_eq!(row_end(b"EX01;\"a\nb", b';', true), Some(8));
/// ```
pub fn row_end(text: &[u8], mark: u8, last: bool) -> Option<usize> {
    let all = last.then_some(text.len()).filter(|length| *length > 0);
    let line_end = |at: usize| memchr::memchr(b'\n', &text[at..]).map(|feed| at + feed + 1);
    let mut at = 0;
    loop {
        let start = at + text[at..].iter().take_while(|byte| **byte == b' ').count() + 1;
        if text.get(start - 1) == Some(&b'"') {
            match quoted_end(text, start) {
                // The next byte may double the mark.
                Some(end) if end == text.len() && !last => return None,
                Some(end) => at = end,
                None if !last && text.len() - start < LONGEST_CELL => return None,
                // A quotation mark without another is one of the line's.
                None => return line_end(0).or(all),
            }
        }
        match memchr::memchr2(mark, b'\n', &text[at..]) {
            None => return all,
            Some(length) if text[at + length] == b'\n' => return Some(at + length + 1),
            Some(length) => at += length + 1,
        }
    }
}

/// The place behind the mark that ends a quotation; a doubled one does not.
fn quoted_end(text: &[u8], start: usize) -> Option<usize> {
    let near = &text[..text.len().min(start + LONGEST_CELL)];
    let mut at = start;
    loop {
        let end = at + memchr::memchr(b'"', near.get(at..)?)? + 1;
        if text.get(end) != Some(&b'"') {
            return Some(end);
        }
        at = end + 1;
    }
}

/// A quotation that is longer was never closed.
const LONGEST_CELL: usize = 64 << 10;

/// The words of a row that two blanks or a tab part, or one where `narrow`.
pub(crate) fn words(text: &[u8], row: Range<usize>, narrow: bool) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = row.start;
    while at < row.end {
        at += text[at..row.end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = at;
        while at < row.end {
            let blank = text[at].is_ascii_whitespace();
            let wide = text[at] == b'\t' || text.get(at + 1).is_none_or(u8::is_ascii_whitespace);
            if blank && (narrow || wide) {
                break;
            }
            at += 1;
        }
        if start < at {
            words.push(start..at);
        }
    }
    words
}

/// The cells of `row` below columns that begin at `starts`, counted in characters.
pub(crate) fn aligned(text: &[u8], row: Range<usize>, starts: &[usize]) -> Vec<Range<usize>> {
    let line = &text[row.clone()];
    let place = |column: usize| {
        if line.is_ascii() {
            return column.min(line.len());
        }
        let mut seen = 0;
        line.iter()
            .position(|byte| {
                let first = byte & 0xC0 != 0x80;
                seen += usize::from(first);
                first && seen > column
            })
            .unwrap_or(line.len())
    };
    let mut cells = Vec::with_capacity(starts.len());
    for (index, start) in starts.iter().enumerate() {
        let from = if index == 0 { 0 } else { place(*start) };
        let to = starts.get(index + 1).map_or(line.len(), |next| place(*next));
        cells.push(super::text::trim(text, row.start + from..row.start + to.max(from)));
    }
    // A row that does not keep to the columns is cut at its gaps.
    let kept = starts.iter().skip(1).all(|start| {
        let at = place(*start);
        at == 0 || at >= line.len() || line[at - 1].is_ascii_whitespace()
    });
    if kept {
        return cells;
    }
    for narrow in [false, true] {
        let words = words(text, row.clone(), narrow);
        if words.len() == starts.len() {
            return words;
        }
    }
    // A cell that runs over its column pushes the next ones: each column begins
    // behind the blank that is nearest.
    let bounds: Vec<usize> = starts
        .iter()
        .map(|start| {
            let before = &line[..place(*start)];
            before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |blank| blank + 1)
        })
        .collect();
    // Where a web page made one blank of many, each column but the last is a word.
    if !bounds.is_sorted_by(|one, other| one < other) {
        let mut words = words(text, row.clone(), true);
        if words.len() > starts.len() {
            words.truncate(starts.len());
            let last = words.len() - 1;
            words[last].end = super::text::trim(text, row.clone()).end;
        }
        return words;
    }
    let end = |index: usize| bounds.get(index + 1).copied().unwrap_or(line.len());
    let cell = |index: usize| bounds[index]..end(index).max(bounds[index]);
    (0..bounds.len())
        .map(|index| {
            super::text::trim(text, row.start + cell(index).start..row.start + cell(index).end)
        })
        .collect()
}
