//! What the database says, as JSON.

use crate::database::current;
use crate::error::error;
use crate::options;
use expatch::Language;
use expatch::Options;
use expatch::rows;
use pyo3::prelude::*;
use serde::Serialize;

/// The database's identity, with the Patch Tuesdays since its day.
#[pyfunction]
pub(crate) fn database(as_of: &str) -> PyResult<String> {
    let options = Options::new(options::day(as_of)?, Language::English);
    json(&expatch::assess(b"", &current(), &options).database)
}

/// All releases, ascending by build.
#[pyfunction]
pub(crate) fn releases() -> PyResult<String> {
    let database = current();
    json(&database.releases().map(|row| rows::release(&database, &row)).collect::<Vec<_>>())
}

/// One vulnerability with what is known of it on each baseline, or nothing.
#[pyfunction]
pub(crate) fn cve(id: &str) -> PyResult<Option<String>> {
    let database = current();
    database.vulnerability(id).map(|row| json(&rows::vulnerability(&database, &row))).transpose()
}

/// `value` as JSON text.
pub(crate) fn json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|why| error("internal", format!("cannot write: {why}")))
}
