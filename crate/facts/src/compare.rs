//! The build table against each public list that it was made from: what is in
//! both, what only we have and why, what only the list has and why.

use crate::model::{Kind, ReleaseRow};
use crate::read::{Facts, Row};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The lists of builds among the sources.
const LISTS: [&str; 7] = ["learn", "gebn", "docs", "xasz", "css-exchange", "eightwone", "righel"];

/// The comparison as text.
pub fn compare(facts: &Facts) -> String {
    let mut text = String::new();
    let rows: Vec<(&str, &Row<ReleaseRow>)> = facts
        .releases
        .iter()
        .flat_map(|table| table.releases.iter().map(|row| (table.product.row.as_str(), row)))
        .collect();
    for key in LISTS {
        let Some(source) = facts.sources.iter().find(|row| row.key == key) else { continue };
        let names = |row: &ReleaseRow| row.sources.iter().any(|name| name == key);
        let both = rows.iter().filter(|(_, row)| names(row)).count();
        let mut why: BTreeMap<String, usize> = BTreeMap::new();
        for (product, row) in rows.iter().filter(|(_, row)| !names(row)) {
            *why.entry(reason(key, product, row, source.as_of.0)).or_default() += 1;
        }
        let ours: usize = why.values().sum();
        let _ = writeln!(text, "{key}: {} (copy of {})", source.title, source.as_of.0);
        let _ = writeln!(text, "  {both:>4} in both");
        let _ = writeln!(text, "  {ours:>4} ours only");
        for (why, count) in why {
            let _ = writeln!(text, "       {count:>4} {why}");
        }
        let theirs: Vec<_> = facts
            .corrections
            .iter()
            .filter(|row| spellings(key).iter().any(|name| row.place.contains(name)))
            .collect();
        let _ = writeln!(text, "  {:>4} theirs only or told otherwise", theirs.len());
        for row in theirs {
            let _ = writeln!(text, "       {} → {}", row.what, row.result);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "updates whose build is in no list: {}", facts.unknown_builds.len());
    for row in &facts.unknown_builds {
        let _ = writeln!(
            text,
            "       {} {} KB{} of {}: {}",
            row.product,
            row.baseline,
            row.kb,
            row.released.0,
            row.fixes.join(", ")
        );
    }
    text
}

/// Why a list lacks a release.
fn reason(key: &str, product: &str, row: &ReleaseRow, as_of: expatch::Date) -> String {
    let old = ["4.0", "5.0", "5.5", "2000", "2003"].contains(&product);
    let before_2013 = old || ["2007", "2010"].contains(&product);
    let early = row.kind == Kind::Su && row.released.date.calendar().0 < 2021;
    if row.released.date > as_of {
        "came out after the copy was made".into()
    } else if key == "css-exchange" && before_2013 {
        "before 2013, which its dictionary leaves out".into()
    } else if key == "righel" || key == "eightwone" {
        "taken over only where Microsoft's own lists have no row".into()
    } else if old {
        "from 4.0 to 2003, whose tables the list dropped".into()
    } else if early {
        "security updates before 2021, which the list leaves out".into()
    } else if row.aliases.is_empty() {
        "not in the list".into()
    } else {
        "the list prints an alias of it".into()
    }
}

/// How the corrections call a list.
fn spellings(key: &str) -> &'static [&'static str] {
    match key {
        "learn" => &["MS Learn"],
        "gebn" => &["GEBN"],
        "docs" => &["MS docs"],
        "xasz" => &["xasz"],
        "css-exchange" => &["CSS-Exchange"],
        "eightwone" => &["eightwone"],
        _ => &["righel"],
    }
}
