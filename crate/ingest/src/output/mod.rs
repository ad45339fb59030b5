//! The lines that are written, and where to.

pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod draft;
pub(crate) mod ndjson;
mod parquet;
pub(crate) mod sink;
pub(crate) mod target;

/// The form of the output.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// One JSON object per line.
    #[default]
    Ndjson,
    /// A table with a heading row.
    Csv,
    /// The same table with types, for engines.
    Parquet,
}

impl Form {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}
