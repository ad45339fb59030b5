//! Evidence to finding: a verdict cut down to what is counted. The words for
//! people are made again from the evidence when a notice is written.

use expatch::Assessor;
use expatch::Build;
use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::Options;
use expatch::Report;
use expatch::Said;
use expatch::judge::Status;
use expatch::report::Server;
use expatch::report::VulnerabilityView;
use expatch::resolve;
use expatch::resolve::Subject;
use sha2::Digest;
use sha2::Sha256;
use std::cell::RefCell;
use std::collections::HashMap;

/// The facts and the day that evidence is judged with.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// The facts.
    pub database: &'a Database<'a>,
    /// The day.
    pub as_of: Date,
}

/// What is counted of a verdict.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Finding {
    /// Whether it is patched.
    pub patched: String,
    /// The verdict's status.
    pub status: String,
    /// The status of the candidate that is worst off, where they differ.
    pub worst: Option<String>,
    /// Its severity.
    pub severity: u8,
    /// The build, where it is fixed.
    pub build: Option<Build>,
    /// The product, where all candidates share it.
    pub product: Option<String>,
    /// The baseline, where all candidates share it.
    pub baseline: Option<String>,
    /// The update laid on it, where the release is fixed.
    pub laid: Option<String>,
    /// CVEs that are open.
    pub certain: Vec<String>,
    /// CVEs that may be open.
    pub possible: Vec<String>,
    /// CVEs that are open and that attackers are known to use.
    pub exploited: Vec<String>,
    /// How many CVEs are open at least and at most.
    pub open: (usize, usize),
    /// How many of them attackers are known to use, at least and at most.
    pub used: (usize, usize),
}

impl Judge<'_> {
    /// The full report, with sentences.
    pub fn report(&self, said: &Said, language: Language) -> Report {
        expatch::assess_said(said, self.database, &Options::new(self.as_of, language))
    }

    /// The verdict on a host: of several servers behind it, the worst; where it
    /// shows no version, that of an unknown one.
    pub fn server(&self, said: &Said, language: Language) -> Server {
        let report = self.report(said, language);
        let worst = report.worst().cloned();
        worst.unwrap_or_else(|| self.unknown(language))
    }

    /// The verdict on an Exchange server that shows no version.
    fn unknown(&self, language: Language) -> Server {
        Assessor::new(self.database, self.as_of).answer(&unknown(), language).1
    }

    /// The finding about a host: of several servers behind it, the worst. What
    /// nothing speaks of is no Exchange server, unless somebody claims something
    /// of the one there.
    pub fn finding(&self, said: &Said, claimed: bool) -> Option<Finding> {
        Memory::new(self).finding(said, claimed)
    }

    /// The evidence of the server that the finding is about, as notes that can
    /// be read again.
    pub fn notes(&self, said: &Said) -> Vec<String> {
        let mut subjects = resolve::resolve(said.read().evidence, self.database);
        if subjects.len() > 1 {
            let assessor = Assessor::new(self.database, self.as_of);
            subjects.sort_by_key(|subject| assessor.answer(subject, Language::English).0);
        }
        let worst = subjects.first();
        worst.into_iter().flat_map(|one| &one.evidence).map(expatch::note).collect()
    }

    fn cut(server: &Server) -> Finding {
        let verdict = &server.verdict;
        let (product, baseline) = Self::family(server);
        let ids = |list: &[VulnerabilityView]| list.iter().map(|cve| cve.id.clone()).collect();
        let certain = &verdict.vulnerabilities.certain;
        let exploited = certain.iter().filter(|cve| cve.is_exploited());
        Finding {
            patched: verdict.patched.to_owned(),
            status: verdict.status.to_owned(),
            worst: verdict.worst.map(str::to_owned),
            severity: verdict.severity,
            build: server.build,
            product,
            baseline,
            laid: server.release.as_ref().and_then(|release| release.update.clone()),
            certain: ids(certain),
            possible: ids(&verdict.vulnerabilities.possible),
            exploited: exploited.map(|cve| cve.id.clone()).collect(),
            open: (verdict.open.at_least, verdict.open.at_most),
            used: (verdict.exploited.at_least, verdict.exploited.at_most),
        }
    }

    fn family(server: &Server) -> (Option<String>, Option<String>) {
        match (&server.release, &server.shared) {
            (Some(release), _) => (Some(release.product.clone()), Some(release.baseline.clone())),
            (None, Some(shared)) => (Some(shared.product.clone()), shared.baseline.clone()),
            (None, None) => (None, None),
        }
    }
}

/// A judge who remembers: a verdict follows from what the evidence adds up to, and
/// the hosts of a campaign share few of these.
pub(crate) struct Memory<'a> {
    judge: &'a Judge<'a>,
    known: RefCell<HashMap<Key, (Status, Finding)>>,
}

/// What an answer follows from.
type Key = (resolve::Finding, Vec<&'static str>, Option<Build>);

/// How many findings are remembered: hostile rows may show a build each.
const REMEMBERED: usize = 4096;

impl<'a> Memory<'a> {
    pub(crate) fn new(judge: &'a Judge<'a>) -> Self {
        Self { judge, known: RefCell::default() }
    }

    /// As [`Judge::finding`].
    pub(crate) fn finding(&self, said: &Said, claimed: bool) -> Option<Finding> {
        let subjects = resolve::resolve(said.read().evidence, self.judge.database);
        let worst =
            subjects.iter().map(|subject| self.of(subject)).min_by_key(|(status, _)| *status);
        let found = worst.or_else(|| claimed.then(|| self.of(&unknown())));
        found.map(|(_, finding)| finding)
    }

    fn of(&self, subject: &Subject) -> (Status, Finding) {
        let key = (subject.finding.clone(), subject.remarks.clone(), subject.build());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let assessor = Assessor::new(self.judge.database, self.judge.as_of);
        let (status, server) = assessor.answer(subject, Language::English);
        let found = (status, Judge::cut(&server));
        let mut known = self.known.borrow_mut();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(key, found.clone());
        found
    }
}

/// An Exchange server that shows no version.
fn unknown() -> Subject {
    let (name, evidence, remarks) = (None, Vec::new(), Vec::new());
    Subject { name, finding: resolve::Finding::Unknown, evidence, remarks }
}

impl Finding {
    /// What tells one finding from another.
    pub(crate) fn signature(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // The derived text names every field and quotes every value.
        hash.update(format!("{self:?}"));
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is remembered is what the report says, whatever was asked before.
    #[test]
    fn a_judge_who_remembers_says_what_the_report_says() {
        let database = Database::embedded();
        let judge = Judge { database: &database, as_of: "2026-10-08".parse().unwrap() };
        let memory = Memory::new(&judge);
        let mut texts: Vec<String> = database
            .releases()
            .step_by(7)
            .flat_map(|release| {
                let build = release.build;
                [format!("X-OWA-Version: {build}"), build.to_string(), format!("EX01,{build}")]
            })
            .collect();
        let odd = [
            "EX01,15.2.2562.53\nEX02,15.1.2507.6\nEX03,15.2.1748.39",
            "/owa/auth/15.1.2507/themes/resources/favicon.ico",
            "/owa/auth/15.1.2507/x\nX-OWA-Version: 15.1.2507.61",
            "X-OWA-Version: 15.2.2562.99",
            "x-owa-version: 15.20.9999.12",
            "the quick brown fox",
            "",
        ];
        texts.extend(odd.map(str::to_owned));
        for text in &texts {
            let said = Said::Text(text.clone().into_bytes());
            let report = judge.report(&said, Language::English).worst().map(Judge::cut);
            for _ in 0..2 {
                assert_eq!(memory.finding(&said, false), report, "{text}");
            }
            assert!(memory.finding(&said, true).is_some(), "{text}");
        }
    }
}
