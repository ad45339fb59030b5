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
