//! The registry key `HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup`.
//!
//! * Grammar: `MsiProductMajor`, `MsiProductMinor`, `MsiBuildMajor`,
//!   `MsiBuildMinor`: `"MsiBuildMajor"=dword:000009cb`, `REG_DWORD 0x9cb`, or
//!   decimal as Get-ItemProperty prints it; in any order.
//! * Emitters: 2007 to SE. Precision: the baseline; security updates leave it.

use super::Scan;
use super::text::{find, gap, is_word, starts_with, wider};
use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::{Claim, Precision};
use core::ops::Range;

/// At `MsiBuildMajor`.
pub(super) fn setup_key(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let low = at.saturating_sub(400);
    let high = text.len().min(at + 400);
    let mut span: Option<Range<usize>> = None;
    let mut part = |name: &[u8]| -> Option<u16> {
        let place = low + find(&text[low..high], name)? + name.len();
        let mut at = gap(text, place);
        let mut radix = if starts_with(&text[at.saturating_sub(6)..], b"dword:") { 16 } else { 10 };
        if starts_with(&text[at..], b"reg_dword") {
            at = gap(text, at + "reg_dword".len());
        }
        if starts_with(&text[at..], b"0x") {
            at += 2;
            radix = 16;
        }
        let length = text[at..].iter().take(10).take_while(|byte| is_word(**byte)).count();
        span = Some(wider(span.take(), at..at + length));
        let digits = core::str::from_utf8(&text[at..at + length]).ok()?;
        u16::try_from(u32::from_str_radix(digits, radix).ok()?).ok()
    };
    let (Some(major), Some(minor), Some(third), Some(revision)) = (
        part(b"msiproductmajor"),
        part(b"msiproductminor"),
        part(b"msibuildmajor"),
        part(b"msibuildminor"),
    ) else {
        return;
    };
    let Some(span) = span else { return };
    if super::text::is_family(major, minor) && minor < 18 {
        let claim = Claim::Build(Build::new(major, minor, third, revision));
        scan.note(Channel::Registry, span, Precision::Baseline, claim);
    }
}
