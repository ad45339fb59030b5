//! The report as the native command shows it, so that `npx expatch` speaks the
//! same words and ends with the same code.

use crate::database;
use crate::options;
use alloc::string::String;
use alloc::vec::Vec;
use expatch_view::Style;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The views of one report: text, the Nagios line and the exit code.
///
/// # Errors
/// Throws `invalid-day` for anything but a day of the calendar.
#[wasm_bindgen]
pub fn views(
    input: &[u8],
    as_of: &str,
    language: &str,
    color: bool,
    width: usize,
) -> Result<Vec<String>, JsValue> {
    let options = options::options(as_of, language)?;
    let report = expatch::assess(input, &database::current(), &options);
    let style = Style { color, width, language: options.language, ..Style::default() };
    Ok([
        expatch_view::text(&report, style),
        expatch_view::nagios(&report, options.language),
        alloc::format!("{}", report.severity()),
    ]
    .to_vec())
}
