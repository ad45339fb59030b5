//! Many inputs in one crossing: bytes and offsets in, columns of numbers out.

use expatch::Assessor;
use expatch::Brief;
use expatch::Build;
use expatch::database::ReleaseId;
use wasm_bindgen::prelude::wasm_bindgen;

/// No such thing, in a column of numbers.
const NONE: u32 = u32::MAX;

/// Bytes of a row in all columns together.
const ROW: usize = 3 * 4 + HALVES * 2 + 3;

/// Columns of two bytes a row.
const HALVES: usize = 5;

/// The verdicts on the inputs, one worst server per input.
///
/// Input `i` reaches from `offsets[i]` to `offsets[i + 1]` in `bytes`, as in a
/// column of Arrow. The answer is one run of little-endian columns, the widest
/// first so that each is aligned: build, release and missing of four bytes a row;
/// vulnerabilities open at least and at most, exploited at least and at most, and
/// servers of two; patched, status and severity of one; then, from the next multiple of four on, the distinct builds as pairs of halves.
pub fn columns(assessor: &Assessor<'_>, bytes: &[u8], offsets: &[u32]) -> Vec<u8> {
    let inputs = offsets
        .windows(2)
        .map(|ends| bytes.get(ends[0] as usize..ends[1] as usize).unwrap_or_default());
    columns_of(offsets.len().saturating_sub(1), inputs.map(|input| assessor.brief(input)))
}

/// The same columns of so many verdicts that were found elsewhere.
pub(crate) fn columns_of(rows: usize, briefs: impl Iterator<Item = Brief>) -> Vec<u8> {
    let mut answer = vec![0; (rows * ROW).next_multiple_of(4)];
    let (words, rest) = answer.split_at_mut(rows * 12);
    let (halves, bytes_of_rows) = rest.split_at_mut(rows * HALVES * 2);
    let [build, release, missing] = thirds(words.as_chunks_mut::<4>().0, rows);
    let (open, rest) = halves.as_chunks_mut::<2>().0.split_at_mut(2 * rows);
    let (used, servers) = rest.split_at_mut(2 * rows);
    let ((open_least, open_most), (used_least, used_most)) =
        (open.split_at_mut(rows), used.split_at_mut(rows));
    let (front, severity) = bytes_of_rows.split_at_mut(2 * rows);
    let (patched, status) = front.split_at_mut(rows);
    let mut builds = Builds::new();
    for (row, brief) in briefs.enumerate() {
        let number = brief.build.map_or(NONE, |build| builds.number(build));
        build[row] = number.to_le_bytes();
        release[row] = id(brief.release);
        missing[row] = id(brief.missing);
        open_least[row] = count(brief.open.at_least);
        open_most[row] = count(brief.open.at_most);
        used_least[row] = count(brief.exploited.at_least);
        used_most[row] = count(brief.exploited.at_most);
        servers[row] = count(brief.servers);
        status[row] = brief.status.map_or(u8::MAX, |status| status as u8);
        patched[row] = brief.patched.map_or(u8::MAX, |patched| patched as u8);
        severity[row] = brief.severity();
    }
    answer.extend(builds.list.iter().flat_map(|half| half.to_le_bytes()));
    answer
}

/// The statuses' codes in the order of their numbers, with commas between.
#[wasm_bindgen]
pub fn statuses() -> String {
    expatch::judge::Status::ALL.map(expatch::judge::Status::code).join(",")
}

/// The answers' codes in the order of their numbers, with commas between.
#[wasm_bindgen]
pub fn answers() -> String {
    expatch::judge::Patched::ALL.map(expatch::judge::Patched::code).join(",")
}

fn thirds<T>(whole: &mut [T], length: usize) -> [&mut [T]; 3] {
    let (first, rest) = whole.split_at_mut(length);
    let (second, third) = rest.split_at_mut(length);
    [first, second, third]
}

fn id(id: Option<ReleaseId>) -> [u8; 4] {
    id.map_or(NONE, |id| u32::from(id.0)).to_le_bytes()
}

/// A count that ends at the most its column holds.
fn count(count: usize) -> [u8; 2] {
    u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes()
}

/// Distinct builds, numbered as they come: a hash table with open addressing,
/// at most half full, so that a search always meets an empty place.
struct Builds {
    /// Numbers of builds, [`NONE`] where there is none; a power of two long.
    places: Vec<u32>,
    /// High and low half of each build.
    list: Vec<u32>,
}

impl Builds {
    fn new() -> Self {
        Self { places: vec![NONE; 1024], list: Vec::new() }
    }

    fn number(&mut self, build: Build) -> u32 {
        let place = self.place(build);
        if self.places[place] == NONE {
            let bits = build.to_bits();
            self.places[place] = (self.list.len() / 2) as u32;
            self.list.extend([(bits >> 32) as u32, bits as u32]);
            if self.list.len() >= self.places.len() {
                self.grow();
                return self.number(build);
            }
        }
        self.places[place]
    }

    /// Where `build` is, or would be.
    fn place(&self, build: Build) -> usize {
        let bits = build.to_bits();
        let halves = [(bits >> 32) as u32, bits as u32];
        let mask = self.places.len() - 1;
        // Fibonacci hashing; the high bits of the product are the mixed ones.
        let mut place = (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        loop {
            let number = self.places[place];
            let at = 2 * number as usize;
            if number == NONE || self.list[at..at + 2] == halves {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.places = vec![NONE; 2 * self.places.len()];
        for number in 0..self.list.len() / 2 {
            let bits =
                u64::from(self.list[2 * number]) << 32 | u64::from(self.list[2 * number + 1]);
            let place = self.place(Build::from_bits(bits));
            self.places[place] = number as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_build_keeps_its_number_as_the_table_grows() {
        let mut builds = Builds::new();
        let build = |n: u32| Build::new(15, (n / 60_000) as u16, (n % 60_000) as u16, 7);
        for n in 0..100_000 {
            assert_eq!(builds.number(build(n)), n);
            assert_eq!(builds.number(build(n / 2)), n / 2);
        }
        assert_eq!(builds.list.len(), 200_000);
    }
}
