//! Dotted numbers, wherever they stand, and which of them look like a version
//! of Exchange.

use crate::build::Build;
use crate::build::BuildPrefix;
use crate::document::text::is_word;
use core::ops::Range;

/// A run of one to four dotted numbers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Number {
    parts: [u16; 4],
    count: usize,
    /// First byte.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

impl Number {
    /// A number whose parts were read apart, and where.
    pub(crate) fn of(parts: [u16; 4], count: usize, span: Range<usize>) -> Self {
        Self { parts, count, start: span.start, end: span.end }
    }

    /// How many parts there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The parts, missing ones being zero.
    pub(crate) fn parts(&self) -> [u16; 4] {
        self.parts
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The build, where there are four parts.
    pub(crate) fn build(&self) -> Option<Build> {
        let [major, minor, third, revision] = self.parts;
        (self.count == 4).then(|| Build::new(major, minor, third, revision))
    }

    /// The first two or three parts.
    pub(crate) fn prefix(&self) -> Option<BuildPrefix> {
        let [major, minor, third, _] = self.parts;
        (self.count >= 2)
            .then(|| BuildPrefix::new(major, minor, (self.count >= 3).then_some(third)))
    }

    /// Whether first and second part are those of an Exchange version.
    pub(crate) fn is_family(&self) -> bool {
        self.count >= 2 && is_family(self.parts[0], self.parts[1])
    }

    /// Whether the number can be a build of Exchange on its looks: a family,
    /// and a third part not below the lowest one ever built there.
    pub(crate) fn is_plausible(&self) -> bool {
        let [major, minor, third, revision] = self.parts;
        self.count >= 3
            && (self.count == 3 || revision < 10_000)
            && match (major, minor) {
                (15, 18 | 20) => true,
                (15, 0) => (400..2000).contains(&third),
                (15, 1) => (130..4000).contains(&third),
                (15, 2) => (150..9999).contains(&third),
                (14, 0) => (400..1000).contains(&third),
                (14, 1..=3) => (90..1000).contains(&third),
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

    /// Exchange Online by its number alone.
    pub(crate) fn is_online(&self) -> bool {
        self.count >= 2 && self.parts[0] == 15 && matches!(self.parts[1], 18 | 20)
    }

    /// Whether both are one number, or one is the beginning of the other.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let count = self.count.min(other.count);
        self.parts[..count] == other.parts[..count]
    }
}

/// Whether `major.minor` is a version of Exchange Server or Exchange Online.
pub(crate) fn is_family(major: u16, minor: u16) -> bool {
    matches!((major, minor), (4..=6, 0) | (5 | 6, 5) | (8 | 14, 0..=3) | (15, 0..=2 | 18 | 20))
}

/// The dotted numbers that begin at `at`, which is a digit and not the middle
/// of a longer number. Five or more parts are no number of ours.
pub(crate) fn number(text: &[u8], at: usize) -> Option<Number> {
    let before = at.checked_sub(1).and_then(|i| text.get(i));
    // `%20` before it is a space.
    let escaped = at >= 3 && text[at - 3] == b'%' && text[at - 2].is_ascii_hexdigit();
    if !escaped && before.is_some_and(u8::is_ascii_digit) {
        return None;
    }
    if before == Some(&b'.') && at >= 2 && text[at - 2].is_ascii_alphanumeric() {
        return None;
    }
    let mut number = Number { parts: [0; 4], count: 0, start: at, end: at };
    let mut i = at;
    loop {
        let start = i;
        let mut value = 0_u32;
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
        number.parts[number.count] = value as u16;
        number.count += 1;
        number.end = i;
        match (text.get(i), text.get(i + 1)) {
            (Some(b'.'), Some(next)) if next.is_ascii_digit() => i += 1,
            _ => break,
        }
    }
    let rest = &text[number.end..];
    if rest.starts_with(b"...") || rest.starts_with("\u{2026}".as_bytes()) {
        // A column too narrow for its value: what is left of the last part may
        // be any number that begins so.
        number.count -= 1;
        number.parts[number.count] = 0;
        let whole = text[at..number.end].iter().rposition(|byte| *byte == b'.')?;
        number.end = at + whole;
    }
    Some(number)
}

/// The first dotted number in `range` that begins at a word boundary.
pub(crate) fn next_number(text: &[u8], range: Range<usize>) -> Option<Number> {
    let to = range.end.min(text.len());
    let mut i = range.start;
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
        let before = i.checked_sub(1).map(|before| text[before]);
        let free =
            before.is_none_or(|byte| !byte.is_ascii_alphanumeric() || matches!(byte, b'v' | b'V'));
        let end = i + text[i..].iter().take_while(|byte| dotted(byte)).count();
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

/// `15.2 (Build 1748.10)`: the second half behind the first in round brackets,
/// behind any one word, as `AdminDisplayVersion` prints it in every language;
/// also `15.2 Build 1748.10` and `15.2, Build 1748.10`. In Active Directory
/// 30000 is added to the third part.
pub(crate) fn display(text: &[u8], first: &Number) -> Option<(Number, bool)> {
    if first.count != 2 || !first.is_family() {
        return None;
    }
    let rest = &text[first.end..text.len().min(first.end + 48)];
    // A non-breaking blank is one too.
    let blanks = |text: &[u8]| {
        text.iter()
            .take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xC2 | 0xA0))
            .count()
    };
    let mut at = usize::from(rest.first() == Some(&b','));
    at += blanks(&rest[at..]);
    let bracket = rest.get(at) == Some(&b'(');
    at += usize::from(bracket);
    at += blanks(&rest[at..]);
    let word =
        rest[at..].iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    if !bracket && !starts_with_build(&rest[at..at + word]) || at == 0 {
        return None;
    }
    at += word;
    at += usize::from(matches!(rest.get(at), Some(b':')));
    at += blanks(&rest[at..]);
    let second = number(text, first.end + at).filter(|it| matches!(it.count, 1 | 2))?;
    let serial = second.parts[0] >= 30000;
    let third = second.parts[0] - if serial { 30000 } else { 0 };
    let [major, minor, ..] = first.parts;
    let count = first.count + second.count;
    let mut end = second.end;
    // `(Build 7638.2: Service Pack 2)`; the bracket may be cut off.
    if bracket
        && let Some(close) = text[end..text.len().min(end + 24)].iter().position(|b| *b == b')')
    {
        let between = &text[end..end + close];
        if between.is_empty() || between[0] == b':' {
            end += close + 1;
        } else {
            return None;
        }
    } else if bracket && text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let whole =
        Number { parts: [major, minor, third, second.parts[1]], count, start: first.start, end };
    whole.is_plausible().then_some((whole, serial))
}

/// `Version 15.2 (Build 1748.10)` in any language: one word, the number, another word
/// before its second half. The field's name says what it is.
pub(crate) fn any_display(text: &[u8], range: &Range<usize>) -> Option<Number> {
    let word = text[range.clone()].iter().take_while(|byte| is_word(**byte)).count();
    let rest = super::text::trim(text, range.start + word..range.end);
    let first = number(text, rest.start)?;
    let (whole, _) = display(text, &first)?;
    (whole.end == rest.end
        && text[range.start..range.start + word].iter().all(|byte| !byte.is_ascii_digit()))
    .then_some(whole)
}

/// `Version 15.2 (Bu...`: a column too narrow for its value shows the product.
pub(crate) fn cut_display(text: &[u8], range: &Range<usize>) -> Option<Number> {
    let words = &text[range.clone()];
    let cut = words.ends_with(b"...") || words.ends_with("\u{2026}".as_bytes());
    next_number(text, range.clone()).filter(|number| {
        cut && number.count() == 2 && number.is_family() && text[number.end..].starts_with(b" (")
    })
}

fn starts_with_build(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"build")
}
