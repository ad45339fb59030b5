//! The lines of one block in the form of the job, from the thread that judges
//! to the one that writes.

use super::Form;
use super::columns;
use super::csv;
use super::ndjson;
use super::parquet;
use crate::Record;
use crate::line::Line;
use crate::line::Written;
use arrow_array::RecordBatch;
use std::io;

/// Lines while they are collected.
pub(crate) enum Draft {
    Ndjson(Vec<u8>),
    Csv(Vec<u8>),
    Parquet(parquet::Rows),
}

/// Lines that are ready to be written.
pub(crate) enum Part {
    Bytes(Vec<u8>),
    Rows(RecordBatch),
}

impl Draft {
    pub(crate) fn new(form: Form) -> Self {
        match form {
            Form::Ndjson => Self::Ndjson(Vec::new()),
            Form::Csv => Self::Csv(Vec::new()),
            Form::Parquet => Self::Parquet(parquet::Rows::new()),
        }
    }

    /// Adds a line. `place` is what the record's place is called in NDJSON.
    pub(crate) fn line(&mut self, input: Option<&str>, place: &str, record: &Record, line: &Line) {
        match (self, &line.said, &line.answer.written) {
            (Self::Ndjson(out), Written::Bytes(said), Written::Bytes(answer)) => {
                ndjson::line(out, input, place, record, said, answer);
            }
            (Self::Csv(out), Written::Bytes(said), Written::Bytes(answer)) => {
                csv::line(out, input, record, said, answer);
            }
            (Self::Parquet(out), Written::Cells(said), Written::Cells(answer)) => {
                out.push(columns::row(input, record, said, answer));
            }
            // Both halves are written in the form of the job.
            _ => {}
        }
    }

    pub(crate) fn finish(self) -> io::Result<Part> {
        match self {
            Self::Ndjson(lines) | Self::Csv(lines) => Ok(Part::Bytes(lines)),
            Self::Parquet(rows) => rows.finish().map(Part::Rows),
        }
    }
}
