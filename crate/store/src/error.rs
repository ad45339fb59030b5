//! What can go wrong, by what the caller should do about it.

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
    /// The database cannot be reached, is full or broken.
    Database(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(what) => write!(f, "there is no such {what}"),
            Self::Conflict(what) | Self::Invalid(what) => f.write_str(what),
            Self::Database(cause) => write!(f, "the inventory's database: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(format!("a stored row cannot be read: {error}"))
    }
}
