//! Day and language from the strings Python gives.

use crate::error::error;
use expatch::Date;
use expatch::Language;
use pyo3::PyResult;

/// The day `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> PyResult<Date> {
    text.parse().map_err(|why| error("invalid-day", format!("cannot read the day `{text}`: {why}")))
}

/// The language with this code; the Python side passes no other.
pub(crate) fn language(code: &str) -> Language {
    match code {
        "fr" => Language::French,
        "nl" => Language::Dutch,
        "de" => Language::German,
        _ => Language::English,
    }
}
