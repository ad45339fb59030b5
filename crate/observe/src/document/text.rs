//! Byte-level reading aids: letter case, lines, trimming. Nothing here knows
//! of Exchange.

use core::ops::Range;

/// Letters, digits, underscore and everything beyond ASCII.
pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// What a host name is made of.
pub(crate) fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80
}

/// How many bytes from the first on may stand in a host's name.
pub(crate) fn host_length(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_host(**byte)).count()
}

/// Whether `text` starts with `lower`, in any letter case.
pub(crate) fn starts_with(text: &[u8], lower: &[u8]) -> bool {
    text.get(..lower.len()).is_some_and(|head| head.eq_ignore_ascii_case(lower))
}

/// Whether `text` ends with `lower`, in any letter case.
pub(crate) fn ends_with(text: &[u8], lower: &[u8]) -> bool {
    text.len() >= lower.len() && text[text.len() - lower.len()..].eq_ignore_ascii_case(lower)
}

/// Where `lower` first stands in `text`, in any letter case.
pub(crate) fn find(text: &[u8], lower: &[u8]) -> Option<usize> {
    let (first, last) = (*lower.first()?, text.len().checked_sub(lower.len())?);
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), &text[..=last])
        .find(|&i| text[i..i + lower.len()].eq_ignore_ascii_case(lower))
}

/// Where `lower` last stands in `text`, in any letter case.
pub(crate) fn rfind(text: &[u8], lower: &[u8]) -> Option<usize> {
    let (first, last) = (*lower.first()?, text.len().checked_sub(lower.len())?);
    memchr::memrchr2_iter(first, first.to_ascii_uppercase(), &text[..=last])
        .find(|&i| text[i..i + lower.len()].eq_ignore_ascii_case(lower))
}

/// Where the line of `at` begins.
pub(crate) fn line_start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at]).map_or(0, |i| i + 1)
}

/// Where the line of `at` ends, its line feed not included.
pub(crate) fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |i| at + i)
}

/// `range` without the white space at its ends; a non-breaking space is one too.
pub(crate) fn trim(text: &[u8], range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    loop {
        match &text[start..end] {
            [byte, ..] if byte.is_ascii_whitespace() => start += 1,
            [0xC2, 0xA0, ..] => start += 2,
            [0xEF, 0xBB, 0xBF, ..] => start += 3,
            _ => break,
        }
    }
    loop {
        match &text[start..end] {
            [.., byte] if byte.is_ascii_whitespace() => end -= 1,
            [.., 0xC2, 0xA0] => end -= 2,
            _ => break,
        }
    }
    start..end
}

/// What may stand around a value without belonging to it: pairs of quotation
/// marks, brackets and emphasis, commas and semicolons behind it.
pub(crate) fn bare(text: &[u8], range: Range<usize>) -> Range<usize> {
    let mut range = trim(text, range);
    loop {
        let value = &text[range.clone()];
        let inner = match value {
            [b'*', b'*', .., b'*', b'*'] | [b'_', b'_', .., b'_', b'_'] if value.len() > 4 => {
                range.start + 2..range.end - 2
            }
            [b'"', .., b'"'] | [b'\'', .., b'\''] | [b'`', .., b'`'] if value.len() > 1 => {
                range.start + 1..range.end - 1
            }
            [b'{', .., b'}'] | [b'[', .., b']'] | [b'(', .., b')'] if value.len() > 1 => {
                range.start + 1..range.end - 1
            }
            [b'\\', b'"', .., b'\\', b'"'] if value.len() > 3 => range.start + 2..range.end - 2,
            [.., b',' | b';'] => range.start..range.end - 1,
            _ => return range,
        };
        range = trim(text, inner);
    }
}

/// Whether `field` is an IPv4 address.
pub(crate) fn is_address(field: &[u8]) -> bool {
    let mut parts = 0;
    for part in field.split(|byte| *byte == b'.') {
        parts += 1;
        let short = !part.is_empty() && part.len() <= 3;
        if !short || decimal(part).is_none_or(|value| value > 255) {
            return false;
        }
    }
    parts == 4
}

/// The decimal number that `text` is, if nothing else stands there.
pub(crate) fn decimal(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 10 {
        return None;
    }
    text.iter().try_fold(0_u32, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value.checked_mul(10)?.checked_add(u32::from(byte - b'0')))
            .flatten()
    })
}
