//! Where the lines of a run end up, in the form of the job.

use super::Form;
use super::columns;
use super::draft::Part;
use super::parquet;
use super::sink::Sink;
use std::io;
use std::io::Write;

/// The output of a run.
pub(crate) enum Target {
    Lines(Box<Sink>),
    Parquet(Box<parquet::File>),
}

impl Target {
    /// An output in `form`; `fresh` when nothing of it was written before.
    pub(crate) fn new(mut sink: Sink, form: Form, fresh: bool) -> io::Result<Self> {
        match form {
            Form::Parquet => return Ok(Self::Parquet(Box::new(parquet::File::new(sink)?))),
            Form::Csv if fresh => {
                sink.write_all((columns::HEADINGS.join(",") + "\n").as_bytes())?;
            }
            Form::Csv | Form::Ndjson => {}
        }
        Ok(Self::Lines(Box::new(sink)))
    }

    pub(crate) fn write(&mut self, part: &Part) -> io::Result<()> {
        match (self, part) {
            (Self::Lines(sink), Part::Bytes(lines)) => sink.write_all(lines),
            (Self::Parquet(file), Part::Rows(rows)) => file.write(rows),
            // Parts are drafted in the form of the job.
            _ => Ok(()),
        }
    }

    /// Puts what was written on the disk. Says how long the output is now;
    /// `None` for a form that is whole or nothing.
    pub(crate) fn seal(&mut self) -> io::Result<Option<u64>> {
        match self {
            Self::Lines(sink) => sink.seal().map(Some),
            Self::Parquet(_) => Ok(None),
        }
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Lines(sink) => sink.finish(),
            Self::Parquet(file) => file.finish(),
        }
    }
}
