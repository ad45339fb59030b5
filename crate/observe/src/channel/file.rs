//! The version of a file on a line of its own.
//!
//! * `15.02.1748.048 C:\…\bin\ExSetup.exe`, `ExSetup.exe 15.02.1748.048`: exact.
//! * A list of properties in one CLIXML string, parted by `_x000D__x000A_`.
//! * Source: what `Get-Command ExSetup.exe | % FileVersionInfo` prints.

use super::Channel;
use super::names_machine;
use crate::document::number::Number;
use crate::document::number::next_number;
use crate::document::text::find;
use crate::document::text::trim;
use crate::evidence::Precision;
use crate::reader::Reader;
use crate::subject::Record;
use core::ops::Range;

/// A line that is a file's version and its path. Whether it was one.
pub(crate) fn line(reader: &mut Reader<'_>, outer: &mut Record, line: Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let Some(file) = find(words, b"exsetup") else { return false };
    let mut number: Option<Number> = None;
    let mut rest = 0;
    let mut name = 0..0;
    let path_start = words[..file]
        .iter()
        .rposition(|byte| matches!(byte, b':'))
        .map(|colon| colon.saturating_sub(1))
        // `%ProgramFiles%\Microsoft\…` too is a path.
        .or_else(|| memchr::memchr(b'%', &words[..file]))
        .unwrap_or(file);
    for word in words
        .split(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'"' | b'|'))
        .filter(|word| !word.is_empty())
    {
        let at = offset(text, word);
        if at >= line.start + path_start && at <= line.start + file + "exsetup.exe".len() {
            continue;
        }
        match next_number(text, at..at + word.len()) {
            Some(found)
                if found.start == at && found.end == at + word.len() && found.is_plausible() =>
            {
                if number.is_some_and(|one| !one.agrees(&found)) {
                    return false;
                }
                number = number.or(Some(found));
            }
            _ if matches!(
                word,
                b":" | b"="
                    | b"-"
                    | b"->"
                    | b"is"
                    | b"version"
                    | b"Version"
                    | b"FileVersion"
                    | b"FileVersion:"
                    | b"version:"
                    | b"Version:"
            ) => {}
            _ if names_machine(word) && name.is_empty() => {
                name = at..at + word.len();
            }
            _ if word.ends_with(b":") && find(word, b"path").is_some() => {}
            _ => rest += 1,
        }
    }
    let Some(number) = number.filter(|_| rest == 0) else { return false };
    if name.is_empty() {
        reader.note(outer, Channel::ExSetup, &number, Precision::Exact);
        return true;
    }
    let mut record = Record::new(reader, crate::reader::Block::Line, true);
    record.call(20, name);
    reader.note(&record, Channel::ExSetup, &number, Precision::Exact);
    record.close(reader);
    true
}

/// The properties of one object, printed into one string of CLIXML.
pub(crate) fn printed_properties(
    reader: &mut Reader<'_>,
    record: &mut Record,
    value: Range<usize>,
) {
    let text = reader.text;
    let mut at = value.start;
    while at < value.end {
        let end =
            memchr::memmem::find(&text[at..value.end], b"_x000D_").map_or(value.end, |i| at + i);
        let line = trim(text, at..end);
        if let Some((key, _, content)) = crate::document::lines::field(text, line) {
            record.field(reader, key, content);
        }
        at = end + "_x000D_".len();
        if text.get(at..at + 7) == Some(b"_x000A_") {
            at += 7;
        }
    }
}

/// Where `part`, a slice of `text`, begins.
fn offset(text: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}
