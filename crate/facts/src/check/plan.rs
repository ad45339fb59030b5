//! What the plan rests on: whom a setting concerns, and what stands beside a step.

use crate::Problem;
use crate::read::Facts;
use std::collections::BTreeSet;

/// Settings and guides that lead nowhere.
pub(super) fn check(facts: &Facts, problems: &mut Vec<Problem>) {
    for step in &facts.steps {
        let known = |id: &String| facts.vulnerabilities.iter().any(|row| row.id == *id);
        if let Some(id) = step.exists_with.as_ref().filter(|id| !known(id)) {
            problems.push(step.place.problem(format!("`exists-with`: {id} is in no file")));
        }
        for name in step.products.iter().chain(&step.stays) {
            if facts.of(name).is_none() {
                problems.push(step.place.problem(format!("`{name}` is no product")));
            }
        }
    }
    guides(facts, problems);
}

/// A guide has a key of its own and a source, and leads to https only.
fn guides(facts: &Facts, problems: &mut Vec<Problem>) {
    let mut keys = BTreeSet::new();
    for row in &facts.guides {
        if !keys.insert(row.key.as_str()) {
            problems.push(row.place.problem(format!("the key `{}` stands twice", row.key)));
        }
        if row.sources.is_empty() {
            problems.push(row.place.problem(format!("`{}` has no source", row.key)));
        }
        let links = row.links.iter().map(|link| &link.url);
        for url in links.chain(&row.sources) {
            if !url.starts_with("https://") {
                problems.push(row.place.problem(format!("`{url}` is no https address")));
            }
        }
        if row.key.starts_with("CVE-")
            && !facts.vulnerabilities.iter().any(|other| other.id == row.key)
        {
            problems.push(row.place.problem(format!("{} is in no file", row.key)));
        }
    }
}
