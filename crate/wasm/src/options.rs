//! The core's options from the strings JavaScript gives.

use crate::error::error;
use alloc::format;
use expatch::Language;
use expatch::Options;
use wasm_bindgen::JsValue;

/// The options these strings say; a language that is not spoken is English.
pub(crate) fn options(as_of: &str, language: &str) -> Result<Options, JsValue> {
    let as_of = as_of
        .parse()
        .map_err(|why| error("invalid-day", &format!("cannot read the day `{as_of}`: {why}")))?;
    let language = match language {
        "fr" => Language::French,
        "nl" => Language::Dutch,
        "de" => Language::German,
        _ => Language::English,
    };
    Ok(Options { as_of, language })
}
