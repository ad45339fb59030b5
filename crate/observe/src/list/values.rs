//! The records of JSON documents: the members of an array, at the top or in an
//! answer (`{"result":{"hits":[…]}}`), or documents one after the other.

use alloc::vec::Vec;
use core::ops::Range;

/// Members that hold the records of an answer, below the members that wrap
/// those: `{"result":{"hits":[…]}}`.
pub const ENVELOPES: [&str; 27] = [
    "matches",
    "hits",
    "results",
    "result",
    "data",
    "events",
    "items",
    "entries",
    "log",
    "Services",
    "Leaks",
    "records",
    "rows",
    "servers",
    "hosts",
    "assets",
    "runs",
    "response",
    "Object",
    "list",
    "value",
    "arr",
    "devices",
    "computers",
    "machines",
    "findings",
    "scanResult",
];

/// Where a stream of JSON stands between two records.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum At {
    /// Between documents.
    #[default]
    Top,
    /// In the array of records, this many objects around it.
    Array(u16),
    /// Behind the array, this many objects not yet closed.
    Closing(u16),
}

impl At {
    /// As a number that a checkpoint holds.
    pub const fn code(self) -> i32 {
        match self {
            Self::Top => 0,
            Self::Array(depth) => depth as i32 + 1,
            Self::Closing(depth) => -(depth as i32),
        }
    }

    /// The place that such a number says.
    pub fn of_code(code: i32) -> Self {
        let depth = |number: i32| u16::try_from(number).unwrap_or_default();
        match code {
            0 => Self::Top,
            1.. => Self::Array(depth(code - 1)),
            _ => Self::Closing(depth(-code)),
        }
    }
}

/// Cuts as far as records end. Returns how many bytes are done with; those in
/// none of `records` belong to the document around them.
pub fn cut(at: &mut At, bytes: &[u8], whole: bool, records: &mut Vec<Range<usize>>) -> usize {
    records.clear();
    let mut done = 0;
    loop {
        let start = done + blank(&bytes[done..], matches!(at, At::Array(_)));
        let Some(first) = bytes.get(start) else { return start };
        match (*at, first) {
            (At::Top, b'[') => (*at, done) = (At::Array(0), start + 1),
            (At::Top, b'{') => match open(&bytes[start..], 0) {
                Opened::Array { offset, depth } => {
                    (*at, done) = (At::Array(depth), start + offset);
                }
                Opened::Record(length) => {
                    records.push(start..start + length);
                    done = start + length;
                }
                Opened::Short => return done,
            },
            (At::Top, _) => {
                let line = memchr::memchr(b'\n', &bytes[start..]).map(|end| start + end + 1);
                match line.or(whole.then_some(bytes.len())) {
                    Some(end) => {
                        records.push(start..end);
                        done = end;
                    }
                    None => return done,
                }
            }
            (At::Array(0), b']') => (*at, done) = (At::Top, start + 1),
            (At::Array(depth), b']') => (*at, done) = (At::Closing(depth), start + 1),
            (At::Array(_), _) => match value(&bytes[start..]) {
                Some(length) => {
                    records.push(start..start + length);
                    done = start + length;
                }
                None => return done,
            },
            (At::Closing(depth), _) => match close(&bytes[start..], depth) {
                (0, length) => (*at, done) = (At::Top, start + length),
                (left, length) => {
                    *at = At::Closing(left);
                    return start + length;
                }
            },
        }
    }
}

/// White space, and between members commas.
fn blank(bytes: &[u8], commas: bool) -> usize {
    let is_blank =
        |byte: &u8| byte.is_ascii_whitespace() || commas && *byte == b',' || *byte >= 0xbb;
    // A byte order mark is three bytes of that kind.
    bytes.iter().take_while(|byte| is_blank(byte)).count()
}

enum Opened {
    Array { offset: usize, depth: u16 },
    Record(usize),
    Short,
}

/// An object: an answer with an array of records in it, or a record itself.
fn open(bytes: &[u8], depth: u16) -> Opened {
    let mut at = 1;
    loop {
        at += blank(&bytes[at.min(bytes.len())..], true);
        match bytes.get(at) {
            None => return Opened::Short,
            Some(b'}') => return Opened::Record(at + 1),
            Some(b'"') => {}
            // Not JSON: the end of the line is the only place to start anew.
            Some(_) => {
                return memchr::memchr(b'\n', bytes).map_or(Opened::Short, Opened::Record);
            }
        }
        let Some(end) = string(&bytes[at..]) else { return Opened::Short };
        let name = &bytes[at + 1..at + end - 1];
        at += end;
        at += blank(&bytes[at..], false);
        if bytes.get(at) == Some(&b':') {
            at += 1;
        }
        at += blank(&bytes[at..], false);
        let is_envelope = ENVELOPES.iter().any(|known| known.as_bytes() == name);
        match bytes.get(at) {
            None => return Opened::Short,
            Some(b'[') if is_envelope => {
                let inner = at + 1 + blank(&bytes[at + 1..], false);
                match bytes.get(inner) {
                    None => return Opened::Short,
                    Some(b'{' | b'[') => {
                        return Opened::Array { offset: at + 1, depth: depth + 1 };
                    }
                    Some(_) => {}
                }
            }
            Some(b'{') if is_envelope && depth < 8 => match open(&bytes[at..], depth + 1) {
                Opened::Array { offset, depth } => {
                    return Opened::Array { offset: at + offset, depth };
                }
                Opened::Record(length) => {
                    at += length;
                    continue;
                }
                Opened::Short => return Opened::Short,
            },
            Some(_) => {}
        }
        match value(&bytes[at..]) {
            Some(length) => at += length,
            None => return Opened::Short,
        }
    }
}

/// The length of a value; `None` where it does not end in these bytes.
fn value(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        b'"' => string(bytes),
        b'{' | b'[' => {
            let opens = bytes[0];
            let closes = if opens == b'{' { b'}' } else { b']' };
            let (mut depth, mut at) = (0_usize, 0);
            loop {
                at += memchr::memchr3(opens, closes, b'"', &bytes[at..])?;
                match bytes[at] {
                    b'"' => at += string(&bytes[at..])? - 1,
                    byte if byte == opens => depth += 1,
                    _ => depth -= 1,
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => {
            let end = |byte: &u8| b",]}".contains(byte) || byte.is_ascii_whitespace();
            bytes.iter().position(end).filter(|end| *end > 0)
        }
    }
}

/// The length of a string with both its quotes.
pub(super) fn string(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Goes to the end of the objects around an array. What is left of them and
/// how far it came.
fn close(bytes: &[u8], depth: u16) -> (u16, usize) {
    let (mut depth, mut at) = (depth, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' => depth = depth.saturating_add(1),
            b'}' => depth -= 1,
            b'"' => match string(&bytes[at..]) {
                Some(length) => at += length - 1,
                None => return (depth, at),
            },
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    (depth, at)
}
