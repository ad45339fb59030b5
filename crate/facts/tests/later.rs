//! Nothing that is dated after a day changes what is said of that day, sentences
//! and plans included: the facts without it give the same reports.

use expatch::Assessor;
use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch_facts::Facts;
use expatch_facts::compile::compile;
use expatch_facts::data_folder;
use expatch_facts::read;

/// Takes out what came after `day`: vulnerabilities, claims, known issues, and
/// updates that no fix of an older vulnerability names. Returns how much.
fn forget(facts: &mut Facts, day: Date) -> usize {
    let count = |facts: &Facts| {
        let releases = facts.releases.iter().map(|table| table.releases.len()).sum::<usize>();
        let claims = facts.vulnerabilities.iter().map(|row| row.claims.len()).sum::<usize>();
        let listed = facts.vulnerabilities.iter().filter(|row| row.kev.is_some()).count();
        releases + claims + listed + facts.vulnerabilities.len() + facts.issues.len()
    };
    let before = count(facts);
    facts.vulnerabilities.retain(|row| *row.published <= day);
    for row in &mut facts.vulnerabilities {
        row.row.claims.retain(|claim| *claim.on <= day);
        row.row.kev = row.row.kev.take().filter(|kev| *kev.added <= day);
    }
    facts.issues.retain(|issue| *issue.since <= day);
    // What a remaining row names stays, whenever it came out.
    let named = format!("{:?} {:?}", facts.vulnerabilities, facts.issues);
    for table in &mut facts.releases {
        for row in &mut table.releases {
            row.row.withdrawn = row.row.withdrawn.filter(|withdrawn| **withdrawn <= day);
        }
        table.releases.retain(|row| {
            row.released.date <= day
                || row.update.is_none()
                || named.contains(&format!("{:?}", row.build))
        });
    }
    before - count(facts)
}

/// What is said of `text`, without the identity of the database.
fn said(assessor: &Assessor<'_>, text: &str, language: Language) -> String {
    let report = assessor.report(text.as_bytes(), language);
    serde_json::to_string_pretty(&(report.servers, report.mentions, report.notes)).unwrap()
}

#[test]
fn what_came_later_changes_nothing_that_is_said_of_a_day() {
    let whole = Database::embedded();
    for (day, language) in [
        ("2021-03-10", Language::English),
        ("2022-09-30", Language::French),
        ("2024-11-13", Language::German),
        ("2025-10-20", Language::Dutch),
        ("2026-05-20", Language::English),
    ] {
        let day: Date = day.parse().unwrap();
        let mut facts = read(&data_folder()).unwrap();
        let forgotten = forget(&mut facts, day);
        assert!(forgotten > 20, "only {forgotten} rows are newer than {day}");
        let bytes = compile(&facts).unwrap();
        let then = Database::load(&bytes).unwrap();
        assert!(then.releases().len() <= whole.releases().len());
        let (now, then) = (Assessor::new(&whole, day), Assessor::new(&then, day));
        let known = whole.releases().filter(|release| release.released <= day);
        // Sets of candidates take their time; every seventh release has them all in turn.
        for release in known.filter(|release| release.build.major() >= 14).step_by(7) {
            let build = release.build;
            for text in [
                format!("X-OWA-Version: {build}"),
                format!("/owa/auth/{}/themes/", build.prefix()),
                build.to_string(),
            ] {
                let (whole, part) = (said(&now, &text, language), said(&then, &text, language));
                if whole != part {
                    let differ = whole.lines().zip(part.lines()).find(|(one, other)| one != other);
                    panic!("{text} on {day}: {differ:?}");
                }
            }
        }
    }
}
