//! The verdict on a server's evidence as it is remembered.

use crate::facts::Loaded;
use expatch::Date;
use expatch::Language;
use expatch_store::Assessment;
use expatch_store::Cause;
use expatch_store::Moment;

/// Assesses evidence for a day. Of several servers in one text the worst
/// counts, which is the first.
pub(crate) fn assess(facts: &Loaded, day: Date, evidence: &[u8], cause: Cause) -> Assessment {
    let report = facts.assessor(day).report(evidence, Language::English);
    let mut made = Assessment {
        as_of: day.to_string(),
        digest: facts.digest.clone(),
        cause,
        status: String::from("no-evidence"),
        severity: 3,
        build: None,
        release: None,
        missing: None,
        certain: 0,
        possible: 0,
        exploited: 0,
        summary: String::from("The evidence names no Exchange server."),
        at: Moment(0),
    };
    let Some(server) = report.servers.into_iter().next() else { return made };
    let verdict = server.verdict;
    let found = verdict.vulnerabilities;
    verdict.status.clone_into(&mut made.status);
    made.severity = verdict.severity;
    made.build = server.build.map(|build| build.to_string());
    made.release = server.release.map(|release| {
        let update = release.update.map_or_else(String::new, |update| format!(" {update}"));
        format!("{} {}{update}", release.product, release.baseline)
    });
    made.missing =
        verdict.missing.into_iter().next_back().map(|last| last.update.unwrap_or(last.baseline));
    made.exploited = found.certain.iter().filter(|one| one.kev.is_some()).count();
    made.certain = found.certain.len();
    made.possible = found.possible.len();
    made.summary = verdict.summary;
    made
}
