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

pub use baseline::{Answers, Question};
pub use edit::Proposal;

use crate::model::ClaimWord;
use crate::read::Facts;
use expatch::{Build, Date};
use std::fmt;

/// One reading of what is published: the day on which it is done, and what
/// whoever reads says.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// Today.
    pub today: Date,
    /// What is said about new cumulative updates.
    pub answers: Answers,
}

impl Sitting {
    /// A reading on `today` in which nothing is said.
    pub fn on(today: Date) -> Self {
        Self { today, answers: Answers::default() }
    }

    /// Whether a day has not come yet in any time zone.
    fn is_ahead(&self, day: Date) -> bool {
        day.days() > self.today.days() + 1
    }
}

/// What is read.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Its file name or address.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The day on which it was fetched; without it, the day in its name counts.
    pub fetched: Option<Date>,
}

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
        builds::read(text).is_ok().then_some(Self::MsBuilds)
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
    /// The day through which the file tells: its own, or that on which it was
    /// fetched.
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

    /// Lists what is dated after today, and lets the file tell through the day
    /// on which somebody looked at it, where that is later than its own.
    fn settle(
        &mut self,
        sitting: &Sitting,
        looked: Option<Date>,
        dated: impl Fn(&T) -> (&str, Date),
    ) {
        let ahead = |what: &str, day: Date| format!("{what}: {day} has not come yet, left out");
        for day in [self.day, looked].into_iter().flatten().filter(|day| sitting.is_ahead(*day)) {
            self.odd.push(ahead("the day of the file", day));
        }
        let come = |day: &Date| !sitting.is_ahead(*day);
        self.day = self.day.filter(come).max(looked.filter(come));
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| {
            let (place, day) = dated(row);
            let ahead_of = sitting.is_ahead(day);
            if ahead_of {
                self.odd.push(ahead(place, day));
            }
            !ahead_of
        });
        self.rows = rows;
    }
}

/// Whether a publisher's product is Exchange Server, and not something else
/// with the word in its name.
fn is_exchange(product: &str) -> bool {
    let name = product.replace(['®', '™'], " ");
    let mut words = name.split_whitespace().skip_while(|word| *word == "Microsoft");
    words.next() == Some("Exchange") && words.next().is_none_or(|word| word == "Server")
}

/// Whether a CPE name, of either version, is Exchange Server's.
fn is_exchange_cpe(cpe: &str) -> bool {
    let cpe = cpe.to_ascii_lowercase();
    cpe.starts_with("cpe:2.3:a:microsoft:exchange_server:")
        || cpe.starts_with("cpe:/a:microsoft:exchange_server:")
}

/// An entry in CISA's catalogue.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FoundKev {
    id: String,
    added: Date,
    due: Date,
    /// `None` where the catalogue does not say: it has done so since October 2023.
    ransomware: Option<bool>,
}

/// Reads a document and compares it with the facts.
///
/// # Errors
/// Files that are not of the format at all.
pub fn import(
    facts: &Facts,
    source: Source,
    document: Document<'_>,
    sitting: &Sitting,
) -> Result<Proposal, ImportError> {
    let Document { name, text, fetched } = document;
    let named = |error: ImportError| {
        let place = format!("{name}, {}", error.place);
        ImportError { place, what: error.what }
    };
    if text.trim().is_empty() {
        return Err(ImportError::new(name, "the file is empty"));
    }
    let looked = fetched.or_else(|| day_in(name));
    Ok(match source {
        Source::MsBuilds => {
            let mut found = builds::read(text).map_err(named)?;
            found.settle(sitting, looked, |row| (&row.place, row.released));
            merge::builds(facts, found, &sitting.answers)
        }
        Source::MsrcCsaf => {
            let found = told(csaf::read(text), sitting, looked, named)?;
            merge::msrc(facts, found, "msrc", &sitting.answers)
        }
        Source::MsrcCvrf => {
            let found = told(cvrf::read(text), sitting, looked, named)?;
            merge::msrc(facts, found, "msrc-cvrf", &sitting.answers)
        }
        Source::Cve5 => {
            let found = told(cve5::read(text), sitting, looked, named)?;
            merge::vulnerabilities(facts, found, "cve", &sitting.answers)
        }
        Source::Kev => {
            let ours = |id: &str| facts.vulnerabilities.iter().any(|row| row.id == id);
            let mut found = kev::read(text, ours).map_err(named)?;
            found.settle(sitting, looked, |row| (&row.id, row.added));
            merge::kev(facts, found)
        }
    })
}

/// What a publisher of vulnerabilities says, without days that have not come.
fn told(
    read: Result<Reading<FoundVulnerability>, ImportError>,
    sitting: &Sitting,
    looked: Option<Date>,
    named: impl Fn(ImportError) -> ImportError,
) -> Result<Reading<FoundVulnerability>, ImportError> {
    let mut found = read.map_err(named)?;
    let newest = |row: &FoundVulnerability| row.claims.iter().map(|(_, on)| *on).max();
    let day = |row: &FoundVulnerability| row.published.max(newest(row)).unwrap_or(sitting.today);
    found.settle(sitting, looked, |row| (&row.id, day(row)));
    Ok(found)
}

/// The day in a file's name: `learn2026-08-20.html`.
fn day_in(name: &str) -> Option<Date> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    (0..name.len().saturating_sub(9)).find_map(|at| name.get(at..at + 10)?.parse().ok())
}

/// The month of which a file of MSRC's tells, for reading them in their order.
pub(crate) fn month_of(source: Source, text: &str) -> Option<(i32, u8)> {
    match source {
        Source::MsrcCvrf => cvrf::read(text).ok()?.month,
        _ => None,
    }
}

/// Which vulnerability a CVE record is about.
pub(crate) fn record_of(text: &str) -> Option<String> {
    let record = json(text).ok()?;
    record.pointer("/cveMetadata/cveId")?.as_str().map(str::to_owned)
}

/// Raises the day of the CVE records where that of every known vulnerability
/// was fetched and read.
pub(crate) fn check_records(
    facts: &Facts,
    read: &[(Option<String>, Option<Date>)],
) -> Option<Proposal> {
    let day = |id: &String| {
        let mut of_id = read.iter().filter(|(of, _)| of.as_ref() == Some(id));
        of_id.find_map(|(_, fetched)| *fetched)
    };
    let ids = facts.vulnerabilities.iter().map(|row| &row.id).filter(|id| id.starts_with("CVE-"));
    let days: Option<Vec<Date>> = ids.map(day).collect();
    let through = days?.into_iter().min()?;
    let mut proposal = Proposal::default();
    merge::check(facts, &mut proposal, "cve", through);
    Some(proposal)
}

/// The months' names as MSRC writes them.
pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

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
    let text = text.trim_start_matches('\u{feff}');
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
