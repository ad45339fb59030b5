//! A campaign says of a set of candidates what the core says: what all of them share.

use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::Said;
use expatch::judge::Status;
use expatch_campaign::Judge;

#[test]
fn a_finding_is_the_core_s_answer_on_every_baseline_and_day() {
    let database = Database::embedded();
    let days = ["2021-03-10", "2023-05-01", "2025-10-20", "2026-10-08", "2026-11-23"];
    let mut at_risk = 0;
    for day in days.map(|day| day.parse::<Date>().unwrap()) {
        let judge = Judge { database: &database, as_of: day };
        for baseline in database.baselines().filter(|baseline| baseline.build.major() == 15) {
            let path =
                format!("/owa/auth/{}/themes/resources/favicon.ico", baseline.build.prefix());
            let said = Said::Text(path.clone().into_bytes());
            let Some(finding) = judge.finding(&said, false) else { continue };
            let report = judge.report(&said, Language::English);
            let verdict = &report.worst().unwrap().verdict;
            assert_eq!(finding.status, verdict.status, "{path} on {day}");
            assert_eq!(finding.patched, verdict.patched);
            assert_eq!(finding.severity, verdict.severity);
            assert_eq!(finding.worst.as_deref(), verdict.worst);
            assert_eq!(finding.open, (verdict.open.at_least, verdict.open.at_most));
            assert_eq!(finding.used, (verdict.exploited.at_least, verdict.exploited.at_most));
            let status = Status::from_code(&finding.status).unwrap();
            assert_eq!(status.severity(), finding.severity);
            // At risk whichever is true is counted as at risk.
            if finding.patched == "no" {
                assert!(finding.severity > 0, "{path} on {day}");
                at_risk += usize::from(finding.severity == 2);
            }
            if finding.severity == 3 {
                assert_eq!(finding.patched, "unknown", "{path} on {day}");
            }
        }
    }
    assert!(at_risk > 100, "only {at_risk} sets are at risk");
}
