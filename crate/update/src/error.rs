//! Why a file did not become the database.

use expatch::Date;
use expatch::database::DatabaseError;
use expatch_trust::Refusal;
use std::fmt;

/// Why a file did not become the database. The one in use stays.
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
    /// It is larger than it may be.
    TooLarge {
        /// The file or address.
        name: String,
        /// How many bytes it may have.
        most: u64,
    },
    /// It is not believed.
    Refused(Refusal),
    /// It is not newer than the one in use.
    NotNewer {
        /// Version and day of the one in use.
        installed: (String, Date),
        /// Version and day of the one offered.
        offered: (String, Date),
    },
    /// The program trusts no key at all.
    NoKeys,
    /// There is no folder to install into.
    NoFolder,
    /// It could not be written.
    Write(std::io::Error),
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source { name, why } => write!(f, "cannot read {name}: {why}"),
            Self::TooLarge { name, most } => write!(
                f,
                "{name} is larger than the {most} bytes that it may have: it is not what it should be"
            ),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NotNewer { installed: (version, as_of), offered: (other, day) } => write!(
                f,
                "version {other} of {day} is not newer than {version} of {as_of}, which is or was in use: --older-too takes it all the same"
            ),
            Self::NoKeys => f.write_str(
                "this program was built without a release key, so that it believes no feed: name a key with --public-key, or read the public sources yourself with `expatch db refresh`",
            ),
            Self::NoFolder => f.write_str(
                "no folder for the database is known: set XDG_DATA_HOME or HOME, or name a file",
            ),
            Self::Write(error) => write!(f, "cannot write the database: {error}"),
        }
    }
}

impl std::error::Error for UpdateError {}

impl From<Refusal> for UpdateError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DatabaseError> for UpdateError {
    fn from(error: DatabaseError) -> Self {
        Self::Refused(Refusal::Database(error))
    }
}

impl From<std::io::Error> for UpdateError {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error)
    }
}
