//! Output of scanners.
//!
//! * nmap `ms-exchange-version`: key `15.1.2375.17:`, `build:`, `build_long:`, in
//!   text and XML; `showcpe` prints CPE names only. Exact.
//! * nmap `http-vuln-proxylogon: (15.1.2176) …`: three parts, the baseline.
//! * httpx and Wappalyzer: `Outlook Web App:15.2.1544`, JSON with `version` near
//!   `Microsoft Exchange Server`: by the number of parts.
//! * Shadowserver `scan_exchange`, IntelMQ events: three parts, the baseline; the
//!   tag `exchange;cve-…` marks the row, the version may be empty.
//! * CPE `…:exchange_server:2016:cumulative_update_17:*` or with a build.
//! * Pitfalls: lists of CPE names are advisories; `Nmap 7.80`; CVSS numbers.

use super::Scan;
use super::context::host;
use super::text::{
    Number, around, ends_with, find, gap, has_any, line_end, line_start, next_number, number,
    starts_with,
};
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Named, NamedBaseline, Precision};
use alloc::vec::Vec;

/// At `exchange-version` of `ms-exchange-version`.
pub(super) fn nmap(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    // The script's own requests name it to the server.
    if starts_with(&text[at + "exchange-version".len()..], b".nse") {
        return;
    }
    let mut from = at;
    let to = text.len().min(at + 500);
    while let Some(number) = next_number(text, from, to) {
        from = number.end;
        if number.count() >= 3 && number.is_plausible() {
            scan.note_number(Channel::NmapExchangeVersion, &number, Precision::Exact);
        }
        if has_any(
            &text[number.start.saturating_sub(40)..number.start],
            &["cvss", "nmap scan report"],
        ) {
            break;
        }
    }
}

/// At `build:`, a key of the script's block without its title.
pub(super) fn nmap_build(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mark = |byte: &u8| matches!(byte, b'|' | b'_' | b' ' | b'\t');
    if !text[line_start(text, at)..at].iter().all(mark) {
        return;
    }
    let number = number(text, gap(text, at + "build:".len()));
    if let Some(number) = number.filter(|number| number.count() == 4 && number.is_plausible())
        && has_any(around(text, at, 200), &["name: exchange server", "release_date:"])
    {
        scan.note_number(Channel::NmapExchangeVersion, &number, Precision::Exact);
    }
}

/// At `proxylogon`: `http-vuln-proxylogon: (15.1.2176)`.
pub(super) fn proxylogon(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    if !has_any(&text[at.saturating_sub(12)..at], &["http-vuln-"]) {
        return;
    }
    if let Some(number) =
        number(text, gap(text, at + "proxylogon".len())).filter(Number::is_plausible)
    {
        scan.note_number(Channel::NmapExchangeVersion, &number, Precision::Exact);
    }
}

/// At `Outlook Web`: `Outlook Web App:15.2.1544`, `Outlook-Web-App[15.2.1544]`.
pub(super) fn outlook_web(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mut place = at + "outlook web".len();
    for word in [&b" app"[..], b" access", b"-app", b"-access"] {
        if starts_with(&text[place..], word) {
            place += word.len();
        }
    }
    let rest = &text[place..];
    if starts_with(rest, b" version leaked in owa html source:") {
        place += " version leaked in owa html source:".len();
    } else if starts_with(rest, b" version:") {
        return super::owa::about_page(scan, place + " version:".len());
    }
    place += usize::from(text.get(place) == Some(&b'['));
    let number = number(text, gap(text, place));
    if let Some(number) = number.filter(Number::is_plausible) {
        return scan.note_number(Channel::Technology, &number, Precision::Exact);
    }
    // The title of the page, of 2013 and later by hand.
    if let Some(number) = number.filter(|number| number.count() == 2 && number.is_family())
        && number.parts()[0] == 15
    {
        return scan.note_number(Channel::Technology, &number, Precision::Product);
    }
    technology(scan, at);
}

/// At a product's name: `version: '15.2.595'` in the same object.
pub(super) fn technology(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let product =
        starts_with(&text[at..], b"exchange server") || starts_with(&text[at..], b"outlook web");
    let quoted = at >= 12 && text[at - 12..at].iter().any(|byte| matches!(byte, b'"' | b'\''));
    if !product || !quoted {
        return;
    }
    let low = at.saturating_sub(250);
    // The object begins where the one before ends, and ends where the next begins.
    let low = low + memchr::memrchr(b'}', &text[low..at]).map_or(0, |end| end + 1);
    let high = text.len().min(at + 300);
    let high = find(&text[at..high], b"name").map_or(high, |i| at + i);
    let mut from = low;
    while let Some(i) = find(&text[from..high], b"version") {
        let after = from + i + "version".len();
        let value = gap(text, after);
        if value > after
            && !ends_with(&text[..from + i], b"target")
            && let Some(number) =
                number(text, value).filter(|n| n.is_plausible() && value - after < 12)
        {
            scan.note_number(Channel::Technology, &number, Precision::Exact);
            return;
        }
        from = after;
        if from >= high {
            break;
        }
    }
}

/// At `extra.version` of an IntelMQ event.
pub(super) fn intelmq(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let value = gap(text, at + "extra.version".len());
    let Some(number) = number(text, value).filter(Number::is_plausible) else { return };
    let near = around(text, at, 900);
    if !has_any(near, &["exchange-server", "exchange;", "\"exchange\""]) {
        return;
    }
    scan.note_number(Channel::ScannerRow, &number, Precision::Baseline);
    for key in [&b"extra.servername"[..], b"source.reverse_dns", b"source.fqdn", b"source.ip"] {
        if let Some(place) = find(near, key) {
            let value = gap(near, place + key.len());
            let name = host(near, value).to_vec();
            if name.len() > 1 {
                return scan.name_last(&name, false);
            }
        }
    }
}

/// At `exchange_server:` of a CPE name.
pub(super) fn cpe(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let window = &text[at.saturating_sub(24)..at];
    let rest = &text[at + "exchange_server:".len()..text.len().min(at + 120)];
    let cpe = has_any(window, &["cpe:"]);
    let parts: Vec<&[u8]> = rest
        .split(|byte| matches!(byte, b':' | b'"' | b'\'' | b' ' | b'#' | b'\n' | b'\r'))
        .collect();
    let end = at
        + "exchange_server:".len()
        + parts.iter().take(2).map(|part| part.len() + 1).sum::<usize>();
    let end = end.saturating_sub(1).clamp(at, text.len());
    let span = at..end;
    let scanner = has_any(
        &text[at.saturating_sub(400)..at],
        &["ms-exchange-version", "technolog", "cpe: '", "cpe:'"],
    );
    let listed = has_any(
        around(text, at, 400),
        &["cves", "cve-", "cpe23uri", "cpematch", "criteria", "versionend"],
    );
    let several = {
        let near = around(text, at, 300);
        let mut names: Vec<&[u8]> = Vec::new();
        let mut from = 0;
        while let Some(i) = find(&near[from..], b"exchange_server:") {
            let place = from + i;
            let name = &near[place..near.len().min(place + 64)];
            let name = name
                .split(|b| matches!(b, b'*' | b'"' | b'\'' | b'\n' | b'\r'))
                .next()
                .unwrap_or(name);
            if !names.contains(&name) {
                names.push(name);
            }
            from = place + 1;
        }
        names.len() > 1
    };
    if !cpe || listed && !scanner || several {
        return scan.note_not(span, LookAlike::Reference);
    }
    let year = parts
        .first()
        .and_then(|part| core::str::from_utf8(part).ok())
        .and_then(|part| part.parse().ok());
    let second = parts.get(1).copied().unwrap_or(b"");
    if let Some(number) = [parts.first().copied().unwrap_or(b""), second]
        .iter()
        .find_map(|part| number(text, place_of(text, part)).filter(Number::is_plausible))
    {
        return scan.note_number(Channel::Cpe, &number, Precision::Exact);
    }
    let digits = |word: &[u8]| -> Option<u8> {
        let tail = second.strip_prefix(word)?;
        core::str::from_utf8(tail).ok()?.parse().ok()
    };
    let baseline = digits(b"cumulative_update_")
        .map(NamedBaseline::CumulativeUpdate)
        .or_else(|| digits(b"sp").map(NamedBaseline::ServicePack));
    if let (Some(product), Some(baseline)) =
        (year.filter(|year| (2000..2030).contains(year)), baseline)
    {
        let named = Named { product, baseline: Some(baseline), ..Named::default() };
        scan.note(Channel::Cpe, span, Precision::Baseline, Claim::Named(named));
    }
}

/// Where `part`, a slice of `text`, begins.
fn place_of(text: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// Whether the line of `at` is a row of Shadowserver's or IntelMQ's.
pub(super) fn is_row(text: &[u8], at: usize) -> bool {
    let line = &text[line_start(text, at)..line_end(text, at)];
    line.iter().filter(|byte| **byte == b',').count() >= 8
        && has_any(
            line,
            &[
                "exchange;",
                "vulnerable-exchange-server",
                "exchange-server-webshell",
                "\"exchange\"",
            ],
        )
        && !has_any(line, &["extra."])
}

/// Names a row by the field after the version, or by its address.
pub(super) fn name_row(scan: &mut Scan<'_>, number: &Number) {
    let text = scan.text;
    let end = line_end(text, number.end);
    let after = &text[number.end..end];
    let server = after.split(|byte| *byte == b',').nth(1).map(|field| field.trim_ascii());
    let server = server.map(|field| field.strip_prefix(b"\"").unwrap_or(field));
    let server = server.map(|field| host(field, 0).to_vec()).filter(|name| !name.is_empty());
    let name = server.or_else(|| address(text, number.start)).unwrap_or_default();
    scan.name_last(&name, false);
}

/// The first field of the line that is an IPv4 address.
fn address(text: &[u8], at: usize) -> Option<Vec<u8>> {
    let line = &text[line_start(text, at)..line_end(text, at)];
    line.split(|byte| matches!(byte, b',' | b'"' | b' ' | b'\t' | b';'))
        .find(|field| is_address(field))
        .map(<[u8]>::to_vec)
}

/// Whether `field` is an IPv4 address.
pub(super) fn is_address(field: &[u8]) -> bool {
    let mut parts = 0;
    for part in field.split(|byte| *byte == b'.') {
        parts += 1;
        let value = core::str::from_utf8(part).ok().and_then(|part| part.parse::<u16>().ok());
        if part.len() > 3 || value.is_none_or(|value| value > 255) {
            return false;
        }
    }
    parts == 4
}

/// A row that names an Exchange server and tells no version.
pub(super) fn row_without_version(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let (start, end) = (line_start(text, at), line_end(text, at));
    if scan.finds.last().is_some_and(|last| last.span.start >= start) {
        return;
    }
    if starts_with(&text[at..], b"exchange;") && !has_any(&text[start..end], &["\"timestamp\""]) {
        scan.note_exchange(Channel::ScannerRow, at..at + "exchange".len());
        if let Some(name) = address(text, at) {
            scan.name_last(&name, false);
        }
    }
}
