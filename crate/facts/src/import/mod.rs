//! Refreshing the facts from what Microsoft, MITRE and CISA publish. Each
//! format has its own file; all of them end in the same few shapes, which are
//! compared with the facts. New rows become edits of the text files; what
//! differs from a row that stands is shown and left to a person, because the
//! facts chose between sources on purpose. A row that is not understood is
//! listed with its place and the rest is taken; only what is not the format at
//! all is refused. A file without anything new raises the day through which its
//! source was checked.

mod baseline;
mod builds;
mod csaf;
mod cve5;
mod cvrf;
mod edit;
mod kev;
mod merge;

pub use baseline::Answers;
pub use edit::Proposal;

use crate::model::ClaimWord;
use crate::read::Facts;
use expatch::{Build, Date};
use std::fmt;

/// A published format.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// Microsoft's page of builds, as markdown or HTML.
    MsBuilds,
    /// MSRC, CSAF 2.0.
    MsrcCsaf,
    /// MSRC, CVRF as XML.
    MsrcCvrf,
    /// A CVE record, JSON 5.
    Cve5,
    /// CISA's catalogue.
    Kev,
}

impl Source {
    /// The format of a file, by what stands in it; `None` for another one.
    pub fn of(text: &str) -> Option<Self> {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with('{') {
            let value: serde_json::Value = serde_json::from_str(start).ok()?;
            return match () {
                () if value.pointer("/dataType").is_some() => Some(Self::Cve5),
                () if value.pointer("/document/csaf_version").is_some() => Some(Self::MsrcCsaf),
                () if value.pointer("/catalogVersion").is_some() => Some(Self::Kev),
                () => None,
            };
        }
        if start.get(..4096.min(start.len())).unwrap_or(start).contains("cvrfdoc") {
            return Some(Self::MsrcCvrf);
        }
        builds::read(start).is_ok().then_some(Self::MsBuilds)
    }
}

impl std::str::FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "ms-builds" => Self::MsBuilds,
            "msrc-csaf" => Self::MsrcCsaf,
            "msrc-cvrf" => Self::MsrcCvrf,
            "cve5" => Self::Cve5,
            "kev" => Self::Kev,
            _ => {
                let known = "ms-builds, msrc-csaf, msrc-cvrf, cve5 or kev";
                return Err(format!("`{text}` is no source: {known}"));
            }
        })
    }
}

/// Why a file was not imported. Nothing was changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportError {
    /// Where in the file.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl ImportError {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; nothing was changed", self.place, self.what)
    }
}

impl std::error::Error for ImportError {}

/// A build on Microsoft's page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FoundBuild {
    place: String,
    name: String,
    released: Date,
    month_only: bool,
    build: Build,
    kb: Option<u32>,
}

/// A vulnerability as a publisher describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FoundVulnerability {
    place: String,
    id: String,
    title: String,
    published: Option<Date>,
    impact: Option<String>,
    severity: Option<String>,
    cvss: Option<(f32, String)>,
    /// What the publisher says of its use.
    claims: Vec<(ClaimWord, Date)>,
    /// Product as the publisher names it, and the first fixed build.
    fixes: Vec<(String, Build)>,
    /// Product as the publisher names it, and the article of its fix, where no
    /// build is given.
    articles: Vec<(String, u32)>,
}

/// What was read out of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading<T> {
    rows: Vec<T>,
    /// Rows that were not understood, each with its place.
    odd: Vec<String>,
    /// The day of the file, where it says one.
    day: Option<Date>,
    /// The month that it is about, where it is about one.
    month: Option<(i32, u8)>,
}

impl<T> Reading<T> {
    fn new() -> Self {
        Self { rows: Vec::new(), odd: Vec::new(), day: None, month: None }
    }

    fn take(&mut self, row: Result<Option<T>, ImportError>) {
        match row {
            Ok(row) => self.rows.extend(row),
            Err(error) => self.odd.push(format!("{}: {}", error.place, error.what)),
        }
    }
}

/// Whether a publisher's product is Exchange Server, and not something else
/// with the word in its name.
fn is_exchange(product: &str) -> bool {
    let name = product.trim();
    let name = name.strip_prefix("Microsoft ").unwrap_or(name);
    name == "Exchange" || name == "Exchange Server" || name.starts_with("Exchange Server ")
}

/// An entry in CISA's catalogue.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FoundKev {
    id: String,
    added: Date,
    due: Date,
    ransomware: bool,
}

/// Reads `text`, which came from `name`, and compares it with the facts.
///
/// # Errors
/// Files that are not of the format at all.
pub fn import(
    facts: &Facts,
    source: Source,
    name: &str,
    text: &str,
    answers: &Answers,
) -> Result<Proposal, ImportError> {
    if text.trim().is_empty() {
        return Err(ImportError::new(name, "the file is empty"));
    }
    let proposal = match source {
        Source::MsBuilds => {
            builds::read(text).map(|found| merge::builds(facts, found, name, answers))
        }
        Source::MsrcCsaf => csaf::read(text).map(|found| merge::msrc(facts, found, "msrc")),
        Source::MsrcCvrf => cvrf::read(text).map(|found| merge::msrc(facts, found, "msrc-cvrf")),
        Source::Cve5 => cve5::read(text).map(|found| merge::vulnerabilities(facts, found, "cve")),
        Source::Kev => kev::read(text).map(|found| merge::kev(facts, found)),
    };
    let with_name = |error: ImportError| {
        let place = format!("{name}, {}", error.place);
        ImportError { place, what: error.what }
    };
    proposal.map_err(with_name)
}

/// The month of which a file of MSRC's tells, for reading them in their order.
pub(crate) fn month_of(source: Source, text: &str) -> Option<(i32, u8)> {
    match source {
        Source::MsrcCvrf => cvrf::read(text).ok()?.month,
        _ => None,
    }
}

/// A value that must be there.
fn need<'a>(
    value: &'a serde_json::Value,
    pointer: &str,
    place: &str,
) -> Result<&'a serde_json::Value, ImportError> {
    value
        .pointer(pointer)
        .ok_or_else(|| ImportError::new(format!("{place}{pointer}"), "the field is missing"))
}

/// A text that must be there.
fn need_text<'a>(
    value: &'a serde_json::Value,
    pointer: &str,
    place: &str,
) -> Result<&'a str, ImportError> {
    need(value, pointer, place)?
        .as_str()
        .ok_or_else(|| ImportError::new(format!("{place}{pointer}"), "the field is no text"))
}

fn json(text: &str) -> Result<serde_json::Value, ImportError> {
    if text.trim_start().starts_with('<') {
        return Err(ImportError::new("line 1", "this is a web page and not JSON"));
    }
    serde_json::from_str(text).map_err(|error| {
        ImportError::new(format!("line {}", error.line()), format!("no valid JSON: {error}"))
    })
}

/// The day at the beginning of `2026-10-02T07:00:00Z`.
fn day(text: &str, place: &str) -> Result<Date, ImportError> {
    text.get(..10)
        .and_then(|day| day.parse().ok())
        .ok_or_else(|| ImportError::new(place, format!("`{text}` is no day")))
}
