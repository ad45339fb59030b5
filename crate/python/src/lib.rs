//! The binding of the core to Python and nothing else: text and Arrow columns
//! in, JSON and columns out. `python/expatch` makes the pleasant shape of it.

mod arrow;
mod batch;
mod builds;
mod database;
mod error;
mod facts;
mod input;
mod many;
mod memo;
mod options;

use pyo3::prelude::*;

/// The module below `expatch`.
#[pymodule(gil_used = false)]
mod _native {
    use super::*;

    #[pymodule_export]
    use super::database::load_database;
    #[pymodule_export]
    use super::facts::database;
    #[pymodule_export]
    use arrow::Verdicts;
    #[pymodule_export]
    use arrow::assess_arrow;
    #[pymodule_export]
    use builds::compare_builds;
    #[pymodule_export]
    use builds::parse_build;
    #[pymodule_export]
    use error::ExpatchError;
    #[pymodule_export]
    use facts::cve;
    #[pymodule_export]
    use facts::releases;
    #[pymodule_export]
    use many::assess_many;

    /// The report on `text` as JSON: the bytes that the command prints.
    #[pyfunction]
    fn assess(text: &Bound<'_, PyAny>, as_of: &str, locale: &str) -> PyResult<String> {
        let prepared = super::database::prepared(options::day(as_of)?);
        let language = options::language(locale);
        let input = input::bytes(text)?;
        Ok(text.py().detach(|| prepared.assessor.report_json(&input, language)))
    }
}
