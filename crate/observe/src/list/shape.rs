//! How a list is cut, told from its beginning.

use super::values;
use super::values::At;
use crate::channel::Role;
use crate::channel::label::below;
use crate::channel::label::label;
use crate::document::number::next_number;
use crate::document::rows::cells;
use crate::document::rows::row_end;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// How a list is cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// Rows whose cells this byte parts.
    Rows(u8),
    /// Objects of JSON: one a line, in an array, in an answer around one.
    Values,
    /// A host or a number on each line.
    Lines,
    /// A text without rows.
    Text,
}

impl Shape {
    /// The shape of a list that begins with `head`, in a file of this name, and how many
    /// bytes stand above its heading.
    ///
    /// ```
    /// use expatch_observe::list::Shape;
    /// let head = b"Report of 2026-11-23\nhost,version\na,15.2.986.14\nb,15.2.986.14\n";
    /// assert_eq!(Shape::of(head, ""), (Shape::Rows(b','), 21));
    /// assert_eq!(Shape::of(b"[{\"host\": \"a\"}]", ""), (Shape::Values, 0));
    /// ```
    pub fn of(head: &[u8], file: &str) -> (Self, usize) {
        let text = head.trim_ascii_start();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
        if matches!(text.first(), Some(b'{' | b'[')) {
            let shape = if is_values(text) { Self::Values } else { Self::Text };
            return (shape, 0);
        }
        if text.starts_with(b"<") || text.is_empty() {
            return (Self::Text, 0);
        }
        let start = head.len() - text.len();
        if let Some(mark) = mark(text) {
            return (Self::Rows(mark), start);
        }
        // What stands above a heading.
        let mut above = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n').take(PREAMBLE) {
            if let Some(mark) = mark(&text[above..]).filter(|mark| is_sure(line, *mark)) {
                return (Self::Rows(mark), start + above);
            }
            above += line.len();
        }
        let lines = first(text, |text| memchr::memchr(b'\n', text).map_or(text.len(), |at| at + 1));
        let named =
            |ending: &str| file.len() > 4 && file[file.len() - 4..].eq_ignore_ascii_case(ending);
        match () {
            () if named(".csv") => (Self::Rows(b','), 0),
            () if named(".tsv") => (Self::Rows(b'\t'), 0),
            () if lines.len() > 3 && lines.iter().all(|line| is_host_line(line)) => {
                (Self::Lines, 0)
            }
            () => (Self::Text, 0),
        }
    }
}

/// Lines that are looked at.
const LOOKED_AT: usize = 40;

/// Lines above a heading that are passed over.
const PREAMBLE: usize = 24;

/// Whether these are several objects, or an array of them.
fn is_values(text: &[u8]) -> bool {
    if text.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{")) {
        return true;
    }
    let mut at = At::default();
    let mut records = Vec::new();
    let done = values::cut(&mut at, text, false, &mut records);
    let objects = records.iter().filter(|record| text[record.start] == b'{').count();
    // The next may be longer than what is here of it.
    let begins = text[done..].trim_ascii_start().starts_with(b"{");
    objects > 1
        || !matches!(at, At::Top) && objects + usize::from(begins) > 0
        || objects == 1 && begins
}

/// The first rows of a text, without blank ones; the last may be cut off.
fn first(text: &[u8], end: impl Fn(&[u8]) -> usize) -> Vec<&[u8]> {
    let mut rows = Vec::new();
    let mut left = text;
    while rows.len() < LOOKED_AT && !left.is_empty() {
        let (row, rest) = left.split_at(end(left));
        let cut_off = rest.is_empty() && text.len() > 4000 && !row.ends_with(b"\n");
        if !row.trim_ascii().is_empty() && !cut_off {
            rows.push(row.trim_ascii());
        }
        left = rest;
    }
    rows
}

/// What parts the cells of most rows into as many as the first has.
fn mark(text: &[u8]) -> Option<u8> {
    [b',', b';', b'\t', b'|'].into_iter().find(|mark| {
        let rows = first(text, |text| row_end(text, *mark, true).unwrap_or(text.len()));
        let count = |row: &&[u8]| cells(row, 0..row.len(), *mark).len();
        let wide = rows.first().map_or(0, count);
        let same = rows.iter().filter(|row| count(row) == wide).count();
        wide > 1 && rows.len() > 1 && same * 5 >= rows.len() * 4
    })
}

/// Whether the first row of a table is its heading: it has no number with points, and
/// a title that is known, or says nothing of Exchange.
pub(super) fn is_heading(row: &[u8], cells: &[Cow<'_, str>]) -> bool {
    let number = |cell: &Cow<'_, str>| {
        next_number(cell.as_bytes(), 0..cell.len()).is_some_and(|number| number.count() > 2)
    };
    let known = |cell: &Cow<'_, str>| label(cell.as_bytes()).is_some();
    let says = || {
        let reading = crate::observe(row);
        !reading.evidence.is_empty() || !reading.mentions.is_empty()
    };
    !cells.iter().any(number) && (cells.iter().any(known) || !says())
}

/// Whether cells below other lines are a heading for certain: it names machines and
/// something else that is known.
fn is_sure(line: &[u8], mark: u8) -> bool {
    let line = line.trim_ascii();
    let cells = cells(line, 0..line.len(), mark);
    let roles: Vec<Role> = cells.into_iter().filter_map(|cell| below(&line[cell])).collect();
    let machine = |role: &Role| matches!(role, Role::Name(_) | Role::Address);
    roles.len() > 1 && roles.iter().any(machine)
}

/// A host, an address or a number, with a few words behind it.
fn is_host_line(line: &[u8]) -> bool {
    let mut words = line
        .split(|byte| byte.is_ascii_whitespace() || b",;=".contains(byte))
        .filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(byte);
    line.len() < 400
        && first.iter().all(plain)
        && (first.contains(&b'.') || first.iter().filter(|byte| **byte == b':').count() > 1)
        && words.count() <= 6
}
