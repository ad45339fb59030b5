//! The binding of the core to JavaScript and nothing else: bytes in, JSON or
//! columns of numbers out. `pkg/` makes the pleasant shape of it.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[expect(unsafe_code, reason = "an assessor lives between two calls of the module")]
mod assessor;
pub mod build;
#[expect(unsafe_code, reason = "a loaded database lives as long as the page")]
pub mod database;
mod error;
pub mod facts;
pub mod many;
#[cfg(any(target_arch = "wasm32", test))]
#[expect(unsafe_code, reason = "an allocator hands out raw memory; Miri checks it")]
#[expect(clippy::cast_ptr_alignment, reason = "blocks are as aligned as their size class")]
mod memory;
mod options;
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "the allocator of the module is a static")]
mod runtime;
#[cfg(feature = "views")]
pub mod text;

use alloc::string::String;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The report on `input` as JSON, for a day `YYYY-MM-DD`, in a language `en`,
/// `fr`, `nl` or `de`.
///
/// # Errors
/// Throws `invalid-day` for anything but a day of the calendar.
#[wasm_bindgen]
pub fn assess(input: &[u8], as_of: &str, language: &str) -> Result<String, JsValue> {
    let options = options::options(as_of, language)?;
    Ok(assessor::with(options.as_of, |assessor| assessor.report_json(input, options.language)))
}

fn json(value: &impl serde::Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(|_| error::error("internal", "a report cannot be written"))
}
