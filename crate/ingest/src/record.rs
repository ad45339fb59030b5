//! One row of an input: who it is about and the text that tells of its server.

use crate::Identity;

/// A row that may tell of a server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Who it is about.
    pub identity: Identity,
    /// What it says, in a form the core reads: headers, pages, banners.
    pub text: Vec<u8>,
    /// The line of the input on which it begins, from 1; in inputs without
    /// lines its ordinal number.
    pub place: u64,
}

/// Why a row gave no verdict.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Skip {
    /// A blank line, a heading, a comment.
    Blank,
    /// It says nothing about a version.
    NoEvidence,
    /// The scanner got no answer.
    NoAnswer,
}

impl Skip {
    /// The stable name in counts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::NoEvidence => "no-evidence",
            Self::NoAnswer => "no-answer",
        }
    }

    /// All reasons.
    pub const ALL: [Self; 3] = [Self::Blank, Self::NoEvidence, Self::NoAnswer];
}

/// What one row came to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "records are the common case and live for one row")]
pub(crate) enum Row<'a> {
    /// It may tell of a server.
    Record(Record),
    /// It may tell of several, such as a host with many services.
    Records(Vec<Record>),
    /// It gives no verdict.
    Skip(Skip),
    /// It cannot be read: kept aside as it is, with the reason.
    Bad { place: u64, reason: String, raw: &'a [u8] },
}

/// Builds a record's text.
#[derive(Debug, Default)]
pub(crate) struct Text {
    bytes: Vec<u8>,
}

impl Text {
    /// A line of its own.
    pub(crate) fn line(&mut self, line: &str) {
        self.bytes.extend_from_slice(line.as_bytes());
        self.bytes.push(b'\n');
    }

    /// A header as it stands on the wire. Scanners write `_` for `-`.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        if volatile(name) {
            return;
        }
        for byte in name.bytes() {
            self.bytes.push(if byte == b'_' { b'-' } else { byte });
        }
        self.bytes.extend_from_slice(b": ");
        self.bytes.extend_from_slice(value.trim().as_bytes());
        self.bytes.push(b'\n');
    }

    /// A page or any other longer piece, apart from what stands before it.
    pub(crate) fn piece(&mut self, piece: &str) {
        if !self.bytes.is_empty() {
            self.bytes.push(b'\n');
        }
        self.line(piece);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Headers that differ from answer to answer and cannot name a product; left
/// out so that equal servers give equal texts, which are judged only once.
fn volatile(name: &str) -> bool {
    const VOLATILE: [&str; 26] = [
        "accept-ranges",
        "age",
        "alt-svc",
        "cache-control",
        "cf-ray",
        "connection",
        "content-encoding",
        "content-length",
        "content-security-policy",
        "content-type",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "p3p",
        "pragma",
        "referrer-policy",
        "request-id",
        "strict-transport-security",
        "transfer-encoding",
        "vary",
        "via",
        "x-content-type-options",
        "x-frame-options",
        "x-xss-protection",
    ];
    let mut plain = [0; 32];
    let Some(plain) = plain.get_mut(..name.len()) else { return false };
    for (to, from) in plain.iter_mut().zip(name.bytes()) {
        *to = if from == b'_' { b'-' } else { from.to_ascii_lowercase() };
    }
    core::str::from_utf8(plain).is_ok_and(|name| VOLATILE.binary_search(&name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_spelt_as_on_the_wire_and_volatile_ones_left_out() {
        let mut text = Text::default();
        for (name, value) in
            [("x_owa_version", "15.2.1748.48"), ("Date", "now"), ("x_frame_options", "DENY")]
        {
            text.header(name, value);
        }
        assert_eq!(text.into_bytes(), b"x-owa-version: 15.2.1748.48\n");
    }
}
