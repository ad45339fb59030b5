//! The laws of the verdict hold in every line that `bulk` writes: a set of
//! candidates says what all its members say, and nothing of a later day counts.

use expatch::Assessor;
use expatch::Build;
use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::database::ReleaseId;
use expatch::judge::Judgement;
use expatch::judge::Patched;
use expatch_ingest::Form;
use expatch_ingest::Job;
use expatch_ingest::Source;
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write;
use std::time::Duration;

/// A row about a server and what it said: a path that shows the baseline, a
/// header with the whole build, or a number that somebody typed.
fn row(number: usize, build: Build, how: u8) -> (String, String) {
    let said = match how {
        0 => format!("/owa/auth/{}/themes/resources/favicon.ico", build.prefix()),
        1 => format!("X-OWA-Version: {build}"),
        _ => build.to_string(),
    };
    let record = serde_json::json!({ "ip": format!("192.0.2.{number}"), "banner": said });
    (record.to_string(), said)
}

/// What `bulk` writes of `rows` on `day`, a line each.
fn bulk(rows: &str, day: Date) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("rows.ndjson"), folder.path().join("lines.ndjson"));
    std::fs::write(&input, rows).unwrap();
    let database = Database::embedded();
    let job = Job {
        sources: vec![Source::File(input)],
        from: None,
        assessor: &Assessor::new(&database, day),
        language: Language::English,
        form: Form::Ndjson,
        full: false,
        output: Some(output.clone()),
        side: None,
        resume: false,
        threads: 1,
        checkpoint: Duration::from_mins(1),
    };
    expatch_ingest::run(&job, &mut |_| ()).unwrap();
    let lines = std::fs::read_to_string(output).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What all of `builds` share, by the rule and not by the code under test.
fn shared(builds: &[Build], day: Date) -> Option<Patched> {
    let database = Database::embedded();
    let mut said = builds.iter().map(|build| Judgement::of(&database, *build, day).patched);
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_line_says_what_all_candidates_share_and_what_the_report_says(
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0u8..3), 1..24),
        // 2010-01-01 to 2028-12-31.
        day in 14_610..21_550,
    ) {
        let (database, day) = (Database::embedded(), Date::from_days(day));
        let assessor = Assessor::new(&database, day);
        let (mut rows, mut texts) = (String::new(), Vec::new());
        for (number, (index, how)) in picks.iter().enumerate() {
            let id = ReleaseId(index.index(database.releases().len()) as u16);
            let (record, text) = row(number, database.release(id).build, *how);
            writeln!(rows, "{record}").unwrap();
            texts.push(text);
        }
        let lines = bulk(&rows, day);
        for (number, text) in texts.iter().enumerate() {
            let report = assessor.report(text.as_bytes(), Language::English);
            let address = format!("192.0.2.{number}");
            let line = lines.iter().find(|line| line["ip"] == *address);
            let (Some(server), Some(line)) = (report.servers.first(), line) else {
                prop_assert!(report.servers.is_empty() || line.is_some(), "{text} has no line");
                continue;
            };
            let verdict = &line["verdict"];
            let whole = serde_json::to_value(server).unwrap();
            for part in ["/patched", "/status", "/severity", "/headline", "/summary", "/open/atLeast",
                "/open/atMost", "/exploited/atLeast", "/exploited/atMost"] {
                let said = whole["verdict"].pointer(part);
                prop_assert!(said.is_some(), "{part}");
                prop_assert_eq!(verdict.pointer(part), said, "{} of {} on {}", part, text, day);
            }
            let candidates = line["candidates"].as_array().into_iter().flatten();
            let builds: Vec<Build> =
                candidates.map(|build| build.as_str().unwrap().parse().unwrap()).collect();
            if builds.len() > 1 {
                let (patched, severity) = match shared(&builds, day) {
                    Some(Patched::No) => ("no", 1..=2),
                    Some(Patched::Yes) => ("yes", 0..=0),
                    _ => ("unknown", 3..=3),
                };
                prop_assert_eq!(&verdict["patched"], patched, "{} on {}", text, day);
                prop_assert!(severity.contains(&verdict["severity"].as_u64().unwrap()));
            }
            // What was published or claimed later is not known on the day.
            for kind in ["certain", "possible"] {
                for hole in verdict["vulnerabilities"][kind].as_array().into_iter().flatten() {
                    let id = hole["id"].as_str().unwrap();
                    let row = database.vulnerabilities().find(|row| row.id == id);
                    prop_assert!(row.unwrap().published <= day, "{id} on {day}");
                    for claim in hole["claims"].as_array().into_iter().flatten() {
                        prop_assert!(claim["day"].as_str().unwrap() <= day.to_string().as_str());
                    }
                }
            }
        }
    }
}
