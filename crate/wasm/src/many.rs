//! Many inputs in one crossing: bytes and ends in, columns of numbers out.

use crate::assessor;
use crate::options;
use alloc::collections::BTreeMap;
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
    let mut builds = Builds::default();
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

/// Distinct builds, numbered as they come.
#[derive(Default)]
struct Builds {
    numbers: BTreeMap<Build, u32>,
    /// High and low half of each.
    list: Vec<u32>,
}

impl Builds {
    fn number(&mut self, build: Build) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(build).or_insert_with(|| {
            let bits = build.to_bits();
            self.list.extend([(bits >> 32) as u32, bits as u32]);
            next
        })
    }
}
