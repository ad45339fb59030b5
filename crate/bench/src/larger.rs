//! A database of the same shape with many times the facts, for growth alone:
//! none of its rows is true.

use anyhow::Context;
use expatch::Build;
use expatch_facts::Facts;
use expatch_facts::compile::compile;
use expatch_facts::model::ReleaseRow;
use std::collections::BTreeSet;

/// Every release and vulnerability `times` times, each copy with a number of
/// its own; nothing is checked, since the facts are made up.
pub(crate) fn database(times: u16) -> anyhow::Result<Vec<u8>> {
    let mut facts = expatch_facts::read(&expatch_facts::data_folder())
        .map_err(|why| anyhow::anyhow!("{why}"))?;
    releases(&mut facts, times);
    let known = facts.vulnerabilities.clone();
    for (number, row) in (1..times).flat_map(|_| &known).enumerate() {
        let mut copy = row.clone();
        copy.row.id = format!("CVE-2027-{}", 10_000 + number);
        facts.vulnerabilities.push(copy);
    }
    compile(&facts).map_err(|why| anyhow::anyhow!("{why}")).context("facts made up for growth")
}

fn releases(facts: &mut Facts, times: u16) {
    for product in &mut facts.releases {
        let known = product.releases.clone();
        let mut taken: BTreeSet<Build> = known.iter().map(|row| *row.build).collect();
        // Where two baselines share a number, copies would stand between them.
        let shared = |row: &ReleaseRow| {
            known.iter().any(|other| {
                other.baseline != row.baseline && other.build.prefix() == row.build.prefix()
            })
        };
        for copy in 1..times {
            for row in known.iter().filter(|row| !shared(row)) {
                let build = *row.build;
                let Some(revision) = build.revision().checked_add(copy * 1_000) else { continue };
                let build = Build::new(build.major(), build.minor(), build.third(), revision);
                if !taken.insert(build) {
                    continue;
                }
                let mut row = row.clone();
                row.row.build = expatch_facts::model::Parsed(build);
                row.row.aliases.clear();
                row.row.replaced_by = None;
                product.releases.push(row);
            }
        }
        product.releases.sort_by_key(|row| *row.build);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ten_times_the_facts_are_a_database() {
        let bytes = super::database(10).unwrap();
        let (larger, own) =
            (expatch::Database::load(&bytes).unwrap(), expatch::Database::embedded());
        assert_eq!(larger.vulnerabilities().len(), 10 * own.vulnerabilities().len());
        assert!(larger.releases().len() > 8 * own.releases().len());
    }
}
