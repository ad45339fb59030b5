//! A scan's life in one file, or in a server's store: targets, answers, verdicts, and what is made of
//! them. Reads no clock but for the time an answer came; the day a verdict is
//! for is always given.

pub mod bundle;
mod cell;
mod claim;
pub mod compare;
pub mod counts;
pub mod erase;
pub mod error;
pub mod file;
pub mod finding;
pub mod history;
pub mod hosts;
pub mod import;
pub mod manifest;
pub mod notice;
pub mod page;
pub mod place;
pub mod project;
pub mod record;
pub mod run;
mod said;
pub mod sign;
mod taken;
pub mod time;
pub mod tlp;

pub use error::Error;
pub use file::{Campaign, Home, Setup};
pub use finding::{Finding, Judge};
pub use run::{Progress, Settings, run};
