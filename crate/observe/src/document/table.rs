//! Tables in text: Markdown, aligned under dashes or a heading, delimited.
//! Columns come from the heading and the dashes below it, not from the row.

use super::row::row;
use super::rows::aligned;
use super::rows::cells;
use super::rows::words;
use super::text::trim;
use crate::channel::Role;
use crate::channel::fields::role;
use crate::channel::label::below;
use crate::channel::label::label;
use crate::reader::Block;
use crate::reader::Reader;
use alloc::vec::Vec;
use core::ops::Range;

/// How a table's rows are cut.
pub(super) enum Cut {
    Pipes,
    Mark(u8),
    Columns(Vec<usize>),
}

impl Cut {
    /// The cells of one row.
    pub(super) fn cells(&self, text: &[u8], row: Range<usize>) -> Vec<Range<usize>> {
        match self {
            Self::Pipes => pipes(text, row),
            Self::Mark(mark) => delimited(text, row, *mark),
            Self::Columns(starts) => aligned(text, row, starts),
        }
    }
}

/// Reads the table that begins at line `first`; how many lines it has, 0 where
/// none begins.
pub(crate) fn at(reader: &mut Reader<'_>, lines: &[Range<usize>], first: usize) -> usize {
    let text = reader.text;
    let heading = &lines[first];
    let above = first + usize::from(is_broken(text, &lines[first..]));
    let next = lines.get(above + 1);
    if text[heading.clone()].starts_with(b"#Fields:") {
        return 0;
    }
    if text[heading.clone()].trim_ascii_start().starts_with(b"{|") {
        return super::wiki::read(reader, lines, first);
    }
    if is_piped(&text[heading.clone()]) {
        return piped(reader, lines, first);
    }
    if let Some(dashes) = next.filter(|line| is_dashes(&text[(*line).clone()])) {
        let groups = words(text, dashes.clone(), true);
        let starts: Vec<usize> =
            groups.iter().map(|group| characters(&text[dashes.start..group.start])).collect();
        let titles = aligned(text, heading.clone(), &starts);
        let known = titles.iter().filter(|title| role(&text[(*title).clone()]).is_some()).count();
        if groups.len() > 1 || known == 1 {
            let end = rows(reader, &Cut::Columns(starts), titles, lines, above + 2);
            return end - first;
        }
        return 0;
    }
    let Some(next) = next else { return 0 };
    for mark in [b',', b';', b'\t', b'|', b'&'] {
        if !text[heading.clone()].contains(&mark) {
            continue;
        }
        let titles = delimited(text, heading.clone(), mark);
        if titles.len() > 1
            && delimited(text, next.clone(), mark).len() > 1
            && is_heading(text, &titles)
        {
            let end = rows(reader, &Cut::Mark(mark), titles, lines, first + 1);
            return end - first;
        }
    }
    // `Caption      Version` without dashes, as wmic prints it.
    if memchr::memchr2(b':', b'=', &text[heading.clone()]).is_some() {
        return 0;
    }
    let mut titles = words(text, heading.clone(), false);
    // What a page took the dashes from: a name of the shell's own tells the heading.
    let shell = |title: &Range<usize>| matches!(role(&text[title.clone()]), Some(Role::Display(_)));
    let single = words(text, heading.clone(), true);
    let told = single.len() > 1 && single.iter().any(shell) && {
        single.iter().filter(|title| role(&text[(*title).clone()]).is_some()).count() > 1
    };
    if told {
        titles = single;
    }
    let known = titles.iter().filter(|title| label(&text[(*title).clone()]).is_some()).count();
    if titles.len() > 1
        && (told || known == titles.len())
        && words(text, next.clone(), false).len() > 1
    {
        let starts =
            titles.iter().map(|title| characters(&text[heading.start..title.start])).collect();
        let end = rows(reader, &Cut::Columns(starts), titles, lines, first + 1);
        return end - first;
    }
    0
}

/// Whether the shell broke the heading because columns are too narrow for their names: some
/// go on in the line below it, above the dashes.
fn is_broken(text: &[u8], lines: &[Range<usize>]) -> bool {
    let [heading, rest, dashes, ..] = lines else { return false };
    let count = |line: &Range<usize>| words(text, line.clone(), true).len();
    is_dashes(&text[dashes.clone()])
        && text[rest.clone()].starts_with(b"  ")
        && count(rest) < count(dashes)
        && count(heading) >= count(dashes)
}

/// Whether a heading names at least two columns that are known, and holds no
/// value; a release's number in it makes it a row.
pub(crate) fn is_heading(text: &[u8], titles: &[Range<usize>]) -> bool {
    // What is no title by its looks costs less than to ask what it means.
    let plain = |title: &Range<usize>| {
        let name = &text[title.clone()];
        name.len() <= 60
            && !name.first().is_some_and(u8::is_ascii_digit)
            && !name.contains(&b'=')
            && super::number::next_number(text, title.clone()).is_none()
    };
    let known = |title: &&Range<usize>| below(&text[(*title).clone()]).is_some();
    titles.iter().all(plain)
        && titles.iter().filter(known).nth(1).is_some()
        && titles.iter().any(|title| label(&text[title.clone()]).is_some())
}

/// The cells that `mark` parts; with `&` they are LaTeX's, whose rows end with `\\\\`.
fn delimited(text: &[u8], row: Range<usize>, mark: u8) -> Vec<Range<usize>> {
    if mark != b'&' {
        return cells(text, row, mark);
    }
    match memchr::memmem::find(&text[row.clone()], b"\\\\") {
        Some(end) => cells(text, row.start..row.start + end, mark),
        None => Vec::new(),
    }
}

fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| *byte & 0xC0 != 0x80).count()
}

/// `| a | b |`: two pipes at least, and one at an end or a blank around them.
pub(super) fn is_piped(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(BAR)
        || line.len() > 3
            && line.starts_with(b"|")
            && line.ends_with(b"|")
            && !line.starts_with(b"|_")
        || memchr::memmem::find(line, b" | ").is_some()
            && line.iter().filter(|byte| **byte == b'|').count() > 1
            && !line.starts_with(b"|")
}

/// The bar of a box drawing.
const BAR: &[u8] = "\u{2502}".as_bytes();

/// A line of dashes and what Markdown and grids put between them.
fn is_dashes(line: &[u8]) -> bool {
    line.iter().filter(|byte| matches!(byte, b'-' | b'=')).count() > 2
        && line.iter().all(|byte| matches!(byte, b'-' | b' ' | b'\t' | b'\r' | b'='))
}

fn is_rule(line: &[u8]) -> bool {
    // Box drawings are U+2500 to U+257F.
    let drawn = line.trim_ascii();
    if drawn.len() > 8
        && drawn.chunks(3).all(|c| matches!(c, [0xE2, 0x94 | 0x95, _]))
        && !drawn.starts_with(BAR)
    {
        return true;
    }
    line.contains(&b'-')
        && line
            .iter()
            .all(|byte| matches!(byte, b'-' | b':' | b'|' | b'+' | b' ' | b'\t' | b'\r' | b'='))
}

fn piped(reader: &mut Reader<'_>, lines: &[Range<usize>], first: usize) -> usize {
    let text = reader.text;
    let with_rule = lines.get(first + 1).is_some_and(|line| is_rule(&text[line.clone()]));
    let titles = pipes(text, lines[first].clone());
    if text[lines[first].clone()].trim_ascii_start().starts_with(b"||")
        || !with_rule && is_heading(text, &titles)
    {
        return rows(reader, &Cut::Pipes, titles, lines, first + 1) - first;
    }
    if with_rule {
        return rows(reader, &Cut::Pipes, titles, lines, first + 2) - first;
    }
    let end = rows(reader, &Cut::Pipes, Vec::new(), lines, first);
    end - first
}

fn pipes(text: &[u8], line: Range<usize>) -> Vec<Range<usize>> {
    let line = trim(text, line);
    let from = line.start + usize::from(text[line.clone()].starts_with(b"|"));
    let to = line.end - usize::from(line.end > from && text[line.end - 1] == b'|');
    let mut cells = Vec::new();
    let mut at = from;
    for mark in [&b"||"[..], BAR] {
        if memchr::memmem::find(&text[line.clone()], mark).is_none() {
            continue;
        }
        let mut at = line.start;
        for place in memchr::memmem::find_iter(&text[line.clone()], mark).map(|i| line.start + i) {
            if place > line.start {
                cells.push(trim(text, at.min(place)..place));
            }
            at = place + mark.len();
        }
        if at < line.end {
            cells.push(trim(text, at..line.end));
        }
        return cells;
    }
    for pipe in memchr::memchr_iter(b'|', &text[from..to]) {
        // `\|` is a pipe of the cell.
        if pipe > 0 && text[from + pipe - 1] == b'\\' {
            continue;
        }
        cells.push(trim(text, at..from + pipe));
        at = from + pipe + 1;
    }
    cells.push(trim(text, at..to.max(at)));
    cells
}

/// A quoted cell that never ends takes no more lines than that.
const LONGEST_ROW: usize = 64 << 10;

/// Reads rows from line `from` on; where the table ends.
fn rows(
    reader: &mut Reader<'_>,
    cut: &Cut,
    mut titles: Vec<Range<usize>>,
    lines: &[Range<usize>],
    from: usize,
) -> usize {
    let text = reader.text;
    if let Some(end) = super::turned::transposed(reader, cut, &titles, lines, from)
        .or_else(|| super::turned::properties(reader, cut, &titles, lines, from))
    {
        return end;
    }
    let mut at = from;
    let first = reader.evidence.len();
    let mut count = 0;
    while let Some(line) = lines.get(at)
        && !reader.is_stopped()
    {
        let cells = match cut {
            Cut::Pipes if is_rule(&text[line.clone()]) => {
                at += 1;
                continue;
            }
            Cut::Pipes if !is_piped(&text[line.clone()]) => break,
            Cut::Pipes => cut.cells(text, line.clone()),
            Cut::Mark(_) => {
                // A quoted cell may hold line ends.
                let mut row = line.clone();
                let open = |row: &Range<usize>| {
                    text[row.clone()].iter().filter(|byte| **byte == b'"').count() % 2 == 1
                };
                while open(&row) && row.len() < LONGEST_ROW {
                    let Some(next) = lines.get(at + 1) else { break };
                    row.end = next.end;
                    at += 1;
                }
                cut.cells(text, row)
            }
            Cut::Columns(_)
                if super::lines::is_prompt(&text[line.clone()])
                    || is_dashes(&text[line.clone()]) =>
            {
                break;
            }
            Cut::Columns(_) => cut.cells(text, line.clone()),
        };
        // Files one after the other bring headings of their own.
        if matches!(cut, Cut::Mark(_)) && is_heading(text, &cells) {
            titles = cells;
        } else if !titles.is_empty() || !item(reader, &cells) {
            row(reader, &titles, &cells, Block::Table);
            count += 1;
        }
        at += 1;
    }
    // One row may be about the machine that the rest of the text is about, or that the
    // line above the table names.
    if count == 1 {
        let title = titles.first().map_or(0, |title| title.start);
        let top = lines[..from].iter().rfind(|line| line.start <= title && title < line.end);
        let name = top.and_then(|line| above(text, line.start)).map(|name| reader.name(&name));
        for piece in reader.evidence.iter_mut().skip(first) {
            piece.row = false;
            if piece.server.is_none() {
                piece.server.clone_from(&name);
            }
        }
    }
    at
}

/// The machine that the line above a table names: `EX01` by itself, `EX01 | CHANGED |
/// rc=0 >>` of Ansible, which has a blank line below it.
fn above(text: &[u8], table: usize) -> Option<Range<usize>> {
    let before = |at: usize| {
        let end = at.checked_sub(1)?;
        Some(super::text::line_start(text, end)..end)
    };
    let line = before(table)?;
    let blank = text[line.clone()].trim_ascii().is_empty();
    let line = if blank { before(line.start)? } else { line };
    let words = trim(text, line);
    let name = match memchr::memmem::find(&text[words.clone()], b" | ") {
        Some(length) if text[words.clone()].ends_with(b">>") => words.start..words.start + length,
        None if !blank => super::lines::content(text, words).range,
        _ => return None,
    };
    crate::channel::names_machine(&text[name.clone()]).then_some(name)
}

/// A row of a table without headings that is a machine and its version, and
/// nothing else.
fn item(reader: &mut Reader<'_>, cells: &[Range<usize>]) -> bool {
    match cells {
        [first, .., last] => crate::channel::item(reader, first.start..last.end),
        _ => false,
    }
}
