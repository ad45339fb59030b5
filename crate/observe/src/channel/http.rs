//! Headers of HTTP answers.
//!
//! * `X-OWA-Version: 15.2.986.14`, `X-ServerApplication: Exchange/15.01.2176.009`:
//!   exact since 2013, a component's number before.
//! * `X-FEServer`, `X-BEServer`, `X-DiagInfo`, `X-CalculatedBETarget`: Exchange
//!   2013 and later, no version; they name the server.
//! * `MS-Server-ActiveSync: 15.2`: the product; imitators send it too.
//! * Pitfalls: a header in a sentence, a configuration or a page's text is none;
//!   an empty one was removed by a rewrite rule.
//! * Source: righel/ms-exchange-version-nse, MS-OXPROTO, MS-ASHTTP 2.2.2.1.2.

use super::fields::Header;
use super::fields::Role;
use super::fields::role;
use super::online::is_online_host;
use crate::channel::Channel;
use crate::document::number::Number;
use crate::document::number::next_number;
use crate::document::text::bare;
use crate::document::text::ends_with;
use crate::document::text::find;
use crate::document::text::host_length;
use crate::document::text::is_address;
use crate::document::text::is_host;
use crate::document::text::starts_with;
use crate::document::text::trim;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::LookAlike;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::reader::Reader;
use crate::standing::value;
use crate::subject::Record;
use core::ops::Range;

/// Whether the header tells a version.
pub(crate) fn is_version_header(header: Header) -> bool {
    matches!(header, Header::OwaVersion | Header::ServerApplication)
}

/// Whether an answer has the header once: its version, the server that sent it.
pub(super) fn is_once(header: Header) -> bool {
    is_version_header(header) || header == Header::FrontEnd
}

/// Whether a piece of evidence is the version of an answer.
pub(super) fn is_told(piece: &Evidence) -> bool {
    matches!(piece.channel, Channel::XOwaVersion | Channel::XServerApplication)
}

/// Takes the header of `role` with its value.
pub(crate) fn http_header(
    reader: &mut Reader<'_>,
    record: &mut Record,
    role: Role,
    span: Range<usize>,
) {
    let Role::Header(header) = role else { return };
    let text = reader.text;
    let words = &text[span.clone()];
    match header {
        Header::OwaVersion | Header::ServerApplication => {
            let channel = if header == Header::OwaVersion {
                Channel::XOwaVersion
            } else {
                Channel::XServerApplication
            };
            if words.is_empty() || words.eq_ignore_ascii_case(b"{hidden}") {
                return exchange(reader, record, reader.key.clone());
            }
            let from = if starts_with(words, b"exchange/") {
                span.start + "exchange/".len()
            } else {
                span.start
            };
            match value::whole(text, from..span.end) {
                Ok(value::Value { number: Some(number), named: None, .. })
                    if number.count() > 2 || number.is_online() =>
                {
                    reader.note(record, channel, &number, Precision::Exact);
                }
                _ => reader.mention_all(span, Why::Sentence),
            }
        }
        Header::FrontEnd | Header::BackEnd | Header::Target => {
            // `<SERVERNAME>` stands for a name: the whole is a sample.
            if words.starts_with(b"<") && words.ends_with(b">") {
                record.sample = true;
            }
            let host = host(text, &span);
            // `X-FEServer: Indicates the server that …` explains the header.
            let rest = text[host.end..span.end].split(u8::is_ascii_whitespace);
            if rest.filter(|word| word.iter().all(u8::is_ascii_alphabetic)).count() > 3 {
                return;
            }
            if host.is_empty() {
                return exchange(reader, record, reader.key.clone());
            }
            if is_online_host(&text[host.clone()]) {
                let key = reader.key.clone();
                return reader.put(
                    record,
                    Channel::ExchangeHeaders,
                    key,
                    Precision::None,
                    Standing::Observed,
                    Claim::ExchangeOnline,
                );
            }
            let rank = match header {
                Header::FrontEnd => 30,
                Header::BackEnd => 25,
                _ => 21,
            };
            record.call(rank, host);
            exchange(reader, record, reader.key.clone());
        }
        Header::ActiveSync => {
            let Some(number) = next_number(text, span.clone()).filter(Number::is_family) else {
                return;
            };
            if imitates(text, &span) {
                return not_exchange(reader, record, number.span(), LookAlike::Imitator);
            }
            let precision = if number.count() == 4 { Precision::Floor } else { Precision::Product };
            reader.note(record, Channel::ActiveSync, &number, precision);
        }
        Header::Cookie => {
            if let Some(at) = find(words, b"appcachever=")
                && let Some(number) =
                    crate::document::number::number(text, span.start + at + "appcachever=".len())
                && number.count() == 4
            {
                return reader.note(record, Channel::AppcacheCookie, &number, Precision::Floor);
            }
            super::directory::cookie(reader, record, span);
        }
        Header::Client => not_exchange(reader, record, span, LookAlike::OfficeClient),
        Header::SharePoint => not_exchange(reader, record, span, LookAlike::SharePoint),
        Header::ImapAppendStamp => {
            let host = host(text, &span);
            let number = next_number(text, host.end..span.end)
                .filter(|number| number.count() == 4 && number.is_plausible());
            if let Some(number) = number {
                record.call(30, host);
                reader.note(record, Channel::ImapAppendStamp, &number, Precision::Floor);
            }
        }
        Header::MimeOle => {
            let Some(at) = find(words, b"microsoft exchange v") else { return };
            let place = span.start + at + "microsoft exchange v".len();
            match crate::document::number::number(text, place) {
                Some(number) if number.count() == 4 => {
                    reader.note(record, Channel::XMimeOle, &number, Precision::Floor);
                }
                _ => exchange(reader, record, span.start + at..place),
            }
        }
    }
}

/// Notes Exchange without a version.
fn exchange(reader: &mut Reader<'_>, record: &Record, span: Range<usize>) {
    reader.put(
        record,
        Channel::ExchangeHeaders,
        span,
        Precision::None,
        Standing::Observed,
        Claim::ExchangeServer,
    );
}

/// Notes that something only looks like Exchange Server.
pub(crate) fn not_exchange(
    reader: &mut Reader<'_>,
    record: &Record,
    span: Range<usize>,
    what: LookAlike,
) {
    reader.put(
        record,
        Channel::LookAlike,
        span,
        Precision::None,
        Standing::Observed,
        Claim::NotExchange(what),
    );
}

/// The first word of a value, as far as it can be a machine's name.
fn host(text: &[u8], span: &Range<usize>) -> Range<usize> {
    let span = bare(text, span.clone());
    let words = &text[span.clone()];
    let length =
        words.iter().take_while(|byte| is_host(**byte) || matches!(byte, b'/' | b'*')).count();
    let name = &words[..length];
    let name = name.strip_suffix(b".").unwrap_or(name);
    span.start..span.start + name.len()
}

/// The host of an address of the web; all of it where it has no scheme.
pub(crate) fn host_of(text: &[u8], range: Range<usize>) -> Range<usize> {
    let range = bare(text, range);
    let from = memchr::memmem::find(&text[range.clone()], b"://")
        .map_or(range.start, |i| range.start + i + 3);
    let length = host_length(&text[from..range.end]);
    from..from + length
}

/// Whether other software answers near an ActiveSync header.
fn imitates(text: &[u8], span: &Range<usize>) -> bool {
    let near = &text[span.start.saturating_sub(1500)..text.len().min(span.end + 1500)];
    [
        &b"x-powered-by: php"[..],
        b"server: apache",
        b"server: nginx",
        b"z-push",
        b"horde",
        b"sogo",
        b"grommunio",
        b"kopano",
    ]
    .into_iter()
    .any(|word| find(near, word).is_some())
}

/// Where the word begins that ends before `colon`, not before `start`.
fn word_before(text: &[u8], start: usize, colon: usize) -> usize {
    let word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'-' | b'_');
    colon - text[start..colon].iter().rev().take_while(word).count()
}

/// Whether a header's value runs into the next header on the same line.
pub(crate) fn holds_more_headers(text: &[u8], value: Range<usize>) -> bool {
    next_header(text, value).is_some()
}

/// The next `Name:` of a known header in `range`, behind a blank.
fn next_header(text: &[u8], range: Range<usize>) -> Option<(Range<usize>, usize)> {
    let mut at = range.start;
    while let Some(length) = memchr::memchr(b':', &text[at..range.end]) {
        let colon = at + length;
        at = colon + 1;
        let key = word_before(text, range.start, colon)..colon;
        if key.len() > 3 && matches!(role(&text[key.clone()]), Some(Role::Header(_))) {
            return Some((key, colon + 1));
        }
    }
    None
}

/// Headers on one line, behind nothing or behind what names the machine that
/// sent them: `192.0.2.3:443 X-OWA-Version: 15.0.1497.48 X-FEServer: EX01`.
pub(crate) fn inline_headers(reader: &mut Reader<'_>, line: Range<usize>) -> bool {
    let text = reader.text;
    let Some((first, _)) = next_header(text, line.clone()) else {
        return quoted_line(reader, line);
    };
    let before = trim(text, line.start..first.start);
    let tail = text[..first.start].last().copied();
    if tail.is_some_and(|byte| {
        !byte.is_ascii_whitespace() && !matches!(byte, b':' | b'|' | b',' | b';' | b'"' | b'\'')
    }) && !before.is_empty()
    {
        return quoted_line(reader, line);
    }
    let words = &text[before.clone()];
    // A whole head on one line begins with headers that say nothing.
    let run = {
        let mut at = before.start;
        let mut count = 0;
        loop {
            let next = next_any(text, at..before.end);
            if next >= before.end {
                break count > 1;
            }
            count += 1;
            at = next + 1;
        }
    };
    let sender = words.strip_suffix(b":").is_some_and(|word| is_sender(word) && is_host_word(word));
    // Go prints a head as a map.
    let printed = starts_with(words, b"http/") || starts_with(words, b"map[");
    let label = words.ends_with(b":") && !sender || printed || run;
    let machine = before.is_empty()
        || label
        || words.split(u8::is_ascii_whitespace).next().is_some_and(is_sender);
    if !machine {
        return quoted_line(reader, line);
    }
    // `expected: X-OWA-Version: 15.2.2562.53` is no answer.
    if let Some(Role::Target(why)) = super::label::label(words.strip_suffix(b":").unwrap_or(words))
    {
        reader.mention_all(line, why);
        return true;
    }
    let mut record = Record::new(reader, crate::reader::Block::Head, false);
    if !before.is_empty() && !label {
        let length = words.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let name = host_of(text, before.start..before.start + length);
        record.call(11, name);
    }
    let mut at = first.start;
    while let Some((key, value)) = next_header(text, at..line.end) {
        let next = next_any(text, value..line.end);
        reader.key = key.clone();
        if let Some(role) = role(&text[key]) {
            record.take(reader, role, trim(text, value..next));
        }
        at = next.max(value);
    }
    let any = reader.evidence.len() > record.first;
    record.close(reader);
    any
}

/// Where the next `Name: ` of any header begins.
fn next_any(text: &[u8], range: Range<usize>) -> usize {
    let mut at = range.start;
    while let Some(length) = memchr::memchr(b':', &text[at..range.end]) {
        let colon = at + length;
        at = colon + 1;
        let key = word_before(text, range.start, colon);
        if colon - key > 2
            && key > range.start
            && text[key].is_ascii_alphabetic()
            && text[key - 1].is_ascii_whitespace()
        {
            return key;
        }
    }
    range.end
}

/// Whether a word names who sent what follows: an address, a host with a dot,
/// an address of the web.
fn is_sender(word: &[u8]) -> bool {
    let word = word.strip_suffix(b":").unwrap_or(word);
    let bare = word.iter().position(|byte| *byte == b':').map_or(word, |port| &word[..port]);
    starts_with(word, b"http://")
        || starts_with(word, b"https://")
        || is_address(bare)
        || bare.contains(&b'.')
            && bare.iter().all(|byte| is_host(*byte))
            && bare.iter().any(u8::is_ascii_alphabetic)
}

fn is_host_word(word: &[u8]) -> bool {
    word.iter().all(|byte| is_host(*byte) || matches!(byte, b':' | b'/'))
}

/// Complete headers in back-quotes in a sentence.
fn quoted_line(reader: &mut Reader<'_>, line: Range<usize>) -> bool {
    let mut record = Record::new(reader, crate::reader::Block::Line, false);
    let any = quoted_headers(reader, &mut record, line);
    record.close(reader);
    any
}

/// Complete literals in back-quotes are fields wherever they stand:
/// `` `X-OWA-Version: 15.2.2562.49` ``. Whether there was one.
pub(crate) fn quoted_headers(
    reader: &mut Reader<'_>,
    record: &mut Record,
    cell: Range<usize>,
) -> bool {
    let text = reader.text;
    let mut any = false;
    let mut at = cell.start;
    while let Some(open) = memchr::memchr(b'`', &text[at..cell.end]).map(|i| at + i) {
        let Some(close) = memchr::memchr(b'`', &text[open + 1..cell.end]).map(|i| open + 1 + i)
        else {
            break;
        };
        let inner = open + 1..close;
        if let Some((key, role @ Role::Header(_), value)) =
            crate::document::lines::field(text, inner.clone())
        {
            reader.key = key;
            record.take(reader, role, value);
            any = true;
        } else if crate::subject::is_machine(&text[inner.clone()])
            && text[inner.clone()].contains(&b'.')
            && !ends_with(&text[inner.clone()], b".aspx")
        {
            record.call(2, inner);
        }
        at = close + 1;
    }
    any
}
