//! The invariants of the facts. Each one names the row that breaks it.

mod cvss;
mod guards;
mod links;
mod plan;
mod releases;
mod vulnerabilities;

pub use cvss::base_score;

pub(crate) use guards::NOTHING_FIXED;

use crate::read::Facts;
use crate::{Place, Problem};

/// Everything that is wrong with the facts; empty when nothing is.
pub fn check(facts: &Facts) -> Vec<Problem> {
    let mut problems = Vec::new();
    identity(facts, &mut problems);
    releases::check(facts, &mut problems);
    vulnerabilities::check(facts, &mut problems);
    // The guards compare the tables with each other: noise while a table is wrong.
    if problems.is_empty() {
        guards::check(facts, &mut problems);
        problems.extend(crate::counts::check(facts));
    }
    plan::check(facts, &mut problems);
    problems.sort();
    problems.dedup();
    problems
}

fn identity(facts: &Facts, problems: &mut Vec<Problem>) {
    let place = Place { file: "database.toml".into(), line: 0 };
    let version = facts.database.version.as_str();
    let version = version.strip_suffix("+local").unwrap_or(version);
    let (day, serial) = match version.split_once('-') {
        Some((day, serial)) => (day, Some(serial)),
        None => (version, None),
    };
    let shaped = day.replace('.', "-").parse::<expatch::Date>().is_ok()
        && serial.is_none_or(|serial| serial.parse::<u8>().is_ok_and(|serial| serial > 1));
    if !shaped {
        problems.push(place.problem("version is `YYYY.MM.DD`, or with a serial `YYYY.MM.DD-2`"));
    }
    if facts.as_of().is_none() {
        let place = Place { file: "sources.toml".into(), line: 0 };
        let what = "no checked source tells of the releases, or none of the vulnerabilities";
        problems.push(place.problem(what));
    }
    for source in &facts.sources {
        if !source.tells.is_empty() && source.checked.is_none() {
            problems.push(source.place.problem("the source tells of topics and has no `checked`"));
        }
    }
    for sources in facts.sources.windows(2) {
        if facts.sources.iter().filter(|row| row.key == sources[0].key).count() > 1 {
            problems.push(sources[0].place.problem("the source's key stands twice"));
        }
    }
}

/// Reports keys that `sources.toml` does not have, and rows without any.
fn sources<'a>(
    facts: &Facts,
    keys: impl IntoIterator<Item = &'a String>,
    place: &Place,
    problems: &mut Vec<Problem>,
) {
    let mut none = true;
    for key in keys {
        none = false;
        if !facts.sources.iter().any(|source| source.key == *key) {
            problems.push(place.problem(format!("`{key}` is no key of sources.toml")));
        }
    }
    if none {
        problems.push(place.problem("the row names no source"));
    }
}
