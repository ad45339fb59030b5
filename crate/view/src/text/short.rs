//! What fits a screen: the verdict, why, the next step and the steps behind
//! it, the figures, what it rests on. The rest is `--full`.

use super::server::title;
use crate::paper::Paper;
use crate::paper::Role;
use crate::safe::printable;
use crate::width::width;
use crate::words::Words;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use expatch::Report;
use expatch::report::PlanStep;
use expatch::report::Server;
use expatch::report::Verdict;

/// The line at which the plan ends, so that all of it fits a screen; a step that
/// does not fit whole is left out.
const PLAN_ENDS: usize = 16;
/// So many servers have their next step beside them; more are one line each.
const FEW: usize = 3;
/// So many lines of servers fit a screen.
const LISTED: usize = 18;

/// The servers of one report, the worst first, as they are in it.
pub(super) fn write(paper: &mut Paper, report: &Report, words: &Words) {
    match report.servers.as_slice() {
        [one] => single(paper, one, words),
        servers if servers.len() <= FEW => {
            for server in servers {
                paper.gap();
                title(paper, server);
                next(paper, &server.verdict, words);
                figures(paper, &server.verdict, words);
            }
        }
        servers => list(paper, servers, report.count(), words),
    }
    if !report.servers.is_empty() {
        paper.line(2, &[(Role::Faint, words.full.into())]);
    }
}

fn single(paper: &mut Paper, server: &Server, words: &Words) {
    paper.gap();
    title(paper, server);
    let asked = question(paper, &server.verdict);
    // The question says why; the summary would repeat the headline.
    if asked == 0 {
        paper.paragraph(2, &[], Role::Plain, &server.verdict.summary);
    }
    next(paper, &server.verdict, words);
    plan(paper, &server.verdict, words);
    paper.gap();
    figures(paper, &server.verdict, words);
    support(paper, &server.verdict, words);
    grounds(paper, server, words);
}

/// A number that a patched server shows as well: where it was read decides.
/// Gives the lines that the question takes.
fn question(paper: &mut Paper, verdict: &Verdict) -> usize {
    let from = paper.lines();
    for reason in verdict.reasons.iter().filter(|reason| reason.code == "stated-baseline") {
        paper.paragraph(2, &[(Role::Unknown, "? ".into())], Role::Plain, &reason.text);
    }
    paper.lines() - from
}

/// The first step, with the commands that it takes.
fn next(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    let Some(step) = verdict.next_step() else { return };
    paper.paragraph(2, &[(Role::Strong, format!("{}: ", words.next))], Role::Strong, &step.text);
    for command in &step.commands {
        paper.line(4, &[(Role::Faint, "> ".into()), (Role::Strong, command.clone())]);
    }
}

/// The steps behind the first, as many as fit.
fn plan(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    let steps: Vec<&PlanStep> = verdict.steps().collect();
    let boxes = verdict.plan.len() - steps.len();
    let mut written = 1;
    if steps.len() > 1 {
        paper.gap();
        for (at, step) in steps.iter().enumerate().skip(1) {
            let room = paper.style().width.saturating_sub(6).max(1);
            if paper.lines() + width(&step.text).div_ceil(room) > PLAN_ENDS {
                break;
            }
            let lead = [(Role::Strong, format!("{}. ", at + 1))];
            paper.paragraph(2, &lead, Role::Plain, &step.text);
            written = at + 1;
        }
    }
    let mut rest = Vec::new();
    if steps.len() > written {
        rest.push(format!("{} {}", steps.len() - written, words.more));
    }
    if boxes > 0 && !steps.is_empty() {
        rest.push(format!("{boxes} {}", words.to_confirm));
    }
    if !rest.is_empty() {
        paper.line(2, &[(Role::Faint, format!("… {}", rest.join(", ")))]);
    }
}

/// How much is open and missing.
fn figures(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    let mut parts = Vec::new();
    let (open, exploited) = (&verdict.open, &verdict.exploited);
    if open.at_most > 0 {
        parts.push(format!("{}: {}", words.open, range(open.at_least, open.at_most)));
        parts.push(format!("{}: {}", words.used, range(exploited.at_least, exploited.at_most)));
    }
    if !verdict.missing.is_empty() {
        parts.push(format!("{}: {}", words.missing, verdict.missing.len()));
    }
    if !parts.is_empty() {
        paper.paragraph(2, &[], Role::Plain, &parts.join(" · "));
    }
}

/// Whether there is still support.
fn support(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    if let Some(support) = &verdict.support {
        paper.paragraph(
            2,
            &[(Role::Faint, format!("{}: ", words.support))],
            Role::Plain,
            &support.text,
        );
    }
}

/// A count as far as it is known.
fn range(least: usize, most: usize) -> String {
    if least == most { most.to_string() } else { format!("{least}–{most}") }
}

/// One line: the best piece of evidence and how many others there are.
fn grounds(paper: &mut Paper, server: &Server, words: &Words) {
    let weight = |precision: &str| {
        ["none", "product", "floor", "baseline", "exact"]
            .iter()
            .position(|known| *known == precision)
    };
    let Some(best) = server.evidence.iter().max_by_key(|piece| weight(piece.precision)) else {
        return;
    };
    let others = server.evidence.len() - 1;
    let others = if others == 0 { String::new() } else { format!(" (+{others})") };
    let said = format!(
        "{} “{}”, {}{others}",
        best.channel,
        printable(&best.text),
        words.precision(best.precision)
    );
    paper.paragraph(2, &[(Role::Faint, format!("{}: ", words.rests_on))], Role::Faint, &said);
}

/// One line a server; `count` is how many there are in all.
fn list(paper: &mut Paper, servers: &[Server], count: usize, words: &Words) {
    paper.gap();
    let rows = servers.iter().take(LISTED).map(|server| {
        let (mark, role) = super::server::mark(&server.verdict);
        let build = server.build.map(|build| build.to_string());
        let build = build.or_else(|| {
            let shared = server.shared.as_ref()?;
            Some(format!("{} {}", shared.product, shared.baseline.as_deref().unwrap_or_default()))
        });
        vec![
            (role, mark.into()),
            (Role::Strong, server.name.as_deref().map(printable).unwrap_or_default()),
            (Role::Plain, build.unwrap_or_default()),
            (role, server.verdict.headline.clone()),
        ]
    });
    let rows: Vec<_> = rows.collect();
    paper.table(0, &rows);
    if let Some(hidden) = count.checked_sub(LISTED).filter(|hidden| *hidden > 0) {
        paper.line(0, &[(Role::Faint, format!("… {hidden} {}", words.more))]);
    }
}
