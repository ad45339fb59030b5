//! Why a manifest or what it speaks of is not believed, and what to do.

use crate::{KeyId, Moment};
use expatch::Date;
use expatch::database::DatabaseError;
use std::fmt;

/// Why something is not believed. Every message says what to do.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// The text is no manifest; the line, counted from 1, and why.
    Format(usize, &'static str),
    /// The text is something else than a manifest.
    NoManifest,
    /// There is no manifest.
    Unsigned,
    /// A key's text holds no key.
    Key(&'static str),
    /// Signed with a key that is not trusted here.
    UnknownKey(KeyId),
    /// Signed with a key that a newer list of keys has left out.
    RetiredKey(KeyId),
    /// The signature is not of this content.
    BadSignature(KeyId),
    /// A list of keys that no root key known here has signed.
    ForeignList(u32),
    /// The list of keys with this number is another one here.
    OtherList(u32),
    /// This list of keys is not there, but a later one is.
    MissingList(u32),
    /// The newest list of keys has ended.
    ListEnded(Date),
    /// The manifest is no longer valid.
    Ended(Date),
    /// It speaks of a day that has not come.
    Future(Date),
    /// It is older than one that was seen here: when, and when that one was made.
    Older {
        /// When the one offered was made.
        offered: Moment,
        /// When the newest one seen was made.
        seen: Moment,
    },
    /// Another one of the same second was seen here.
    Two(Moment),
    /// The database has another size than its manifest says.
    Size {
        /// Bytes by the manifest.
        named: u64,
        /// Bytes found.
        found: u64,
    },
    /// The database is not the one of its manifest.
    Content,
    /// The database brings another manifest than the one it was fetched by.
    OtherManifest,
    /// It has far fewer rows than the database in use.
    FewerRows {
        /// Rows of the one in use.
        before: usize,
        /// Rows of the one offered.
        offered: usize,
    },
    /// It is no database that this program can use.
    Database(DatabaseError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(line, why) => {
                write!(f, "line {line} of the manifest {why}: fetch it again, or update the program")
            }
            Self::NoManifest => f.write_str(
                "what is there is no manifest: see whether the address is right, and whether a proxy answers in its place",
            ),
            Self::Unsigned => f.write_str(
                "the file carries no signature: take it from a release, or sign it with your own key",
            ),
            Self::Key(why) => f.write_str(why),
            Self::UnknownKey(key) => write!(
                f,
                "it is signed with key {key}, which is not trusted here: name its public key if you know whose it is"
            ),
            Self::RetiredKey(key) => write!(
                f,
                "it is signed with key {key}, which a newer list of keys has left out: take a file that was signed since"
            ),
            Self::BadSignature(key) => {
                write!(f, "the signature of key {key} is not of this content: fetch it again")
            }
            Self::ForeignList(number) => write!(
                f,
                "no root key that is known here has signed list of keys {number}: update the program, or name the root key if you know whose it is"
            ),
            Self::OtherList(number) => write!(
                f,
                "list of keys {number} is another one than was seen here: two lists have one number, ask who makes them before you take either"
            ),
            Self::MissingList(number) => {
                write!(f, "list of keys {number} is not there: fetch the whole manifest again")
            }
            Self::ListEnded(day) => write!(
                f,
                "the list of keys ended on {day}: update the program, or ask why no newer list is published"
            ),
            Self::Ended(day) => write!(
                f,
                "the manifest ended on {day}: somebody holds newer ones back, or none are published; fetch it from another place"
            ),
            Self::Future(day) => write!(
                f,
                "it speaks of {day}, which has not come: set this machine's clock, or ask who signed it"
            ),
            Self::Older { offered, seen } => write!(
                f,
                "it was made at {offered}, and one made at {seen} was seen here: somebody offers an old one again; fetch it from another place"
            ),
            Self::Two(moment) => write!(
                f,
                "another manifest of the same second, {moment}, was seen here: fetch it again later"
            ),
            Self::Size { named, found } => write!(
                f,
                "the database has {found} bytes, its manifest says {named}: fetch it again"
            ),
            Self::Content => {
                f.write_str("the database is not the one that its manifest names: fetch it again")
            }
            Self::OtherManifest => f.write_str(
                "database and manifest are not of one edition: fetch both again in a few minutes",
            ),
            Self::FewerRows { before, offered } => write!(
                f,
                "it has {offered} rows, the one in use has {before}: that is no newer edition; ask who signed it"
            ),
            Self::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<DatabaseError> for Refusal {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}
