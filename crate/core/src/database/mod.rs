//! The facts at run time: a borrowed view of one compact binary. Facts only;
//! what follows from them for a day is `judge`'s.

mod facts;

pub use facts::*;

use crate::build::Build;
use crate::date::Date;
use core::fmt;

/// The version of the database's schema that this program writes and, with
/// any later minor version, reads.
pub const SCHEMA: semver::Version = semver::Version::new(1, 0, 0);

/// A view of the database's bytes.
#[derive(Clone, Copy)]
pub struct Database<'a> {
    bytes: &'a [u8],
}

/// Who a database is; every report repeats it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Schema version.
    pub schema: semver::Version,
    /// Data version, `YYYY.MM.DD` or with a serial `YYYY.MM.DD-2`.
    pub version: alloc::string::String,
    /// The day of the newest fact.
    pub as_of: Date,
    /// Number of releases.
    pub releases: usize,
    /// Number of vulnerabilities.
    pub vulnerabilities: usize,
    /// SHA-256 of the content.
    pub digest: [u8; 32],
}

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
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADatabase => {
                f.write_str("not an expatch database: the first bytes are not its mark")
            }
            Self::Schema(found) => {
                write!(
                    f,
                    "the database has schema {found}, this program reads {SCHEMA}: update the program"
                )
            }
            Self::Damaged(at) => write!(f, "the database is damaged at byte {at}: fetch it again"),
        }
    }
}

impl core::error::Error for DatabaseError {}

impl<'a> Database<'a> {
    /// Views `bytes` as a database, checking mark, schema and every bound once,
    /// so that look-ups need not.
    ///
    /// # Errors
    /// Bytes that are no database, an unreadable schema, cut-off content.
    pub fn load(bytes: &'a [u8]) -> Result<Self, DatabaseError> {
        Ok(Self { bytes })
    }

    /// The database that was compiled into this program.
    pub fn embedded() -> Database<'static> {
        Database { bytes: &[] }
    }

    /// The bytes it views.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Schema, version, day, counts, digest.
    pub fn identity(&self) -> Identity {
        Identity {
            schema: SCHEMA,
            version: alloc::string::String::from("0000.00.00"),
            as_of: Date::from_days(20734),
            releases: 0,
            vulnerabilities: 0,
            digest: [0; 32],
        }
    }

    /// All products, oldest first.
    pub fn products(&self) -> impl ExactSizeIterator<Item = Product<'a>> + use<'a> {
        core::iter::empty()
    }

    /// All baselines, ascending by their first build.
    pub fn baselines(&self) -> impl ExactSizeIterator<Item = Baseline<'a>> + use<'a> {
        core::iter::empty()
    }

    /// All releases, ascending by build.
    pub fn releases(&self) -> impl ExactSizeIterator<Item = Release<'a>> + use<'a> {
        core::iter::empty()
    }

    /// All vulnerabilities, ascending by identifier.
    pub fn vulnerabilities(&self) -> impl ExactSizeIterator<Item = Vulnerability<'a>> + use<'a> {
        core::iter::empty()
    }

    /// All manual steps.
    pub fn manual_steps(&self) -> impl ExactSizeIterator<Item = ManualStep<'a>> + use<'a> {
        core::iter::empty()
    }

    /// The product with this number.
    pub fn product(&self, _id: ProductId) -> Product<'a> {
        unreachable!("skeleton")
    }

    /// The baseline with this number.
    pub fn baseline(&self, _id: BaselineId) -> Baseline<'a> {
        unreachable!("skeleton")
    }

    /// The release with this number.
    pub fn release(&self, _id: ReleaseId) -> Release<'a> {
        unreachable!("skeleton")
    }

    /// The vulnerability with this identifier, in any letter case.
    pub fn vulnerability(&self, _id: &str) -> Option<Vulnerability<'a>> {
        None
    }

    /// The release with this build or with an alias that equals it.
    pub fn find(&self, _build: Build) -> Option<ReleaseId> {
        None
    }

    /// The baseline a build belongs to: the one with the same first three
    /// parts since 2013; before that, the one whose service pack's range
    /// holds it. `None` for a third part that stands in no table.
    pub fn baseline_of(&self, _build: Build) -> Option<BaselineId> {
        None
    }

    /// What is known of one vulnerability on one baseline.
    pub fn fix(&self, _vulnerability: VulnerabilityId, _baseline: BaselineId) -> Fix {
        Fix::NotAffected
    }
}
