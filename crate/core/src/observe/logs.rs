//! Log files.
//!
//! * `#Software: Microsoft Exchange Server` then `#Version: 15.02.1118.007`: the
//!   number of the component that writes, a floor. `14.0.0.0`, `15.0.0.0`,
//!   `15.2` are the schema's, no build; `15.01.build` is a placeholder.
//! * HttpProxy: rows `date,guid,15,1,2375,7,…`, told by what they say of routing and
//!   of who asked (`IntraForest`, `WindowsIdentity`), or by the fields
//!   `MajorVersion,MinorVersion,BuildVersion,RevisionVersion`: the baseline.
//!   `15.01.2375.000` and `ServerVersion~Version 15.1 (Build 2374.0)` in the same
//!   row are routing bounds.

use super::Scan;
use super::text::{find, line_end, line_start, number, space};
use crate::build::{Build, BuildPrefix};
use crate::channel::Channel;
use crate::evidence::{Claim, Precision};

/// At `Exchange` of `#Software: Microsoft Exchange Server`. Whether it was one.
pub(super) fn header(scan: &mut Scan<'_>, at: usize) -> bool {
    let text = scan.text;
    if !super::text::has_any(&text[at.saturating_sub(24)..at], &["#software:"]) {
        return false;
    }
    let high = text.len().min(at + 200);
    let Some(place) = find(&text[at..high], b"#version:") else { return true };
    let Some(number) = number(text, space(text, at + place + "#version:".len())) else {
        return true;
    };
    let [major, minor, third, _] = number.parts();
    if !number.is_family() {
        return true;
    }
    if number.count() == 4 && third > 0 {
        scan.note_number(Channel::LogHeader, &number, Precision::Floor);
    } else {
        let prefix = BuildPrefix::new(major, minor, None);
        let precision =
            if text.get(number.end) == Some(&b'.') { Precision::Product } else { Precision::None };
        scan.note(Channel::LogHeader, number.start..number.end, precision, Claim::Prefix(prefix));
    }
    true
}

/// A row of the HttpProxy log, of which `at` is a part.
pub(super) fn http_proxy_row(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    // These rows are longer than most lines.
    let low = at.saturating_sub(1500);
    let start = memchr::memrchr2(b'\n', b'\r', &text[low..at]).map_or(low, |i| low + i + 1);
    row(scan, start);
}

fn row(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    let mark = |byte: &u8| matches!(byte, b'>' | b'#' | b'|' | b' ' | b'\t' | b'"');
    let start = start + text[start..].iter().take(20).take_while(|byte| mark(byte)).count();
    let line = &text[start..line_end(text, start)];
    let mut fields = line.splitn(7, |byte| *byte == b',');
    let (Some(date), Some(_id)) = (fields.next(), fields.next()) else { return };
    if date.len() < 19 || date[4] != b'-' || !date.contains(&b'T') {
        return;
    }
    let mut parts = [0u16; 4];
    let mut at = start + date.len() + 1 + _id.len() + 1;
    let first = at;
    for part in &mut parts {
        let Some(number) =
            number(text, at).filter(|n| n.count() == 1 && text.get(n.end) == Some(&b','))
        else {
            return;
        };
        *part = number.parts()[0];
        at = number.end + 1;
    }
    let [major, minor, third, revision] = parts;
    let span = first..at - 1;
    if super::text::is_family(major, minor)
        && !scan.finds.iter().rev().take(4).any(|find| find.span == span)
    {
        let claim = match minor {
            18 | 20 => Claim::ExchangeOnline,
            _ => Claim::Build(Build::new(major, minor, third, revision)),
        };
        scan.note(Channel::HttpProxyLog, span, Precision::Baseline, claim);
    }
}

/// At `BuildVersion,` of the fields' names: the rows that follow are of one server.
pub(super) fn http_proxy_fields(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mut start = line_end(text, at);
    for _ in 0..8 {
        while matches!(text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        if start >= text.len() {
            return;
        }
        if text[start].is_ascii_digit() {
            return row(scan, start);
        }
        start = line_end(text, start).max(line_start(text, start) + 1);
    }
}
