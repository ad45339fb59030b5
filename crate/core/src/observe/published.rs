//! Published tables of builds: rows that name a release and show its build, one
//! after the other, none twice and none with a machine's name. They tell of the
//! product, and of no server.

use super::reference::names_machine;
use super::text::{find, has_any, line_end, line_start};
use super::{Find, whole};
use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};
use alloc::vec::Vec;
use core::ops::Range;

/// Fewer rows may be somebody's servers, of which each has another build.
const ROWS: usize = 12;

/// Turns the rows of such a table into references.
pub(super) fn unlist(text: &[u8], finds: &mut [Find]) {
    // Hardly any text has so many: nothing is looked at in the others.
    if finds.len() < ROWS {
        return;
    }
    let mut from = 0;
    while from < finds.len() {
        let run = from..from + run(text, &finds[from..]);
        if is_table(finds, run.clone()) {
            for find in &mut finds[run.clone()] {
                find.channel = Channel::LookAlike;
                find.claim = Claim::NotExchange(LookAlike::Reference);
                find.precision = Precision::None;
                find.server = None;
            }
        }
        from = run.end.max(from + 1);
    }
}

/// How many findings from the first on are rows of one table.
fn run(text: &[u8], finds: &[Find]) -> usize {
    let mut last: Option<Range<usize>> = None;
    finds
        .iter()
        .take_while(|find| {
            let row = line_start(text, find.span.start)..line_end(text, find.span.end);
            let near = last.as_ref().is_none_or(|last| {
                row.start <= last.end
                    || text[last.end..row.start].iter().filter(|byte| **byte == b'\n').count() <= 2
            });
            let is_row = near && is_row(&text[row.clone()], find);
            last = Some(row);
            is_row
        })
        .count()
}

fn is_row(line: &[u8], row: &Find) -> bool {
    matches!(row.channel, Channel::InlineBuild | Channel::BareBuild)
        && whole(row).is_some()
        && has_any(line, &["exchange", "cu", "rtm", "sp1", "sp2", "sp3", "rollup", "su\""])
        && (find(line, b"://").is_none() || has_any(line, &["microsoft.com", "aka.ms"]))
        && !names_machine(line.trim_ascii())
}

/// Whether the rows show many builds, each in one row.
fn is_table(finds: &[Find], run: Range<usize>) -> bool {
    let mut builds: Vec<Build> = Vec::new();
    for build in finds[run].iter().filter_map(whole) {
        // Both spellings of one build stand beside each other.
        if builds.last() != Some(&build) {
            builds.push(build);
        }
    }
    let shown = builds.len();
    builds.sort_unstable();
    builds.dedup();
    shown >= ROWS && shown == builds.len()
}
