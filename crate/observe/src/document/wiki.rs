//! Tables of MediaWiki: `{|`, headings behind `!`, cells behind `|`, rows parted by
//! `|-`, cells of one line by `||` or `!!`.

use super::row::row;
use super::text::trim;
use crate::reader::Block;
use crate::reader::Reader;
use alloc::vec::Vec;
use core::ops::Range;

/// Reads a table of MediaWiki, from `{|` to `|}`; how many lines it has.
pub(super) fn read(reader: &mut Reader<'_>, lines: &[Range<usize>], first: usize) -> usize {
    let text = reader.text;
    let mut titles: Vec<Range<usize>> = Vec::new();
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut heading = true;
    let mut at = first + 1;
    while let Some(line) = lines.get(at) {
        let line = trim(text, line.clone());
        let ends = text[line.clone()].starts_with(b"|}");
        if ends || text[line.clone()].starts_with(b"|-") || at + 1 == lines.len() {
            if at + 1 == lines.len() && !ends {
                heading &= cells_of(text, line.clone(), &mut cells);
            }
            if heading && titles.is_empty() {
                titles = core::mem::take(&mut cells);
            } else if !cells.is_empty() {
                row(reader, &titles, &core::mem::take(&mut cells), Block::Table);
            }
            heading = true;
        } else {
            heading &= cells_of(text, line, &mut cells);
        }
        at += 1;
        if ends {
            break;
        }
    }
    at - first
}

/// The cells of one line, each behind what says how it looks: whether they are a heading's.
fn cells_of(text: &[u8], line: Range<usize>, cells: &mut Vec<Range<usize>>) -> bool {
    let marks: &[&[u8]] = match text[line.clone()].first() {
        Some(b'!') => &[b"!!", b"||"],
        Some(b'|') if text.get(line.start + 1) != Some(&b'+') => &[b"||"],
        _ => return true,
    };
    let mut at = line.start + 1;
    while at <= line.end {
        let next = |mark: &&[u8]| memchr::memmem::find(&text[at..line.end], mark);
        let end = marks.iter().filter_map(next).min().map_or(line.end, |length| at + length);
        let looks = memchr::memchr(b'|', &text[at..end])
            .filter(|bar| text[at..at + bar].contains(&b'='))
            .map_or(0, |bar| bar + 1);
        cells.push(trim(text, at + looks..end));
        at = end + 2;
    }
    marks.len() == 2
}
