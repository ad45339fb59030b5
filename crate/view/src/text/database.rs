//! Which facts a verdict rests on and how old they are.

use crate::paper::Paper;
use crate::paper::Role;
use crate::words::Words;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;
use expatch::Report;

/// Older than a month, or a Patch Tuesday has passed: to be said first.
pub(super) fn is_stale(report: &Report) -> bool {
    !report.database.patch_tuesdays_since.is_empty() || age_in_days(report) > 31
}

/// One line: the day of the facts and what has passed since.
pub(super) fn age(paper: &mut Paper, report: &Report, words: &Words) {
    let since = &report.database.patch_tuesdays_since;
    let mut said = format!("{} {}", words.facts_until, report.database.as_of);
    if !since.is_empty() {
        // Years of them would hide the number that matters.
        let days: Vec<String> = since.iter().take(3).map(ToString::to_string).collect();
        let more = if since.len() > 3 { ", …" } else { "" };
        said.push_str(&format!(
            "; {}: {} ({}{more})",
            words.patch_tuesdays,
            since.len(),
            days.join(", ")
        ));
    }
    let lead = [(Role::Caution, format!("! {}: ", words.database))];
    paper.paragraph(0, &lead, Role::Caution, &said);
}

/// The database's identity, and the day of the verdict.
pub(super) fn identity(paper: &mut Paper, report: &Report, words: &Words) {
    let database = &report.database;
    let digest = database.digest.get(..12).unwrap_or(&database.digest);
    let through = format!("{} {} · ", words.facts_until, database.as_of);
    let said = format!(
        "{} {} · {}sha256 {digest}… · {} {}",
        words.database,
        database.version,
        // Said at the top where it is old.
        if is_stale(report) { "" } else { &through },
        words.as_of,
        report.as_of
    );
    paper.paragraph(0, &[], Role::Faint, &said);
}

fn age_in_days(report: &Report) -> i32 {
    report.as_of.days() - report.database.as_of.days()
}
