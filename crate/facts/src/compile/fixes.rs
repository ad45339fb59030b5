//! Cells to patterns of runs. Vulnerabilities that one update closes share
//! their patterns, and most baselines of a product say the same, so a few
//! hundred runs hold twenty thousand cells.

use super::Plan;
use super::sink::Sink;
use crate::Problem;
use crate::fix::{Cell, all_cells};
use crate::model::VulnerabilityRow;
use crate::read::{ProductFacts, Row};
use expatch::database::layout::{NONE, Section, run};
use std::collections::HashMap;

#[derive(Clone, Copy, Eq, Hash, PartialEq)]
struct Run {
    baseline: u8,
    kind: u8,
    release: u16,
    other: u16,
}

pub(super) fn fixes(plan: &Plan<'_>, sink: &mut Sink) -> Result<(), Problem> {
    let mut patterns: HashMap<Vec<Run>, u16> = HashMap::new();
    let mut runs = 0u16;
    let mut kbs: Vec<u32> = Vec::new();
    for table in &plan.tables {
        for row in &plan.vulnerabilities {
            let pattern = pattern(plan, table, row, &mut kbs)?;
            let next = patterns.len() as u16;
            let number = *patterns.entry(pattern).or_insert_with_key(|pattern| {
                for run in pattern {
                    sink.u8(Section::RunBaseline, run.baseline);
                    sink.u8(Section::RunKind, run.kind);
                    sink.u16(Section::RunRelease, run.release);
                    sink.u16(Section::RunOther, run.other);
                }
                runs += pattern.len() as u16;
                sink.u16(Section::PatternEnds, runs);
                next
            });
            sink.u16(Section::Patterns, number);
        }
    }
    for kb in kbs {
        sink.bytes(Section::RunKbs, &kb.to_le_bytes());
    }
    Ok(())
}

fn pattern(
    plan: &Plan<'_>,
    table: &ProductFacts,
    row: &Row<VulnerabilityRow>,
    kbs: &mut Vec<u32>,
) -> Result<Vec<Run>, Problem> {
    let cells = all_cells(plan.facts, &table.product.row, row).map_err(|problems| {
        problems.into_iter().next().unwrap_or_else(|| row.place.problem("the fixes cannot be read"))
    })?;
    let mut pattern: Vec<Run> = Vec::new();
    for ((number, baseline), cell) in table.baselines.iter().enumerate().zip(cells) {
        let special = |build| {
            table.releases.iter().any(|release| {
                release.baseline == baseline.name
                    && !release.fixes_only.is_empty()
                    && *release.build > build
                    && !release.fixes_only.contains(&row.id)
            })
        };
        let disputed = |disputed: bool| if disputed { run::DISPUTED } else { 0 };
        let (kind, release, other) = match cell {
            Cell::NotAffected => (run::NOT_AFFECTED, NONE, NONE),
            Cell::NotEvaluated => (run::NOT_EVALUATED, NONE, NONE),
            Cell::Never { disputed: is } => (run::NEVER | disputed(is), NONE, NONE),
            Cell::InBaseline { disputed: is } => (run::IN_BASELINE | disputed(is), NONE, NONE),
            Cell::From { build, disputed: says } => {
                let lacks = if special(build) { run::SPECIAL_LACKS_IT } else { 0 };
                let kind = run::FROM | lacks | disputed(says.is_some());
                (kind, plan.number(Some(build)), plan.number(says))
            }
            Cell::Unknown { next, kb } => {
                let other = kb.map_or(NONE, |kb| {
                    let found = kbs.iter().position(|known| *known == kb);
                    found.unwrap_or_else(|| {
                        kbs.push(kb);
                        kbs.len() - 1
                    }) as u16
                });
                (run::UNKNOWN_BUILD, plan.number(next), other)
            }
            Cell::Withdrawn { from, until } => {
                (run::WITHDRAWN, plan.number(from), plan.number(until))
            }
            Cell::ManualOnly => (run::MANUAL_ONLY, NONE, NONE),
        };
        let baseline = u8::try_from(number)
            .map_err(|_| baseline.place.problem("a product has at most 256 baselines"))?;
        let same = pattern
            .last()
            .is_some_and(|last| (last.kind, last.release, last.other) == (kind, release, other));
        if !same {
            pattern.push(Run { baseline, kind, release, other });
        }
    }
    Ok(pattern)
}
