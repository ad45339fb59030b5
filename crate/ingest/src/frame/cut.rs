//! Where the last whole record of some bytes ends, per framing.

use memchr::memmem;
use std::ops::Range;

pub(super) fn lines(bytes: &[u8]) -> usize {
    memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)
}

/// The last line feed outside quotes. A doubled quote closes and opens, so
/// that counting quotes is enough. Where the counts do not come out (a lone
/// quote in a plain cell), the last line feed is taken.
pub(super) fn csv(bytes: &[u8]) -> usize {
    let quotes = memchr::memchr_iter(b'"', bytes).count();
    let mut after = 0;
    for at in memchr::memrchr2_iter(b'"', b'\n', bytes) {
        if bytes[at] == b'"' {
            after += 1;
        } else if (quotes - after).is_multiple_of(2) {
            return at + 1;
        }
    }
    // A quoted cell this long is a quote that was never closed.
    if bytes.len() > 1 << 20 { lines(bytes) } else { 0 }
}

/// Reports of hosts; what follows the last one belongs to it.
pub(super) fn nmap_text(bytes: &[u8], whole: bool, records: &mut Vec<Range<usize>>) -> usize {
    records.clear();
    let mut starts = memmem::find_iter(bytes, b"Nmap scan report for ")
        .filter(|at| *at == 0 || bytes[at - 1] == b'\n');
    let Some(mut start) = starts.next() else { return 0 };
    for next in starts {
        records.push(start..next);
        start = next;
    }
    if whole {
        records.push(start..bytes.len());
    }
    records.last().map_or(0, |last| last.end)
}

/// `<host …>…</host>`; `hosthint` and `hostnames` are other elements.
pub(super) fn hosts(bytes: &[u8], records: &mut Vec<Range<usize>>) -> usize {
    records.clear();
    let mut from = 0;
    while let Some(start) = memmem::find(&bytes[from..], b"<host").map(|at| at + from) {
        match bytes.get(start + 5) {
            Some(b' ' | b'>' | b'\n' | b'\r' | b'\t') => {}
            Some(_) => {
                from = start + 5;
                continue;
            }
            None => break,
        }
        let Some(end) = memmem::find(&bytes[start..], b"</host>").map(|at| at + start + 7) else {
            break;
        };
        records.push(start..end);
        from = end;
    }
    records.last().map_or(0, |last| last.end)
}

/// Behind the bracket that opens the array of records: the first one of the
/// document, or of HAR's `entries`.
pub(super) fn array_start(bytes: &[u8]) -> Option<usize> {
    let first = bytes.iter().position(|byte| !byte.is_ascii_whitespace() && *byte < 0x80)?;
    if bytes[first] == b'[' {
        return Some(first + 1);
    }
    memmem::find_iter(bytes, b"\"entries\"").find_map(|at| {
        let mut rest = at + 9;
        for wanted in [b':', b'['] {
            rest += bytes.get(rest..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
            if bytes[rest] != wanted {
                return None;
            }
            rest += 1;
        }
        Some(rest)
    })
}

/// Balanced objects; `base` is added to their places.
pub(super) fn objects(bytes: &[u8], base: usize, records: &mut Vec<Range<usize>>) -> usize {
    records.clear();
    // The array has ended; what follows are other members of the document.
    if bytes.trim_ascii_start().starts_with(b"]") {
        return 0;
    }
    let mut depth = 0usize;
    let mut start = 0;
    let mut at = 0;
    while let Some(step) = memchr::memchr3(b'{', b'}', b'"', &bytes[at..]) {
        at += step;
        match bytes[at] {
            b'{' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            // The array's own object ends: nothing behind it is a record.
            b'}' if depth == 0 => break,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    records.push(base + start..base + at + 1);
                }
            }
            _ => match string_end(&bytes[at + 1..]) {
                Some(length) => at += length,
                None => break,
            },
        }
        at += 1;
        // The array ends: HAR has more members behind it.
        if depth == 0 && bytes[at..].trim_ascii_start().starts_with(b"]") {
            break;
        }
    }
    records.last().map_or(0, |last| last.end)
}

/// The place of the quote that ends a string, counted from 1.
fn string_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
        if at > bytes.len() {
            return None;
        }
    }
}
