//! The list of installed programs: `Microsoft Exchange Server 2016 Cumulative
//! Update 23` with its version, as Programs and Features, `wmic product`,
//! `Get-Package`, the Uninstall keys and inventories print it.
//!
//! * Grammar: the program's full name, then its version: in the next column
//!   (`,`, `;`, tab, quotes, two blanks), or after a key that ends in
//!   `version` on one of the next lines.
//! * Emitters: 2007 to SE. Precision: the baseline; a security update is a
//!   program of its own and leaves this number.
//! * Pitfalls: prose (`Cumulative Update 23 (15.1.2507.6)`) is no such list.

use super::Scan;
use super::text::{find, number, starts_with};
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
        && find(&text[at..end], b"cumulative update").is_some();
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

/// The next column of the same line.
fn column(text: &[u8], end: usize) -> Option<usize> {
    let rest = &text[end..text.len().min(end + WITHIN)];
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b',' | b';' | b'|' | b'"' | b'\'');
    let gap = rest.iter().take_while(|byte| blank(byte)).count();
    let parted = gap >= 2 || matches!(rest.first(), Some(b'\t' | b',' | b';' | b'|'));
    (parted && rest.get(gap).is_some_and(u8::is_ascii_digit)).then_some(end + gap)
}

/// The value of the next key that ends in `version`, before another program.
fn keyed(text: &[u8], end: usize) -> Option<usize> {
    let rest = &text[end..text.len().min(end + WITHIN)];
    let next = find(rest, b"exchange").unwrap_or(rest.len());
    let key = find(&rest[..next], b"version")?;
    if !rest[..key].iter().any(|byte| matches!(byte, b'\n' | b'\r' | b'"' | b'<')) {
        return None;
    }
    let value = &rest[key + "version".len()..];
    let sign = |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'"' | b'\'' | b'>');
    let gap = value.iter().take_while(|byte| sign(byte)).count();
    (gap > 0).then_some(end + key + "version".len() + gap)
}
