//! Greetings of SMTP, IMAP, POP3 and NNTP.
//!
//! * 4.0 to 2003 print the version: `Microsoft Exchange Server 2003 IMAP4rev1
//!   server version 6.5.7638.1 (host) ready`, `+OK Microsoft Exchange 2000
//!   POP3 server version 6.0.6603.0`, `Microsoft Exchange Internet Mail
//!   Service 5.5.2653.13`, also in German and others: a floor. In mail it is the
//!   number of the host after `by`.
//! * 2007 prints the product's name only; 2010 and later `The Microsoft
//!   Exchange IMAP4 service is ready. [base64]`, where the bracket is the
//!   server's name in UTF-16.
//! * `Microsoft ESMTP MAIL Service ready` — 2007 and later, or Exchange Online
//!   by its host. With `, Version: 6.0.3790.4675` it is the number of Windows'
//!   SMTP service, and Exchange 2000 or 2003 may or may not sit on it. `X-EXPS`
//!   and `XEXCH50` among what it offers say that it does.
//! * `X-MimeOLE: Produced By Microsoft Exchange V6.5.7226.0` — 2000 and 2003; a
//!   bare `V6.5` was sent by 2007 and later too.
//! * Pitfalls: five-part numbers of the NT option pack; NNTP numbers of IIS.
//! * Source: rapid7/recog banners.

use super::Scan;
use super::context::{host, is_online_host};
use super::received::{back_over_space, by_host};
use super::text::{
    around, ends_with, find, gap, has_any, is_host, line_end, line_start, next_number, number,
    rfind, space, starts_with,
};
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};
use alloc::vec::Vec;

/// At `Microsoft`, before `SMTP` or `ESMTP` at `next`.
pub(super) fn smtp(scan: &mut Scan<'_>, at: usize, next: usize) {
    let text = scan.text;
    let end = line_end(text, at);
    let line = &text[next..end.max(next)];
    if find(line, b"mail").is_none_or(|place| place > 8) {
        return;
    }
    if let Some(place) = find(line, b"version:") {
        let number = gap(text, next + place + "version:".len());
        let length = text[number..]
            .iter()
            .take(30)
            .take_while(|b| b.is_ascii_digit() || **b == b'.')
            .count();
        return scan.note_not(number..number + length, LookAlike::WindowsService);
    }
    if find(line, b"ready").is_none() {
        return;
    }
    // `220 HOST Microsoft ESMTP MAIL Service ready at …`
    let start = line_start(text, at);
    let words: Vec<&[u8]> = text[start..at]
        .split(|byte| byte.is_ascii_whitespace() || *byte == b'"')
        .filter(|w| !w.is_empty())
        .collect();
    let name = match words[..] {
        [.., code, name] if code.ends_with(b"220") || code.ends_with(b"220-") => name,
        _ => &[][..],
    };
    if is_online_host(name) {
        scan.note(
            Channel::SmtpBanner,
            at..at + "microsoft".len(),
            Precision::None,
            Claim::ExchangeOnline,
        );
    } else {
        scan.note_exchange(Channel::SmtpBanner, at..at + "microsoft".len());
        scan.name_last(host(name, 0), false);
    }
}

/// At `Mail Service`, which `Internet` stands before, perhaps with a fold between.
pub(super) fn internet_mail_service(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let before = &text[at.saturating_sub(30)..at];
    let before = &before[..back_over_space(before)];
    let service = space(text, at + "mail".len());
    if !ends_with(before, b"internet") || !starts_with(&text[service..], b"service") {
        return;
    }
    let at = at.saturating_sub(30) + before.len() - "internet".len();
    let mut place = gap(text, service + "service".len());
    if starts_with(&text[place..], b"version") {
        place = space(text, place + "version".len());
    }
    let Some(number) = number(text, place) else { return };
    if number.count() == 4 && matches!(number.parts(), [4 | 5, 0, ..] | [5, 5, ..]) {
        let by = by_host(text, mail_protocol(text, at));
        scan.note_number(Channel::InternetMailService, &number, Precision::Floor);
        scan.name_last(by, false);
    }
}

/// Where the words behind `with` begin: the service's name, or `SMTP (Microsoft
/// Exchange Internet Mail Service …`.
fn mail_protocol(text: &[u8], at: usize) -> usize {
    let low = at.saturating_sub(60);
    let mut before = &text[low..at];
    for word in [&b"exchange"[..], b"microsoft", b"("] {
        before = &before[..back_over_space(before)];
        if !ends_with(before, word) {
            return at;
        }
        before = &before[..before.len() - word.len()];
    }
    before = &before[..back_over_space(before)];
    low + before.len() - before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// At an extension of SMTP that Exchange alone offers, in its answer to `EHLO`.
pub(super) fn extension(scan: &mut Scan<'_>, at: usize) {
    let line = &scan.text[line_start(scan.text, at)..at];
    if ends_with(line, b"250-") || ends_with(line, b"250 ") {
        let end = at + scan.text[at..].iter().take_while(|b| is_host(**b)).count();
        scan.note_exchange(Channel::SmtpBanner, at..end);
    }
}

/// At `NNTP Service`: with `Microsoft. Internet Services` it is IIS's.
pub(super) fn nntp_service(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let end = line_end(text, at);
    if has_any(&text[at..end], &["internet services", "microsoft"])
        && let Some(place) = find(&text[at..end], b"version:")
        && let Some(number) = next_number(text, at + place, end)
    {
        scan.note_not(number.start..number.end, LookAlike::WindowsService);
    }
}

/// At `Exchange`, where a greeting of IMAP, POP3 or NNTP may go on. Whether one did.
pub(super) fn mailbox(scan: &mut Scan<'_>, at: usize) -> bool {
    let text = scan.text;
    let start = line_start(text, at);
    let end = line_end(text, at).min(at + 160);
    let near = &text[at.saturating_sub(40)..at];
    let near = &near[..back_over_space(near)];
    if !ends_with(near, b"microsoft")
        && rfind(&text[start..at], b"microsoft").is_none_or(|place| at - start - place > 12)
    {
        return false;
    }
    if is_pattern(text, at) {
        return false;
    }
    let after = at + "exchange".len();
    let line = &text[after..end.max(after)];
    let connector = b" server internet mail connector version";
    if starts_with(line, connector) {
        let place = space(text, after + connector.len());
        let number = number(text, place).filter(|it| it.count() == 4 && it.is_family());
        return number.is_some_and(|number| {
            scan.note_number(Channel::InternetMailService, &number, Precision::Floor);
            true
        });
    }
    let version = space(text, after);
    if version > after
        && starts_with(&text[version..], b"v")
        && has_any(&text[at.saturating_sub(60)..at], &["produced by"])
    {
        return mime_ole(scan, at, version + 1);
    }
    let Some((channel, place)) = [
        (Channel::ImapBanner, &b"imap4"[..]),
        (Channel::PopBanner, b"pop3"),
        (Channel::NntpBanner, b"nntp"),
        (Channel::NntpBanner, b"internet news service"),
    ]
    .into_iter()
    .find_map(|(channel, word)| {
        find(line, word).filter(|place| *place < 24).map(|place| (channel, place))
    }) else {
        return false;
    };
    let rest = &line[place..];
    let from = after + place;
    // The word before it is a version's in any language.
    if let Some(number) = next_number(text, from + "pop3".len(), end.min(from + 70))
        && number.is_family()
        && number.count() == 4
        && !text[from..number.start].contains(&b'"')
    {
        if is_made_up(&text[number.end..end.max(number.end)]) {
            scan.note_not(number.start..number.end, LookAlike::Imitator);
        } else {
            scan.note_number(channel, &number, Precision::Floor);
        }
        return true;
    }
    let greeting =
        has_any(rest, &["ready", "steht zur", "bereit", "prêt", "listo", "pronto", "gereed"])
            && has_any(rest, &["service", "dienst", "server"]);
    if !greeting {
        return false;
    }
    let span = at..after;
    let name = bracketed_name(greeting_to_end(text, from));
    if let Some(year) = find(line, b"2007").filter(|year| *year < place) {
        let span = at..after + year + 4;
        scan.note(channel, span, Precision::Product, Claim::Prefix(BuildPrefix::new(8, 0, None)));
    } else if name.as_ref().map_or_else(
        // Who was asked stands before the answer.
        || has_any(&text[at.saturating_sub(400)..at], &["outlook.office365.com", "outlook.com"]),
        |name| is_online_host(name),
    ) {
        scan.note(channel, span, Precision::None, Claim::ExchangeOnline);
    } else {
        scan.note_exchange(channel, span);
        if let Some(name) = name {
            scan.name_last(&name, false);
        }
    }
    true
}

/// The greeting from `from` to its line's end, and the next line where the
/// bracket stands there.
fn greeting_to_end(text: &[u8], from: usize) -> &[u8] {
    let end = line_end(text, from);
    let next = space(text, end);
    let wrapped = next > end && text.get(next) == Some(&b'[');
    &text[from..if wrapped { line_end(text, next) } else { end }]
}

/// Whether what follows a greeting's number is not Exchange's: it writes
/// `(host) ready`, a family of honeypots `DC9 ready`.
fn is_made_up(after: &[u8]) -> bool {
    let mut words = after.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let name = words.next().unwrap_or_default();
    name.iter().all(u8::is_ascii_alphanumeric)
        && name.iter().any(u8::is_ascii_digit)
        && words.next().is_some_and(|word| starts_with(word, b"ready"))
}

/// Whether a line holds a pattern that greetings are told by, and no greeting.
fn is_pattern(text: &[u8], at: usize) -> bool {
    let line = &text[line_start(text, at)..line_end(text, at)];
    has_any(line, &["(\\s+)", "\\w", "\\d", "m/^", "m|^", "m=^", "startswith", "\\.\\r", "><"])
}

fn mime_ole(scan: &mut Scan<'_>, at: usize, place: usize) -> bool {
    let Some(number) = number(scan.text, place).filter(|number| number.is_family()) else {
        return false;
    };
    match number.prefix() {
        Some(prefix) if number.count() < 4 => {
            scan.note(Channel::XMimeOle, at..number.end, Precision::None, Claim::Prefix(prefix));
        }
        _ => scan.note_number(Channel::XMimeOle, &number, Precision::Floor),
    }
    true
}

/// The server's name in `[base64 of UTF-16]`.
fn bracketed_name(line: &[u8]) -> Option<Vec<u8>> {
    let open = line.iter().position(|byte| *byte == b'[')?;
    let close = line[open..].iter().position(|byte| *byte == b']')? + open;
    let mut bits = 0u32;
    let mut held = 0;
    let mut bytes = Vec::new();
    for byte in &line[open + 1..close] {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    let name: Vec<u8> = bytes
        .chunks(2)
        .filter(|unit| unit.get(1).is_none_or(|high| *high == 0))
        .map(|u| u[0])
        .collect();
    (name.len() >= 2 && name.iter().all(|byte| super::text::is_host(*byte))).then_some(name)
}

/// At `Exchange`: the name nmap, fscan and others give a service.
pub(super) fn label(scan: &mut Scan<'_>, at: usize) -> bool {
    let text = scan.text;
    let after = space(text, at + "exchange".len());
    let rest = &text[after..text.len().min(after + 40)];
    let years = starts_with(rest, b"2007-2010");
    let rest = if years { &rest[10.min(rest.len())..] } else { rest };
    let labelled = [&b"smtpd"[..], b"pop3d", b"imapd", b"esmtpd", b"owa httpd"]
        .iter()
        .any(|word| starts_with(rest, word));
    // A program's table of names puts them in quotation marks.
    let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let quoted = rest.get(word) == Some(&b'"');
    if labelled && !quoted && has_any(around(text, at, 14), &["microsoft"]) {
        let number = next_number(text, after, line_end(text, after).min(after + 30))
            .filter(|number| number.count() == 4 && number.is_plausible());
        match number {
            Some(number) => scan.note_number(Channel::ServiceLabel, &number, Precision::Floor),
            None => scan.note_exchange(Channel::ServiceLabel, at..after),
        }
    }
    labelled
}
