//! Byte-level reading aids shared by the grammars: numbers with dots, white
//! space in all its disguises, what may stand between a name and its value.
//! Every function looks at a bounded stretch, so that a scan stays linear.

use crate::build::Build;
use crate::build::BuildPrefix;
use core::ops::Range;

/// How far from a marker a grammar may look.
pub(super) const REACH: usize = 400;

/// A run of one to four dotted numbers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Number {
    parts: [u16; 4],
    count: usize,
    /// First byte.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    long: bool,
}

impl Number {
    /// How many parts there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The parts, missing ones being zero.
    pub(super) fn parts(&self) -> [u16; 4] {
        self.parts
    }

    /// Whether it is spelled as Microsoft's long form, `15.02.1748.048`.
    pub(super) fn is_long(&self) -> bool {
        self.long
    }

    /// The build, where there are four parts.
    pub(super) fn build(&self) -> Option<Build> {
        let [major, minor, third, revision] = self.parts;
        (self.count == 4).then(|| Build::new(major, minor, third, revision))
    }

    /// The first two or three parts.
    pub(super) fn prefix(&self) -> Option<BuildPrefix> {
        let [major, minor, third, _] = self.parts;
        (self.count >= 2)
            .then(|| BuildPrefix::new(major, minor, (self.count >= 3).then_some(third)))
    }

    /// Whether first and second part are those of an Exchange version.
    pub(super) fn is_family(&self) -> bool {
        self.count >= 2 && is_family(self.parts[0], self.parts[1])
    }

    /// Whether the number can be a build of Exchange on its looks: a family,
    /// and a third part not below the lowest one ever built there.
    pub(super) fn is_plausible(&self) -> bool {
        let [major, minor, third, revision] = self.parts;
        self.count >= 3
            && (self.count == 3 || revision < 1000)
            && match (major, minor) {
                (15, 18 | 20) => true,
                (15, 0) => (400..2000).contains(&third),
                (15, 1) => (130..4000).contains(&third),
                (15, 2) => (150..9999).contains(&third),
                (14, 0) => (400..1000).contains(&third),
                (14, 1 | 2) => (90..1000).contains(&third),
                (14, 3) => (90..1000).contains(&third),
                (8, 0) => (400..1000).contains(&third),
                (8, 1..=3) => (60..1000).contains(&third),
                (6, 5) => (6500..8300).contains(&third),
                (6, 0) => (4400..6700).contains(&third) && third != 6001 && third != 6002,
                (5, 5) => (1900..2700).contains(&third),
                (5, 0) => (1400..1500).contains(&third),
                (4, 0) => (800..1000).contains(&third),
                _ => false,
            }
    }

    /// Whether `major.minor (Word third.revision)` is plausible as one number.
    pub(super) fn is_plausible_with(&self, third: u16, revision: u16) -> bool {
        let [major, minor, ..] = self.parts;
        Self { parts: [major, minor, third, revision], count: 4, ..*self }.is_plausible()
    }

    /// Exchange Online by its number alone.
    pub(super) fn is_online(&self) -> bool {
        self.count >= 2 && self.parts[0] == 15 && matches!(self.parts[1], 18 | 20)
    }
}

/// Whether `major.minor` is a version of Exchange Server or Exchange Online.
pub(super) fn is_family(major: u16, minor: u16) -> bool {
    matches!(
        (major, minor),
        (4..=6, 0) | (5 | 6, 5) | (8 | 14, 0..=3) | (15, 0..=2) | (15, 18 | 20)
    )
}

/// The dotted numbers that begin at `at`, which is a digit and not the middle
/// of a longer number. Five or more parts are no number of ours.
pub(super) fn number(text: &[u8], at: usize) -> Option<Number> {
    let before = at.checked_sub(1).and_then(|i| text.get(i));
    // `%20` before it is a space.
    let escaped = at >= 3 && text[at - 3] == b'%' && text[at - 2].is_ascii_hexdigit();
    if !escaped && before.is_some_and(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if before == Some(&b'.') && at >= 2 && text[at - 2].is_ascii_alphanumeric() {
        return None;
    }
    let mut number = Number { parts: [0; 4], count: 0, start: at, end: at, long: true };
    let mut i = at;
    loop {
        let start = i;
        let mut value = 0u32;
        while let Some(digit) = text.get(i).filter(|byte| byte.is_ascii_digit()) {
            value = value * 10 + u32::from(digit - b'0');
            i += 1;
            if i - start > 5 {
                return None;
            }
        }
        if i == start || value > u32::from(u16::MAX) || number.count == 4 {
            return None;
        }
        // Microsoft's table spells 2007 `8.03.0468.000`.
        let short = number.count == 0 && i - start == 1 && value == 8;
        number.long &= short || i - start == [2, 2, 4, 3][number.count];
        number.parts[number.count] = value as u16;
        number.count += 1;
        number.end = i;
        match (text.get(i), text.get(i + 1)) {
            (Some(b'.'), Some(next)) if next.is_ascii_digit() => i += 1,
            _ => break,
        }
    }
    number.long &= number.count == 4;
    if is_cut(&text[number.end..]) {
        // A column too narrow for its value: what is left of the last part may
        // be any number that begins so.
        number.count -= 1;
        number.parts[number.count] = 0;
        let whole = text[at..number.end].iter().rposition(|byte| *byte == b'.')?;
        number.end = at + whole;
        number.long = false;
    }
    Some(number)
}

/// Whether a table was too narrow here: `...` or `…` right behind a value.
fn is_cut(rest: &[u8]) -> bool {
    rest.starts_with(b"...") || rest.starts_with("\u{2026}".as_bytes())
}

/// The first dotted number at or after `from` and before `to`, that begins at
/// a word boundary.
pub(super) fn next_number(text: &[u8], from: usize, to: usize) -> Option<Number> {
    let to = to.min(text.len());
    let mut i = from;
    while i < to {
        // Only what has a dot can be one, and of its first part five digits.
        let dot = i + memchr::memchr(b'.', &text[i..text.len().min(to + 6)])?;
        let dotted = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
        let start = dot - text[i..dot].iter().rev().take_while(dotted).count();
        i = start + text[start..dot].iter().take_while(|byte| **byte == b'.').count();
        if i == dot {
            i += 1;
            continue;
        }
        if i >= to {
            break;
        }
        let free = i == 0
            || !is_word(text[i - 1])
            || matches!(text[i - 1], b'v' | b'V')
            || is_wide(text, i - 1);
        let end = i + digits_and_dots(&text[i..]);
        if free
            && let Some(number) = number(text, i)
            && number.count >= 2
            && !text.get(number.end).is_some_and(u8::is_ascii_alphabetic)
        {
            return Some(number);
        }
        i = end.max(i + 1);
    }
    None
}

/// Whether the character that ends at `last` is of a script that sets no spaces
/// before numbers (`版本：15.2`, `版本15.2`), or a mark of Latin-1.
fn is_wide(text: &[u8], last: usize) -> bool {
    let tail = text[..=last].iter().rev().take(4);
    tail.copied()
        .find(|byte| !matches!(byte, 0x80..=0xBF))
        .is_some_and(|lead| lead == 0xC2 || lead >= 0xE0)
}

fn digits_and_dots(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count()
}

/// Letters, digits, underscore and everything beyond ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The stretch that holds both.
pub(super) fn wider(one: Option<Range<usize>>, other: Range<usize>) -> Range<usize> {
    one.map_or(other.clone(), |one| one.start.min(other.start)..one.end.max(other.end))
}

/// How far above its rows a table's heading is looked for.
pub(super) const TABLE: usize = 4000;

/// Four numbers that stand as columns below their names, dashes between, and
/// where: the heading is the line of `at`.
pub(super) fn columns(
    text: &[u8],
    at: usize,
    names: [&[u8]; 4],
) -> Option<([u16; 4], Range<usize>)> {
    let start = line_start(text, at);
    let mut lines = text[start..text.len().min(start + 800)].split(|byte| *byte == b'\n');
    let (heading, dashes, row) = (lines.next()?, lines.next()?, lines.next()?);
    let below = start + heading.len() + dashes.len() + 2;
    if !dashes.trim_ascii_start().starts_with(b"--") {
        return None;
    }
    if words(heading).count() != words(row).count() {
        return None;
    }
    let mut span: Option<Range<usize>> = None;
    let mut parts = [0; 4];
    for (name, part) in names.into_iter().zip(&mut parts) {
        let column = words(heading).position(|word| heading[word].eq_ignore_ascii_case(name))?;
        let cell = words(row).nth(column)?;
        *part = core::str::from_utf8(&row[cell.clone()]).ok()?.parse().ok()?;
        span = Some(wider(span.take(), below + cell.start..below + cell.end));
    }
    Some((parts, span?))
}

/// Where the words of a line stand in it.
fn words(line: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    core::iter::from_fn(move || {
        at += line[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = at;
        at += line[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        (start < at).then_some(start..at)
    })
}

/// What a host name is made of.
pub(super) fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80
}

/// Skips white space: also folded lines with quotation marks or comment signs
/// at their start, and its spellings in JSON, C, HTML.
pub(super) fn space(text: &[u8], mut at: usize) -> usize {
    let end = text.len().min(at + REACH);
    while at < end {
        at += match text[at] {
            b' ' | b'\t' => 1,
            b'\r' | b'\n' => {
                let sign = |byte: &u8| matches!(byte, b'>' | b'#' | b'|');
                let mut length = 1;
                // Quotations of quotations: `> > `.
                while text.get(at + length).is_some_and(sign)
                    || text.get(at + length) == Some(&b' ')
                        && text.get(at + length + 1).is_some_and(sign)
                {
                    length += 1;
                }
                length
            }
            b'\\' if matches!(text.get(at + 1), Some(b'r' | b'n' | b't')) => 2,
            b'=' if matches!(text.get(at + 1), Some(b'\r' | b'\n')) => 1,
            b'=' if text[at..].starts_with(b"=20") => 3,
            b'&' if text[at..].starts_with(b"&nbsp;") => 6,
            b'<' if starts_with(&text[at..], b"<br") => tag(text, at).unwrap_or(end) - at,
            0xC2 if text.get(at + 1) == Some(&0xA0) => 2,
            _ => break,
        }
    }
    at
}

/// Skips what may stand between a name and its value in any notation: colons,
/// quotation marks, brackets, tags, escapes, the word `value`.
pub(super) fn gap(text: &[u8], from: usize) -> usize {
    let end = text.len().min(from + REACH);
    let mut at = from;
    while at < end {
        at += match text[at] {
            b'\r' | b'\n' | b' ' | b'\t' | b':' | b'=' | b'"' | b'\'' | b'`' | b',' | b'{'
            | b'}' | b'[' | b']' | b'(' | b')' | b'|' | b'>' | b'*' | b';' => 1,
            b'\\' => match text.get(at + 1) {
                Some(b'u') => 6,
                Some(_) => 2,
                None => 1,
            },
            b'%' if hex(text, at + 1) => 3,
            b'&' => match text[at..end].iter().take(9).position(|byte| *byte == b';') {
                Some(length) => length + 1,
                None => return at,
            },
            b'<' => match tag(text, at) {
                Some(after) => after - at,
                None => return at,
            },
            0xC2 if text.get(at + 1) == Some(&0xA0) => 2,
            // PHP's `var_dump`, `["X-OWA-Version"]=> string(12) "15.0.1497.42"`, and Go's
            // `[]string{"15.0.1497.42"}`.
            b's' if text[at..end].starts_with(b"string(") => "string(".len(),
            b's' if text[at..end].starts_with(b"string{") => "string{".len(),
            b'0'..=b'9' if text[from..at].ends_with(b"string(") => {
                text[at..end].iter().take_while(|byte| byte.is_ascii_digit()).count()
            }
            b'v' | b'V' | b'k' | b'h' | b'H' | b'd' => {
                let word = [&b"value"[..], b"values", b"key", b"headers", b"header", b"dword"]
                    .into_iter()
                    .filter(|word| starts_with(&text[at..], word))
                    .map(<[u8]>::len)
                    .max();
                match word {
                    Some(length) if !text.get(at + length).copied().is_some_and(is_word) => length,
                    _ => return at,
                }
            }
            _ => return at,
        }
    }
    at.min(text.len())
}

/// The byte after the tag that begins at `at`.
fn tag(text: &[u8], at: usize) -> Option<usize> {
    let window = &text[at..text.len().min(at + REACH)];
    window.iter().position(|byte| *byte == b'>').map(|length| at + length + 1)
}

fn hex(text: &[u8], at: usize) -> bool {
    text.get(at..at + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
}

/// Whether `text` starts with `lower`, in any letter case.
pub(super) fn starts_with(text: &[u8], lower: &[u8]) -> bool {
    text.get(..lower.len()).is_some_and(|head| head.eq_ignore_ascii_case(lower))
}

/// Whether `text` ends with `lower`, in any letter case.
pub(super) fn ends_with(text: &[u8], lower: &[u8]) -> bool {
    text.len() >= lower.len() && text[text.len() - lower.len()..].eq_ignore_ascii_case(lower)
}

/// Where `lower` first stands in `text`, in any letter case.
pub(super) fn find(text: &[u8], lower: &[u8]) -> Option<usize> {
    let (first, last) = ends(text, lower)?;
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), &text[..=last])
        .find(|&i| text[i..i + lower.len()].eq_ignore_ascii_case(lower))
}

/// Where `lower` last stands in `text`, in any letter case.
pub(super) fn rfind(text: &[u8], lower: &[u8]) -> Option<usize> {
    let (first, last) = ends(text, lower)?;
    memchr::memrchr2_iter(first, first.to_ascii_uppercase(), &text[..=last])
        .find(|&i| text[i..i + lower.len()].eq_ignore_ascii_case(lower))
}

/// The first letter of `lower`, and the last place in `text` where it fits.
fn ends(text: &[u8], lower: &[u8]) -> Option<(u8, usize)> {
    Some((*lower.first()?, text.len().checked_sub(lower.len())?))
}

/// Whether `text` holds any of the words, each of two bytes or more, in any
/// letter case. One pass whatever their number: two bytes tell at most places
/// that no word begins there, so that a list of fifty costs little more than one.
pub(super) fn has_any(text: &[u8], words: &[&str]) -> bool {
    if let [word] = words {
        return find(text, word.as_bytes()).is_some();
    }
    debug_assert!(words.iter().all(|word| word.len() >= 2), "a byte alone: {words:?}");
    text.len() >= 2
        && words.chunks(u64::BITS as usize).any(|words| Beginnings::of(words).any_in(text, words))
}

/// With which bytes some words begin, folded so that letters of both cases meet.
struct Beginnings {
    /// By the first byte: which words, a bit each.
    words: [u64; 32],
    /// By the first byte: which second bytes, a bit each.
    seconds: [u32; 32],
}

impl Beginnings {
    fn of(words: &[&str]) -> Self {
        let mut all = Self { words: [0; 32], seconds: [0; 32] };
        for (at, word) in words.iter().enumerate() {
            let [first, second, ..] = word.as_bytes() else { continue };
            let first = usize::from(first & 31);
            all.words[first] |= 1 << at;
            all.seconds[first] |= 1 << (second & 31);
        }
        all
    }

    fn any_in(&self, text: &[u8], words: &[&str]) -> bool {
        text.windows(2).enumerate().any(|(at, pair)| {
            let first = usize::from(pair[0] & 31);
            if self.seconds[first] >> (pair[1] & 31) & 1 == 0 {
                return false;
            }
            let mut left = self.words[first];
            core::iter::from_fn(|| {
                let next = words.get(left.trailing_zeros() as usize);
                left &= left.wrapping_sub(1);
                next
            })
            .any(|word| starts_with(&text[at..], word.as_bytes()))
        })
    }
}

/// The bytes around `at`, up to `reach` before and after.
pub(super) fn around(text: &[u8], at: usize, reach: usize) -> &[u8] {
    &text[at.saturating_sub(reach)..text.len().min(at + reach)]
}

/// Where the line with `at` begins, or the place `REACH` before it.
pub(super) fn line_start(text: &[u8], at: usize) -> usize {
    let low = at.saturating_sub(REACH);
    memchr::memrchr2(b'\n', b'\r', &text[low..at]).map_or(low, |i| low + i + 1)
}

/// Where the line with `at` ends, or the place `REACH` after it.
pub(super) fn line_end(text: &[u8], at: usize) -> usize {
    let high = text.len().min(at + REACH);
    memchr::memchr2(b'\n', b'\r', &text[at..high]).map_or(high, |i| at + i)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::string::String;
    use std::vec::Vec;

    proptest! {
        #[test]
        fn many_words_are_found_as_each_is(
            text in "[a-cA-C -]{0,30}|.{0,20}",
            words in proptest::collection::vec("[a-c]{2,4}|é[a-c]", 0..70),
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let each = words.iter().any(|word| find(text.as_bytes(), word.as_bytes()).is_some());
            prop_assert_eq!(has_any(text.as_bytes(), &words), each);
        }
    }

    #[test]
    fn numbers_are_read_whole_or_not_at_all() {
        let read = |text: &[u8]| next_number(text, 0, text.len()).map(|n| (n.parts, n.count));
        assert_eq!(read(b"15.2.1544.11"), Some(([15, 2, 1544, 11], 4)));
        assert_eq!(read(b"15.02.1544.011."), Some(([15, 2, 1544, 11], 4)));
        assert_eq!(read(b"V6.5.7226.0"), Some(([6, 5, 7226, 0], 4)));
        assert_eq!(read(b"5.5.1877.197.19"), None);
        assert_eq!(read(b"wrp.55.2021.08.03.05.54.22"), None);
        assert_eq!(read(b"plug.15.2.1"), None);
        assert_eq!(read(b"6.15.1 (x"), Some(([6, 15, 1, 0], 3)));
        assert_eq!(read(b"15.1.201000"), None);
    }

    #[test]
    fn a_gap_crosses_every_notation() {
        for text in [
            &b": 15"[..],
            b"\": \"15",
            b"\\\": \\\"15",
            b"\", \"value\": \"15",
            b"</td><td>15",
            b"&quot;: &quot;15",
            b"%22%3A%2215",
            b"\t{15",
            b":\r\n15",
        ] {
            assert_eq!(gap(text, 0), text.len() - 2);
        }
    }
}
