//! Characters that another program spells out or puts between words: blanks that
//! do not break, marks without width, entities of markup and escapes of JSON. Only
//! letters, digits and signs that begin no structure are decoded, so that a text
//! keeps its shape; what stands escaped in a string as a text is `unescape`'s.

use super::decode::Plain;
use super::decode::step;
use alloc::vec::Vec;

/// The text with such characters in plain ASCII and where its stretches stood;
/// nothing for a text without them.
pub(crate) fn plain(text: &[u8]) -> Option<Plain> {
    // Most texts have no sign that one may begin with, and are asked no more.
    if text.is_ascii() && memchr::memchr2(b'&', b'\\', text).is_none() {
        return None;
    }
    let mut next = places(text).filter_map(|at| Some((at, spelt(text, at)?)));
    let first = next.next()?;
    let mut bytes = Vec::with_capacity(text.len());
    let mut steps = alloc::vec![(0, 0)];
    let mut done = 0;
    for (at, (length, byte)) in core::iter::once(first).chain(next) {
        bytes.extend_from_slice(&text[done..at]);
        done = at + length;
        if let Some(byte) = byte {
            step(&mut steps, bytes.len(), at);
            bytes.push(byte);
        }
        step(&mut steps, bytes.len(), done);
    }
    bytes.extend_from_slice(&text[done..]);
    Some((bytes, steps))
}

/// Where one may begin, ascending. An escape is asked for by its backslash, which
/// paths have too: the letter behind it is looked at first.
fn places(text: &[u8]) -> impl Iterator<Item = usize> {
    let mut ascii = memchr::memchr2_iter(b'&', b'\\', text).peekable();
    let mut wide = memchr::memchr3_iter(0xC2, 0xE2, 0xEF, text).peekable();
    core::iter::from_fn(move || match (ascii.peek(), wide.peek()) {
        (Some(one), Some(other)) if one < other => ascii.next(),
        (_, Some(_)) => wide.next(),
        (_, None) => ascii.next(),
    })
}

/// How many bytes the character at `at` takes and what it is: a mark without
/// width is nothing.
fn spelt(text: &[u8], at: usize) -> Option<(usize, Option<u8>)> {
    match &text[at..] {
        [0xC2, 0xA0, ..] => Some((2, Some(b' '))),
        [0xC2, 0xAD, ..] => Some((2, None)),
        [0xE2, 0x80, 0x80..=0x8A | 0xAF, ..] => Some((3, Some(b' '))),
        [0xE2, 0x80, 0x8B..=0x8D, ..] => Some((3, None)),
        [0xEF, 0xBB, 0xBF, ..] => Some((3, None)),
        [b'&', b'#', b'x' | b'X', rest @ ..] => numbered(rest, 16, 3),
        [b'&', b'#', rest @ ..] => numbered(rest, 10, 2),
        [b'&', b'n', b'b', b's', b'p', b';', ..] => Some((6, Some(b' '))),
        [b'\\', b'u', digits @ ..] if at == 0 || text[at - 1] != b'\\' => {
            let digits = core::str::from_utf8(digits.get(..4)?).ok()?;
            Some((6, Some(ascii(u32::from_str_radix(digits, 16).ok()?)?)))
        }
        _ => None,
    }
}

/// `40;` behind `&#`, which took `before` bytes.
fn numbered(rest: &[u8], radix: u32, before: usize) -> Option<(usize, Option<u8>)> {
    let length = rest.iter().take(7).position(|byte| *byte == b';')?;
    let digits = core::str::from_utf8(&rest[..length]).ok()?;
    let byte = ascii(u32::from_str_radix(digits, radix).ok()?)?;
    Some((before + length + 1, Some(byte)))
}

/// The character as ASCII where it begins no structure.
fn ascii(character: u32) -> Option<u8> {
    if character == 0xA0 {
        return Some(b' ');
    }
    let byte = u8::try_from(character).ok()?;
    let harmless = byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'(' | b')' | b'-' | b'.' | b'/' | b'_' | b'+' | b'@');
    harmless.then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_out_becomes_plain() {
        for (text, expected) in [
            ("Version\u{a0}15.2", "Version 15.2"),
            ("15.2\u{200b}.1748\u{ad}.10", "15.2.1748.10"),
            ("Admin&#68;isplay&#x56;ersion&nbsp;15.2", "AdminDisplayVersion 15.2"),
            (r"ROOK\u002d6 \u0028Build", "ROOK-6 (Build"),
            ("\u{feff}a\u{202f}b\u{2003}c", "a b c"),
        ] {
            let (bytes, _) = plain(text.as_bytes()).expect("something to decode");
            assert_eq!(core::str::from_utf8(&bytes), Ok(expected));
        }
    }

    #[test]
    fn structure_stays_escaped() {
        for text in
            [r"\u0022 \u003c \u000a", "&#34;&#60;&#x3c;&amp;&lt;", r"\\u0041 C:\users", "a — “b”"]
        {
            assert!(plain(text.as_bytes()).is_none(), "{text}");
        }
        assert!(plain(br"\u00").is_none());
        assert!(plain(b"&#99999999999;&#;&#x").is_none());
    }
}
