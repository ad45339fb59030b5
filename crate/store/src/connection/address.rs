//! Where a database is.

use crate::Error;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a database is.
#[derive(Clone, Eq, PartialEq)]
pub enum Address {
    /// A file.
    Sqlite(PathBuf),
    /// A server, as `postgres://USER@HOST/NAME`.
    Postgres(String),
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        match url.strip_prefix("sqlite://") {
            Some("") => Err(Error::Invalid("sqlite:// names no file".to_owned())),
            Some(path) => Ok(Self::Sqlite(PathBuf::from(path))),
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                // What is wrong with an address is said before anybody connects.
                url.parse::<postgres::Config>()
                    .map_err(|error| Error::Invalid(format!("the address: {error}")))?;
                Ok(Self::Postgres(url.to_owned()))
            }
            None => Err(Error::Invalid(
                "expected sqlite://PATH or postgres://USER@HOST/NAME".to_owned(),
            )),
        }
    }
}

/// Without what may hold a password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.debug_tuple("Postgres").finish_non_exhaustive(),
        }
    }
}
