//! `ServerVersionInfo` of EWS and SOAP Autodiscover, and what libraries log of it.
//!
//! * Grammar: four numbers named `MajorVersion`, `MinorVersion`,
//!   `MajorBuildNumber`, `MinorBuildNumber`, as attributes or elements, in any
//!   order, any prefix, over several lines; also as properties in lists and
//!   JSON. Where one is missing nothing is guessed.
//! * exchangelib: `Build(15, 2, 2562, 35)`.
//! * Emitters: 2007 to SE and Exchange Online.
//! * Precision: exact since 2013, a floor before.
//! * Pitfalls: `Version="Exchange2016"` is the schema's name, never the
//!   product; documentation shows pre-release numbers.
//! * Source: MS-OXWSCDATA.

use super::Scan;
use super::text::{Number, find, gap, has_any, number, rfind, wider};
use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::{Claim, Precision};
use core::ops::Range;

const WINDOW: usize = 420;

/// At `MajorBuildNumber`.
pub(super) fn server_version_info(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let name = b"majorbuildnumber";
    // A closing tag is not where the value stands.
    if at > 0 && text[at - 1] == b'/' || at > 1 && text[at - 1] == b':' && closes(text, at) {
        return;
    }
    // Neither side reaches into the neighbour's record.
    let low = at.saturating_sub(WINDOW);
    let before = &text[low..at];
    let low = rfind(before, name).map_or(low, |i| {
        let place = low + i + name.len();
        // An element's own opening tag may precede: look behind the last other record.
        place.min(at)
    });
    let after = at + name.len();
    let high = text.len().min(after + WINDOW);
    let ahead = &text[after..high];
    let mut high = high;
    let mut skip = 0;
    while let Some(i) = find(&ahead[skip..], name) {
        let place = after + skip + i;
        if closes(text, place) {
            skip += i + name.len();
        } else {
            high = place;
            break;
        }
    }
    let mut span: Option<Range<usize>> = None;
    let mut part = |name: &[u8]| -> Option<u16> {
        let number = nearest(text, low, high, at, name)?;
        span = Some(wider(span.take(), number.start..number.end));
        Some(number.parts()[0])
    };
    let (Some(major), Some(minor), Some(third), Some(revision)) =
        (part(b"majorversion"), part(b"minorversion"), part(name), part(b"minorbuildnumber"))
    else {
        return;
    };
    let Some(span) = span else { return };
    note(scan, Channel::ServerVersionInfo, [major, minor, third, revision], span);
}

fn closes(text: &[u8], at: usize) -> bool {
    text[at.saturating_sub(8)..at].windows(2).any(|pair| pair == b"</")
        && !text[at.saturating_sub(8)..at].ends_with(b">")
}

/// The number after the `name` that stands nearest to `at`.
fn nearest(text: &[u8], low: usize, high: usize, at: usize, name: &[u8]) -> Option<Number> {
    let value = |place: usize| {
        let after = place + name.len();
        number(text, gap(text, after))
            .filter(|n| n.count() == 1 && !closes(text, place) && n.start - after < 60)
    };
    let mut best: Option<Number> = None;
    let mut from = low;
    while let Some(i) = find(&text[from..high.min(text.len())], name) {
        let place = from + i;
        if let Some(number) = value(place)
            && best.is_none_or(|other| place.abs_diff(at) < other.start.abs_diff(at))
        {
            best = Some(number);
        }
        from = place + name.len();
        if from >= high {
            break;
        }
    }
    best
}

fn note(scan: &mut Scan<'_>, channel: Channel, parts: [u16; 4], span: Range<usize>) {
    let [major, minor, third, revision] = parts;
    if major == 15 && matches!(minor, 18 | 20) {
        scan.note(channel, span, Precision::Exact, Claim::ExchangeOnline);
    } else if super::text::is_family(major, minor) {
        let precision = if major >= 15 { Precision::Exact } else { Precision::Floor };
        scan.note(
            channel,
            span,
            precision,
            Claim::Build(Build::new(major, minor, third, revision)),
        );
    }
}

/// At `Build(`: exchangelib's way to print one.
pub(super) fn library(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    // A library's own tables of what came when, and its tests.
    let before = &text[at.saturating_sub(24)..at];
    if has_any(before, &["_from=", "assert", ">= ", "< "]) {
        return;
    }
    let mut parts = [0u16; 4];
    let mut place = at + "build(".len();
    let start = place;
    for (index, part) in parts.iter_mut().enumerate() {
        // The names of the arguments may stand before them.
        let skip = |byte: &u8| {
            matches!(byte, b' ' | b',') && index > 0
                || byte.is_ascii_lowercase()
                || matches!(byte, b'_' | b'=')
        };
        let rest = &text[place.min(text.len())..];
        place += rest.iter().take(20).take_while(|byte| skip(byte)).count();
        let Some(number) = number(text, place).filter(|number| number.count() == 1) else { return };
        *part = number.parts()[0];
        place = number.end;
    }
    let [major, minor, third, _] = parts;
    // Examples count from one: `Build(15, 0, 12, 34)`.
    if text.get(place) == Some(&b')') && major >= 8 && (third >= 60 || minor >= 18) {
        note(scan, Channel::ExchangeLibrary, parts, start..place);
    }
}
