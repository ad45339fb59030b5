//! A column of text in, columns of verdicts out, by the Arrow PyCapsule
//! interface: nothing is copied on the way in, no library is asked for.

mod capsule;
mod texts;
mod verdicts;
mod words;

pub(crate) use verdicts::Verdicts;

use crate::batch::Distinct;
use crate::database;
use crate::options;
use pyo3::prelude::*;
use verdicts::Column;

/// The verdicts on each value of an Arrow array or stream of text or bytes.
#[pyfunction]
pub(crate) fn assess_arrow(
    py: Python<'_>,
    values: &Bound<'_, PyAny>,
    as_of: &str,
    locale: &str,
    columns: Vec<String>,
) -> PyResult<Verdicts> {
    let prepared = database::prepared(options::day(as_of)?);
    let language = options::language(locale);
    let wanted = columns.iter().map(|name| Column::named(name)).collect::<PyResult<Vec<_>>>()?;
    let chunks = capsule::import(values)?;
    let texts = chunks.iter().map(texts::Texts::of).collect::<PyResult<Vec<_>>>()?;
    py.detach(|| {
        let mut distinct = Distinct::with_capacity(texts.iter().map(texts::Texts::len).sum());
        for text in &texts {
            text.each(&mut |value| distinct.push(value));
        }
        Verdicts::new(&prepared, &distinct, &wanted, language)
    })
}
