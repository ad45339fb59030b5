//! Invariants of the vulnerabilities.

use super::{base_score, sources};
use crate::fix::{Cell, cells};
use crate::model::{Kind, ReleaseRow, VulnerabilityRow};
use crate::read::{Facts, Row};
use crate::{Place, Problem};
use expatch::Build;
use expatch::database::compare_ids;
use std::collections::{BTreeMap, BTreeSet};

/// The products of the time in which vulnerabilities are recorded.
const RECORDED: [&str; 8] = ["2000", "2003", "2007", "2010", "2013", "2016", "2019", "SE"];

pub(super) fn check(facts: &Facts, problems: &mut Vec<Problem>) {
    for step in &facts.steps {
        sources(facts, &step.sources, &step.place, problems);
        if facts.steps.iter().filter(|other| other.code == step.code).count() > 1 {
            problems.push(step.place.problem("the step's code stands twice"));
        }
    }
    let releases: BTreeMap<Build, (&str, &Row<ReleaseRow>)> = facts
        .releases
        .iter()
        .flat_map(|table| {
            let product = table.product.row.as_str();
            table.releases.iter().map(move |row| (*row.build, (product, row)))
        })
        .collect();
    let mut ids = BTreeSet::new();
    let mut before: Option<&Row<VulnerabilityRow>> = None;
    for row in &facts.vulnerabilities {
        if !ids.insert(row.id.as_str()) {
            problems.push(row.place.problem(format!("{} stands twice", row.id)));
        }
        if let Some(before) = before.filter(|before| before.place.file == row.place.file)
            && compare_ids(&before.id, &row.id).is_ge()
        {
            let what = format!("{} does not come after {}", row.id, before.id);
            problems.push(row.place.problem(what));
        }
        before = Some(row);
        words(facts, row, problems);
        products(facts, row, &releases, problems);
    }
    for row in &facts.not_exchange {
        if ids.contains(row.id.as_str()) {
            problems.push(row.place.problem(format!("{} is among the vulnerabilities", row.id)));
        }
    }
}

fn words(facts: &Facts, row: &Row<VulnerabilityRow>, problems: &mut Vec<Problem>) {
    let newest = facts.newest().unwrap_or(*row.published);
    let mut wrong = |what: String| problems.push(row.place.problem(what));
    if !is_id(&row.id) {
        wrong(format!("`{}` is neither CVE-YYYY-NNNN nor an advisory", row.id));
    }
    if let Some(year) = row.id.strip_prefix("CVE-").and_then(|rest| rest.get(..4))
        && !row.place.file.ends_with(&format!("/{year}.toml"))
    {
        wrong(format!("{} belongs in vulnerabilities/{year}.toml", row.id));
    }
    if row.title.trim().is_empty() {
        wrong(format!("{} has no title", row.id));
    }
    if *row.published > newest {
        wrong(format!("{} was published after the day through which anything was checked", row.id));
    }
    if let Some(cvss) = &row.cvss {
        let given = (cvss.score * 10.0).round() as u8;
        match base_score(&cvss.vector) {
            None => wrong(format!("{}: the vector is no CVSS 3 vector", row.id)),
            Some(score) if score != given => wrong(format!(
                "{}: the vector gives {}.{}, the row says {}",
                row.id,
                score / 10,
                score % 10,
                cvss.score
            )),
            Some(_) => {}
        }
    }
    if let Some(kev) = &row.kev {
        if kev.added.0 < row.published.0 || kev.added.0 > newest {
            wrong(format!(
                "{}: the day of KEV is before publication or after every `checked`",
                row.id
            ));
        }
        if kev.due < kev.added {
            wrong(format!("{}: KEV's due day is before the day it was added", row.id));
        }
    }
    for claim in &row.claims {
        if claim.on.0 > newest || claim.by == "kev" {
            wrong(format!("{}: a claim after every `checked`, or CISA's, which is `kev`", row.id));
        }
    }
    for step in &row.steps {
        if !facts.steps.iter().any(|known| known.code == *step) {
            wrong(format!("{}: `{step}` is no code of steps.toml", row.id));
        }
    }
    let keys = row.sources.iter().chain([&row.published_source]);
    let keys = keys.chain(row.claims.iter().map(|claim| &claim.by));
    let keys = keys.chain(&row.severity_source).chain(&row.name_source);
    sources(facts, keys, &row.place, problems);
}

fn is_id(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if id.len() > expatch::database::layout::ID_LENGTH {
        return false;
    }
    match id.strip_prefix("CVE-") {
        Some(rest) => rest.split_once('-').is_some_and(|(year, number)| {
            year.len() == 4 && digits(year) && number.len() >= 4 && digits(number)
        }),
        None => id.strip_prefix("ADV").is_some_and(digits),
    }
}

fn products(
    facts: &Facts,
    row: &Row<VulnerabilityRow>,
    releases: &BTreeMap<Build, (&str, &Row<ReleaseRow>)>,
    problems: &mut Vec<Problem>,
) {
    let lists = [&row.not_listed, &row.not_evaluated, &row.released_after, &row.manual_only];
    let named = |product: &str| {
        let listed = lists.iter().flat_map(|list| list.iter()).filter(|name| *name == product);
        listed.count() + usize::from(row.on.contains_key(product))
    };
    for product in RECORDED {
        match named(product) {
            1 => {}
            0 => problems.push(row.place.problem(format!("{} says nothing of {product}", row.id))),
            _ => problems.push(row.place.problem(format!("{} names {product} twice", row.id))),
        }
    }
    let all = lists.iter().flat_map(|list| list.iter()).chain(row.on.keys());
    for unknown in all.filter(|name| !RECORDED.contains(&name.as_str())) {
        problems.push(row.place.problem(format!("{}: `{unknown}` is no product", row.id)));
    }
    for (product, fixes) in &row.on {
        match cells(facts, product, fixes, &row.place) {
            Err(found) => problems.extend(found),
            Ok(cells) => {
                let names = facts.baseline_names(product);
                let names = names.into_iter().filter(|name| *name != "Preview");
                for (name, cell) in names.zip(cells) {
                    let at = Spot { id: &row.id, product, baseline: name, place: &row.place };
                    builds(&at, cell, releases, problems);
                }
            }
        }
    }
}

struct Spot<'a> {
    id: &'a str,
    product: &'a str,
    baseline: &'a str,
    place: &'a Place,
}

fn builds(
    spot: &Spot<'_>,
    cell: Cell,
    releases: &BTreeMap<Build, (&str, &Row<ReleaseRow>)>,
    problems: &mut Vec<Problem>,
) {
    let Spot { id, product, baseline, place } = spot;
    let mut known = |build: Build| -> Option<&Row<ReleaseRow>> {
        match releases.get(&build) {
            Some((of, row)) if of == product && row.baseline == *baseline => Some(*row),
            Some((of, row)) => {
                let what = format!(
                    "{id} on {product} {baseline}: {build} belongs to {of} {}",
                    row.baseline
                );
                problems.push(place.problem(what));
                None
            }
            None => {
                let what = format!("{id} on {product} {baseline}: {build} is no release");
                problems.push(place.problem(what));
                None
            }
        }
    };
    match cell {
        Cell::From { build, disputed } => {
            let fixed = known(build).cloned();
            if let Some(disputed) = disputed {
                known(disputed);
            }
            let Some(fixed) = fixed else { return };
            if !matches!(fixed.kind, Kind::Su | Kind::Hu | Kind::Ru) {
                let what = format!("{id} on {product} {baseline}: {build} is no update");
                problems.push(place.problem(what));
            }
            if !fixed.fixes_only.is_empty() && !fixed.fixes_only.iter().any(|only| only == id) {
                let what = format!("{id} on {product} {baseline}: {build} does not list it");
                problems.push(place.problem(what));
            }
        }
        Cell::Unknown { next: build, .. } => {
            build.and_then(known);
        }
        Cell::Withdrawn { from, until } => {
            for build in [from, until].into_iter().flatten() {
                known(build);
            }
            if from.zip(until).is_some_and(|(from, until)| from >= until) {
                let what = format!("{id} on {product} {baseline}: withdrawn before it came");
                problems.push(place.problem(what));
            }
        }
        _ => {}
    }
}
