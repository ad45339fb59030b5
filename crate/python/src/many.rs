//! Many inputs at once as columns of numbers, the same ones as npm's
//! `assessMany`: no sentence is made.

use crate::batch::Distinct;
use crate::database;
use crate::input;
use crate::options;
use expatch::Brief;
use expatch::judge::Patched;
use expatch::judge::Status;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3::types::PyDict;
use std::collections::HashMap;

/// The status of an input in which nothing was found.
const NONE: u8 = u8::MAX;

/// The columns, one row per input: numbers as little machine words for
/// `memoryview.cast`, names once beside them.
#[pyfunction]
pub(crate) fn assess_many<'py>(
    py: Python<'py>,
    inputs: Vec<Bound<'py, PyAny>>,
    as_of: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let prepared = database::prepared(options::day(as_of)?);
    let texts = inputs.iter().map(input::bytes).collect::<PyResult<Vec<_>>>()?;
    let columns = py.detach(|| {
        let mut distinct = Distinct::with_capacity(texts.len());
        texts.iter().for_each(|text| distinct.push(Some(text.as_ref())));
        let briefs = prepared.briefs(&distinct);
        Columns::of(&distinct, &briefs)
    });
    let dict = PyDict::new(py);
    dict.set_item("answers", Patched::ALL.map(|patched| patched.code()))?;
    dict.set_item("statuses", Status::ALL.map(|status| status.code()))?;
    dict.set_item("builds", columns.builds)?;
    dict.set_item("patched", PyBytes::new(py, &columns.patched))?;
    dict.set_item("status", PyBytes::new(py, &columns.status))?;
    dict.set_item("severity", PyBytes::new(py, &columns.severity))?;
    for (name, column) in [
        ("build", columns.build),
        ("release", columns.release),
        ("missing", columns.missing),
        ("open_at_least", columns.open.0),
        ("open_at_most", columns.open.1),
        ("exploited_at_least", columns.exploited.0),
        ("exploited_at_most", columns.exploited.1),
        ("servers", columns.servers),
    ] {
        let bytes: Vec<u8> = column.iter().flat_map(|number| number.to_ne_bytes()).collect();
        dict.set_item(name, PyBytes::new(py, &bytes))?;
    }
    Ok(dict)
}

#[derive(Default)]
struct Columns {
    patched: Vec<u8>,
    status: Vec<u8>,
    severity: Vec<u8>,
    builds: Vec<String>,
    build: Vec<i32>,
    release: Vec<i32>,
    missing: Vec<i32>,
    open: (Vec<i32>, Vec<i32>),
    exploited: (Vec<i32>, Vec<i32>),
    servers: Vec<i32>,
}

impl Columns {
    fn of(distinct: &Distinct<'_>, briefs: &[Brief]) -> Self {
        let mut columns = Self::default();
        let mut numbers = HashMap::new();
        for row in distinct.rows().flatten() {
            columns.push(&briefs[row], &mut numbers);
        }
        columns
    }

    fn push(&mut self, brief: &Brief, numbers: &mut HashMap<expatch::Build, i32>) {
        let build = brief.build.map(|build| {
            *numbers.entry(build).or_insert_with(|| {
                self.builds.push(build.to_string());
                self.builds.len() as i32 - 1
            })
        });
        self.patched.push(brief.patched.map_or(NONE, |patched| patched as u8));
        self.status.push(brief.status.map_or(NONE, |status| status as u8));
        self.severity.push(brief.severity());
        self.build.push(build.unwrap_or(-1));
        self.release.push(brief.release.map_or(-1, |id| i32::from(id.0)));
        self.missing.push(brief.missing.map_or(-1, |id| i32::from(id.0)));
        self.open.0.push(brief.open.at_least as i32);
        self.open.1.push(brief.open.at_most as i32);
        self.exploited.0.push(brief.exploited.at_least as i32);
        self.exploited.1.push(brief.exploited.at_most as i32);
        self.servers.push(brief.servers as i32);
    }
}
