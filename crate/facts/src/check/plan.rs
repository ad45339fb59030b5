//! What the plan rests on: whom a setting concerns, what stands beside a step,
//! what breaks with an update.

use super::links;
use crate::Problem;
use crate::model::IssueBuilds;
use crate::read::Facts;
use expatch::Build;
use std::collections::BTreeSet;

/// Settings, guides and issues that lead nowhere.
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
    issues(facts, problems);
    for release in facts.releases.iter().flat_map(|table| &table.releases) {
        let wrong = release.url.as_deref().and_then(links::wrong);
        problems.extend(wrong.map(|what| release.place.problem(what)));
    }
}

/// A guide has keys of its own and a source, and its addresses have their
/// site's form.
fn guides(facts: &Facts, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for row in &facts.guides {
        match facts.keys_of(&row.key) {
            Ok(keys) => {
                for key in keys {
                    if !seen.insert(key.clone()) {
                        let what = format!("the key `{key}` stands twice");
                        problems.push(row.place.problem(what));
                    }
                }
            }
            Err(error) => problems.push(row.place.problem(error)),
        }
        if row.sources.is_empty() {
            problems.push(row.place.problem(format!("`{}` has no source", row.key)));
        }
        let urls = row.links.iter().map(|link| &link.url).chain(&row.sources);
        problems
            .extend(urls.filter_map(|url| links::wrong(url)).map(|what| row.place.problem(what)));
        if row.key.starts_with("CVE-")
            && !facts.vulnerabilities.iter().any(|other| other.id == row.key)
        {
            problems.push(row.place.problem(format!("{} is in no file", row.key)));
        }
    }
}

/// An issue has a source, and its builds are releases of one baseline.
fn issues(facts: &Facts, problems: &mut Vec<Problem>) {
    let baseline = |build: Build| {
        let tables = facts.releases.iter();
        let mut found = tables.flat_map(|table| {
            let releases = table.releases.iter().filter(move |release| *release.build == build);
            releases.map(|release| (table.product.row.as_str(), release.baseline.as_str()))
        });
        found.next()
    };
    for row in &facts.issues {
        if row.sources.is_empty() {
            problems.push(row.place.problem(format!("`{}` has no source", row.code)));
        }
        let urls = row.sources.iter().chain([&row.url]);
        problems
            .extend(urls.filter_map(|url| links::wrong(url)).map(|what| row.place.problem(what)));
        for IssueBuilds { from, fixed } in &row.rows {
            let (from, fixed) = (**from, fixed.map(|build| *build));
            let first = baseline(from);
            let unknown = [Some(from), fixed].into_iter().flatten();
            for build in unknown.filter(|build| baseline(*build).is_none()) {
                problems.push(row.place.problem(format!("{build} is no release")));
            }
            if let Some(fixed) = fixed
                && first.is_some()
                && (fixed <= from || baseline(fixed).is_some_and(|own| Some(own) != first))
            {
                let what = format!(
                    "{fixed} mends nothing of {from}: it must be a later update of the same baseline"
                );
                problems.push(row.place.problem(what));
            }
        }
    }
}
