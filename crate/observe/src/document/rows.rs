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
