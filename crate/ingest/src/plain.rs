//! Bytes that change nothing about what a text says: the colours that a terminal is
//! told, and line ends of another system.

use std::borrow::Cow;
use std::io;
use std::io::Read;

/// A line without the sequences that tell a terminal its colours.
pub(crate) fn uncoloured(line: &[u8]) -> Cow<'_, [u8]> {
    const ESCAPE: u8 = 0x1b;
    if memchr::memchr(ESCAPE, line).is_none() {
        return Cow::Borrowed(line);
    }
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memchr(ESCAPE, rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        // `ESC [ 1 ; 32 m`: numbers, and a letter at the end.
        if let Some(behind) = rest.strip_prefix(b"[") {
            let end = behind.iter().position(u8::is_ascii_alphabetic);
            rest = end.map_or(&[], |end| &behind[end + 1..]);
        }
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

/// Whether lines end as they did on the first Macs, and as Excel still offers.
pub(crate) fn has_returns_alone(sample: &[u8]) -> bool {
    memchr::memchr(b'\n', sample).is_none() && memchr::memchr(b'\r', sample).is_some()
}

/// A stream whose lines end with line feeds instead.
pub(crate) struct Fed<R>(pub(crate) R);

impl<R: Read> Read for Fed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        feed(&mut buffer[..read]);
        Ok(read)
    }
}

/// Makes line feeds of carriage returns.
pub(crate) fn feed(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| **byte == b'\r') {
        *byte = b'\n';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_left_out() {
        for (line, plain) in [
            (
                &b"[\x1b[92mms-exchange\x1b[0m] [\x1b[1;34mhttp\x1b[0m]"[..],
                &b"[ms-exchange] [http]"[..],
            ),
            (b"15.2.1748.48", b"15.2.1748.48"),
            (b"cut \x1b[", b"cut "),
        ] {
            assert_eq!(&*uncoloured(line), plain);
        }
    }

    #[test]
    fn returns_alone_end_lines() {
        assert!(has_returns_alone(b"a\rb"));
        assert!(!has_returns_alone(b"a\r\nb") && !has_returns_alone(b"a"));
        let mut text = String::new();
        Fed(&b"a\rb\r"[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "a\nb\n");
    }
}
