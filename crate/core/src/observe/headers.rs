//! HTTP response headers, in any paste shape.
//!
//! * Grammar: the header's name in any letter case, with `-` or `_` (ZGrab2),
//!   then what [`gap`] skips, then the value: raw, HTTP/2, folded, `curl -v`,
//!   browser tools, PowerShell braces, Python and JSON, HAR, table cells.
//! * `X-OWA-Version: 15.2.986.14` — Exchange 2007 to SE on `/owa`, `/ews`,
//!   `/autodiscover`, `/ecp`, ActiveSync. Since 2013 it follows every update;
//!   before it is the OWA component's number, a floor.
//! * `X-ServerApplication: Exchange/15.01.2176.009` — MAPI over HTTP, 2013 SP1
//!   and later. `15.00.0847.4040` is a constant of grommunio Gromox.
//! * `MS-Server-ActiveSync: 15.2` — two parts, so the product at most; 2019
//!   and SE look alike. Z-Push, Horde, SOGo, Tine and others imitate it.
//! * `X-FEServer`, `X-BEServer`, `X-CalculatedBETarget` — 2013 and later, no
//!   version; their host names tell Exchange Online from a server. A `2019`
//!   in a host name is no version.
//! * No `X-OWA-Version` in the whole head of a front end's answer about
//!   `/owa`, given at once or as a redirect: every update since July 2021 makes
//!   the front end send it. Weak, since a proxy may remove it: it is said, and
//!   narrows nothing.
//! * Pitfalls: `X-AspNet-Version`, `X-OWA-OWSVersion`, dates; an empty value is
//!   a hidden version; a request's `X-ClientApplication` is Outlook's.
//! * Source: MS-OXPROTO 2.6.2, MS-ASHTTP 2.2.2.1.2, public captures; Shodan's
//!   in wapiti's issue 196 have the header from 15.1.2242.12 (July 2021) on.

use super::Scan;
use super::context::{host, is_configured, is_online_host};
use super::text::{Number, around, find, gap, has_any, is_word, line_end, number, starts_with};
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};
use core::ops::Range;

/// Whether a header's name may begin at `at`.
fn begins(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| text[i]) else { return true };
    let escaped = at >= 2 && text[at - 2] == b'\\' && matches!(before, b'n' | b'r' | b't');
    escaped || !(is_word(before) || matches!(before, b'-' | b'/'))
}

/// Where the value of a header begins whose name ends before `after`.
fn value(text: &[u8], after: usize) -> Option<usize> {
    let next = text.get(after).copied();
    // A list of headers links each to what is written about it.
    let linked = text.get(after..).is_some_and(|rest| rest.starts_with(b"](http"));
    if linked || next.is_some_and(|byte| is_word(byte) || byte == b'-') {
        return None;
    }
    if let Some(before) = value_before(text, after) {
        return Some(before);
    }
    let value = gap(text, after);
    // Nikto's way: `'x-feserver' found, with contents: EX16.`; an item of YAML; bytes
    // of Python.
    let words = [&b"found, with contents: "[..], b"- ", b"b'", b"b\""];
    let word = words.iter().find(|word| starts_with(&text[value..], word));
    Some(word.map_or(value, |word| value + word.len()))
}

/// The value of the object whose name is its last member: `{"value": …, "name":
/// "X-OWA-Version"}`.
fn value_before(text: &[u8], after: usize) -> Option<usize> {
    let rest = text[after..].strip_prefix(b"\"")?.trim_ascii_start();
    if !rest.starts_with(b"}") {
        return None;
    }
    let low = after.saturating_sub(200);
    let own = &text[low..after];
    let own = &own[own.iter().rposition(|byte| *byte == b'{')?..];
    let key = find(own, b"\"value\"")?;
    Some(gap(text, after - own.len() + key + "\"value\"".len()))
}

fn value_number(text: &[u8], after: usize) -> Option<Number> {
    let value = value(text, after)?;
    let number = number(text, value).filter(|number| number.count() >= 2)?;
    // Below the last name of a table's heading stands the first cell of a row.
    let between = text.get(after..value).unwrap_or_default();
    let heading = between.contains(&b'\n') && !between.contains(&b':') && !between.contains(&b'=');
    let rest = &text[number.end..line_end(text, number.end)];
    (!heading || rest.trim_ascii().is_empty() && !number.parts().iter().all(|part| *part < 256))
        .then_some(number)
}

/// Whether the line ends after the colon at `after`: the value was removed.
fn is_emptied(text: &[u8], after: usize) -> bool {
    text.get(after) == Some(&b':')
        && text[after + 1..]
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'))
            .is_none_or(|b| *b == b'\n')
}

pub(super) fn owa_version(scan: &mut Scan<'_>, at: usize) {
    let (text, after) = (scan.text, at + "x-owa-version".len());
    if !begins(text, at) {
        return;
    }
    match value_number(text, after) {
        Some(number) if number.is_online() => {
            scan.note_number(Channel::XOwaVersion, &number, Precision::Exact);
        }
        Some(number) if is_configured(text, at) => {
            scan.note_not(number.start..number.end, LookAlike::Forged);
        }
        Some(number) if number.is_family() => {
            scan.note_number(Channel::XOwaVersion, &number, Precision::Exact);
        }
        Some(number) if number.count() == 4 => {
            scan.note_not(number.start..number.end, LookAlike::Forged);
        }
        _ if is_emptied(text, after) => scan.note_exchange(Channel::XOwaVersion, at..after),
        _ => {}
    }
}

pub(super) fn front_end(scan: &mut Scan<'_>, at: usize) {
    host_header(scan, at, "feserver", false);
}

pub(super) fn back_end(scan: &mut Scan<'_>, at: usize) {
    host_header(scan, at, "beserver", true);
}

pub(super) fn target(scan: &mut Scan<'_>, at: usize) {
    host_header(scan, at, "calculatedbetarget", true);
}

fn host_header(scan: &mut Scan<'_>, at: usize, name: &str, makeshift: bool) {
    let (text, after) = (scan.text, at + name.len());
    let Some(start) = at.checked_sub(2) else { return };
    if !(starts_with(&text[start..], b"x-") || starts_with(&text[start..], b"x_"))
        || !begins(text, start)
    {
        return;
    }
    let separated = text.get(after).is_some_and(|byte| !is_word(*byte) && *byte != b'-');
    let Some(value) = value(text, after).filter(|_| separated) else { return };
    let host = host(text, value);
    // A table of patterns: `(r"X-FEServer:", "exchange")`.
    if has_any(&text[after..value], &[":\","]) {
        return;
    }
    let crossed = text[after..value].contains(&b'\n');
    if host.is_empty() || crossed && text.get(value + host.len()) == Some(&b':') {
        if is_emptied(text, after) {
            scan.note_exchange(Channel::ExchangeHeaders, start..after);
        }
        return;
    }
    if host.len() < 2 || is_configured(text, start) || is_prose(text, after, host) {
        return;
    }
    let span = value..value + host.len();
    if is_online_host(host) {
        scan.note(Channel::ExchangeHeaders, span, Precision::None, Claim::ExchangeOnline);
    } else {
        let told = is_told_above(scan, start);
        scan.note_exchange(Channel::ExchangeHeaders, span);
        scan.name_last(host, makeshift);
        if !told && let Some(status) = lacks_owa_version(text, start) {
            scan.note(Channel::ExchangeHeaders, status, Precision::None, Claim::HeaderAbsent);
            scan.name_last(host, makeshift);
        }
    }
}

/// Whether the head has an `X-OWA-Version` a few lines above: mostly there is
/// one, and then the head need not be looked through.
fn is_told_above(scan: &Scan<'_>, at: usize) -> bool {
    scan.finds.last().is_some_and(|last| {
        let above = scan.text.get(last.span.end..at).filter(|above| above.len() < 500);
        last.channel == Channel::XOwaVersion
            && above
                .is_some_and(|above| blank_line(above).is_none() && find(above, b"http/").is_none())
    })
}

/// Bytes of a head before and behind one of its headers.
const HEAD: usize = 4096;

/// The status line of the head around `at`, where the head is whole, answers
/// for `/owa` and has no `X-OWA-Version`.
fn lacks_owa_version(text: &[u8], at: usize) -> Option<Range<usize>> {
    let low = at.saturating_sub(HEAD);
    let before = &text[low..at];
    let start = memchr::memrchr_iter(b'H', before).find(|i| before[*i..].starts_with(b"HTTP/"))?;
    let start = low + start;
    let high = text.len().min(at + HEAD);
    let end = at + blank_line(&text[at..high])?;
    let line = &text[start..line_end(text, start)];
    let code = line.split(|byte| *byte == b' ').nth(1)?.trim_ascii();
    let head = &text[start..end];
    if !matches!(code, b"200" | b"301" | b"302") || find(head, b"owa-version").is_some() {
        return None;
    }
    // The page follows, the redirect names it, or the request was shown before.
    let request = &text[start.saturating_sub(300)..start];
    let owa = find(head, b"/owa").is_some()
        || find(request, b" /owa").is_some()
        || find(&text[end..text.len().min(end + HEAD)], b"/owa/auth/").is_some();
    owa.then(|| start..start + line.trim_ascii_end().len())
}

/// Where the first line without content begins; `curl -v` puts `<` before each.
fn blank_line(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', text).find_map(|feed| {
        let rest = &text[feed + 1..];
        let rest = rest.strip_prefix(b"<").unwrap_or(rest);
        let line = &rest[..memchr::memchr(b'\n', rest)?];
        line.trim_ascii().is_empty().then_some(feed + 1)
    })
}

/// Whether what follows a header's name is the rest of a sentence or of a
/// list of names, and no server's name.
fn is_prose(text: &[u8], after: usize, host: &[u8]) -> bool {
    const WORDS: [&[u8]; 12] = [
        b"header",
        b"headers",
        b"response",
        b"null",
        b"none",
        b"true",
        b"false",
        b"string",
        b"value",
        b"name",
        b"and",
        b"server",
    ];
    let sentence = matches!(text.get(after), Some(b' ' | b',' | b'.' | b')'))
        && text.get(after + 1).is_some_and(u8::is_ascii_lowercase);
    sentence || starts_with(host, b"x-") || WORDS.iter().any(|word| host.eq_ignore_ascii_case(word))
}

pub(super) fn server_application(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let Some(value) = value(text, at + "serverapplication".len()) else { return };
    if !starts_with(&text[value..], b"exchange/") {
        return;
    }
    let Some(number) = number(text, value + "exchange/".len()) else { return };
    match number.parts() {
        [15, 0, 847, 4040] => scan.note_not(number.start..number.end, LookAlike::Imitator),
        _ if is_configured(text, at) && !number.is_online() => {
            scan.note_not(number.start..number.end, LookAlike::Forged);
        }
        _ => scan.note_number(Channel::XServerApplication, &number, Precision::Exact),
    }
}

pub(super) fn client_application(scan: &mut Scan<'_>, at: usize) {
    let after = at + "clientapplication".len();
    let Some(value) = value(scan.text, after) else { return };
    if starts_with(&scan.text[value..], b"outlook/") {
        let end = value + host(scan.text, value).len().max("outlook/".len());
        scan.note_not(value..end, LookAlike::OfficeClient);
    }
}

pub(super) fn client_in_url(scan: &mut Scan<'_>, at: usize) {
    let after = at + "exchclientver".len();
    if let Some(number) = number(scan.text, gap(scan.text, after)) {
        scan.note_not(number.start..number.end, LookAlike::Request);
    }
}

pub(super) fn share_point(scan: &mut Scan<'_>, at: usize) {
    let after = at + "sharepointteamservices".len();
    if let Some(number) = value_number(scan.text, after) {
        scan.note_not(number.start..number.end, LookAlike::SharePoint);
    }
}

pub(super) fn appcache(scan: &mut Scan<'_>, at: usize) {
    if let Some(number) = number(scan.text, gap(scan.text, at + "appcachever".len())) {
        scan.note_number(Channel::AppcacheCookie, &number, Precision::Floor);
    }
}

pub(super) fn active_sync(scan: &mut Scan<'_>, at: usize) {
    let (text, after) = (scan.text, at + "activesync".len());
    let name = b"ms-server-";
    let named = at >= name.len()
        && (starts_with(&text[at - name.len()..], name)
            || starts_with(&text[at - name.len()..], b"ms_server_"));
    if !named || !begins(text, at - name.len()) {
        return;
    }
    let Some(number) = value_number(text, after) else { return };
    let span = number.start..number.end;
    let near = around(text, at, 700);
    let imitator = has_any(
        near,
        &[
            "z-push",
            "php/",
            "server: apache",
            "server: nginx",
            "horde",
            "sogo",
            "grommunio",
            "zimbra",
            "kopano",
            "tine",
            "syncroton",
            "zarafa",
            "open-xchange",
            "openresty",
            "gunicorn",
            "axigen",
            "mdaemon",
            "kerio",
            "icewarp",
            "communigate",
            "cyrus",
            "davical",
            "egroupware",
            "syncope",
            "nextcloud",
            "werkzeug",
            "express",
        ],
    ) || lacks_old_protocols(near);
    let exchange =
        has_any(near, &["x-feserver", "x-beserver", "x-owa-version", "calculatedbetarget"]);
    if (imitator && !exchange) || !number.is_family() || is_configured(text, at) {
        return scan.note_not(span, LookAlike::Imitator);
    }
    match number.parts() {
        // Syncroton's constant.
        [14, 0, 536, 0] if number.count() == 4 => scan.note_not(span, LookAlike::Imitator),
        [6, 5, ..] => scan.note_number(Channel::ActiveSync, &number, Precision::Floor),
        _ => {
            if let Some(prefix) = number.prefix() {
                let two = crate::build::BuildPrefix::new(prefix.major(), prefix.minor(), None);
                scan.note(Channel::ActiveSync, span, Precision::Product, Claim::Prefix(two));
            }
        }
    }
}

/// Exchange offers protocol 2.0 and 2.1 beside 2.5; imitators begin at 2.5.
fn lacks_old_protocols(near: &[u8]) -> bool {
    find(near, b"asprotocolversions").is_some_and(|at| {
        let value = gap(near, at + "asprotocolversions".len());
        starts_with(&near[value..], b"2.5")
            || starts_with(&near[value..], b"12.")
            || starts_with(&near[value..], b"14.")
    })
}
