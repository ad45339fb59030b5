//! Newer databases at run time. A file is fetched within bounds, its content
//! and its signature are checked, and it replaces the installed one in one
//! step; the last good one is kept. A bad file changes nothing.
//!
//! ```text
//! file or address ─fetch→ bytes ─verify→ database ─install→ the user's folder ─open→ database
//! ```

mod error;
mod fetch;
mod key;
mod signature;
mod store;

pub use error::UpdateError;
pub use fetch::{MAX_BYTES, fetch};
pub use key::{KeyId, PublicKey, SecretKey};
pub use signature::{SIGNATURE_LENGTH, Verified, check, sign, verify};
pub use store::{Installed, Loaded, Origin, default_path, install, open};

use expatch::{Database, Date};

/// How old a database is on a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Age {
    /// Days since its newest fact.
    pub days: i32,
    /// Patch Tuesdays since its newest fact.
    pub patch_tuesdays: usize,
}

/// How old `database` is on `day`.
pub fn age(database: &Database<'_>, day: Date) -> Age {
    let as_of = database.as_of();
    Age { days: day.days() - as_of.days(), patch_tuesdays: as_of.patch_tuesdays_until(day).count() }
}
