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

/// Where releases publish the newest signed database.
pub const FEED: &str = "https://github.com/expatch/expatch/releases/latest/download/expatch.db";
pub use key::{KeyId, PublicKey, SecretKey};
pub use signature::{SIGNATURE_LENGTH, Verified, check, sign, verify};
pub use store::{Installed, Loaded, Origin, default_path, install, install_local, open};

use expatch::{Database, Date};

/// The day by this machine's clock, in UTC.
pub fn today() -> Date {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Date::from_days(since.map_or(0, |since| (since.as_secs() / 86_400) as i32))
}

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
