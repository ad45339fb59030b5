//! Views of reports, one for each form of `check`: text for a terminal, JSON,
//! CSV, SARIF, one Nagios line. Pure functions, so that the command, the npm
//! package and the page speak the same words. Rules live in the core; here is
//! only layout.
#![no_std]

extern crate alloc;

mod check;
mod explain;
mod nagios;
mod paper;
mod rows;
mod safe;
mod sarif;
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
pub use explain::explain;
pub use nagios::nagios;
pub use rows::csv;
pub use safe::printable;
pub use sarif::Lines;
pub use sarif::sarif;
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
