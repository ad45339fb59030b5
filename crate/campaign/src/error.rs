//! What can go wrong with a campaign.

use std::fmt;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// Why something could not be done with a campaign; the file is as it was.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file system.
    Io(PathBuf, io::Error),
    /// The database.
    Store(expatch_store::Error),
    /// The disk is full: everything up to the last batch is kept.
    DiskFull,
    /// The file is there already.
    Exists(String),
    /// The file is no campaign.
    NotACampaign(PathBuf),
    /// The file was made by a newer program.
    Newer {
        /// The file's schema.
        found: i64,
        /// The newest that this program reads.
        known: i64,
    },
    /// Another process scans into the file.
    InUse(String),
    /// What the file holds cannot be read.
    Damaged(&'static str),
    /// A file given beside the campaign cannot be used.
    Source(PathBuf, String),
    /// What was given cannot be used.
    Input(String),
}

impl Error {
    pub(crate) fn source(path: &Path, what: String) -> Self {
        Self::Source(path.to_owned(), what)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Store(error) => write!(f, "the campaign: {error}"),
            Self::DiskFull => f.write_str(
                "the disk is full: every result up to the last batch is kept; make room and \
                 resume with the same command",
            ),
            Self::Exists(home) => {
                write!(f, "{home} exists: resume it, or choose another name")
            }
            Self::NotACampaign(path) => write!(f, "{} is no campaign of expatch", path.display()),
            Self::Newer { found, known } => write!(
                f,
                "the campaign has schema {found}, this program reads up to {known}: update it"
            ),
            Self::InUse(home) => write!(f, "another process is scanning into {home}"),
            Self::Damaged(what) => write!(f, "the campaign is damaged: {what}"),
            Self::Source(path, what) => write!(f, "{}: {what}", path.display()),
            Self::Input(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<expatch_store::Error> for Error {
    fn from(error: expatch_store::Error) -> Self {
        match error {
            expatch_store::Error::Full => Self::DiskFull,
            expatch_store::Error::Newer { found, known } => Self::Newer { found, known },
            error => Self::Store(error),
        }
    }
}
