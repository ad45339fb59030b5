//! What the database says, as JSON.

use crate::assessor;
use crate::database;
use crate::json;
use crate::options;
use alloc::string::String;
use alloc::vec::Vec;
use expatch::rows;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The database's identity, with the Patch Tuesdays since its day.
///
/// # Errors
/// Throws `invalid-day` for anything but a day of the calendar.
#[wasm_bindgen(js_name = database)]
pub fn identity(as_of: &str) -> Result<String, JsValue> {
    let options = options::options(as_of, "en")?;
    json(&assessor::with(options.as_of, expatch::Assessor::identity))
}

/// All releases, ascending by build.
///
/// # Errors
/// None that a caller can cause.
#[wasm_bindgen]
pub fn releases() -> Result<String, JsValue> {
    let database = database::current();
    let rows: Vec<_> =
        database.releases().map(|release| rows::release(&database, &release)).collect();
    json(&rows)
}

/// One vulnerability with what is known of it on each baseline, or nothing.
///
/// # Errors
/// None that a caller can cause.
#[wasm_bindgen]
pub fn cve(id: &str) -> Result<Option<String>, JsValue> {
    let database = database::current();
    let found = database.vulnerability(id);
    found.map(|found| json(&rows::vulnerability(&database, &found))).transpose()
}
