//! Refreshing the facts from what Microsoft, MITRE and CISA publish. Each
//! format has its own file; all of them end in the same few shapes, which are
//! compared with the facts. New rows become edits of the text files; what
//! differs from a row that stands is shown and left to a person, because the
//! facts chose between sources on purpose. What is not understood is refused
//! with its place, and then nothing changes.

mod builds;
mod csaf;
mod cve5;
mod cvrf;
mod edit;
mod kev;
mod merge;

pub use edit::Proposal;

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
    /// Product as the publisher names it, and the first fixed build.
    fixes: Vec<(String, Build)>,
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
/// Unknown shapes with their place; fewer rows than the facts have from there.
pub fn import(
    facts: &Facts,
    source: Source,
    name: &str,
    text: &str,
) -> Result<Proposal, ImportError> {
    if text.trim().is_empty() {
        return Err(ImportError::new(name, "the file is empty"));
    }
    let proposal = match source {
        Source::MsBuilds => builds::read(text).and_then(|found| merge::builds(facts, found)),
        Source::MsrcCsaf => {
            csaf::read(text).and_then(|found| merge::vulnerabilities(facts, found, "msrc"))
        }
        Source::MsrcCvrf => {
            cvrf::read(text).and_then(|found| merge::vulnerabilities(facts, found, "msrc-cvrf"))
        }
        Source::Cve5 => {
            cve5::read(text).and_then(|found| merge::vulnerabilities(facts, found, "cve"))
        }
        Source::Kev => kev::read(text).and_then(|found| merge::kev(facts, found)),
    };
    let with_name = |error: ImportError| {
        let place = format!("{name}, {}", error.place);
        ImportError { place, what: error.what }
    };
    proposal.map_err(with_name)
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
