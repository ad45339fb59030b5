//! A text that stands in another one, with its line ends and quotation marks
//! escaped as JSON, C and Python do it.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A text, and where its stretches stood: pairs of places, decoded and original.
type Unescaped<'t> = (Cow<'t, [u8]>, Vec<(usize, usize)>);

/// The text that stands in a string.
pub(crate) fn unescape(text: &[u8]) -> Unescaped<'_> {
    decoded(text, b'\\')
}

/// The text that a page shows: its backslashes are its own.
pub(crate) fn shown(text: &[u8]) -> Unescaped<'_> {
    decoded(text, b'&')
}

/// The text without entities and what begins with `sign`.
fn decoded(text: &[u8], sign: u8) -> Unescaped<'_> {
    let mut steps = alloc::vec![(0, 0)];
    if memchr::memchr2(sign, b'&', text).is_none() {
        return (Cow::Borrowed(text), steps);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let next = memchr::memchr2(sign, b'&', &text[at..]).map_or(text.len(), |i| at + i);
        bytes.extend_from_slice(&text[at..next]);
        at = next;
        let (length, byte): (usize, &[u8]) = match &text[at..] {
            [b'\\', b'n', ..] => (2, b"\n"),
            [b'\\', b'r', ..] => (2, b""),
            [b'\\', b't', ..] => (2, b"\t"),
            [b'\\', quote @ (b'"' | b'\'' | b'/' | b'\\'), ..] => (2, core::slice::from_ref(quote)),
            [b'\\', b'x', b'0', b'd' | b'D', ..] => (4, b""),
            [b'\\', b'x', b'0', b'a' | b'A', ..] => (4, b"\n"),
            [b'\\', b'u', b'0', b'0', b'3', b'c' | b'C', ..] => (6, b"<"),
            [b'\\', b'u', b'0', b'0', b'3', b'e' | b'E', ..] => (6, b">"),
            [b'\\', b'u', b'0', b'0', b'2', b'6', ..] => (6, b"&"),
            rest if rest.starts_with(b"&lt;") => (4, b"<"),
            rest if rest.starts_with(b"&gt;") => (4, b">"),
            rest if rest.starts_with(b"&quot;") => (6, b"\""),
            rest if rest.starts_with(b"&amp;") => (5, b"&"),
            rest if rest.starts_with(b"&#39;") => (5, b"'"),
            rest if rest.starts_with(b"&#x27;") => (6, b"'"),
            rest if rest.starts_with(b"&#34;") => (5, b"\""),
            [byte, ..] => (1, core::slice::from_ref(byte)),
            [] => break,
        };
        bytes.extend_from_slice(byte);
        at += length;
        if length > 1 {
            match steps.last_mut() {
                Some(last) if last.0 == bytes.len() => last.1 = at,
                _ => steps.push((bytes.len(), at)),
            }
        }
    }
    (Cow::Owned(bytes), steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_come_back() {
        let (bytes, steps) = unescape(br"HTTP/1.1 200\r\nX-FEServer: \x22EX01\r\n");
        assert!(bytes.starts_with(b"HTTP/1.1 200\nX-FEServer: "));
        assert!(steps.len() > 1);
        let (bytes, _) = shown(br"&quot;200\r\n&#x27;&lt;p&gt;");
        assert_eq!(&*bytes, br#""200\r\n'<p>"#);
    }
}
