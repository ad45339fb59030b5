//! Guards against silence: a table that lost half its rows is still in order,
//! so these compare the tables with each other and with what was known.

use crate::Problem;
use crate::fix::{Cell, all_cells};
use crate::model::Kind;
use crate::read::Facts;
use expatch::Build;
use std::collections::BTreeSet;

/// How the problem begins that an update closes nothing: the vulnerabilities
/// come from another list, which may not have been read yet.
pub(crate) const NOTHING_FIXED: &str = "no vulnerability is fixed by the security updates";

pub(super) fn check(facts: &Facts, problems: &mut Vec<Problem>) {
    let place = |file: &str| crate::Place { file: file.into(), line: 0 };
    let mut fixes = BTreeSet::<Build>::new();
    let mut kbs = BTreeSet::<u32>::new();
    let mut open = BTreeSet::<(String, usize)>::new();
    for row in &facts.vulnerabilities {
        for table in &facts.releases {
            let product = &table.product.row;
            let Ok(cells) = all_cells(facts, product, row) else { continue };
            for (number, cell) in cells.into_iter().enumerate() {
                if cell.opens() {
                    open.insert((product.clone(), number));
                }
                match cell {
                    Cell::From { build, disputed } => {
                        fixes.insert(build);
                        fixes.extend(disputed);
                    }
                    Cell::Withdrawn { from, until } => fixes.extend(from.into_iter().chain(until)),
                    _ => {}
                }
            }
            for row in row.on.values().flat_map(|fixes| &fixes.get_ref().rows) {
                kbs.extend(&row.get_ref().kb);
            }
        }
    }
    updates_close_something(facts, &fixes, &kbs, problems);
    for table in &facts.releases {
        let product = &table.product.row;
        for (number, baseline) in table.baselines.iter().enumerate() {
            let own = table.releases.iter().find(|row| row.build == baseline.build);
            let Some(own) = own.filter(|own| own.kind != Kind::Preview) else { continue };
            let later = table
                .releases
                .iter()
                .any(|row| row.kind == Kind::Su && row.released.date > own.released.date);
            if later && !open.contains(&(product.clone(), number)) {
                let what = format!(
                    "{product} {} has later security updates and no open vulnerability: were some lost?",
                    baseline.name
                );
                problems.push(baseline.place.problem(what));
            }
        }
    }
    for id in &facts.counts.kev {
        let row = facts.vulnerabilities.iter().find(|row| row.id == *id);
        if row.is_none_or(|row| row.kev.is_none()) {
            let what = format!("{id} is in CISA's catalogue and has no `kev` in the facts");
            problems.push(place("counts.toml").problem(what));
        }
    }
    for row in facts.vulnerabilities.iter().filter(|row| row.kev.is_some()) {
        if !facts.counts.kev.contains(&row.id) {
            let what = format!("{} has `kev` and is not in the list of counts.toml", row.id);
            problems.push(row.place.problem(what));
        }
    }
}

/// Every day of security updates closes something, or says that nothing was published.
fn updates_close_something(
    facts: &Facts,
    fixes: &BTreeSet<Build>,
    kbs: &BTreeSet<u32>,
    problems: &mut Vec<Problem>,
) {
    let releases = || facts.releases.iter().flat_map(|table| &table.releases);
    let updates = || releases().filter(|row| row.kind == Kind::Su);
    let closing: BTreeSet<_> = updates()
        .filter(|row| {
            let listed = row.kb.is_some_and(|kb| kbs.contains(&kb));
            fixes.contains(&row.build) || listed || !row.fixes_only.is_empty()
        })
        .map(|row| row.released.date)
        .collect();
    for row in updates() {
        let closes = closing.contains(&row.released.date);
        if !closes && row.none_published.is_none() {
            let what = format!(
                "{NOTHING_FIXED} of {}: add one, or say `none-published` and why",
                row.released.date
            );
            problems.push(row.place.problem(what));
        }
        if closes && row.none_published.is_some() && fixes.contains(&row.build) {
            let what = "`none-published` on an update that fixes published vulnerabilities";
            problems.push(row.place.problem(what));
        }
    }
}
