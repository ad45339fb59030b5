//! How many rows there are of what: the guard against losing some unseen.

use crate::read::Facts;
use crate::{Place, Problem};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts by name: `releases.2016`, `vulnerabilities.2021`, `fixed-builds`, …
pub fn counts(facts: &Facts) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for table in &facts.releases {
        counts.insert(format!("releases.{}", table.product.row), table.releases.len());
    }
    for row in &facts.vulnerabilities {
        let year = row.place.file.rsplit(['/', '.']).nth(1).unwrap_or_default();
        *counts.entry(format!("vulnerabilities.{year}")).or_default() += 1;
        let fixed = row.on.values().flat_map(|fixes| &fixes.get_ref().rows);
        let fixed = fixed.filter(|fix| fix.get_ref().fixed.is_some()).count();
        *counts.entry("fixed-builds".into()).or_default() += fixed;
        *counts.entry("kev".into()).or_default() += usize::from(row.kev.is_some());
        *counts.entry("cvss".into()).or_default() += usize::from(row.cvss.is_some());
        *counts.entry("names".into()).or_default() += usize::from(row.name.is_some());
    }
    counts.insert("steps".into(), facts.steps.len());
    counts
}

/// Counts that became smaller without a reason in `counts.toml`.
pub(crate) fn check(facts: &Facts) -> Vec<Problem> {
    let place = Place { file: "counts.toml".into(), line: 0 };
    let now = counts(facts);
    let fewer = facts.counts.counts.iter().filter_map(|(name, before)| {
        let now = now.get(name).copied().unwrap_or_default();
        let explained = facts.counts.shrunk.iter().any(|row| row.count == *name && row.to == now);
        (now < *before && !explained).then(|| {
            place.problem(format!(
                "{name} fell from {before} to {now}: put the rows back, or add a [[shrunk]] \
                 with `to = {now}` and the reason"
            ))
        })
    });
    fewer.collect()
}

/// The text of `counts.toml` for the facts as they are; reasons are kept.
pub fn file(facts: &Facts) -> String {
    let mut text = String::from(
        "# How many rows there are, written by `cargo xtask facts compile`. A count that falls\n\
         # stops the build until a [[shrunk]] row names the reason.\n\n",
    );
    text.push_str(
        "# Every Exchange vulnerability in CISA's catalogue, as the last import saw it.\n",
    );
    text.push_str("kev = [\n");
    for id in &facts.counts.kev {
        let _ = writeln!(text, "    \"{id}\",");
    }
    text.push_str("]\n\n[counts]\n");
    for (name, count) in counts(facts) {
        let _ = writeln!(text, "\"{name}\" = {count}");
    }
    for row in &facts.counts.shrunk {
        let because = toml::Value::from(row.because.as_str());
        let _ = write!(
            text,
            "\n[[shrunk]]\ncount = \"{}\"\nto = {}\nbecause = {because}\n",
            row.count, row.to
        );
    }
    text
}
