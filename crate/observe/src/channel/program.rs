//! Lines of logs and programs that show a version: log heads, HttpProxy rows,
//! Metasploit, exchangelib, the mailbox replication service.

use super::Channel;
use super::sentence::number_behind;
use crate::document::number::Number;
use crate::document::number::next_number;
use crate::document::number::number;
use crate::document::text::find;
use crate::document::text::host_length;
use crate::document::text::is_host;
use crate::document::text::starts_with;
use crate::evidence::Claim;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use crate::subject::is_machine;
use core::ops::Range;

/// `#Software: Microsoft Exchange Server`, `#Version: 15.02.1118.007`.
pub(super) fn log(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    if find(words, b"software: microsoft exchange").is_some() {
        let at = line.start + find(words, b"microsoft").unwrap_or(0);
        // The version stands on the next line.
        let next = crate::document::text::line_end(text, line.end);
        let below = crate::document::text::line_end(text, (next + 1).min(text.len()));
        let version =
            find(&text[next..below], b"version: ").map(|at| next + at + "version: ".len());
        let number = version.and_then(|at| number(text, at)).filter(|number| number.end <= below);
        match number {
            Some(number) if number.is_plausible() && number.count() == 4 => {
                reader.note(record, Channel::LogHeader, &number, Precision::Floor);
            }
            // A schema's number, the same for all of a generation.
            _ => reader.put(
                record,
                Channel::LogHeader,
                at..line.end,
                Precision::None,
                Standing::Observed,
                Claim::ExchangeServer,
            ),
        }
        if let Some(at) = version {
            reader.read(at..below);
        }
        return true;
    }
    false
}

/// A row of the HttpProxy log: `date,guid,15,1,2375,7,…`: the baseline. What else
/// stands in it are bounds of routing.
pub(super) fn proxy_row(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let fields = crate::document::rows::cells(text, line.clone(), b',');
    if fields.len() < 10
        || text[fields[0].clone()].len() < 19
        || text[fields[0].clone()].get(4) != Some(&b'-')
    {
        return false;
    }
    let mut parts = [0_u16; 4];
    for (part, cell) in parts.iter_mut().zip(&fields[2..6]) {
        match crate::document::text::decimal(&text[cell.clone()])
            .and_then(|part| u16::try_from(part).ok())
        {
            Some(value) => *part = value,
            None => return super::directory::cookie(reader, record, line.clone()),
        }
    }
    let number = Number::of(parts, 4, fields[2].start..fields[5].end);
    if !number.is_plausible() {
        return false;
    }
    let mut row = Record::new(reader, Block::Line, false);
    super::directory::cookie(reader, &mut row, line.clone());
    // The nineteenth column is ServerHostName.
    if let Some(host) = fields.get(18).filter(|cell| is_machine(&text[(*cell).clone()])) {
        row.call(30, host.clone());
    }
    reader.note(&row, Channel::HttpProxyLog, &number, Precision::Baseline);
    row.close(reader);
    reader.read(line.clone());
    true
}

/// Whether a line is what exchangelib prints of a server: `Build=…, API=Exchange2016, …`.
pub(super) fn is_library(line: &[u8]) -> bool {
    memchr::memmem::find(line, b", API=Exchange").is_some()
}

/// Output of programs that is more than a field.
pub(super) fn program(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    // Metasploit does not say whether it read the header or the manifest.
    if find(words, b"the target ").is_some()
        && let Some(at) = find(words, b"exchange server 1")
        && let Some(number) = number_behind(text, line.start + at..line.end)
    {
        reader.note(record, Channel::ScannerFinding, &number, Precision::Floor);
        return true;
    }
    // exchangelib: `Version(Build(15, 2, 2562, 35), 'Exchange2016')`, `Build=15.20.3174.26`.
    if let Some(at) = find(words, b"build(").map(|at| line.start + at) {
        return library(reader, record, at, line);
    }
    let printed = is_library(words).then(|| memchr::memmem::rfind(words, b"Build=")).flatten();
    if let Some(at) = printed
        && let Some(number) =
            next_number(text, line.start + at..line.end).filter(Number::is_plausible)
    {
        reader.note(record, Channel::ExchangeLibrary, &number, Precision::Exact);
        reader.read(line.clone());
        return true;
    }
    // A line of a move's report may have both.
    let server = mailbox_server(reader, line);
    caps(reader, line) || server || diagnostics(reader, record, line)
}

/// `Lid: 50032   ServerVersion: 15.1.2507.6039` in the context of a MAPI exception,
/// where the store adds 6000 to the revision.
fn diagnostics(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    if !starts_with(words.trim_ascii_start(), b"lid: ") {
        return false;
    }
    let Some(at) = find(words, b"serverversion:") else { return false };
    let after = line.start + at + b"serverversion:".len();
    let Some(read) = next_number(text, after..line.end).filter(Number::is_plausible) else {
        return false;
    };
    let [major, minor, third, revision] = read.parts();
    let number = Number::of([major, minor, third, revision % 6000], read.count(), read.span());
    reader.note(record, Channel::MapiDiagnostics, &number, Precision::Floor);
    true
}

/// `Mailbox server 'EX01.example.org' Version 15.2 (Build 1748.0)` in a move's report.
pub(super) fn mailbox_server(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    const WORDS: &[u8] = b"mailbox server '";
    let text = reader.text;
    let Some(at) = find(&text[line.clone()], WORDS).map(|at| line.start + at + WORDS.len()) else {
        return false;
    };
    let length = host_length(&text[at..line.end]);
    let name = at..at + length;
    if !starts_with(&text[name.end..line.end], b"' version ") {
        return false;
    }
    let Some(number) = number_behind(text, name.end..line.end) else { return false };
    let mut record = Record::new(reader, Block::Line, false);
    record.call(20, name);
    reader.note(&record, Channel::AdminDisplayVersion, &number, Precision::Baseline);
    record.close(reader);
    true
}

pub(super) fn library(
    reader: &mut Reader<'_>,
    record: &mut Record,
    at: usize,
    line: &Range<usize>,
) -> bool {
    let text = reader.text;
    let close = memchr::memchr(b')', &text[at..line.end]).map(|i| at + i);
    let Some(close) = close else { return false };
    // A library's own tables and tests compare and assign.
    let before = text[line.start..at].trim_ascii();
    if !matches!(before, b"" | b"Version(" | b">>>" | b">>> Version(") {
        return false;
    }
    let mut parts = [0_u16; 4];
    let mut words = text[at + "build(".len()..close].split(|byte| *byte == b',');
    for part in &mut parts {
        let Some(word) = words.next() else { return false };
        let digits =
            word.iter().position(u8::is_ascii_digit).map_or(&[][..], |start| &word[start..]);
        let Some(value) = crate::document::text::decimal(digits.trim_ascii())
            .and_then(|value| u16::try_from(value).ok())
        else {
            return false;
        };
        *part = value;
    }
    let number = Number::of(parts, 4, at + "build(".len()..close);
    if !number.is_plausible() {
        return false;
    }
    reader.note(record, Channel::ExchangeLibrary, &number, Precision::Exact);
    true
}

/// `HOST (15.20.8026.17 ServerCaps:FFFFFFFF, …)`, `'HOST' 15.1.2507.59 ServerCaps:…` and,
/// of 2010 and 2013, `'HOST' (14.3.169.1 caps:07)` of the mailbox replication service.
pub(super) fn caps(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let mut any = false;
    let mut from = line.start;
    while let Some(at) = find(&text[from..line.end], b"caps:").map(|at| from + at) {
        from = at + 1;
        let word = if text[line.start..at].ends_with(b"Server") { b"Server".len() } else { 0 };
        let Some(at) = (at - word).checked_sub(1).filter(|at| text[*at] == b' ') else { continue };
        let dotted = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
        let start = at - text[line.start..at].iter().rev().take_while(dotted).count();
        let Some(number) =
            number(text, start).filter(|number| number.end == at && number.is_plausible())
        else {
            continue;
        };
        let before = text[line.start..start].trim_ascii_end();
        let before = before.strip_suffix(b"(").unwrap_or(before).trim_ascii_end();
        let before = before.strip_suffix(b"'").unwrap_or(before);
        let length = before.iter().rev().take_while(|byte| is_host(**byte)).count();
        let host = line.start + before.len() - length..line.start + before.len();
        let mut hop = Record::new(reader, Block::Line, false);
        hop.call(20, host);
        reader.note(&hop, Channel::ServerCaps, &number, Precision::Floor);
        hop.close(reader);
        any = true;
    }
    any
}
