//! What can go wrong, by what the caller should do about it.

use std::error::Error as _;
use std::fmt;

/// Why the store did not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// There is nothing by that name.
    NotFound(&'static str),
    /// It contradicts what is stored; says what.
    Conflict(String),
    /// A value that cannot be stored; says which and why.
    Invalid(String),
    /// The disk is full; what was acknowledged is kept.
    Full,
    /// The tables were made by a newer program.
    Newer {
        /// Their step.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The database cannot be reached or is broken.
    Database(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(what) => write!(f, "there is no such {what}"),
            Self::Conflict(what) | Self::Invalid(what) => f.write_str(what),
            Self::Full => f.write_str("the database's disk is full: make room"),
            Self::Newer { found, known } => write!(
                f,
                "the database's tables are of step {found}, this program knows {known}: use the \
                 newer expatch, or go back to the copy that it made beside the file \
                 (.before-step-{})",
                known + 1
            ),
            Self::Database(cause) => write!(f, "the database: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            _ => Self::Database(error.to_string()),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        if error.code() == Some(&postgres::error::SqlState::DISK_FULL) {
            return Self::Full;
        }
        // "db error" alone says nothing.
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        Self::Database(format!("{error}{cause}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(format!("a stored row cannot be read: {error}"))
    }
}
