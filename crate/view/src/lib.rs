//! Views of a report that people and monitoring systems read: text for a
//! terminal and one Nagios line. Pure functions, so that the command, the npm
//! package and the page speak the same words. Rules live in the core; here is
//! only layout.
#![no_std]

extern crate alloc;

mod check;
mod nagios;
mod paper;
mod safe;
mod text;
mod width;
mod words;

pub use check::Assessed;
pub use check::json;
pub use check::lost_file;
pub use check::nagios_line;
pub use check::ndjson;
pub use check::severity;
pub use check::texts;
pub use nagios::nagios;
pub use safe::printable;
pub use text::text;
pub use width::width;

use expatch::Language;

/// How a text view looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Style {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Columns of the screen; lines wrap there, links and commands never do.
    pub width: usize,
    /// The language of headings; the sentences come with the report.
    pub language: Language,
    /// Everything the report holds; otherwise what fits a screen.
    pub full: bool,
}

impl Default for Style {
    /// 80 columns, no colour, English, what fits a screen.
    fn default() -> Self {
        Self { color: false, width: 80, language: Language::English, full: false }
    }
}
