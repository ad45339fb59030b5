//! The verdict on a server's evidence as it is remembered.

use crate::facts::Loaded;
use expatch::Date;
use expatch::Language;
use expatch_store::Assessment;
use expatch_store::Cause;
use expatch_store::Moment;
use expatch_store::Range;

/// Assesses evidence for a day. Of several servers in one text the worst
/// counts, which is the first.
pub(crate) fn assess(facts: &Loaded, day: Date, evidence: &[u8], cause: Cause) -> Assessment {
    let report = facts.assessor(day).report(evidence, Language::English);
    let mut made = Assessment {
        as_of: day.to_string(),
        digest: facts.digest.clone(),
        cause,
        patched: String::from("unknown"),
        status: String::from("no-evidence"),
        worst: None,
        severity: 3,
        build: None,
        release: None,
        missing: None,
        open: Range::default(),
        exploited: Range::default(),
        headline: String::from("No Exchange server in the evidence"),
        summary: String::from("The evidence names no Exchange server."),
        at: Moment(0),
    };
    let Some(server) = report.servers.into_iter().next() else { return made };
    let verdict = server.verdict;
    verdict.patched.clone_into(&mut made.patched);
    verdict.status.clone_into(&mut made.status);
    made.worst = verdict.worst.map(str::to_owned);
    made.headline = verdict.headline;
    made.severity = verdict.severity;
    made.build = server.build.map(|build| build.to_string());
    made.release = server.release.map(|release| {
        let update = release.update.map_or_else(String::new, |update| format!(" {update}"));
        format!("{} {}{update}", release.product, release.baseline)
    });
    made.missing =
        verdict.missing.into_iter().next_back().map(|last| last.update.unwrap_or(last.baseline));
    made.open = Range { at_least: verdict.open.at_least, at_most: verdict.open.at_most };
    made.exploited =
        Range { at_least: verdict.exploited.at_least, at_most: verdict.exploited.at_most };
    made.summary = verdict.summary;
    made
}
