//! The facts at run time: a borrowed view of one compact binary. Facts only;
//! what follows from them for a day is `judge`'s.
//!
//! [`Database::embedded`] costs nothing; [`Database::load`] checks bytes from
//! outside once. After that no look-up allocates, and none can fail.

mod check;
mod coverage;
mod error;
mod facts;
pub mod layout;
mod lookup;
mod rows;
mod table;

pub use coverage::{Claim, ClaimKind, Coverage, Topic};
pub use error::DatabaseError;
pub use facts::*;
pub use lookup::compare_ids;

use crate::date::Date;
use alloc::string::String;
use table::{Table, u16_at};

/// The version of the database's schema that this program writes; it reads any
/// minor version of the same major.
pub const SCHEMA: semver::Version = semver::Version::new(2, 0, 0);

/// The compiled facts: `cargo xtask facts compile` writes the file.
static EMBEDDED: &[u8] = include_bytes!("../../data/database.bin");

/// A view of the database's bytes.
///
/// ```
/// use expatch::{Build, Database};
/// let database = Database::embedded();
/// let release = database.release(database.find(Build::new(15, 1, 2507, 6)).unwrap());
/// assert_eq!(database.baseline(release.baseline).name, "CU23");
/// assert_eq!(release.released.to_string(), "2022-04-20");
/// ```
#[derive(Clone, Copy)]
pub struct Database<'a> {
    table: Table<'a>,
    /// How many days older than a day they may be and still cover it.
    fresh_days: u16,
    /// The name of the key whose signature was checked.
    signer: Option<[u8; 8]>,
}

/// The days by which facts may be older than the day asked for, unless the
/// caller says otherwise: nine of 38 updates since 2021 came out of band.
pub const FRESH_DAYS: u16 = 10;

/// Who a database is; every report repeats it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Schema version.
    pub schema: semver::Version,
    /// Data version, `YYYY.MM.DD` or with a serial `YYYY.MM.DD-2`; one that was
    /// made on this machine ends with `+local`.
    pub version: String,
    /// Who made it.
    pub origin: Origin,
    /// The day through which every needed topic was checked.
    pub as_of: Date,
    /// Number of releases.
    pub releases: usize,
    /// Number of vulnerabilities.
    pub vulnerabilities: usize,
    /// SHA-256 of the content.
    pub digest: [u8; 32],
}

/// Who made a database.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Origin {
    /// The project.
    Release,
    /// Whoever ran `expatch db refresh` on this machine.
    Local,
}

impl Origin {
    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Local => "local",
        }
    }
}

impl<'a> Database<'a> {
    /// Views `bytes` as a database, checking mark, schema and every bound once,
    /// so that look-ups need not. Bytes after the content, such as a
    /// signature, are left out of the view.
    ///
    /// The digest is not computed; [`Database::verify`] does.
    ///
    /// # Errors
    /// Bytes that are no database, an unreadable schema, cut-off content.
    pub fn load(bytes: &'a [u8]) -> Result<Self, DatabaseError> {
        check::check(bytes).map(|bytes| Self::of(Table(bytes)))
    }

    /// The database that was compiled into this program.
    pub fn embedded() -> Database<'static> {
        Database::of(Table(EMBEDDED))
    }

    const fn of(table: Table<'a>) -> Self {
        Self { table, fresh_days: FRESH_DAYS, signer: None }
    }

    /// The same facts, said to be signed with the key of this name. Who loads a
    /// database checks that; here it is only repeated.
    #[must_use]
    pub const fn with_signer(self, key: [u8; 8]) -> Self {
        Self { signer: Some(key), ..self }
    }

    /// The name of the key that signed it, where whoever loaded it has checked that.
    pub const fn signer(&self) -> Option<[u8; 8]> {
        self.signer
    }

    /// The same facts, which may be `days` older than a day and still cover it:
    /// for machines to which newer ones come late. A Patch Tuesday in between
    /// leaves the day uncovered all the same.
    #[must_use]
    pub const fn with_max_age(self, days: u16) -> Self {
        Self { fresh_days: days, ..self }
    }

    /// How many days older than a day the facts may be and still cover it.
    pub const fn max_age(&self) -> u16 {
        self.fresh_days
    }

    /// The bytes it views.
    pub fn bytes(&self) -> &'a [u8] {
        self.table.0
    }

    /// Computes the digest anew and compares it with the one in the file.
    ///
    /// # Errors
    /// Content that is not the content that was written.
    pub fn verify(&self) -> Result<(), DatabaseError> {
        let content = self.table.0.get(layout::LENGTH..).unwrap_or_default();
        if layout::digest(content) == self.digest() { Ok(()) } else { Err(DatabaseError::Digest) }
    }

    /// Schema, version, day, counts, digest.
    pub fn identity(&self) -> Identity {
        Identity {
            schema: schema(self.table.0),
            version: String::from(self.version()),
            origin: self.origin(),
            as_of: self.as_of(),
            releases: self.release_count(),
            vulnerabilities: self.vulnerability_count(),
            digest: self.digest(),
        }
    }

    /// The day through which everything that a verdict needs was checked: the
    /// earliest of [`Database::covered_through`] over [`Topic::NEEDED`], and
    /// never that of the newest row.
    pub fn as_of(&self) -> Date {
        Date::from_days(table::u32_at(self.table.0, layout::AS_OF) as i32)
    }

    /// The data version, such as `2026.10.08`.
    pub fn version(&self) -> &'a str {
        let bytes = self.table.0.get(layout::DATA_VERSION..layout::ENDS).unwrap_or_default();
        padded(bytes)
    }

    /// Who made it, as the version says.
    pub fn origin(&self) -> Origin {
        if self.version().ends_with("+local") { Origin::Local } else { Origin::Release }
    }

    /// The SHA-256 of the content that stands in the file.
    pub fn digest(&self) -> [u8; 32] {
        let digest = self.table.0.get(layout::DIGEST..layout::LENGTH);
        digest.and_then(|digest| digest.try_into().ok()).unwrap_or_default()
    }
}

/// The schema version in a header.
fn schema(bytes: &[u8]) -> semver::Version {
    let part = |number: usize| u64::from(u16_at(bytes, layout::VERSION + 2 * number));
    semver::Version::new(part(0), part(1), part(2))
}

/// A text that ends at the first zero or with the bytes.
fn padded(bytes: &[u8]) -> &str {
    let length = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    core::str::from_utf8(&bytes[..length]).unwrap_or_default()
}
