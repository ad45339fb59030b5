//! The registry key `HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup`.
//!
//! * Grammar: `MsiProductMajor`, `MsiProductMinor`, `MsiBuildMajor`,
//!   `MsiBuildMinor`: `"MsiBuildMajor"=dword:000009cb`, `REG_DWORD 0x9cb`, or
//!   decimal as Get-ItemProperty prints it; in any order, also as columns.
//! * Emitters: 2007 to SE. Precision: the baseline; security updates leave it.

use super::Scan;
use super::text::{columns, find, gap, is_word, starts_with, wider};
use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::{Claim, Precision};
use core::ops::Range;

/// The values, in the order of a build's parts.
const NAMES: [&[u8]; 4] =
    [b"msiproductmajor", b"msiproductminor", b"msibuildmajor", b"msibuildminor"];

/// How far the first of them may stand from the last.
const WITHIN: usize = 400;

/// At `MsiBuildMajor`.
pub(super) fn setup_key(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let range = at.saturating_sub(WITHIN)..text.len().min(at + WITHIN);
    let mut span: Option<Range<usize>> = None;
    let mut parts = [0; 4];
    for (name, part) in NAMES.into_iter().zip(&mut parts) {
        let Some((value, place)) = value(text, range.clone(), name) else {
            if let Some((parts, span)) = columns(text, at, NAMES) {
                note(scan, parts, span);
            }
            return;
        };
        (*part, span) = (value, Some(wider(span.take(), place)));
    }
    if let Some(span) = span {
        note(scan, parts, span);
    }
}

fn note(scan: &mut Scan<'_>, [major, minor, third, revision]: [u16; 4], span: Range<usize>) {
    if super::text::is_family(major, minor) && minor < 18 {
        let claim = Claim::Build(Build::new(major, minor, third, revision));
        scan.note(Channel::Registry, span, Precision::Baseline, claim);
    }
}

/// The first value behind `name`: a command line may name it before.
fn value(text: &[u8], range: Range<usize>, name: &[u8]) -> Option<(u16, Range<usize>)> {
    let mut from = range.start;
    while let Some(place) = find(&text[from..range.end.max(from)], name) {
        from += place + name.len();
        let mut at = gap(text, from);
        let mut radix = if starts_with(&text[at.saturating_sub(6)..], b"dword:") { 16 } else { 10 };
        if starts_with(&text[at..], b"reg_dword") {
            at = gap(text, at + "reg_dword".len());
        }
        if starts_with(&text[at..], b"0x") {
            at += 2;
            radix = 16;
        }
        let length = text[at..].iter().take(10).take_while(|byte| is_word(**byte)).count();
        let digits = core::str::from_utf8(&text[at..at + length]).ok();
        let value = digits.and_then(|digits| u32::from_str_radix(digits, radix).ok());
        if let Some(value) = value.and_then(|value| u16::try_from(value).ok()) {
            return Some((value, at..at + length));
        }
    }
    None
}
