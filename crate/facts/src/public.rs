//! Where the public sources are: a folder of downloaded files, or the addresses
//! of those who publish them.

use crate::Row;
use crate::import::MONTHS;
use crate::model::{TopicWord, VulnerabilityRow};
use crate::read::Facts;
use crate::refresh::Published;
use expatch::Date;
use std::path::{Path, PathBuf};

/// What is read in a refresh.
#[derive(Clone, Debug)]
pub enum Public {
    /// A folder of downloaded files.
    Folder(PathBuf),
    /// What is published today.
    Network(Addresses),
}

/// Where each source is published.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Microsoft's page of builds.
    pub builds: String,
    /// MSRC's months: `2026-Nov` follows.
    pub months: String,
    /// CVE records: `CVE-2026-1234` follows.
    pub records: String,
    /// CISA's catalogue.
    pub catalogue: String,
}

impl Default for Addresses {
    fn default() -> Self {
        let owned = str::to_owned;
        Self {
            builds: owned(
                "https://learn.microsoft.com/en-us/exchange/new-features/build-numbers-and-release-dates",
            ),
            months: owned("https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/"),
            records: owned("https://cveawg.mitre.org/api/cve/"),
            catalogue: owned(
                "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
            ),
        }
    }
}

/// A source that failed so often one after the other is not asked again in this
/// refresh: hundreds of records would each wait for its time to run out.
const PATIENCE: usize = 3;

impl Public {
    /// Reads all of it.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn read(&self, facts: &Facts, today: Date) -> std::io::Result<Vec<Published>> {
        match self {
            Self::Folder(folder) => from_folder(folder),
            Self::Network(addresses) => Ok(addresses.read(facts, today)),
        }
    }
}

/// The files of a folder.
fn from_folder(folder: &Path) -> std::io::Result<Vec<Published>> {
    let mut published = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            published.push(Published::new(&name, read(&path.display().to_string())));
        }
    }
    published.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(published)
}

fn read(source: &str) -> Result<Vec<u8>, String> {
    expatch_update::fetch(source).map_err(|error| error.to_string())
}

impl Addresses {
    /// What the public sources say today: the page of builds, each month of
    /// MSRC's that may have something new, the record of every known
    /// vulnerability, CISA's catalogue.
    fn read(&self, facts: &Facts, today: Date) -> Vec<Published> {
        let ids = facts.vulnerabilities.iter().filter(is_cve);
        let records = ids.map(|row| (self.records.clone() + &row.id, row.id.clone()));
        let mut months = in_turn(of_months(&self.months, facts, today), today);
        months.pop_if(|last| not_yet(last, today));
        let mut published = in_turn(vec![(self.builds.clone(), "builds".to_owned())], today);
        published.extend(months);
        published.extend(in_turn(records.collect(), today));
        published.extend(in_turn(vec![(self.catalogue.clone(), "catalogue".to_owned())], today));
        published
    }
}

fn is_cve(row: &&Row<VulnerabilityRow>) -> bool {
    row.id.starts_with("CVE-")
}

/// Whether a month is missing because it has not been begun: MSRC does so with
/// its first publication, on the second Tuesday at the latest.
fn not_yet(month: &Published, today: Date) -> bool {
    let (year, number, _) = today.calendar();
    let begun = Date::new(year, number, 1);
    let begun = begun.is_none_or(|first| first.patch_tuesdays_until(today).next().is_some());
    let of_today = month.name.ends_with(name_of(number));
    !begun && of_today && month.text.as_ref().is_err_and(|why| why.contains("404"))
}

/// Fetches one after the other, and stops where nothing answers.
fn in_turn(list: Vec<(String, String)>, today: Date) -> Vec<Published> {
    let mut published = Vec::new();
    let mut failed = 0;
    let count = list.len();
    for (number, (address, name)) in list.into_iter().enumerate() {
        let bytes = read(&address);
        failed = if bytes.is_ok() { 0 } else { failed + 1 };
        published.push(Published::new(&name, bytes).on(today));
        if failed == PATIENCE && number + 1 < count {
            let what = format!("{} more after {name}", count - number - 1);
            let why = format!("not asked for: {PATIENCE} in a row could not be read");
            published.push(Published::new(&what, Err(why)).on(today));
            break;
        }
    }
    published
}

/// The months from the one through which vulnerabilities are covered to this one.
fn of_months(address: &str, facts: &Facts, today: Date) -> Vec<(String, String)> {
    let covered = facts.covered_through(TopicWord::Vulnerabilities).unwrap_or(today);
    let (mut year, mut month, _) = covered.calendar();
    let (last_year, last_month, _) = today.calendar();
    let mut list = Vec::new();
    while (year, month) <= (last_year, last_month) {
        let name = format!("{year}-{}", name_of(month));
        list.push((format!("{address}{name}"), name));
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    list
}

/// `Nov`.
fn name_of(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}
