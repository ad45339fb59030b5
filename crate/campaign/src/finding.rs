//! Evidence to finding: a verdict cut down to what is counted. The words for
//! people are made again from the evidence when a notice is written.

use expatch::Build;
use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::Options;
use expatch::Report;
use expatch::report::Server;
use expatch::report::VulnerabilityView;
use sha2::Digest;
use sha2::Sha256;

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
    pub fn report(&self, evidence: &[u8], language: Language) -> Report {
        expatch::assess(evidence, self.database, &Options { as_of: self.as_of, language })
    }

    /// The finding about a host: of several servers behind it, the worst.
    /// `None` where nothing speaks of Exchange.
    pub fn finding(&self, evidence: &[u8]) -> Option<Finding> {
        let report = self.report(evidence, Language::English);
        report.worst().map(Self::cut)
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

impl Finding {
    /// What tells one finding from another.
    pub(crate) fn signature(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // The derived text names every field and quotes every value.
        hash.update(format!("{self:?}"));
        hash.finalize().into()
    }
}
