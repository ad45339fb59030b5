//! Many inputs in one crossing: bytes and ends in, columns of numbers out.

use crate::assessor;
use crate::options;
use alloc::vec;
use alloc::vec::Vec;
use expatch::Assessor;
use expatch::Build;
use expatch::database::ReleaseId;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// No such thing, in a column of numbers.
const NONE: u32 = u32::MAX;

/// What the inputs come to, one worst server per input.
///
/// `ends` holds the byte after the last of each input in `bytes`. The answer is
/// the number of distinct builds, these builds as pairs of halves, then the
/// columns status, severity, build, release, missing, certain, possible,
/// exploited and servers, each one number per input.
///
/// # Errors
/// Throws `invalid-day` for anything but a day of the calendar.
#[wasm_bindgen(js_name = assessMany)]
pub fn assess_many(bytes: &[u8], ends: &[u32], as_of: &str) -> Result<Vec<u32>, JsValue> {
    let day = options::options(as_of, "en")?.as_of;
    Ok(assessor::with(day, |assessor| columns(assessor, bytes, ends)))
}

fn columns(assessor: &Assessor<'_>, bytes: &[u8], ends: &[u32]) -> Vec<u32> {
    let mut builds = Builds::new();
    let mut columns: [Vec<u32>; 9] = core::array::from_fn(|_| Vec::with_capacity(ends.len()));
    let mut start = 0;
    for end in ends {
        let end = (*end as usize).min(bytes.len());
        let brief = assessor.brief(bytes.get(start..end).unwrap_or_default());
        start = end;
        let row = [
            brief.status.map_or(NONE, |status| status as u32),
            brief.status.map_or(3, |status| u32::from(status.severity())),
            brief.build.map_or(NONE, |build| builds.number(build)),
            release(brief.release),
            release(brief.missing),
            brief.certain as u32,
            brief.possible as u32,
            brief.exploited as u32,
            brief.servers as u32,
        ];
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let mut answer = builds.list;
    answer.insert(0, (answer.len() / 2) as u32);
    columns.into_iter().for_each(|column| answer.extend(column));
    answer
}

/// The statuses' codes in the order of their numbers, with commas between.
#[wasm_bindgen]
pub fn statuses() -> alloc::string::String {
    expatch::judge::Status::ALL.map(expatch::judge::Status::code).join(",")
}

fn release(id: Option<ReleaseId>) -> u32 {
    id.map_or(NONE, |id| u32::from(id.0))
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
