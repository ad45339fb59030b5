//! Newer facts from the public sources, by anyone: the files are read in the
//! order in which they need each other, each one's rows are taken or listed,
//! and a source that fails leaves the day through which it was checked where it
//! was. The scheduled workflow and `expatch db refresh` are this code.

use crate::import::{Answers, Proposal, Source, import};
use crate::model::TopicWord;
use crate::read::Facts;
use crate::{Problems, check, compile, read_from};
use expatch::Date;
use std::path::Path;

/// Where Microsoft's page of builds is.
const BUILDS: &str =
    "https://learn.microsoft.com/en-us/exchange/new-features/build-numbers-and-release-dates";
/// Where a month of MSRC's is.
const MSRC: &str = "https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/";
/// Where CISA's catalogue is.
const KEV: &str =
    "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";
/// Where a CVE record is.
const CVE: &str = "https://cveawg.mitre.org/api/cve/";

/// A published file.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its file name or address.
    pub name: String,
    /// Its text, or why it could not be read.
    pub text: Result<String, String>,
}

/// What a refresh did.
#[derive(Debug)]
pub struct Refreshed {
    /// The facts as they are now.
    pub facts: Facts,
    /// What each file changed, in the order in which they were read.
    pub files: Vec<(String, Result<Proposal, String>)>,
}

impl Refreshed {
    /// Whether anything changed.
    pub fn changed(&self) -> bool {
        let took = |(_, done): &(String, Result<Proposal, String>)| {
            done.as_ref().is_ok_and(|proposal| !proposal.is_empty())
        };
        self.files.iter().any(took)
    }

    /// The database, marked as made on this machine on `today`.
    ///
    /// # Errors
    /// Facts that do not hold together.
    pub fn database(&self, today: Date) -> Result<Vec<u8>, Problems> {
        let mut texts = self.facts.texts.clone();
        let version = format!("{}+local", today.to_string().replace('-', "."));
        texts.insert("database.toml".to_owned(), format!("version = \"{version}\"\n"));
        let facts = read_from(texts)?;
        let mut problems = check::check(&facts);
        // The vulnerabilities of a new update come from another list, which may
        // not have been read yet; its coverage says so.
        problems.retain(|problem| !problem.what.starts_with(check::NOTHING_FIXED));
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        compile::compile(&facts).map_err(Problems::from)
    }
}

/// Reads published files into the facts.
///
/// # Errors
/// Facts that cannot be read to begin with.
pub fn refresh(
    facts: Facts,
    published: Vec<Published>,
    answers: &Answers,
) -> Result<Refreshed, Problems> {
    let mut facts = facts;
    let mut files = Vec::new();
    let mut known: Vec<(Source, String, String)> = Vec::new();
    for file in published {
        match file.text {
            Err(why) => files.push((file.name, Err(why))),
            Ok(text) => match Source::of(&text) {
                Some(source) => known.push((source, file.name, text)),
                None => files.push((file.name, Err("is none of the formats that are read".into()))),
            },
        }
    }
    // Builds before what is fixed in them, months in their order, CISA last.
    known.sort_by_cached_key(|(source, name, text)| {
        let rank = match source {
            Source::MsBuilds => 0,
            Source::MsrcCvrf | Source::MsrcCsaf => 1,
            Source::Cve5 => 2,
            Source::Kev => 3,
        };
        (rank, crate::import::month_of(*source, text), name.clone())
    });
    for (source, name, text) in known {
        match import(&facts, source, &name, &text, answers) {
            Err(error) => files.push((name, Err(error.to_string()))),
            Ok(proposal) => {
                let mut texts = facts.texts.clone();
                texts.extend(proposal.texts.clone());
                facts = read_from(texts)?;
                files.push((name, Ok(proposal)));
            }
        }
    }
    Ok(Refreshed { facts, files })
}

/// The files of a folder.
///
/// # Errors
/// A folder that cannot be read.
pub fn from_folder(folder: &Path) -> std::io::Result<Vec<Published>> {
    let mut published = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = expatch_update::fetch(&path.display().to_string())
            .map_err(|error| error.to_string())
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()));
        published.push(Published { name, text });
    }
    published.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(published)
}

/// What the public sources say today: the page of builds, each month of MSRC's
/// that may have something new, the records of the vulnerabilities published in
/// the last year and a half, CISA's catalogue.
pub fn from_network(facts: &Facts, today: Date) -> Vec<Published> {
    let mut addresses = vec![(BUILDS.to_owned(), format!("learn{today}.html"))];
    let covered = facts.covered_through(TopicWord::Vulnerabilities).unwrap_or(today);
    let (mut year, mut month, _) = covered.calendar();
    let (last_year, last_month, _) = today.calendar();
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    while (year, month) <= (last_year, last_month) {
        let name = format!("{year}-{}", MONTHS[usize::from(month) - 1]);
        addresses.push((format!("{MSRC}{name}"), name));
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    let recent = |row: &&crate::Row<crate::model::VulnerabilityRow>| {
        today.days() - row.published.0.days() < 548 && row.id.starts_with("CVE-")
    };
    for row in facts.vulnerabilities.iter().filter(recent) {
        addresses.push((format!("{CVE}{}", row.id), row.id.clone()));
    }
    addresses.push((KEV.to_owned(), "kev".to_owned()));
    let read = |(address, name): (String, String)| {
        let text = expatch_update::fetch(&address)
            .map_err(|error| error.to_string())
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()));
        Published { name, text }
    };
    addresses.into_iter().map(read).collect()
}
