//! The list of installed programs: `Microsoft Exchange Server 2016 Cumulative
//! Update 23` or `Microsoft Exchange Server` alone with its version, as Programs
//! and Features, `wmic product`, `Get-Package`, the Uninstall keys, the
//! installer's events and inventories print it.
//!
//! * Grammar: the program's full name, then its version: in the next column
//!   (`,`, `;`, tab, quotes, two blanks) or the one after the maker's, or after a
//!   key that ends in `version`, on one of the next lines or in the same object.
//! * Emitters: 2007 to SE. Precision: the baseline; a security update is a
//!   program of its own and leaves this number.
//! * Pitfalls: prose (`Cumulative Update 23 (15.1.2507.6)`) is no such list; an
//!   installation may have failed.

use super::Scan;
use super::text::{ends_with, find, has_any, line_end, next_number, number, starts_with};
use crate::channel::Channel;
use crate::evidence::Precision;

/// How far a version may stand behind the name.
const WITHIN: usize = 240;

/// At `Exchange`, with the end of the release it names; says whether a version
/// belongs to it.
pub(super) fn program(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let text = scan.text;
    let full = at >= "microsoft ".len()
        && starts_with(&text[at - "microsoft ".len()..], b"microsoft ")
        && (find(&text[at..end], b"cumulative update").is_some() || is_cell(text, at, end));
    let Some(place) = full.then(|| column(text, end).or_else(|| keyed(text, end))).flatten() else {
        return false;
    };
    let Some(number) = number(text, place).filter(|n| n.count() == 4 && n.is_plausible()) else {
        return false;
    };
    scan.note_number(Channel::InstalledProgram, &number, Precision::Baseline);
    scan.read_to = scan.read_to.max(number.end);
    true
}

/// Whether `Microsoft Exchange Server` alone, with `Exchange` at `at`, is a value
/// of its own: behind a column's end, or behind a key that ends in `name`.
fn is_cell(text: &[u8], at: usize, end: usize) -> bool {
    let before = &text[at.saturating_sub("microsoft ".len() + 40)..at - "microsoft ".len()];
    let bare = before.trim_ascii_end();
    let value = bare.strip_suffix(b"\"").unwrap_or(bare).trim_ascii_end();
    if let Some(key) = value.strip_suffix(b"REG_SZ") {
        return ends_with(key.trim_ascii_end(), b"name");
    }
    let value =
        value.strip_suffix(b":").or_else(|| value.strip_suffix(b"=")).map(<[u8]>::trim_ascii_end);
    let keyed = value.is_some_and(|key| {
        let key = key.strip_suffix(b"\"").unwrap_or(key);
        ends_with(key, b"name") || ends_with(key, b"caption")
    });
    let parted = bare.is_empty() && before.len() < 50
        || matches!(before.last(), Some(b'\n' | b'\r' | b',' | b';' | b'\t' | b'|'))
        || bare.ends_with(b",\"");
    let rest = &text[end..];
    let ends = matches!(
        rest.first(),
        None | Some(b'\n' | b'\r' | b'\t' | b'"' | b',' | b';' | b'|' | b'.' | b'<')
    );
    let cut = rest.starts_with(b"  ") || rest.starts_with(b" 2...") || rest.starts_with(b" ...");
    (keyed || parted) && (ends || cut)
}

/// The end of what a list says of an update whose name ends at `end`: the
/// version behind it, once or twice, is the update's. A table with bars is one
/// that somebody wrote, and its numbers speak for themselves.
pub(super) fn update_end(text: &[u8], end: usize) -> usize {
    let (mut last, line) = (end, line_end(text, end).min(end + WITHIN));
    if text[end..line].contains(&b'|') {
        return end;
    }
    while let Some(number) = next_number(text, last, line) {
        if number.count() != 4 || !number.is_plausible() {
            break;
        }
        last = number.end;
    }
    last
}

/// Whether the line of `at` says that the installer failed.
pub(super) fn has_failed(text: &[u8], at: usize) -> bool {
    let rest = &text[at..line_end(text, at).min(at + 2 * WITHIN)];
    find(rest, b"error status: ")
        .is_some_and(|place| !starts_with(&rest[place + "error status: ".len()..], b"0"))
}

/// The next column of the same line, or the one behind the maker's name.
fn column(text: &[u8], end: usize) -> Option<usize> {
    let rest = &text[end..text.len().min(end + WITHIN)];
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b',' | b';' | b'|' | b'"' | b'\'');
    let gap = |from: usize| from + rest[from..].iter().take_while(|byte| blank(byte)).count();
    // A table too narrow for the name cuts it.
    let from =
        [&b" 2..."[..], b"..."].iter().find(|cut| rest.starts_with(cut)).map_or(0, |cut| cut.len());
    let mut at = gap(from);
    let parted =
        at - from >= 2 || from > 0 || matches!(rest.first(), Some(b'\t' | b',' | b';' | b'|'));
    if starts_with(&rest[at..], b"microsoft corporation") {
        at = gap(at + "microsoft corporation".len());
    }
    (parted && rest.get(at).is_some_and(u8::is_ascii_digit)).then_some(end + at)
}

/// The value of the next key that ends in `version`, before another program.
fn keyed(text: &[u8], end: usize) -> Option<usize> {
    let rest = &text[end..text.len().min(end + WITHIN)];
    let next = find(rest, b"exchange").unwrap_or(rest.len());
    let key = find(&rest[..next], b"version")?;
    let apart = rest[..key].iter().any(|byte| matches!(byte, b'\n' | b'\r' | b'"' | b'<'));
    if !apart && !has_any(&rest[..key], &[". product "]) {
        return None;
    }
    // A scanner's title names the product too, and its finding the build.
    if ["installed ", "detected ", "remote "]
        .iter()
        .any(|it| ends_with(&rest[..key], it.as_bytes()))
    {
        return None;
    }
    let value = &rest[key + "version".len()..];
    let sign = |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'"' | b'\'' | b'>');
    let gap = value.iter().take_while(|byte| sign(byte)).count();
    let typed = &value[gap..];
    let gap = match typed.strip_prefix(b"REG_SZ") {
        Some(rest) => gap + typed.len() - rest.trim_ascii_start().len(),
        None => gap,
    };
    (gap > 0).then_some(end + key + "version".len() + gap)
}
