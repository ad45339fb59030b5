//! Is this Microsoft Exchange server patched? Any text in, a defensible
//! verdict out.
//!
//! `text → observe → evidence → resolve → (database) judge → verdict → report`
#![no_std]

extern crate alloc;

mod assessor;
pub mod build;
pub mod channel;
pub mod database;
pub mod date;
pub mod evidence;
pub mod export;
mod index;
pub mod judge;
#[expect(
    clippy::inline_always,
    clippy::large_stack_arrays,
    clippy::redundant_closure_for_method_calls,
    clippy::unnested_or_patterns,
    clippy::used_underscore_binding,
    unused_qualifications,
    reason = "the reading is about to be replaced"
)]
pub mod observe;
pub mod report;
pub mod resolve;
pub mod rows;
#[cfg(feature = "schema")]
pub mod schema;
pub mod text;

pub use assessor::Assessor;
pub use assessor::Brief;
pub use assessor::Piece;
pub use build::Build;
pub use build::BuildPrefix;
pub use database::Database;
pub use date::Date;
pub use report::Report;

/// For which day and in which language a report is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Options {
    /// The day the verdict is computed for.
    pub as_of: Date,
    /// The language of its sentences.
    pub language: Language,
}

/// A language of the reports' sentences.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
    /// Dutch.
    Dutch,
    /// German.
    German,
}

/// Assesses everything `input` says about Exchange servers.
pub fn assess(input: &[u8], database: &Database<'_>, options: &Options) -> Report {
    let subjects = resolve::resolve(observe::observe(input), database);
    report::Composer::new(database, options).report(input, subjects)
}
