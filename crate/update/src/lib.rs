//! Newer databases at run time. What is published is fetched within bounds and
//! believed by the rules of `crate/trust`; it replaces the installed one in one
//! step, and the last good one is kept. A bad file changes nothing.
//!
//! ```text
//! feed ─fetch→ manifest ─verify→ database ─install→ the user's folder ─open→ database
//! ```

mod error;
mod fetch;
mod state;
mod store;
mod take;

pub use error::UpdateError;
pub use fetch::{Edition, MAX_BYTES, Newer, Wire, fetch};
pub use store::{
    Installed, Loaded, Origin, default_path, install_local, open, open_local, open_signed,
};
pub use take::{Done, check, install, update, verify};

pub use expatch_trust::{
    KeyId, Keys, Manifest, Moment, Order, PublicKey, Refusal, SecretKey, Term, order,
};

use expatch::{Database, Date};

/// Where releases publish the newest manifest; the database lies beside it. In
/// a file of its own, for the web extension is built with it too.
pub const FEED: &str = include_str!("../feed.txt").trim_ascii();

/// For how many days a manifest counts. It is made anew every day, whether
/// there is a newer database or not: who sees an older one is held back, and
/// notices within this time.
pub const TERM_DAYS: i32 = 30;

/// The second by this machine's clock, in UTC.
pub fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment::from_seconds(since.map_or(0, |since| since.as_secs() as i64))
}

/// The day by this machine's clock, in UTC.
pub fn today() -> Date {
    now().day()
}

/// The term of a manifest that is made now.
pub fn term() -> Term {
    let issued = now();
    Term { issued, expires: Date::from_days(issued.day().days() + TERM_DAYS) }
}

/// A database as a signed file that counts from now on: its bytes, then its manifest.
///
/// # Errors
/// Bytes that are no whole database.
pub fn sign(bytes: &[u8], key: &SecretKey) -> Result<Vec<u8>, UpdateError> {
    sign_for(bytes, key, term())
}

/// The same for another term.
///
/// # Errors
/// Bytes that are no whole database.
pub fn sign_for(bytes: &[u8], key: &SecretKey, term: Term) -> Result<Vec<u8>, UpdateError> {
    let content = Database::load(bytes)?.bytes();
    let manifest = expatch_trust::sign(content, key, "", term)?;
    Ok([content, manifest.as_bytes()].concat())
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
