//! What texts reveal: one case per notation, in words of our own after the
//! grammar of each format. `=` is exact, `~` candidates from the given build
//! up, `?` Exchange without a version, `!` unreleased, `online`, `not`.

mod mail;
mod names;
mod none;
mod programs;
mod scanners;
mod shell;
mod web;
mod words;

use expatch::Database;
use expatch::observe::observe;
use expatch::resolve::Finding;
use expatch::resolve::resolve;

fn found(text: &[u8]) -> String {
    let database = Database::embedded();
    let subjects = resolve(observe(text), &database);
    let mut said: Vec<String> = subjects
        .iter()
        .map(|subject| {
            let name = subject.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
            let finding = match &subject.finding {
                Finding::Exact(build) => format!("={build}"),
                Finding::Candidates(ids) => format!("~{}", database.release(ids[0]).build),
                Finding::Unreleased(build) => format!("!{build}"),
                Finding::Unknown => "?".into(),
                Finding::Online => "online".into(),
                Finding::NotExchange(_) => "not".into(),
            };
            name + &finding
        })
        .collect();
    said.sort();
    said.join(", ")
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, wanted)| (text, found(text.as_bytes()), wanted))
        .filter(|(_, seen, wanted)| seen != *wanted)
        .map(|(text, seen, wanted)| format!("{text}\n   saw {seen}\n   not {wanted}\n"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
