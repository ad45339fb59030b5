//! Why bytes are not a database that this program can use.

use super::SCHEMA;
use core::fmt;

/// Why bytes are not a database this program can use.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The bytes do not begin as a database does.
    NotADatabase,
    /// The schema is one that this program cannot read.
    Schema(semver::Version),
    /// The content is cut off or inconsistent at this byte.
    Damaged(usize),
    /// The content is not the one whose digest stands in the file.
    Digest,
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADatabase => {
                f.write_str("not an expatch database: the first bytes are not its mark")
            }
            Self::Schema(found) => write!(
                f,
                "the database has schema {found}, this program reads {SCHEMA}: update the program"
            ),
            Self::Damaged(at) => write!(f, "the database is damaged at byte {at}: fetch it again"),
            Self::Digest => f.write_str(
                "the database's content does not have the digest that it names: fetch it again",
            ),
        }
    }
}

impl core::error::Error for DatabaseError {}
