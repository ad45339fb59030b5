//! Is this Microsoft Exchange server patched? Any text in, a defensible
//! verdict out.
//!
//! `text → observe → evidence → resolve → (database) judge → verdict → report`
#![no_std]

extern crate alloc;

mod assessor;
mod claimed;
pub mod database;
pub mod date;
pub mod export;
mod hexadecimal;
mod index;
pub mod judge;
pub mod report;
pub mod resolve;
pub mod rows;
#[cfg(feature = "schema")]
pub mod schema;
pub mod text;

pub use assessor::Assessor;
pub use assessor::Brief;
pub use assessor::Piece;
pub use claimed::ClaimedVulnerability;
pub use database::Database;
pub use date::Date;
pub use expatch_observe::Budget;
pub use expatch_observe::Fields;
pub use expatch_observe::Given;
pub use expatch_observe::Reading;
pub use expatch_observe::Said;
pub use expatch_observe::Step;
pub use expatch_observe::build;
pub use expatch_observe::build::Build;
pub use expatch_observe::build::BuildPrefix;
pub use expatch_observe::channel;
pub use expatch_observe::evidence;
pub use expatch_observe::explain;
pub use expatch_observe::list;
pub use expatch_observe::markers;
pub use expatch_observe::note;
pub use expatch_observe::observe;
pub use expatch_observe::observe_given;
pub use expatch_observe::observe_record;
pub use expatch_observe::observe_within;
pub use hexadecimal::hexadecimal;
pub use report::Report;

/// For which day, in which language and how long a report is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Options {
    /// The day the verdict is computed for.
    pub as_of: Date,
    /// The language of its sentences.
    pub language: Language,
    /// How many servers are answered in full; the others are counted in
    /// [`Report::more`], so that a long list does not make a report of hundreds
    /// of megabytes.
    pub max_servers: usize,
}

impl Options {
    /// How many servers a report answers in full unless the options say otherwise. A
    /// full answer takes up to 60 kB.
    pub const MAX_SERVERS: usize = 250;

    /// A report of the usual length.
    pub const fn new(as_of: Date, language: Language) -> Self {
        Self { as_of, language, max_servers: Self::MAX_SERVERS }
    }
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
    assess_given(input, Given::default(), database, options)
}

/// Assesses what was said of servers, whatever its form.
pub fn assess_said(said: &Said, database: &Database<'_>, options: &Options) -> Report {
    assess_reading(&said.text(), said.read(), database, options)
}

/// Assesses `input` as the user says it has to be taken: where a lone number was
/// read, whether a mentioned version is his server's.
pub fn assess_given(
    input: &[u8],
    given: Given,
    database: &Database<'_>,
    options: &Options,
) -> Report {
    assess_reading(input, observe_given(input, given), database, options)
}

fn assess_reading(
    text: &[u8],
    reading: Reading,
    database: &Database<'_>,
    options: &Options,
) -> Report {
    let subjects = resolve::resolve(reading.evidence, database);
    let composer = report::Composer::new(database, options);
    composer.report(text, subjects, &reading.mentions, reading.unread)
}
