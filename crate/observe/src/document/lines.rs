//! Lines: what may stand around a line's content, names and values on it.

use super::text::is_host;
use super::text::line_end;
use super::text::starts_with;
use super::text::trim;
use crate::channel::Role;
use crate::channel::fields::role;
use crate::channel::label::label;
use alloc::vec::Vec;
use core::ops::Range;

/// The lines of `range`; HTML's line break ends one too.
pub(crate) fn lines(text: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let end = line_end(text, at).min(range.end);
        let mut from = at;
        for open in memchr::memchr_iter(b'<', &text[at..end]) {
            let open = at + open;
            if open >= from && starts_with(&text[open..end], b"<br") {
                lines.push(from..open);
                from = memchr::memchr(b'>', &text[open..end]).map_or(end, |close| open + close + 1);
            }
        }
        let cut = end - usize::from(end > from && text[end - 1] == b'\r');
        lines.push(from..cut.max(from));
        at = end + 1;
    }
    lines
}

/// Whether a line is blank, or a fence around code.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"```") || line == b">" || line == b"#"
}

/// A line's content, and whether a sign of comment stood before it.
pub(crate) struct Content {
    pub(crate) range: Range<usize>,
    pub(crate) comment: bool,
    /// The day and hour that a log put before it.
    pub(crate) date: Option<Range<usize>>,
}

/// Takes off what may stand around a line: indents, bullets, quoting, curl's
/// and nmap's marks, a log's date, quotation marks.
pub(crate) fn content(text: &[u8], line: Range<usize>) -> Content {
    let mut range = trim(text, line);
    let mut comment = false;
    let mut date = None;
    loop {
        let rest = &text[range.clone()];
        if let Some(length) = day_and_hour(rest).filter(|_| date.is_none()) {
            date = Some(trim(text, range.start..range.start + length));
            range = trim(text, range.start + length..range.end);
            continue;
        }
        let (skip, sign) = match rest {
            [b'<' | b'>' | b'|' | b'+' | b'*' | b'-', b' ' | b'\t', ..] => (1, false),
            [b'>', b'>', ..] => (1, false),
            [b'|', b'_', ..] => (2, false),
            [b'[', b'+' | b'*' | b'-' | b'!' | b'i', b']', ..] => (3, false),
            [b'#', b'#', ..] => (1, false),
            [b'#', b' ' | b'\t', ..] => (1, true),
            [b'/', b'/', next, ..] if *next != b'/' => (2, true),
            [b'-', b'-', next, ..] if *next != b'-' => (2, true),
            [b';' | b'%', b' ', ..] => (1, true),
            [0xE2, 0x80, 0xA2 | 0x93, ..] | [0xE2, 0x96, 0xAA, ..] => (3, false),
            [digit, b'.' | b')', b' ', ..] if digit.is_ascii_digit() => (2, false),
            [b'[', digit, ..] if digit.is_ascii_digit() => match stamp(rest) {
                Some(length) => (length, false),
                None => (0, false),
            },
            [_, ..] if starts_with(rest, b"rem ") => (4, true),
            _ => (0, false),
        };
        if skip == 0 {
            break;
        }
        comment |= sign;
        range = trim(text, range.start + skip..range.end);
    }
    // A line continued, a string of a list.
    if text[range.clone()].ends_with(b"\\") {
        range = trim(text, range.start..range.end - 1);
    }
    let rest = &text[range.clone()];
    let quote = rest.first().copied().unwrap_or_default();
    if matches!(quote, b'"' | b'\'' | b'`') {
        let tail = usize::from(rest.ends_with(b","));
        let inner = &rest[1..rest.len() - tail];
        if inner.last() == Some(&quote) && !inner[..inner.len() - 1].contains(&quote) {
            range = range.start + 1..range.end - tail - 1;
        }
    }
    Content { range, comment, date }
}

/// `2025-10-16 06:00:00 ` before a line: its length, the blank behind it included.
fn day_and_hour(line: &[u8]) -> Option<usize> {
    let digits = |at: usize| line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let [_, _, _, _, b'-', _, _, b'-', _, _, mark @ (b' ' | b'T' | b'\t'), ..] = line else {
        return None;
    };
    if digits(0) != 4 || digits(5) != 2 || digits(8) != 2 {
        return None;
    }
    let clock = 11 + line[11..].iter().take_while(|byte| **byte == b' ').count();
    let hour = digits(clock);
    if !matches!(hour, 1 | 2) || line.get(clock + hour) != Some(&b':') {
        return (*mark != b'T').then_some(11);
    }
    let length = line[clock..]
        .iter()
        .take_while(|byte| {
            byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',' | b'Z' | b'+' | b'-')
        })
        .count();
    // What goes on at once is a cell of a row.
    matches!(line.get(clock + length), Some(b' ' | b'\t')).then_some(clock + length + 1)
}

/// `<13>Jan 14 02:03:04 EX01 ` and `<134>1 2026-01-14T02:03:04Z EX01 `, as a line is
/// forwarded by syslog (RFC 3164, RFC 5424): the machine, and where the message begins.
pub(crate) fn forwarded(text: &[u8], line: Range<usize>) -> Option<(Range<usize>, usize)> {
    let mut words = text[line.clone()].split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let place = |word: &[u8]| (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let mut first = words.next()?;
    let mut marked = false;
    if first.first() == Some(&b'<') {
        let close = first.iter().take(5).position(|byte| *byte == b'>')?;
        marked = close > 1 && first[1..close].iter().all(u8::is_ascii_digit);
        first = &first[close + 1..];
    }
    let is_clock = |word: &[u8]| {
        word.len() == 8
            && word.iter().enumerate().all(|(at, byte)| match at {
                2 | 5 => *byte == b':',
                _ => byte.is_ascii_digit(),
            })
    };
    if marked && first == b"1" {
        words.next().filter(|word| word.len() > 10 && word[4] == b'-')?;
    } else {
        let month = first.len() == 3 && first.iter().all(u8::is_ascii_alphabetic);
        let day = words.next().filter(|word| word.len() < 3 && word[0].is_ascii_digit());
        let clock = words.next().filter(|word| is_clock(word));
        (month && day.is_some() && clock.is_some()).then_some(())?;
    }
    let host = words.next()?;
    let machine =
        host.iter().all(|byte| is_host(*byte)) && host.iter().any(u8::is_ascii_alphabetic);
    let from = place(host);
    machine.then(|| (from..from + host.len(), from + host.len()))
}

/// `[01/08/2021 23:17:50.0872] [0] ` before a line of a log: its length.
fn stamp(line: &[u8]) -> Option<usize> {
    let close = line.iter().take(48).position(|byte| *byte == b']')?;
    let inner = &line[1..close];
    let dated = inner.iter().all(|byte| {
        byte.is_ascii_digit()
            || matches!(byte, b'/' | b':' | b'.' | b'-' | b' ' | b'T' | b'Z' | b'A' | b'P' | b'M')
    });
    dated.then_some(close + 1)
}

/// `Name : value`: the name, its role, the value.
pub(crate) fn field(text: &[u8], line: Range<usize>) -> Option<(Range<usize>, Role, Range<usize>)> {
    let bytes = &text[line.clone()];
    let window = &bytes[..bytes.len().min(LONGEST_KEY)];
    let mut tried = 0;
    for (at, byte) in window.iter().enumerate().skip(1) {
        let sign = match byte {
            b':' => {
                !matches!(bytes.get(at + 1), Some(b'/' | b'\\' | b':')) && bytes[at - 1] != b':'
            }
            b'=' => bytes.get(at + 1) != Some(&b'='),
            // The colon of wide scripts.
            0xEF => bytes[at..].starts_with(WIDE_COLON),
            b'\t' => true,
            b' ' => bytes.get(at + 1) == Some(&b' '),
            _ => false,
        };
        if !sign {
            continue;
        }
        let key = trim(text, line.start..line.start + at);
        if key.is_empty() {
            continue;
        }
        let known = match byte {
            b':' | b'=' | 0xEF => label(&text[key.clone()]),
            _ => role(&text[key.clone()]),
        };
        if let Some(role) = known {
            let wide = match byte {
                0xEF => WIDE_COLON.len(),
                // `[MajorVersion] => 15`, as PHP prints it.
                b'=' if bytes.get(at + 1) == Some(&b'>') => 2,
                _ => 1,
            };
            let mut value = line.start + at + wide;
            // `Name   : value`.
            let blanks =
                text[value..line.end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if matches!(byte, b' ' | b'\t')
                && matches!(text[..line.end].get(value + blanks), Some(b':' | b'='))
            {
                value += blanks + 1;
            }
            let value = emphasised(text, &key, trim(text, value..line.end));
            return Some((key, role, untyped(text, value)));
        }
        tried += usize::from(!matches!(byte, b' ' | b'\t'));
        if tried == 2 {
            return None;
        }
    }
    // `X-OWA-Version 15.2.792.3`, as error pages are copied.
    let word = bytes.iter().position(|byte| *byte == b' ')?;
    let key = line.start..line.start + word;
    let sure = role(&text[key.clone()])
        .filter(|role| matches!(role, Role::Header(_) | Role::Display(_)))?;
    Some((key.clone(), sure, trim(text, key.end..line.end)))
}

/// `**Server:** EX01`: the emphasis that began before the name ends before the value.
fn emphasised(text: &[u8], key: &Range<usize>, value: Range<usize>) -> Range<usize> {
    let marks = [&b"**"[..], b"__"];
    let ends = |mark: &&&[u8]| {
        text[key.clone()].starts_with(mark)
            && !text[key.clone()].ends_with(mark)
            && text[value.clone()].starts_with(mark)
    };
    match marks.iter().find(ends) {
        Some(mark) => trim(text, value.start + mark.len()..value.end),
        None => value,
    }
}

/// A value without the type that `reg query` and `snmpwalk` print before it.
fn untyped(text: &[u8], value: Range<usize>) -> Range<usize> {
    if text[value.clone()].starts_with(b"STRING: ") {
        return trim(text, value.start + "STRING: ".len()..value.end);
    }
    let Some(rest) = text[value.clone()].strip_prefix(b"REG_") else { return value };
    let word = rest.iter().take_while(|byte| byte.is_ascii_uppercase() || **byte == b'_').count();
    match rest.get(word) {
        Some(b' ' | b'\t') => trim(text, value.end - rest.len() + word..value.end),
        _ => value,
    }
}

const WIDE_COLON: &[u8] = "\u{FF1A}".as_bytes();

/// A longer name of a field is a sentence.
const LONGEST_KEY: usize = 96;

/// Whether a line is a prompt with a command.
pub(crate) fn is_prompt(line: &[u8]) -> bool {
    prompt(line).is_some()
}

/// The command behind a prompt: `[PS] C:\>`, `PS C:\>`, `C:\>`, `$ `, `msf6 > `.
pub(crate) fn prompt(line: &[u8]) -> Option<usize> {
    let start = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = &line[start..];
    let shell = starts_with(rest, b"[ps]")
        || (starts_with(rest, b"ps ") || starts_with(rest, b"ps>")) && rest.contains(&b'>')
        || matches!(rest, [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic() && rest.contains(&b'>'));
    if shell {
        return memchr::memchr(b'>', rest).map(|at| start + at + 1).or(Some(start + 4));
    }
    // A command without its prompt.
    if starts_with(rest, b"get-")
        && memchr::memchr2(b'|', b'-', &rest[4..]).is_some()
        && memchr::memchr(b' ', rest).is_some()
    {
        return Some(start);
    }
    if starts_with(rest, b"$ ") || starts_with(rest, b"msf") && rest.contains(&b'>') {
        return Some(start + 2);
    }
    // `[EX01]: PS C:\> ` of a remote session.
    let remote = rest.first() == Some(&b'[')
        && memchr::memmem::find(&rest[..rest.len().min(80)], b"]: PS ").is_some();
    remote.then(|| memchr::memchr(b'>', rest).map_or(start + rest.len(), |at| start + at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    fn split(line: &str) -> Option<(&str, &str)> {
        let text = line.as_bytes();
        let content = content(text, 0..text.len()).range;
        field(text, content).map(|(key, _, value)| (&line[key], &line[value]))
    }

    #[test]
    fn names_and_values_part_in_any_notation() {
        assert_eq!(
            split("AdminDisplayVersion : Version 15.1 (Build 2507.6)"),
            Some(("AdminDisplayVersion", "Version 15.1 (Build 2507.6)"))
        );
        assert_eq!(split("< X-OWA-Version: 15.2.1118.7"), Some(("X-OWA-Version", "15.2.1118.7")));
        assert_eq!(split("|   X-FEServer: EX01"), Some(("X-FEServer", "EX01")));
        assert_eq!(
            split("- **Exchange Version**: 2016 CU23"),
            Some(("**Exchange Version**", "2016 CU23"))
        );
        assert_eq!(split("X-OWA-Version 15.2.792.3"), Some(("X-OWA-Version", "15.2.792.3")));
        assert_eq!(split("Please look at the header X-OWA-Version: 15.2.792.3"), None);
    }
}
