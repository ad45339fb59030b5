//! A scan's life in one file, or in a server's store: targets, answers, verdicts, and what is made of
//! them. Reads no clock but for the time an answer came; the day a verdict is
//! for is always given.

pub mod bundle;
pub mod compare;
pub mod counts;
pub mod error;
pub mod file;
pub mod finding;
pub mod hosts;
pub mod manifest;
pub mod notice;
pub mod page;
pub mod place;
pub mod project;
pub mod record;
pub mod run;
pub mod time;

pub use error::Error;
pub use file::{Campaign, Home, Setup};
pub use finding::{Finding, Judge};
pub use run::{Progress, Settings, run};
