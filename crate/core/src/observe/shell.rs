//! The management shell's `AdminDisplayVersion` and Active Directory's
//! `serialNumber`: `Version 15.1 (Build 2507.6)`.
//!
//! * Grammar: `M.m (Word b.r`; the words are localised (`Compilación`,
//!   `kompilacja`, `内部版本`), brackets may be wide or missing. 2003 adds a
//!   service pack: `(Build 7638.2: Service Pack 2)`.
//! * Emitters: 2003 to SE: Get-ExchangeServer in list or table form, CLIXML,
//!   event logs (`ExchangeVersion="Version 15.2 (Build …)"`), setup logs.
//! * Precision: the baseline. Security updates do not change it; only the
//!   January 2023 update wrote its own number, so that a revision other than
//!   the baseline's own proves at least that update. In Active Directory the
//!   third part has 30000 added.
//! * Pitfalls: `Version 15.1 (Build 24B83)` is macOS, `8.3 (Build 12F70)` iOS,
//!   `8.1 (build 31237)` SonarQube, `15.2 (Build 280)` Cisco; `6.15.1 (…`.
//! * Source: OfficeDocs-Exchange issue 3170, Microsoft's RecoverServer article.

use super::Scan;
use super::advice::is_later;
use super::context::mentions_exchange;
use super::text::{REACH, find, gap, has_any, is_word, number, space};
use crate::build::{Build, BuildPrefix};
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};

/// At `(Build `.
pub(super) fn display_version(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mut end = at;
    while end > 0 && matches!(text[end - 1], b' ' | b'\t') && at - end < 4 {
        end -= 1;
    }
    let length =
        text[..end].iter().rev().take(12).take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    if length >= 3 {
        read(scan, end - length, end, at, true);
    }
}

/// At `15.1 (`, perhaps after a space.
pub(super) fn display_version_localised(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let start = at + usize::from(text[at] == b' ');
    let end =
        start + text[start..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    let open = end + usize::from(text.get(end) == Some(&b' '));
    let english = super::text::starts_with(&text[open..], b"(build ");
    if !english {
        read(scan, start, end, open, false);
    }
}

/// At `15.1 build ` of `Version 15.1 Build 2106.2`, as people write it.
pub(super) fn unbracketed(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let Some(version) = number(text, at).filter(|version| version.count() == 2) else { return };
    let words = find(&text[at..], b"build ").map_or(at, |place| at + place + "build ".len());
    let Some(build) = number(text, words).filter(|build| build.count() == 2) else { return };
    let [major, minor, ..] = version.parts();
    let [third, revision, ..] = build.parts();
    let apart =
        at.checked_sub(1).is_none_or(|before| !is_word(text[before]) && text[before] != b'.');
    if apart
        && !text.get(build.end).is_some_and(u8::is_ascii_alphabetic)
        && version.is_plausible_with(third, revision)
        && mentions_exchange(text, at, 120)
        && !is_later(text, build.end)
    {
        let claim = Claim::Build(Build::new(major, minor, third, revision));
        scan.note(Channel::AdminDisplayVersion, at..build.end, Precision::Baseline, claim);
    }
}

fn read(scan: &mut Scan<'_>, start: usize, end: usize, open: usize, english: bool) {
    let text = scan.text;
    let Some(version) =
        number(text, start).filter(|version| version.end == end && version.count() == 2)
    else {
        return;
    };
    let before = start.checked_sub(1).map(|i| text[i]);
    if before.is_some_and(|byte| {
        byte == b'.' || byte == b'-' || is_word(byte) && byte < 0x80 && !english
    }) {
        return;
    }
    // The localised word, its letters in any encoding.
    let mut at = open + 1;
    let word =
        text[at..].iter().take(40).take_while(|b| is_word(**b) && !b.is_ascii_digit()).count();
    if word == 0 {
        return;
    }
    at += word;
    // A column too narrow folds the line here.
    at = space(text, at);
    let [major, minor, ..] = version.parts();
    let Some(build) = number(text, at) else {
        let placeholder =
            text[at..].iter().take(6).take_while(|b| matches!(b, b'x' | b'X' | b'.')).count();
        let cut = text[at..].starts_with(b"...") || text[at..].starts_with("…".as_bytes());
        let headed = || has_any(&text[start.saturating_sub(1200)..start], &["admindisplayv"]);
        let known = placeholder >= 4 && mentions_exchange(text, start, 120) || cut && headed();
        if known && version.is_family() {
            let prefix = BuildPrefix::new(major, minor, None);
            scan.note(
                Channel::AdminDisplayVersion,
                start..end,
                Precision::Product,
                Claim::Prefix(prefix),
            );
        }
        return;
    };
    let span = start..build.end;
    // `(Build 2507.x)`: the update is left open.
    let open = &text[build.end..text.len().min(build.end + 3)];
    if build.count() == 1
        && matches!(open, [b'.', b'x' | b'X' | b'*', b')'])
        && version.is_plausible_with(build.parts()[0], 0)
    {
        let prefix = BuildPrefix::new(major, minor, Some(build.parts()[0]));
        let claim = Claim::Prefix(prefix);
        return scan.note(Channel::AdminDisplayVersion, span, Precision::Baseline, claim);
    }
    if text.get(build.end).is_some_and(u8::is_ascii_alphabetic) {
        // 24B83: Apple's way of counting builds.
        if build.count() == 1 && english {
            scan.note_not(span, LookAlike::Apple);
        }
        return;
    }
    let [third, revision, ..] = build.parts();
    if build.count() != 2 || is_later(text, build.end) {
        return;
    }
    if matches!((major, minor), (15, 18 | 20)) {
        return scan.note(
            Channel::AdminDisplayVersion,
            span,
            Precision::Baseline,
            Claim::ExchangeOnline,
        );
    }
    if !version.is_family() || revision >= 1000 {
        return;
    }
    let serial = third >= 30000 && major >= 8;
    let channel = if serial { Channel::AdSerialNumber } else { Channel::AdminDisplayVersion };
    let third = if serial { third - 30000 } else { third };
    let strange = major < 14 && !mentions_exchange(text, start, REACH);
    if !english && (strange || !version.is_plausible_with(third, revision)) {
        return;
    }
    let claim = if revision == 0 {
        // Object versions spell three parts with a zero for the fourth.
        Claim::Prefix(BuildPrefix::new(major, minor, Some(third)))
    } else {
        Claim::Build(Build::new(major, minor, third, revision))
    };
    scan.note(channel, span, Precision::Baseline, claim);
}

/// At `AdminDisplayVersion`, whose parts may stand as properties: JSON, lists.
pub(super) fn properties(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let from = at + "admindisplayversion".len();
    let window = &text[from..text.len().min(from + 300)];
    if find(window, b"(build").is_some_and(|place| place < 120) {
        return;
    }
    let mut parts = [0u16; 4];
    let mut last = 0;
    let mut first = usize::MAX;
    for (index, name) in [&b"major"[..], b"minor", b"build", b"revision"].into_iter().enumerate() {
        let Some(place) = find(&window[last..], name).map(|i| last + i) else { return };
        let value = gap(text, from + place + name.len());
        let Some(number) = number(text, value).filter(|number| number.count() == 1) else { return };
        parts[index] = number.parts()[0];
        first = first.min(number.start);
        last = number.end - from;
        if last > window.len() {
            return;
        }
    }
    let [major, minor, third, revision] = parts;
    let span = first..from + last;
    if super::text::is_family(major, minor) && minor < 18 {
        let claim = Claim::Build(Build::new(major, minor, third, revision));
        scan.note(Channel::AdminDisplayVersion, span, Precision::Baseline, claim);
    } else if major == 15 && minor >= 18 {
        scan.note(Channel::AdminDisplayVersion, span, Precision::Baseline, Claim::ExchangeOnline);
    }
}
