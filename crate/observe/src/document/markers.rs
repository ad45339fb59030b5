//! The prefilter: one pass over the text that finds the few letters of which
//! every field that can show a version has some. Wu and Manber's method over folded trigrams: it looks
//! at three bytes and mostly jumps four, needs no set-up, no memory and no
//! `unsafe`, and is the same natively and in WebAssembly.

use alloc::vec::Vec;

/// Stretches that are walked at once.
const LANES: usize = 4;
/// How much is walked before what was found is looked at.
const BLOCK: usize = 64 * 1024;

/// The shortest marker.
const LEAST: usize = 6;
/// How far a trigram that stands in no marker lets the scan jump.
const JUMP: u8 = (LEAST - 2) as u8;
/// Entries from here on are chains of markers that end in the trigram.
const CHAIN: u8 = JUMP + 1;
/// How many markers there may be.
const MOST: usize = 0x100 - CHAIN as usize;

/// The compiled markers.
pub(crate) struct Scanner {
    table: [u8; 1 << 15],
    next: [u8; MOST],
}

/// Letters fold to one case; other bytes may collide, the comparison decides.
const fn slot(a: u8, b: u8, c: u8) -> usize {
    (a as usize & 31) << 10 | (b as usize & 31) << 5 | (c as usize & 31)
}

impl Scanner {
    /// Compiles `markers`.
    #[expect(clippy::large_stack_arrays, reason = "made when this is compiled")]
    pub(crate) const fn new(markers: &[&str]) -> Self {
        let mut table = [JUMP; 1 << 15];
        let mut next = [0; MOST];
        assert!(markers.len() < MOST);
        let mut index = 0;
        while index < markers.len() {
            let text = markers[index].as_bytes();
            assert!(text.len() >= LEAST);
            let mut at = 2;
            while at < LEAST {
                let slot = slot(text[at - 2], text[at - 1], text[at]);
                let jump = (LEAST - 1 - at) as u8;
                if jump == 0 {
                    if table[slot] >= CHAIN {
                        next[index] = table[slot];
                    }
                    table[slot] = CHAIN + index as u8;
                } else if table[slot] < CHAIN && table[slot] > jump {
                    table[slot] = jump;
                }
                at += 1;
            }
            index += 1;
        }
        Self { table, next }
    }

    /// Calls `found` with every place where a marker begins, in order.
    pub(crate) fn scan(&self, markers: &[&str], text: &[u8], mut found: impl FnMut(usize)) {
        let mut hits: [Vec<usize>; LANES] = Default::default();
        let mut from = LEAST - 1;
        while from < text.len() {
            let to = text.len().min(from + BLOCK);
            self.block(text, from, to, &mut hits);
            for place in hits.iter_mut().flat_map(|lane| lane.drain(..)) {
                self.confirm(markers, text, place, &mut found);
            }
            from = to;
        }
    }

    /// Collects where a marker may end, from `from` to before `to`.
    ///
    /// Each step waits for a look-up in the table, so several stretches are
    /// walked at once: their waits overlap.
    fn block(&self, text: &[u8], from: usize, to: usize, hits: &mut [Vec<usize>; LANES]) {
        let length = (to - from) / LANES;
        let [first, second, third] = [1, 2, 3].map(|lane| from + lane * length);
        let [mut a, mut b, mut c, mut d] = [from, first, second, third];
        // Written out, not a loop over lanes: for size that would stay one, and
        // its places in memory.
        let [one, two, three, four] = hits;
        while a < first && b < second && c < third && d < to {
            a += self.step(text, a, one);
            b += self.step(text, b, two);
            c += self.step(text, c, three);
            d += self.step(text, d, four);
        }
        let rest = [(a, first, one), (b, second, two), (c, third, three), (d, to, four)];
        for (mut at, end, hits) in rest {
            while at < end {
                at += self.step(text, at, hits);
            }
        }
    }

    #[expect(
        clippy::inline_always,
        reason = "four calls in the innermost loop: a fifth of its time"
    )]
    #[inline(always)]
    fn step(&self, text: &[u8], at: usize, hits: &mut Vec<usize>) -> usize {
        let [a, b, c] = text[at - 2..=at] else { return 1 };
        let entry = self.table[slot(a, b, c)];
        if entry < CHAIN {
            return usize::from(entry);
        }
        hits.push(at);
        1
    }

    fn confirm(&self, markers: &[&str], text: &[u8], at: usize, found: &mut impl FnMut(usize)) {
        let start = at + 1 - LEAST;
        let [a, b, c] = text[at - 2..=at] else { return };
        let mut chain = self.table[slot(a, b, c)];
        while chain >= CHAIN {
            let index = usize::from(chain - CHAIN);
            if super::text::starts_with(&text[start..], markers[index].as_bytes()) {
                return found(start);
            }
            chain = self.next[index];
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    static MARKERS: &[&str] = &["abcabc", "bcabca", "exchange", "15.01.", "abcabcx"];
    static SCANNER: Scanner = Scanner::new(MARKERS);

    proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(text in "([abcABC]{0,4}|exchange|15\\.01\\.|x|.){0,40}") {
            let mut seen = Vec::new();
            SCANNER.scan(MARKERS, text.as_bytes(), |at| seen.push(at));
            let wanted: Vec<usize> = (0..text.len())
                .filter(|at| {
                    let rest = &text.as_bytes()[*at..];
                    MARKERS.iter().any(|it| super::super::text::starts_with(rest, it.as_bytes()))
                })
                .collect();
            prop_assert_eq!(seen, wanted);
        }
    }
}
