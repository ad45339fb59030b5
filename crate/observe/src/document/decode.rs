//! The text layer: UTF-16, quoted-printable, a terminal's colours and characters
//! that are spelt out become bytes the grammars can read, everything else is
//! borrowed. Places map back to the
//! original input.

use super::breaks;
use super::spelling;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// Readable bytes and the way back to the original ones.
pub(crate) struct Decoded<'a> {
    /// What the grammars read.
    pub(crate) bytes: Cow<'a, [u8]>,
    map: Map,
    /// Bytes of marks before the first that was read.
    skip: usize,
}

enum Map {
    Same,
    /// Every byte was a unit of two, after a mark of so many bytes.
    Units(usize),
    /// Bytes were left out or put together.
    Steps(Steps),
    /// First the one, then the other.
    Both(Box<Map>, Steps),
}

/// `(decoded, original)` places after which both run in step, ascending.
type Steps = Vec<(usize, usize)>;

impl Map {
    fn original(&self, span: Range<usize>) -> Range<usize> {
        match self {
            Self::Same => span,
            Self::Units(skip) => skip + span.start * 2..skip + span.end * 2,
            Self::Steps(steps) => back(steps, span),
            Self::Both(first, then) => first.original(back(then, span)),
        }
    }
}

fn back(steps: &Steps, span: Range<usize>) -> Range<usize> {
    let place = |at: usize| {
        let next = steps.partition_point(|(decoded, _)| *decoded <= at);
        let (decoded, original) = steps[next - 1];
        // A character that was spelt out ends where the next one begins.
        let end = match steps.get(next) {
            Some((after, end)) if decoded == at && *after == at + 1 => *end,
            // A letter of several bytes may have been one unit.
            Some((_, end)) => (original + (at - decoded) + 1).min(*end),
            None => original + (at - decoded) + 1,
        };
        original + (at - decoded)..end
    };
    let start = place(span.start).start;
    start..if span.is_empty() { start } else { place(span.end - 1).end }
}

impl<'a> Decoded<'a> {
    fn of(bytes: Cow<'a, [u8]>, map: Map) -> Self {
        Self { bytes, map, skip: 0 }
    }

    /// What another step makes of the bytes, where it makes anything of them.
    fn then(self, make: impl Fn(&[u8]) -> Option<(Vec<u8>, Steps)>) -> Self {
        let Some((bytes, steps)) = make(&self.bytes) else { return self };
        let map = match self.map {
            Map::Same => Map::Steps(steps),
            first => Map::Both(Box::new(first), steps),
        };
        Self { bytes: Cow::Owned(bytes), map, ..self }
    }

    /// The original bytes that became `span`.
    pub(crate) fn original(&self, span: Range<usize>) -> Range<usize> {
        let span = self.map.original(span);
        self.skip + span.start..self.skip + span.end
    }
}

/// Finds the encoding of `input` and makes it readable.
pub(crate) fn decode(input: &[u8]) -> Decoded<'_> {
    let skip = marks(input);
    let decoded = Decoded { skip, ..encoding(&input[skip..]) };
    let decoded = decoded.then(spelling::plain).then(breaks::unquoted);
    let decoded = decoded.then(breaks::single_spaced);
    match breaks::lines_again(&decoded.bytes) {
        None => decoded,
        Some(bytes) => Decoded { bytes: Cow::Owned(bytes), ..decoded },
    }
}

/// How many bytes of marks stand before the text that are no mark any more: UTF-8's read
/// as Windows-1252 and written as UTF-8, half of UTF-16's, a terminal's `IAC`.
fn marks(input: &[u8]) -> usize {
    let whole = matches!(input, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    match input {
        [0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF, ..] => 6,
        [0xFF | 0xFE, ..] if !whole => 1,
        _ => 0,
    }
}

fn encoding(input: &[u8]) -> Decoded<'_> {
    // What every way below begins with, looked for at once in a text like most.
    let marked = matches!(input, [0xFF | 0xFE, ..]);
    if input.len() <= 1024 && !marked && memchr::memchr3(0, ESCAPE, b'=', input).is_none() {
        return Decoded::of(Cow::Borrowed(input), Map::Same);
    }
    if let Some((skip, big)) = utf16(input) {
        let (bytes, steps) = of_units(&input[skip..], big);
        let units = Map::Units(skip);
        return match steps {
            Some(steps) => Decoded::of(Cow::Owned(bytes), Map::Both(Box::new(units), steps)),
            None => Decoded::of(Cow::Owned(bytes), units),
        };
    }
    if is_quoted_printable(input) {
        let (bytes, steps) = quoted_printable(input);
        return Decoded::of(Cow::Owned(bytes), Map::Steps(steps));
    }
    // Colours begin early: of a long text only the beginning is asked.
    if memchr::memchr(ESCAPE, &input[..input.len().min(1 << 16)]).is_some() {
        let (bytes, steps) = colourless(input);
        return Decoded::of(Cow::Owned(bytes), Map::Steps(steps));
    }
    Decoded::of(Cow::Borrowed(input), Map::Same)
}

/// UTF-16 as UTF-8, and the units from which its stretches came: none where each byte is
/// one, as in a text without letters beyond ASCII.
fn of_units(input: &[u8], big: bool) -> (Vec<u8>, Option<Steps>) {
    let high = usize::from(!big);
    let unit = |unit: &[u8]| u16::from_be_bytes([unit[high], unit[1 - high]]);
    let mut bytes = Vec::with_capacity(input.len() / 2);
    let mut steps = alloc::vec![(0, 0)];
    let mut units = 0;
    for letter in char::decode_utf16(input.chunks_exact(2).map(unit)) {
        // Half of a pair is a letter of no grammar.
        let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
        units += letter.len_utf16();
        if letter == '\u{A0}' {
            bytes.push(b' ');
        } else {
            bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        if !letter.is_ascii() && letter != '\u{A0}' {
            step(&mut steps, bytes.len(), units);
        }
    }
    let steps = Some(steps).filter(|steps| steps.len() > 1);
    (bytes, steps)
}

/// With which a terminal's commands begin.
const ESCAPE: u8 = 0x1B;

/// The text without `ESC [ 3 6 m` and its kin (ECMA-48, 5.4).
fn colourless(input: &[u8]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let mut bytes = Vec::with_capacity(input.len());
    let mut steps = alloc::vec![(0, 0)];
    let mut at = 0;
    while at < input.len() {
        let escape = memchr::memchr(ESCAPE, &input[at..]).map_or(input.len(), |i| at + i);
        bytes.extend_from_slice(&input[at..escape]);
        let Some([ESCAPE, b'[', rest @ ..]) = input.get(escape..) else {
            // Alone it is a byte like any other.
            bytes.extend(input.get(escape));
            at = escape + 1;
            continue;
        };
        let parameters = rest.iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
        at = (escape + 2 + parameters + 1).min(input.len());
        step(&mut steps, bytes.len(), at);
    }
    (bytes, steps)
}

/// Whether the input is UTF-16: how many bytes its mark has, and whether the
/// high byte comes first.
fn utf16(input: &[u8]) -> Option<(usize, bool)> {
    match input {
        [0xFF, 0xFE, ..] => return Some((2, false)),
        [0xFE, 0xFF, ..] => return Some((2, true)),
        _ => {}
    }
    let sample = &input[..input.len().min(1024) & !1];
    // Latin letters leave zero bytes in either order: mostly there are none.
    if sample.len() < 8 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let zeros = |place: usize| sample.iter().skip(place).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
    // Mostly Latin letters: nearly every high byte is zero, no low one is.
    match (first * 10 > half * 7, second * 10 > half * 7) {
        (true, false) if second * 10 < half => Some((0, true)),
        (false, true) if first * 10 < half => Some((0, false)),
        _ => None,
    }
}

/// Whether the text says of itself that it is quoted-printable.
fn is_quoted_printable(input: &[u8]) -> bool {
    let head = &input[..input.len().min(1 << 20)];
    // Without the sign there is nothing to decode.
    memchr::memchr(b'=', head).is_some()
        && (super::text::find(head, b"quoted-printable").is_some() || breaks_number(head))
}

/// Whether a line ends softly within a number: only quoted-printable does that.
fn breaks_number(text: &[u8]) -> bool {
    let breaks = |at: usize| {
        let rest = text[at + 1..].strip_prefix(b"\r").unwrap_or(&text[at + 1..]);
        matches!(rest, [b'\n', digit, ..] if digit.is_ascii_digit() || *digit == b'.')
            && at > 0
            && (text[at - 1].is_ascii_digit() || text[at - 1] == b'.')
    };
    memchr::memchr_iter(b'=', text).any(breaks)
}

fn quoted_printable(input: &[u8]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let mut bytes = Vec::with_capacity(input.len());
    let mut steps = alloc::vec![(0, 0)];
    let mut at = 0;
    while at < input.len() {
        let plain = memchr::memchr(b'=', &input[at..]).map_or(input.len(), |i| at + i);
        bytes.extend_from_slice(&input[at..plain]);
        at = plain;
        let rest = &input[at..];
        let (length, byte) = match rest {
            [b'=', b'\r', b'\n', ..] => (3, None),
            [b'=', b'\n', ..] => (2, None),
            [b'=', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                let digit = |c: u8| (c as char).to_digit(16).unwrap_or(0) as u8;
                (3, Some(digit(*a) << 4 | digit(*b)))
            }
            [_, ..] => {
                bytes.push(b'=');
                at += 1;
                continue;
            }
            [] => break,
        };
        if let Some(byte) = byte {
            step(&mut steps, bytes.len(), at);
            bytes.push(byte);
        }
        at += length;
        step(&mut steps, bytes.len(), at);
    }
    (bytes, steps)
}

/// A text written plainly, and where its stretches stood: the place in it and the
/// place in what was read.
pub(super) type Plain = (Vec<u8>, Steps);

/// Notes that both run in step from here on.
pub(super) fn step(steps: &mut Vec<(usize, usize)>, decoded: usize, original: usize) {
    match steps.last_mut() {
        Some(last) if last.0 == decoded => last.1 = original,
        _ => steps.push((decoded, original)),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    #[test]
    fn utf16_is_found_with_and_without_mark_and_maps_back() {
        let text = "X-OWA-Version: 15.2.1118.7";
        for (mark, big) in [(true, false), (false, false), (true, true), (false, true)] {
            let mut input: Vec<u8> = Vec::new();
            let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
            for unit in units {
                input.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            let decoded = decode(&input);
            assert_eq!(&*decoded.bytes, text.as_bytes());
            let span = decoded.original(15..26);
            assert_eq!(span.len(), 22);
            assert_eq!(span.end, input.len());
        }
    }

    #[test]
    fn a_mark_that_is_none_any_more_is_no_part_of_the_text() {
        for mark in [&b"\xC3\xAF\xC2\xBB\xC2\xBF"[..], b"\xFF", b"\xFE"] {
            let input = [mark, b"X-OWA-Version: 15.2.1118.7\xA0\xC2\xA0end"].concat();
            let decoded = decode(&input);
            assert_eq!(&*decoded.bytes, b"X-OWA-Version: 15.2.1118.7\xA0 end");
            assert_eq!(&input[decoded.original(15..26)], b"15.2.1118.7");
            assert_eq!(&input[decoded.original(28..31)], b"end");
        }
    }

    #[test]
    fn colours_vanish_and_places_map_back() {
        let input = b"\x1b[1;36mx-owa-version\x1b[0m: 15.2.\x1b[33m1118.7\x1b[0m\x1b";
        let decoded = decode(input);
        assert_eq!(&*decoded.bytes, b"x-owa-version: 15.2.1118.7\x1b");
        assert_eq!(&input[decoded.original(0..13)], b"x-owa-version");
        assert_eq!(&input[decoded.original(15..26)], b"15.2.\x1b[33m1118.7");
        assert_eq!(&*decode(b"\x1b[3").bytes, b"");
    }

    #[test]
    fn soft_line_breaks_vanish_and_places_map_back() {
        let input = b"Content-Transfer-Encoding: quoted-printable\n\nid=3D15.2.11=\r\n18.7 end";
        let decoded = decode(input);
        let at = memchr::memmem::find(&decoded.bytes, b"15.2.1118.7").unwrap();
        let span = decoded.original(at..at + 11);
        assert_eq!(&input[span], b"15.2.11=\r\n18.7");
        assert_eq!(&*decode(b"version 6.5.7652.2=\n4").bytes, b"version 6.5.7652.24");
        assert_eq!(&*decode(b"a=\nb").bytes, b"a=\nb");
    }
}
