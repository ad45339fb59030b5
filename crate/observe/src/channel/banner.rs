//! Greetings of SMTP, IMAP, POP3 and NNTP, and the names scanners give them.
//!
//! * 4.0 to 2003 print the version: `Microsoft Exchange Server 2003 IMAP4rev1
//!   server version 6.5.7638.1 (host) ready`, `+OK Microsoft Exchange 2000 POP3
//!   server version 6.0.6603.0`, also in German and others: a floor.
//! * 2007 prints the product's name only; 2010 and later `The Microsoft Exchange
//!   IMAP4 service is ready. [base64]`, where the bracket is the server's name in
//!   UTF-16.
//! * `Microsoft ESMTP MAIL Service ready`: 2007 and later, or Exchange Online by
//!   its host. With `, Version: 6.0.3790.4675` it is Windows' SMTP service.
//! * Pitfalls: five-part numbers of the NT option pack; NNTP numbers of IIS.
//! * Source: rapid7/recog banners; nmap-service-probes.

use super::http::not_exchange;
use super::online::is_online_host;
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::document::number::next_number;
use crate::document::text::find;
use crate::document::text::host_length;
use crate::document::text::is_host;
use crate::document::text::rfind;
use crate::document::text::starts_with;
use crate::evidence::Claim;
use crate::evidence::LookAlike;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// Reads a greeting in `line`; whether there was one.
pub(crate) fn line(reader: &mut Reader<'_>, outer: &mut Record, line: Range<usize>) -> bool {
    let words = &reader.text[line.clone()];
    if let Some(at) =
        find(words, b"microsoft esmtp mail").or_else(|| find(words, b"microsoft smtp mail"))
    {
        return smtp(reader, outer, line.clone(), line.start + at);
    }
    if let Some(at) =
        find(words, b"nntp service").filter(|_| find(words, b"internet services").is_some())
    {
        if let Some(number) = next_number(reader.text, line.start + at..line.end) {
            not_exchange(reader, outer, number.span(), LookAlike::WindowsService);
        }
        return true;
    }
    if let Some(at) = find(words, b"microsoft exchange") {
        let at = line.start + at;
        return mailbox(reader, outer, line.clone(), at) || label(reader, outer, line, at);
    }
    // An extension that Exchange alone offers, in its answer to `EHLO`.
    let offered = find(words, b"xexch50").or_else(|| find(words, b"x-exps"));
    if let Some(at) = offered {
        let answer = starts_with(words, b"250")
            || find(words, b"smtp-commands").is_some()
            || find(words, b"8bitmime").is_some();
        if answer {
            let end = line.start + at + host_length(&words[at..]);
            reader.put(
                outer,
                Channel::SmtpBanner,
                line.start + at..end,
                Precision::None,
                Standing::Observed,
                Claim::ExchangeServer,
            );
            return true;
        }
    }
    false
}

fn smtp(reader: &mut Reader<'_>, outer: &mut Record, line: Range<usize>, at: usize) -> bool {
    let text = reader.text;
    let rest = &text[at..line.end];
    if let Some(place) = find(rest, b"version:") {
        if let Some(place) =
            rest[place..].iter().position(u8::is_ascii_digit).map(|i| at + place + i)
        {
            let length = text[place..line.end]
                .iter()
                .take_while(|b| b.is_ascii_digit() || **b == b'.')
                .count();
            not_exchange(reader, outer, place..place + length, LookAlike::WindowsService);
        }
        return true;
    }
    if find(rest, b"service").is_none() {
        return false;
    }
    // `220 HOST Microsoft ESMTP MAIL Service ready at …`
    let code = rfind(&text[line.start..at], b"220").map(|i| line.start + i + 3);
    let Some(code) = code else { return false };
    let from = code + text[code..at].iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
    let host = from..from + host_length(&text[from..at]);
    let span = at..at + "microsoft".len();
    let claim = if is_online_host(&text[host.clone()]) {
        Claim::ExchangeOnline
    } else {
        Claim::ExchangeServer
    };
    let mut record = Record::new(reader, Block::Line, false);
    if outer.block == Block::Line || outer.is_named() {
        outer.call(30, host);
        reader.put(outer, Channel::SmtpBanner, span, Precision::None, Standing::Observed, claim);
    } else {
        record.call(30, host);
        reader.put(&record, Channel::SmtpBanner, span, Precision::None, Standing::Observed, claim);
    }
    record.close(reader);
    true
}

/// At `Microsoft Exchange`, where a greeting of IMAP, POP3 or NNTP may go on.
fn mailbox(reader: &mut Reader<'_>, outer: &mut Record, line: Range<usize>, at: usize) -> bool {
    let text = reader.text;
    let after = at + "microsoft exchange".len();
    let rest = &text[after..line.end.min(after + 160)];
    // A program's pattern is no greeting.
    if [&b"(\\s+)"[..], b"\\w", b"\\d", b"m/^", b"m|^", b"m=^", b"startswith", b"\\.\\r"]
        .iter()
        .any(|it| find(&text[line.clone()], it).is_some())
    {
        return false;
    }
    let service = [
        (Channel::ImapBanner, &b"imap4"[..]),
        (Channel::PopBanner, b"pop3"),
        (Channel::NntpBanner, b"nntp"),
        (Channel::NntpBanner, b"internet news service"),
    ]
    .into_iter()
    .find_map(|(channel, word)| {
        find(rest, word).filter(|place| *place < 24).map(|place| (channel, place))
    });
    let Some((channel, place)) = service else {
        return turned_round(reader, outer, line, at);
    };
    let from = after + place;
    // The word before the number is a version's in any language.
    let number = next_number(text, from + 4..line.end.min(from + 70))
        .filter(|number| number.count() == 4 && number.is_family());
    if let Some(number) = number {
        if made_up(&text[number.end..line.end]) {
            not_exchange(reader, outer, number.span(), LookAlike::Imitator);
            return true;
        }
        call_host(outer, text, number.end..line.end);
        reader.note(outer, channel, &number, Precision::Floor);
        return true;
    }
    let greeting = find(rest, b"service").is_some()
        || find(rest, b"server").is_some()
        || find(rest, b"dienst").is_some();
    let start = &text[line.start..at];
    let marked = start.trim_ascii().is_empty()
        || [&b"+ok"[..], b"* ok", b"200", b"201", b"the", b"der"]
            .iter()
            .any(|it| find(start, it).is_some());
    let ready =
        [&b"ready"[..], b"steht zur", b"bereit", b"pr\xC3\xAAt", b"listo", b"pronto", b"gereed"]
            .iter()
            .any(|it| find(rest, it).is_some());
    if !greeting || !marked || !ready {
        return false;
    }
    let span = at..after;
    let tail = &text[from..line.end];
    let name = bracketed_name(tail);
    if let Some(year) = find(rest, b"2007").filter(|year| *year < place) {
        let claim = Claim::Prefix(BuildPrefix::new(8, 0, None));
        reader.put(
            outer,
            channel,
            at..after + year + 4,
            Precision::Product,
            Standing::Observed,
            claim,
        );
    } else {
        let online = name.as_ref().is_some_and(|name| is_online_host(name));
        let claim = if online { Claim::ExchangeOnline } else { Claim::ExchangeServer };
        reader.put(outer, channel, span, Precision::None, Standing::Observed, claim);
        if let (Some(name), false, Some(piece)) =
            (name, outer.is_named(), reader.evidence.last_mut())
        {
            piece.server = Some(String::from_utf8_lossy(&name).into_owned());
        }
    }
    true
}

/// A greeting of a language that puts the version before the product's name: `* OK La
/// version 6.5.7638.1 (host) du serveur IMAP4rev1 Microsoft Exchange …`.
fn turned_round(
    reader: &mut Reader<'_>,
    outer: &mut Record,
    line: Range<usize>,
    at: usize,
) -> bool {
    let text = reader.text;
    let start = &text[line.start..at];
    // The star before `OK` was taken for a bullet.
    let channel = if starts_with(start, b"ok ") && find(start, b"imap4").is_some() {
        Channel::ImapBanner
    } else if starts_with(start, b"+ok ") && find(start, b"pop3").is_some() {
        Channel::PopBanner
    } else {
        return false;
    };
    let number = next_number(text, line.start..at)
        .filter(|number| number.count() == 4 && number.is_plausible());
    let Some(number) = number else { return false };
    call_host(outer, text, number.end..at);
    reader.note(outer, channel, &number, Precision::Floor);
    true
}

/// `(host)` behind a greeting's number.
fn call_host(outer: &mut Record, text: &[u8], tail: Range<usize>) {
    let open = text[tail.clone()].iter().take(3).position(|byte| *byte == b'(');
    if let Some(open) = open {
        let name = tail.start + open + 1;
        let length = host_length(&text[name..tail.end]);
        outer.call(28, name..name + length);
    }
}

/// Whether what follows a greeting's number is not Exchange's: it writes
/// `(host) ready`, a family of honeypots `DC9 ready`.
fn made_up(after: &[u8]) -> bool {
    let mut words = after.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let name = words.next().unwrap_or_default();
    name.iter().all(u8::is_ascii_alphanumeric)
        && name.iter().any(u8::is_ascii_digit)
        && words.next().is_some_and(|word| starts_with(word, b"ready"))
}

/// The server's name in `[base64 of UTF-16]`.
fn bracketed_name(line: &[u8]) -> Option<Vec<u8>> {
    let open = line.iter().position(|byte| *byte == b'[')?;
    let close = line[open..].iter().position(|byte| *byte == b']')? + open;
    let mut bits = 0_u32;
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
    (name.len() >= 2 && name.iter().all(|byte| is_host(*byte))).then_some(name)
}

/// The name nmap, fscan and others give a service: `Microsoft Exchange smtpd`.
fn label(reader: &mut Reader<'_>, outer: &mut Record, line: Range<usize>, at: usize) -> bool {
    let text = reader.text;
    let after = at + "microsoft exchange ".len();
    let rest = text.get(after..line.end).unwrap_or_default();
    let rest = if starts_with(rest, b"2007-2010 ") { &rest["2007-2010 ".len()..] } else { rest };
    let word = [&b"smtpd"[..], b"pop3d", b"imapd", b"esmtpd", b"owa httpd"]
        .into_iter()
        .find(|word| starts_with(rest, word));
    let Some(word) = word else { return false };
    // A program's table of names puts them in quotation marks.
    if rest.get(word.len()) == Some(&b'"') {
        return false;
    }
    let host = text[line.start..at].split(u8::is_ascii_whitespace).find(|word| {
        let bare = word.iter().position(|byte| *byte == b':').map_or(*word, |port| &word[..port]);
        crate::document::text::is_address(bare)
    });
    if let Some(host) = host {
        let from = line.start + find(&text[line.clone()], host).unwrap_or(0);
        let length = host.iter().position(|byte| *byte == b':').unwrap_or(host.len());
        outer.call(2, from..from + length);
    } else if let Some(name) = reader.context.machine.clone() {
        outer.call(2, name);
    }
    let number = next_number(text, after..line.end.min(after + 40))
        .filter(|number| number.count() == 4 && number.is_plausible());
    match number {
        Some(number) => reader.note(outer, Channel::ServiceLabel, &number, Precision::Floor),
        None => reader.put(
            outer,
            Channel::ServiceLabel,
            at..after - 1,
            Precision::None,
            Standing::Observed,
            Claim::ExchangeServer,
        ),
    }
    true
}
