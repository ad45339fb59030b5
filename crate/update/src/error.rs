//! Why a file did not become the database.

use crate::KeyId;
use expatch::Date;
use expatch::database::DatabaseError;
use std::fmt;

/// Why a file did not become the database. Nothing was changed.
#[derive(Debug)]
#[non_exhaustive]
pub enum UpdateError {
    /// It could not be read or fetched.
    Source {
        /// The file or address.
        name: String,
        /// What went wrong.
        why: String,
    },
    /// It is larger than any database.
    TooLarge(String),
    /// It is no database that this program can use.
    Database(DatabaseError),
    /// It speaks of a day that has not come.
    Future(Date),
    /// It carries no signature.
    Unsigned,
    /// It is signed with a key that this program does not trust.
    UnknownKey(KeyId),
    /// The signature is not of this content.
    BadSignature(KeyId),
    /// A key file holds no key.
    Key(&'static str),
    /// It is not newer than the one in use.
    NotNewer {
        /// Version and day of the one in use.
        installed: (String, Date),
        /// Version and day of the one offered.
        offered: (String, Date),
    },
    /// There is no folder to install into.
    NoFolder,
    /// It could not be written.
    Write(std::io::Error),
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source { name, why } => write!(f, "cannot read {name}: {why}"),
            Self::TooLarge(name) => {
                write!(f, "{name} is larger than {} bytes: it is no database", crate::MAX_BYTES)
            }
            Self::Database(error) => error.fmt(f),
            Self::Future(day) => write!(
                f,
                "the database speaks of {day}, which has not come: it is not taken, because it would keep out every later one"
            ),
            Self::Unsigned => f.write_str(
                "the file carries no signature: take it from a release, or name your own key with --public-key",
            ),
            Self::UnknownKey(key) => write!(
                f,
                "the file is signed with key {key}, which is not trusted here: name it with --public-key if it is yours"
            ),
            Self::BadSignature(key) => {
                write!(f, "the signature of key {key} is not of this content: fetch the file again")
            }
            Self::Key(why) => f.write_str(why),
            Self::NotNewer { installed: (version, as_of), offered: (other, day) } => write!(
                f,
                "version {other} of {day} is not newer than {version} of {as_of}, which is in use"
            ),
            Self::NoFolder => f.write_str(
                "no folder for the database is known: set XDG_DATA_HOME or HOME, or name a file",
            ),
            Self::Write(error) => write!(f, "cannot write the database: {error}"),
        }
    }
}

impl std::error::Error for UpdateError {}

impl From<DatabaseError> for UpdateError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<std::io::Error> for UpdateError {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error)
    }
}
