//! What vulnerability scanners and inventories print of a product that they found.
//!
//! * Grammar: a line or member that is called `version`, `Installed version`,
//!   `Version detected` or the like, then `:` or `=` and the number, perhaps behind
//!   the release's name (`2016 CU23 (15.1.2507.39)`); Exchange is named nearby.
//! * Emitters: Nessus 108802 and its kin, OpenVAS, Acunetix, inventories.
//! * Precision: by the number of parts.
//! * Pitfalls: beside it stands the version to come to (`Fixed version`, `Should
//!   be`, `Supported versions`), which has another name.

use super::Scan;
use super::bare::names_another;
use super::context::is_assembly;
use super::text::{
    around, ends_with, has_any, line_end, line_start, next_number, number, starts_with,
};
use crate::channel::Channel;
use crate::evidence::Precision;

/// What may stand before `version`, apart from marks.
const KINDS: [&[u8]; 12] = [
    b"",
    b"installed",
    b"installed_",
    b"detected",
    b"detected_",
    b"remote",
    b"current",
    b"reported",
    b"software",
    b"software_",
    b"server",
    b"file",
];

/// How far the product's name may stand from its version.
const NEAR: usize = 900;

/// At `version`.
pub(super) fn version(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let (start, end) = (line_start(text, at).max(at.saturating_sub(40)), line_end(text, at));
    let Some(value) = value(text, at + "version".len(), end) else { return };
    if !has_kind(&text[start..at]) || !is_product_named(text, at) {
        return;
    }
    let whole = number(text, value).filter(|number| number.count() >= 3);
    let behind = || next_number(text, value, end.min(value + 40)).filter(|it| it.count() == 4);
    if let Some(number) =
        whole.or_else(behind).filter(|number| number.is_plausible() && !is_assembly(text, number))
    {
        scan.note_number(Channel::ScannerFinding, &number, Precision::Exact);
    }
}

/// Whether Exchange, the product, is named near `at`, and none beside it that
/// counts its versions alike.
fn is_product_named(text: &[u8], at: usize) -> bool {
    let low = at.saturating_sub(NEAR);
    let before = &text[low..at];
    // Its own object, or its own block of lines.
    let own = before.iter().rposition(|byte| matches!(byte, b'{' | b'}')).map_or(0, |i| i + 1);
    let own = before[own..].windows(2).rposition(|pair| pair == b"\n\n").map_or(own, |i| own + i);
    let own = &before[own..];
    has_any(around(text, at, NEAR), &PRODUCT)
        && (!names_another(own) || has_any(own, &["outlook web"]))
}

/// How the product is called: an exchange may also be one of keys or of money.
const PRODUCT: [&str; 7] = [
    "microsoft exchange",
    "exchange server",
    "exchange_server",
    "microsoft_exchange",
    "exchange 20",
    "outlook web",
    "exchange\\",
];

/// Where the value begins, a digit behind a colon or an equals sign.
fn value(text: &[u8], after: usize, end: usize) -> Option<usize> {
    let mut at = after;
    if starts_with(&text[at..], b" detected") {
        at += " detected".len();
    }
    let sign = |byte: &u8| matches!(byte, b':' | b'=');
    let mark = |byte: &u8| sign(byte) || matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'*');
    let rest = &text[at..end.max(at)];
    let gap = rest.iter().take(40).take_while(|byte| mark(byte)).count();
    (rest[..gap].iter().any(sign) && rest.get(gap)?.is_ascii_digit()).then_some(at + gap)
}

/// Whether `before`, from the line's beginning, is a name of what was seen.
fn has_kind(before: &[u8]) -> bool {
    let begins = |byte: &u8| matches!(byte, b',' | b'{' | b'>' | b'|');
    let from = before.iter().rposition(begins).map_or(0, |place| place + 1);
    let mark = |byte: &u8| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'-' | b'*' | b'#');
    let skip = before[from..].iter().take_while(|byte| mark(byte)).count();
    let kind = before[from + skip..].trim_ascii_end();
    // The line's end as JSON spells it.
    KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known)) || ends_with(before, b"\\n")
}
