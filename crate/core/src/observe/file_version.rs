//! File versions in Microsoft's long form, above all of `ExSetup.exe`.
//!
//! * Grammar: `MM.mm.bbbb.rrr` (`15.02.1748.048`), which hardly anything but
//!   Exchange uses; or any spelling near `ExSetup`, or after `FileVersion`.
//!   Tables, lists, CLIXML (`15.01.2375.007_x000D_`), the file name often cut.
//! * `Build Number: 15.02.1118.012` is HealthChecker's.
//! * Emitters: `Get-Command ExSetup.exe | % FileVersionInfo` on 2007 to SE.
//! * Precision: exact, every update replaces the file.
//! * `msExchProductId : 15.02.1118.007` tells what setup prepared the directory
//!   with: the baseline. `X-MS-Exchange-Processed-By-BccFoldering` is a stamp of
//!   the transport service: a floor.
//! * Pitfalls: `15.01.2375.000` is a routing bound; source code has the version
//!   of the assembly that it was or is to be; tables of other programs
//!   look the same; dates such as `15.01.2024`.
//! * Source: Microsoft's "Exchange Server build numbers and release dates".

use super::Scan;
use super::advice::is_goal;
use super::context::{is_foreign, mentions_exchange};
use super::received::is_id;
use super::reference::is_reference;
use super::text::{
    TABLE, around, columns, ends_with, find, gap, has_any, is_family, line_end, line_start,
    next_number, number, rfind, starts_with,
};
use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};

/// At `15.01.` and its kin.
pub(super) fn long_form(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let Some(number) = number(text, at).filter(|number| number.is_long() && number.is_plausible())
    else {
        return;
    };
    let clean =
        at == 0 || !(text[at - 1].is_ascii_alphanumeric() || matches!(text[at - 1], b'.' | b'-'));
    if !clean || number.parts()[3] == 0 && number.parts()[0] == 15 {
        return;
    }
    // To where a proxy may send, in its log.
    if starts_with(&text[number.end..], b",intraforest") {
        return;
    }
    // Setup's own name for what it installs, and no advice.
    if has_any(&text[at.saturating_sub(30)..at], &["roletargetversion"]) {
        return scan.note_number(Channel::SetupMedia, &number, Precision::Baseline);
    }
    let near = around(text, at, 260);
    if is_reference(text, at) || is_goal(text, at, number.end) {
        return scan.note_not(number.start..number.end, LookAlike::Reference);
    }
    if is_foreign(text, at) || has_any(&text[at.saturating_sub(40)..at], &["exchange/"]) {
        return;
    }
    if is_id(text, at) {
        return scan.note_number(Channel::InlineBuild, &number, Precision::Floor);
    }
    if is_source(text, at) {
        return scan.note_not(number.start..number.end, LookAlike::Reference);
    }
    if has_any(&text[at.saturating_sub(20)..at], &["#version:"]) {
        return scan.note_number(Channel::LogHeader, &number, Precision::Floor);
    }
    if has_any(&text[at.saturating_sub(30)..at], &["bccfoldering"]) {
        return scan.note_number(Channel::ExchangeHeaders, &number, Precision::Floor);
    }
    // What prepared the directory: no update does.
    if has_any(&text[at.saturating_sub(200)..at], &["msexchproductid"])
        && let Some(prefix) = number.prefix()
    {
        let (span, claim) = (number.start..number.end, Claim::Prefix(prefix));
        return scan.note(Channel::AdSerialNumber, span, Precision::Baseline, claim);
    }
    if has_any(near, &["exsetup", "fileversion", "productversion"]) || is_table_row(text, at) {
        scan.note_number(Channel::ExSetup, &number, Precision::Exact);
    } else {
        scan.note_number(Channel::InlineBuild, &number, Precision::Exact);
    }
}

/// Whether a program's source names the version of what is made of it.
fn is_source(text: &[u8], at: usize) -> bool {
    let before = &text[line_start(text, at).max(at.saturating_sub(120))..at];
    has_any(
        before,
        &["assemblyfileversion(", "assemblyinformationalversion(", "const string", "value \""],
    )
}

/// Whether the heading with `FileVersion` stands farther above, and nothing but
/// rows between.
fn is_table_row(text: &[u8], at: usize) -> bool {
    let low = at.saturating_sub(TABLE);
    let Some(heading) = rfind(&text[low..at], b"fileversion") else { return false };
    let from = line_end(text, low + heading).min(at);
    let rows = text[from..line_start(text, at).max(from)].split(|byte| *byte == b'\n');
    rows.map(<[u8]>::trim_ascii).all(|row| {
        row.iter().all(|byte| matches!(byte, b'-' | b' ' | b'>' | b'#' | b'|'))
            || next_number(row, 0, row.len()).is_some_and(|number| number.is_long())
    })
}

/// At `ExSetup`: the short form on its line, or after the properties of a list.
pub(super) fn ex_setup(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let start = line_start(text, at);
    let end = line_end(text, at);
    let mut from = start;
    let mut seen = false;
    while let Some(number) = next_number(text, from, end) {
        if number.count() == 4 && number.is_plausible() && number.start >= start {
            note(scan, &number);
            seen = true;
        }
        from = number.end;
    }
    if seen {
        return;
    }
    // `(Get-Command ExSetup.exe).Version` shows its parts as columns.
    if let Some(heading) = find(&text[end..text.len().min(end + 200)], b"major")
        && let Some((parts, span)) =
            columns(text, end + heading, [b"major", b"minor", b"build", b"revision"])
        && is_family(parts[0], parts[1])
    {
        let [major, minor, third, revision] = parts;
        let claim = Claim::Build(Build::new(major, minor, third, revision));
        return scan.note(Channel::ExSetup, span, Precision::Exact, claim);
    }
    // `FileVersion : 15.2.1748.10` on a following line, or the number alone on it.
    let far = text.len().min(end + 400);
    let window = &text[end..far];
    let property = find(window, b"fileversion").map(|i| end + i);
    let next = next_number(text, end, far);
    if let Some(number) = next
        && number.count() == 4
        && number.is_plausible()
        && property.is_none_or(|place| number.start > place)
        && text[end..number.start].iter().filter(|byte| **byte == b'\n').count() <= 6
    {
        note(scan, &number);
    }
}

fn note(scan: &mut Scan<'_>, number: &super::text::Number) {
    if is_reference(scan.text, number.start) || is_goal(scan.text, number.start, number.end) {
        return scan.note_not(number.start..number.end, LookAlike::Reference);
    }
    scan.note_number(Channel::ExSetup, number, Precision::Exact);
}

/// At `Build Number`, HealthChecker's.
pub(super) fn build_number(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mut place = gap(text, at + "build number".len());
    if starts_with(&text[place..], b"version ") {
        place += "version ".len();
    }
    let Some(number) = number(text, place).filter(|n| n.count() == 4 && n.is_plausible()) else {
        return;
    };
    if is_goal(text, at, number.end) {
        scan.note_not(number.start..number.end, LookAlike::Reference);
    } else if ends_with(&text[..at], b"setup.exe ") {
        scan.note_number(Channel::SetupMedia, &number, Precision::Baseline);
    } else if number.is_long() || mentions_exchange(text, at, 600) {
        scan.note_number(Channel::HealthChecker, &number, Precision::Exact);
    }
}
