//! What whoever loads a database asks of it: the same questions in the package,
//! the page, the wheel and the command.

use crate::{KeyId, Keys, Manifest, PublicKey, Refusal, order, split};
use expatch::{Database, Date};
use std::fmt;

/// What is asked of a database.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// Whose signatures count.
    pub keys: Keys,
    /// The SHA-256 that it must have, in small hexadecimal digits.
    pub digest: Option<String>,
    /// The day through which its facts must reach.
    pub not_older_than: Option<Date>,
    /// Whether a file that nobody signed may be taken.
    pub allow_unsigned: bool,
}

/// Why a database is not taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Doubt {
    /// It is not believed.
    Refused(Refusal),
    /// It is another one than is expected.
    Digest {
        /// What it has.
        found: String,
        /// What is asked for.
        expected: String,
    },
    /// Its facts do not reach a day.
    TooOld(Date, Date),
    /// It is older than another one.
    Older {
        /// Its version and day.
        offered: (String, Date),
        /// The other's version and day.
        known: (String, Date),
        /// Which other one: `in use`, `built in`.
        what: &'static str,
    },
}

impl From<Refusal> for Doubt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Digest { found, expected } => {
                write!(f, "the database has the digest {found}, {expected} is expected")
            }
            Self::TooOld(day, bound) => {
                write!(f, "its facts end on {day}, they must reach {bound}")
            }
            Self::Older { offered: (version, day), known: (other, then), what } => write!(
                f,
                "version {version} of {day} is older than {other} of {then}, which is {what}"
            ),
        }
    }
}

impl std::error::Error for Doubt {}

impl Demands {
    /// Those of a caller who names keys beside the program's own.
    pub fn with_keys(named: Vec<PublicKey>) -> Self {
        Self { keys: Keys::embedded().and(named), ..Self::default() }
    }

    /// That the bytes are what somebody signed who is trusted, and what the
    /// caller expects; gives the signer's name. A manifest may have ended: who
    /// has a file of theirs uses it, and says how old it may be.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn believes(&self, bytes: &[u8], today: Date) -> Result<Option<KeyId>, Doubt> {
        let (database, manifest) = split(bytes)?;
        database.verify().map_err(Refusal::from)?;
        let newest = database.newest_row();
        // One day, for the time zones.
        if newest.days() > today.days() + 1 {
            return Err(Refusal::Future(newest).into());
        }
        if let Some(expected) = &self.digest {
            let found = expatch::hexadecimal(&database.digest());
            if found != *expected {
                return Err(Doubt::Digest { found, expected: expected.clone() });
            }
        }
        if self.allow_unsigned {
            return Ok(None);
        }
        let manifest = Manifest::read(manifest)?;
        let signer = manifest.verify(&mut self.keys.clone())?;
        manifest.not_of_the_future(today)?;
        manifest.matches(database.bytes())?;
        Ok(Some(signer))
    }

    /// That it is not older than anything that it would replace.
    ///
    /// # Errors
    /// What it is older than.
    pub fn not_older(&self, offered: &Database<'_>, in_use: &Database<'_>) -> Result<(), Doubt> {
        let day = offered.as_of();
        if let Some(bound) = self.not_older_than.filter(|bound| day < *bound) {
            return Err(Doubt::TooOld(day, bound));
        }
        let named = |database: &Database<'_>| (database.version().to_owned(), database.as_of());
        for (known, what) in [(in_use, "in use"), (&Database::embedded(), "built in")] {
            if order(offered) < order(known) {
                return Err(Doubt::Older { offered: named(offered), known: named(known), what });
            }
        }
        Ok(())
    }
}

/// Whether a text is a SHA-256 in hexadecimal digits.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}
