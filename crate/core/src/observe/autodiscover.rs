//! The packed version number of Autodiscover, cookies and Active Directory.
//!
//! * Grammar: `<ServerVersion>73C1840A</ServerVersion>`: eight hexadecimal
//!   digits. Six bits major, six minor, and fifteen build:
//!   `v >> 22 & 63`, `v >> 16 & 63`, `v & 0x7FFF`; the top four bits are 7 and
//!   bit 15 is set. The same in decimal: `Server~host~1942063431~…` in a
//!   cookie, `versionNumber: 1942063431` in Active Directory.
//! * Emitters: 2007 to SE and Exchange Online (`73D49F70` is 15.20.8048).
//! * Precision: the baseline, there is no revision.
//! * Pitfalls: `X-BEResource=…~1941962753` is an attacker's constant in a
//!   request (it would be 15.0.1).
//! * Source: learn.microsoft.com serverversion-pox; layout agrees with seven
//!   observed values.

use super::Scan;
use super::context::{host, is_online_host};
use super::text::{gap, has_any, is_word, line_start, number, rfind, starts_with};
use crate::build::{Build, BuildPrefix};
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};
use core::ops::Range;

fn unpack(value: u32) -> Option<(u16, u16, u16)> {
    let (major, minor, third) =
        ((value >> 22 & 63) as u16, (value >> 16 & 63) as u16, (value & 0x7FFF) as u16);
    let known = super::text::is_family(major, minor) && third >= 60;
    (value >> 28 == 7 && value & 0x8000 != 0 && known).then_some((major, minor, third))
}

fn note(scan: &mut Scan<'_>, channel: Channel, span: Range<usize>, value: u32) {
    let Some((major, minor, third)) = unpack(value) else { return };
    let claim = match minor {
        18 | 20 => Claim::ExchangeOnline,
        _ => Claim::Prefix(BuildPrefix::new(major, minor, Some(third))),
    };
    scan.note(channel, span, Precision::Baseline, claim);
}

/// At `ServerVersion`.
pub(super) fn server_version(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let after = at + "serverversion".len();
    if starts_with(&text[after..], b"info") {
        return;
    }
    if starts_with(&text[after..], b"~") {
        return super::logs::http_proxy_row(scan, at);
    }
    if diagnosed(scan, at, after) {
        return;
    }
    let mut place = gap(text, after);
    if starts_with(&text[place..], b"hex") {
        place = gap(text, place + 3);
    }
    if starts_with(&text[place..], b"0x") {
        place += 2;
    }
    let length = text[place..].iter().take(12).take_while(|byte| is_word(**byte)).count();
    let word = &text[place..place + length];
    if let ([b'7', ..], 8) = (word, length)
        && let Some(value) = radix(word, 16)
    {
        note(scan, Channel::AutodiscoverServerVersion, place..place + length, value);
    } else if length == 10
        && let Some(value) = radix(word, 10)
    {
        note(scan, Channel::ServerVersionNumber, place..place + length, value);
    }
}

/// At `ClientVersion:`, the store's caller, which is a part of Exchange too.
pub(super) fn diagnostics(scan: &mut Scan<'_>, at: usize) {
    diagnosed(scan, at, at + "clientversion".len());
}

/// Reads `Lid: 50032   ServerVersion: 15.1.2507.6039` of a MAPI exception's
/// context, where the store adds 6000 to the revision. Whether it is one.
fn diagnosed(scan: &mut Scan<'_>, at: usize, after: usize) -> bool {
    let text = scan.text;
    if !has_any(&text[at.saturating_sub(20)..at], &["lid: "]) {
        return false;
    }
    if let Some(number) =
        number(text, gap(text, after)).filter(|it| it.count() == 4 && it.is_plausible())
    {
        let [major, minor, third, revision] = number.parts();
        let build = Build::new(major, minor, third, revision % 6000);
        let span = number.start..number.end;
        scan.note(Channel::MapiDiagnostics, span, Precision::Floor, Claim::Build(build));
    }
    true
}

fn radix(word: &[u8], radix: u32) -> Option<u32> {
    core::str::from_utf8(word).ok().and_then(|word| u32::from_str_radix(word, radix).ok())
}

fn decimal(scan: &mut Scan<'_>, place: usize) -> bool {
    let text = scan.text;
    let length = text[place..].iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    match radix(&text[place..place + length], 10) {
        Some(value) if length == 10 && unpack(value).is_some() => {
            note(scan, Channel::ServerVersionNumber, place..place + length, value);
            true
        }
        _ => false,
    }
}

/// At `Server~`, as in `Server~host~1942063431~date`.
pub(super) fn cookie(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let name = host(text, at + "server~".len());
    let place = at + "server~".len() + name.len() + 1;
    let before = &text[line_start(text, at).max(at.saturating_sub(120))..at];
    if text.get(place - 1) != Some(&b'~') || has_any(before, &["x-beresource"]) {
        return;
    }
    if decimal(scan, place) {
        if is_online_host(name) {
            if let Some(last) = scan.finds.last_mut() {
                last.claim = Claim::ExchangeOnline;
            }
        } else {
            scan.name_last(name, false);
        }
        super::logs::http_proxy_row(scan, at);
    }
}

/// At `versionNumber`, an attribute of servers in Active Directory.
pub(super) fn directory(scan: &mut Scan<'_>, at: usize) {
    let place = gap(scan.text, at + "versionnumber".len());
    decimal(scan, place);
}

/// At `BEResource`: a request's cookie, often an attacker's.
pub(super) fn request_cookie(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let end = super::text::line_end(text, at).min(at + 200);
    if let Some(tilde) = rfind(&text[at..end], b"~") {
        let place = at + tilde + 1;
        let length = text[place..].iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
        if length >= 9 {
            scan.note_not(place..place + length, LookAlike::Request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_agree_with_the_observed_ones() {
        for (value, parts) in [
            (0x7381_80DA, (14, 1, 218)),
            (0x7383_807B, (14, 3, 123)),
            (0x73C0_8204, (15, 0, 516)),
            (0x73C1_840A, (15, 1, 1034)),
            (0x73D4_9F70, (15, 20, 8048)),
            (0x73D2_826F, (15, 18, 623)),
            (1_942_063_431, (15, 1, 2375)),
        ] {
            assert_eq!(unpack(value), Some(parts));
        }
        assert_eq!(unpack(1_941_962_753), None);
    }
}
