//! Places that begin with the word Exchange, and builds in text that speaks of it.
//!
//! * Grammar: a plausible build (family and third part) on the same line, or
//!   in the same table row or JSON object, as the word.
//! * Precision: four parts are taken as exact, three as the baseline.
//! * Pitfalls: advisories, advice and tables of fixes name no server; assembly
//!   versions `14.0.0.0` and object versions `0.20 (15.0.0.0)` are constants;
//!   `ExchClientVer`, `PSVersion` are a client's.

use super::Scan;
use super::advice::is_goal;
use super::context::{is_assembly, is_called_address, is_foreign, is_object_version, is_refused};
use super::reference::is_reference;
use super::text::{
    REACH, ends_with, gap, is_host, line_end, line_start, next_number, number, starts_with,
};
use super::{banner, bare, logs, named, received, scanner, setup};
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};

/// At `Exchange`.
pub(super) fn exchange(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let rest = &text[at..];
    if banner::label(scan, at) || banner::mailbox(scan, at) {
        return;
    }
    if starts_with(rest, b"exchange-version") && ends_with(&text[..at], b"ms-") {
        return scanner::nmap(scan, at);
    }
    if starts_with(rest, b"exchange_server:") {
        return scanner::cpe(scan, at);
    }
    if starts_with(rest, b"exchange mapi/http connectivity") {
        mapi_endpoint(scan, at);
    }
    if starts_with(rest, b"exchange.") {
        assembly(scan, at);
    }
    if logs::header(scan, at) {
        return;
    }
    if starts_with(rest, b"exchange build") && ends_with(&text[..at], b"current ") {
        return setup::current(scan, at);
    }
    named::version(scan, at);
    if !named::in_context(scan, at) {
        scanner::technology(scan, at);
    }
    line(scan, at);
}

/// `Exchange MAPI/HTTP Connectivity Endpoint<br><br>Version: 15.1.2176.9<br>`.
fn mapi_endpoint(scan: &mut Scan<'_>, at: usize) {
    let end = scan.text.len().min(at + 200);
    if let Some(place) = super::text::find(&scan.text[at..end], b"version")
        && let Some(number) = number(scan.text, gap(scan.text, at + place + "version".len()))
        && number.count() == 4
    {
        scan.note_number(Channel::MapiEndpoint, &number, Precision::Floor);
    }
}

/// `Microsoft.Exchange.Diagnostics, Version=15.0.0.0`: a constant.
fn assembly(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let end = line_end(text, at).min(at + 160);
    // Its own name, then its own version: a generic's arguments have others.
    let name = text[at..end].iter().take_while(|byte| is_host(**byte)).count();
    if !starts_with(&text[at + name..], b", version=")
        || starts_with(&text[at..], b"exchange.webservices")
    {
        return;
    }
    let place = name + ", ".len();
    let Some(number) =
        number(text, at + place + "version=".len()).filter(|number| number.count() == 4)
    else {
        return;
    };
    let [major, minor, third, _] = number.parts();
    if number.is_family() && third == 0 {
        let prefix = BuildPrefix::new(major, minor, None);
        scan.note(
            Channel::AssemblyVersion,
            number.start..number.end,
            Precision::None,
            Claim::Prefix(prefix),
        );
    }
}

/// Whether the member of an object at `at` stands behind another product's name.
fn is_of_another(text: &[u8], at: usize) -> bool {
    let before = &text[line_start(text, at).max(at.saturating_sub(200))..at];
    let own = before.iter().rposition(|byte| *byte == b'{');
    own.is_some_and(|open| bare::names_another(&before[open..]))
}

/// Builds on the line of `at`.
fn line(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mut from = line_start(text, at).max(scan.read_to);
    let to = line_end(text, at).min(at + REACH);
    if from >= to {
        return;
    }
    while let Some(number) = next_number(text, from, to) {
        from = number.end;
        if !number.is_plausible()
            || is_object_version(text, &number)
            || is_assembly(text, &number)
            || is_of_another(text, number.start)
            || is_foreign(text, number.start)
            || is_refused(text, number.start)
            || is_called_address(text, &number)
        {
            continue;
        }
        let span = number.start..number.end;
        // A bound of routing, and a folder of a path.
        let bound = number.is_long()
            && (number.parts()[3] == 0 && number.parts()[0] == 15
                || starts_with(&text[number.end..], b",intraforest"));
        let folder = number.start > 0
            && text[number.start - 1] == b'/'
            && text.get(number.end) == Some(&b'/');
        if bound || folder {
            continue;
        }
        let glued = text.get(number.end) == Some(&b'-')
            && text.get(number.end + 1).is_some_and(u8::is_ascii_alphabetic);
        if glued || number.start > 0 && matches!(text[number.start - 1], b'-' | b'.' | b'@' | b'~')
        {
            continue;
        }
        let before = &text[..number.start];
        if number.is_online()
            || ends_with(before, b"exchange online version ")
            || ends_with(before, b"exchange online ")
        {
            scan.note(Channel::InlineBuild, span, Precision::Exact, Claim::ExchangeOnline);
        } else if ends_with(before, b"= \"exchange/") || ends_with(before, b"= 'exchange/") {
            // What a program calls itself.
            scan.note_not(span, LookAlike::Imitator);
        } else if received::is_id(text, number.start) {
            scan.note_number(Channel::InlineBuild, &number, Precision::Floor);
        } else if ends_with(before, b"n=\"exchangebuild\">") {
            // The build that an object of the directory was made with.
            scan.note_number(Channel::InlineBuild, &number, Precision::Baseline);
        } else if setup::is_given(text, number.start) {
            scan.note_number(Channel::SetupMedia, &number, Precision::Baseline);
        } else if (is_reference(text, number.start) || is_goal(text, number.start, number.end))
            && !scanner::is_row(text, number.start)
        {
            scan.note_not(span, LookAlike::Reference);
        } else if scanner::is_row(text, number.start) {
            scan.note_number(Channel::ScannerRow, &number, Precision::Exact);
            scanner::name_row(scan, &number);
        } else {
            scan.note_number(Channel::InlineBuild, &number, Precision::Exact);
        }
    }
    if scan.read_to <= at && scanner::is_row(text, at) {
        scanner::row_without_version(scan, at);
    }
    scan.read_to = to;
}
