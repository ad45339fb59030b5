//! The columns that come out.

use super::capsule;
use super::words::Words;
use crate::batch;
use crate::batch::Distinct;
use crate::database::Prepared;
use crate::error::error;
use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_array::Int8Array;
use arrow_array::Int32Array;
use arrow_array::LargeListArray;
use arrow_array::StructArray;
use arrow_buffer::NullBuffer;
use arrow_buffer::OffsetBuffer;
use arrow_schema::DataType;
use arrow_schema::Field;
use expatch::Brief;
use expatch::Language;
use expatch::judge::Patched;
use expatch::judge::Status;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3::types::PyTuple;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// A column that can be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Column {
    Build,
    Patched,
    Status,
    Severity,
    Open,
    OpenMost,
    Exploited,
    ExploitedMost,
    Cves,
    Report,
}

impl Column {
    const ALL: [(&'static str, Self); 10] = [
        ("build", Self::Build),
        ("patched", Self::Patched),
        ("status", Self::Status),
        ("severity", Self::Severity),
        ("open", Self::Open),
        ("open_most", Self::OpenMost),
        ("exploited", Self::Exploited),
        ("exploited_most", Self::ExploitedMost),
        ("cves", Self::Cves),
        ("report", Self::Report),
    ];

    pub(super) fn named(name: &str) -> PyResult<(&'static str, Self)> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).ok_or_else(|| {
            let all = Self::ALL.map(|(name, _)| name).join(", ");
            error("invalid-column", format!("no column `{name}`: {all}"))
        })
    }
}

/// Verdicts as an Arrow struct array: what `pyarrow.table`, `polars.DataFrame`
/// and their kin take without copying.
#[pyclass(module = "expatch", frozen)]
pub(crate) struct Verdicts {
    columns: StructArray,
}

impl Verdicts {
    pub(super) fn new(
        prepared: &Prepared,
        distinct: &Distinct<'_>,
        wanted: &[(&'static str, Column)],
        language: Language,
    ) -> PyResult<Self> {
        // A report alone needs no numbers.
        let numbers = wanted.iter().any(|(_, column)| *column != Column::Report);
        let briefs = if numbers { prepared.briefs(distinct) } else { Vec::new() };
        let made = Made { prepared, distinct, briefs };
        let mut fields = Vec::new();
        let mut arrays = Vec::new();
        for (name, column) in wanted {
            let array = made.column(*column, language);
            fields.push(Field::new(*name, array.data_type().clone(), true));
            arrays.push(array);
        }
        let columns = match arrays.is_empty() {
            true => StructArray::new_empty_fields(distinct.len(), None),
            false => StructArray::try_new(fields.into(), arrays, None).map_err(capsule::refusal)?,
        };
        Ok(Self { columns })
    }
}

struct Made<'a> {
    prepared: &'a Prepared,
    distinct: &'a Distinct<'a>,
    briefs: Vec<Brief>,
}

impl Made<'_> {
    fn column(&self, column: Column, language: Language) -> ArrayRef {
        match column {
            Column::Build => Arc::new(self.builds()),
            Column::Patched => {
                let mut words = Words::default();
                Patched::ALL.iter().for_each(|patched| words.push(patched.code()));
                let rows = self.distinct.rows();
                Arc::new(words.column(
                    rows.map(|row| self.briefs[row?].patched.map(|patched| patched as usize)),
                ))
            }
            Column::Status => {
                let mut words = Words::default();
                Status::ALL.iter().for_each(|status| words.push(status.code()));
                let rows = self.distinct.rows();
                Arc::new(
                    words.column(
                        rows.map(|row| self.briefs[row?].status.map(|status| status as usize)),
                    ),
                )
            }
            Column::Severity => Arc::new(Int8Array::from_iter(
                self.distinct.rows().map(|row| Some(self.briefs[row?].severity() as i8)),
            )),
            Column::Open => self.counts(|brief| brief.open.at_least),
            Column::OpenMost => self.counts(|brief| brief.open.at_most),
            Column::Exploited => self.counts(|brief| brief.exploited.at_least),
            Column::ExploitedMost => self.counts(|brief| brief.exploited.at_most),
            Column::Cves => Arc::new(self.cves()),
            Column::Report => {
                let report = |input: &[u8]| self.prepared.assessor.report_json(input, language);
                let mut words = Words::default();
                let inputs = &self.distinct.inputs;
                let reports = batch::each(inputs, |input| input.len(), |input| report(input));
                reports.iter().for_each(|report| words.push(report));
                Arc::new(words.column(self.distinct.rows()))
            }
        }
    }

    fn counts(&self, count: impl Fn(&Brief) -> usize) -> ArrayRef {
        let rows = self.distinct.rows();
        let counts = rows.map(|row| Some(count(&self.briefs[row?]) as i32));
        Arc::new(Int32Array::from_iter(counts))
    }

    fn builds(&self) -> arrow_array::StringViewArray {
        let mut words = Words::default();
        let mut text = String::new();
        for brief in &self.briefs {
            text.clear();
            if let Some(build) = brief.build {
                // Writing to a `String` cannot fail.
                let _ = write!(text, "{build}");
            }
            words.push(&text);
        }
        let rows = self.distinct.rows();
        words.column(rows.map(|row| row.filter(|row| self.briefs[*row].build.is_some())))
    }

    /// The certainly open vulnerabilities, the order that of the report.
    fn cves(&self) -> LargeListArray {
        let rows = || self.distinct.rows();
        let distinct: Vec<_> = self.distinct.inputs.iter().zip(&self.briefs).collect();
        let size = |(input, _): &(&&[u8], _)| input.len();
        let open = batch::each(&distinct, size, |(input, brief)| self.prepared.open(input, brief));
        let mut words = Words::default();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut number = |id| {
            let next = numbers.len();
            *numbers.entry(id).or_insert_with(|| {
                words.push(id);
                next
            })
        };
        let lists: Vec<Vec<usize>> =
            open.iter().map(|ids| ids.iter().map(|id| number(id.as_str())).collect()).collect();
        let of = |row: Option<usize>| row.map_or(&[][..], |row| lists[row].as_slice());
        let offsets = OffsetBuffer::from_lengths(rows().map(|row| of(row).len()));
        let values = words.column(rows().flat_map(|row| of(row).iter().copied().map(Some)));
        let nulls = NullBuffer::from_iter(rows().map(|row| row.is_some()));
        let item = Field::new("item", DataType::Utf8View, true);
        LargeListArray::new(Arc::new(item), offsets, Arc::new(values), Some(nulls))
    }
}

#[pymethods]
impl Verdicts {
    fn __len__(&self) -> usize {
        self.columns.len()
    }

    fn __repr__(&self) -> String {
        let names = self.columns.column_names().join(", ");
        format!("<expatch.Verdicts: {} rows of {names}>", self.columns.len())
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.columns.column_names().into_iter().map(str::to_owned).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::export_schema(py, &self.columns)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        // Best effort, says the protocol: the consumer converts the rest.
        let _ = requested_schema;
        capsule::export_array(py, &self.columns)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        capsule::export_stream(py, &self.columns)
    }
}
