//! Days: through which each source was checked, who said when that a
//! vulnerability is used, when a release was withdrawn, since when a fix is in
//! dispute.

use super::sink::Sink;
use super::{Plan, day};
use crate::fix::{Cell, all_cells};
use crate::model::{ClaimWord, Ransomware, TopicWord, VulnerabilityRow};
use crate::read::Row;
use expatch::Date;
use expatch::database::layout::{NONE, Section, claim, topic};

pub(super) fn dated(plan: &Plan<'_>, sink: &mut Sink) {
    for (number, source) in (0..).zip(&plan.facts.sources) {
        let Some(checked) = source.checked else { continue };
        let bit = |word: &TopicWord| match word {
            TopicWord::Releases => topic::RELEASES,
            TopicWord::Vulnerabilities => topic::VULNERABILITIES,
            TopicWord::Exploitation => topic::EXPLOITATION,
        };
        let topics = source.tells.iter().map(bit).fold(0, |all, bit| all | bit);
        for field in [number, topics, day(Some(*checked))] {
            sink.u16(Section::Coverage, field);
        }
    }
    for (number, row) in (0..).zip(&plan.vulnerabilities) {
        for (by, on, says) in claims(row) {
            let source = plan.facts.sources.iter().position(|source| source.key == by);
            let source = source.map_or(NONE, |source| source as u16);
            for field in [number, source, day(Some(on)), says] {
                sink.u16(Section::Claims, field);
            }
        }
    }
    for table in &plan.tables {
        for release in &table.releases {
            let Some(withdrawn) = release.withdrawn else { continue };
            sink.u16(Section::Withdrawals, plan.number(Some(*release.build)));
            sink.u16(Section::Withdrawals, day(Some(*withdrawn)));
        }
    }
    let issues = plan.facts.issues.iter();
    let mut issues: Vec<_> = issues
        .flat_map(|issue| {
            issue.rows.iter().map(move |row| {
                let fixed = plan.number(row.fixed.map(|build| *build));
                ([plan.number(Some(*row.from)), fixed, day(Some(*issue.since))], issue)
            })
        })
        .collect();
    issues.sort_by_key(|([from, _, since], _)| (*from, *since));
    for (fields, issue) in issues {
        let texts = [sink.text(&issue.code), sink.text(&issue.url)];
        fields.into_iter().chain(texts).for_each(|field| sink.u16(Section::Issues, field));
    }
}

/// Who says what since when, ascending by day.
fn claims(row: &VulnerabilityRow) -> Vec<(&str, Date, u16)> {
    let word = |word| match word {
        ClaimWord::Exploited => claim::EXPLOITED,
        ClaimWord::MoreLikely => claim::MORE_LIKELY,
        ClaimWord::Disclosed => claim::DISCLOSED,
    };
    let own = row.claims.iter().map(|claim| (claim.by.as_str(), *claim.on, word(claim.says)));
    let mut claims: Vec<_> = own.collect();
    if let Some(kev) = &row.kev {
        claims.push(("kev", *kev.added, claim::EXPLOITED));
        if kev.ransomware == Ransomware::Known {
            let since = kev.ransomware_since.unwrap_or(kev.added);
            claims.push(("kev", *since, claim::RANSOMWARE));
        }
    }
    claims.sort_by_key(|(_, day, kind)| (*day, *kind));
    claims
}

/// Since when sources contradict each other about a fix, where they do.
pub(super) fn disputed_since(plan: &Plan<'_>, row: &Row<VulnerabilityRow>) -> Option<Date> {
    let disputed = |cell: &Cell| match cell {
        Cell::Never { disputed } | Cell::InBaseline { disputed } => *disputed,
        Cell::From { disputed, .. } => disputed.is_some(),
        _ => false,
    };
    let any = row.on.keys().any(|product| {
        all_cells(plan.facts, product, row).is_ok_and(|cells| cells.iter().any(disputed))
    });
    any.then(|| row.disputed_since.map_or(*row.published, |day| *day))
}
