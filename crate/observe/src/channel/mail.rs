//! Mail hops: `Received: from F by B with Microsoft SMTP Server … id M.m.b.r`.
//!
//! * Grammar: `by HOST (…) with Microsoft SMTP Server` or `with mapi`, comments in
//!   round brackets, `id`, the number; folding may fall anywhere between words.
//! * Emitters: 2007 to SE, and Exchange Online (`15.20`, and 15.0 and 15.1 in its
//!   early years). 2007's `with mapi` has no id.
//! * Precision: a floor, of the component that stamped the hop: in public mail the
//!   SMTP id of a host is lower than its mapi id in 3 of 13 pairs, never higher.
//! * Pitfalls: `Microsoft SMTPSVC(10.0.14393.0)` is Windows' SMTP service; a hop
//!   cut off must not borrow the next id.
//! * Source: rf-peixoto/phishing_pot (8e207b5).

use super::http::not_exchange;
use super::online::is_online_host;
use crate::channel::Channel;
use crate::document::number::number;
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
use core::ops::Range;

/// How far a hop's parts may be apart.
const REACH: usize = 400;

/// White space, folded lines with their quoting signs, a mail's `=20`.
fn space(text: &[u8], mut at: usize) -> usize {
    let end = text.len().min(at + REACH);
    while at < end {
        at += match text[at] {
            b' ' | b'\t' | b'\r' => 1,
            b'\n' => {
                1 + text[at + 1..]
                    .iter()
                    .take(16)
                    .take_while(|byte| matches!(byte, b'>' | b'|' | b'#' | b' ' | b'\t'))
                    .count()
            }
            b'\\' if matches!(text.get(at + 1), Some(b'r' | b'n' | b't')) => 2,
            b'&' if text[at..].starts_with(b"&nbsp;") => 6,
            b'<' if starts_with(&text[at..], b"<br") => {
                text[at..end].iter().position(|byte| *byte == b'>').map_or(end - at, |i| i + 1)
            }
            0xC2 if text.get(at + 1) == Some(&0xA0) => 2,
            _ => break,
        }
    }
    at
}

/// The end of `text` without white space and folding at its end.
fn back_over_space(text: &[u8]) -> usize {
    let mut end = text.len();
    loop {
        let trimmed = text[..end]
            .iter()
            .rposition(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'|' | b'#'))
            .map_or(0, |i| i + 1);
        let escaped = ["\\r", "\\n", "\\t", "&nbsp;"]
            .iter()
            .find(|escape| text[..trimmed].ends_with(escape.as_bytes()))
            .map_or(0, |escape| escape.len());
        end = trimmed - escaped;
        if escaped == 0 {
            return end;
        }
    }
}

/// Reads the hop with a protocol's word at `at`; where it ends.
pub(crate) fn hop(reader: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = reader.text;
    let rest = &text[at..];
    let (word, after, channel) = if starts_with(rest, b"smtp") {
        let low = at.saturating_sub(40);
        let before = &text[low..at];
        let maker = &before[..back_over_space(before)];
        if !maker.to_ascii_lowercase().ends_with(b"microsoft") {
            return None;
        }
        let word = low + maker.len() - "microsoft".len();
        if starts_with(rest, b"smtpsvc(") {
            let open = at + "smtpsvc(".len();
            let number = number(text, open)?;
            let record = Record::new(reader, Block::Head, false);
            not_exchange(reader, &record, number.span(), LookAlike::WindowsService);
            record.close(reader);
            return Some(number.end);
        }
        let server = space(text, at + 4);
        if !starts_with(&text[server..], b"server") {
            return None;
        }
        (word, server + "server".len(), Channel::ReceivedId)
    } else if starts_with(rest, b"mapi") {
        (at, at + "mapi".len(), Channel::MapiId)
    } else {
        return None;
    };
    let mut place = space(text, after);
    while text.get(place) == Some(&b'(') {
        let window = &text[place..text.len().min(place + REACH)];
        let close = window.iter().position(|byte| *byte == b')')?;
        place = space(text, place + close + 1);
    }
    if !starts_with(&text[place.min(text.len())..], b"id") {
        return None;
    }
    let start = space(text, place + 2);
    if start == place + 2 {
        return None;
    }
    let number = number(text, start).filter(|number| number.count() == 4)?;
    let by = by_host(text, word);
    let mut record = Record::new(reader, Block::Head, false);
    if number.is_online() || is_online_host(&text[by.clone()]) {
        reader.put(
            &record,
            channel,
            number.span(),
            Precision::Floor,
            Standing::Observed,
            Claim::ExchangeOnline,
        );
    } else if number.is_plausible() {
        reader.note(&record, channel, &number, Precision::Floor);
    }
    let name = same_machine(reader, by);
    record.call(30, name);
    record.close(reader);
    Some(number.end)
}

/// The name under which the host of a hop was met before: two names with one address
/// are one machine, where one hop follows the other or both names are of one domain.
fn same_machine(reader: &mut Reader<'_>, by: Range<usize>) -> Range<usize> {
    let text = reader.text;
    let open = space(text, by.end);
    let inner = match text.get(open) {
        Some(b'(') if !by.is_empty() => open + 1,
        _ => return by,
    };
    let length = text[inner..]
        .iter()
        .take(40)
        .take_while(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        .count();
    let address = &text[inner..inner + length];
    let own = address.starts_with(b"127.") || address == b"::1" || length < 7;
    if own || text.get(inner + length) != Some(&b')') {
        return by;
    }
    let domain = |name: &Range<usize>| {
        let name = &text[name.clone()];
        memchr::memchr(b'.', name).map(|dot| name[dot..].to_ascii_lowercase())
    };
    let hops = &reader.context.hops;
    let last = hops.len().saturating_sub(1);
    let known = hops.iter().enumerate().rev().take(HOPS).find(|(at, [other, name])| {
        text[other.clone()] == *address && (*at == last || domain(name) == domain(&by))
    });
    let name = known.map_or_else(|| by.clone(), |(_, [_, name])| name.clone());
    reader.context.hops.push([inner..inner + length, name.clone()]);
    name
}

/// A mail has fewer hops.
const HOPS: usize = 32;

/// The host after `by` before the words `with …` that end at `word`.
pub(crate) fn by_host(text: &[u8], word: usize) -> Range<usize> {
    let low = word.saturating_sub(REACH);
    let window = &text[low..word];
    let Some(with) = rfind(window, b"with") else { return 0..0 };
    // Between `with` and the protocol stands nothing but folding.
    if window.len() - with > 24 {
        return 0..0;
    }
    let mut end = back_over_space(&window[..with]);
    while end > 0 && window[end - 1] == b')' {
        let Some(open) = window[..end].iter().rposition(|byte| *byte == b'(') else { return 0..0 };
        end = back_over_space(&window[..open]);
    }
    let length = window[..end].iter().rev().take_while(|byte| is_host(**byte)).count();
    let name = end - length;
    let before = back_over_space(&window[..name]);
    let by = before >= 2 && window[before - 2..before].eq_ignore_ascii_case(b"by");
    if by { low + name..low + end } else { 0..0 }
}

/// `Internet Mail Service (5.5.2653.19)` of Exchange 5.0 and 5.5, in a greeting, a
/// hop, an `X-Mailer`. Whether it was there.
pub(crate) fn internet_mail_service(reader: &mut Reader<'_>, at: usize) -> bool {
    let text = reader.text;
    let low = at.saturating_sub(40);
    let before = &text[low..at];
    let before = &before[..back_over_space(before)];
    let service = space(text, at + "mail".len());
    if !before.to_ascii_lowercase().ends_with(b"internet")
        || !starts_with(&text[service..], b"service")
    {
        return false;
    }
    let mut place = space(text, service + "service".len());
    place += usize::from(text.get(place) == Some(&b'('));
    if starts_with(&text[place..], b"version") {
        place = space(text, place + "version".len());
    }
    let Some(number) = number(text, place).filter(|it| it.count() == 4) else { return false };
    if !matches!(number.parts(), [4 | 5, 0, ..] | [5, 5, ..]) {
        return false;
    }
    let start = low + before.len() - "internet".len();
    let mut record = Record::new(reader, Block::Line, false);
    let by = by_host(text, start);
    let line = crate::document::text::line_start(text, start);
    let greeting = &text[line..start];
    if !by.is_empty() {
        record.call(30, by);
    } else if starts_with(greeting, b"220") {
        let from =
            line + 3 + greeting[3..].iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
        let length = host_length(&text[from..start]);
        if find(&text[from..from + length], b"microsoft").is_none() {
            record.call(30, from..from + length);
        }
    }
    reader.note(&record, Channel::InternetMailService, &number, Precision::Floor);
    record.close(reader);
    true
}
