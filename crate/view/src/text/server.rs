//! One server whole: the verdict, the plan, its grounds, what is open and missing.

use super::evidence;
use super::heading;
use super::vulnerabilities;
use crate::paper::Paper;
use crate::paper::Piece;
use crate::paper::Role;
use crate::safe::printable;
use crate::words::Words;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use expatch::Report;
use expatch::report::PlanStep;
use expatch::report::ReleaseView;
use expatch::report::Server;
use expatch::report::Verdict;

pub(super) fn write(paper: &mut Paper, server: &Server, report: &Report, words: &Words) {
    title(paper, server);
    paper.paragraph(2, &[], Role::Plain, &server.verdict.summary);
    steps(paper, &server.verdict, words);
    confirmations(paper, &server.verdict, words);
    candidates(paper, server, words);
    evidence::write(paper, server, words);
    sentences(paper, &server.verdict, words);
    vulnerabilities::write(paper, server, words);
    missing(paper, &server.verdict.missing, words);
    support(paper, &server.verdict, words);
    exposure(paper, &server.verdict, report, words);
}

/// How a verdict looks at the beginning of a line.
pub(super) fn mark(verdict: &Verdict) -> (&'static str, Role) {
    match (verdict.status, verdict.severity) {
        ("not-exchange", _) => ("·", Role::Faint),
        (_, 0) => ("✓", Role::Good),
        (_, 1) => ("!", Role::Caution),
        (_, 2) => ("✗", Role::Bad),
        _ => ("?", Role::Unknown),
    }
}

/// `✗ mail.example.org  Not patched: …`, and below it what it is.
pub(super) fn title(paper: &mut Paper, server: &Server) {
    let verdict = &server.verdict;
    let (mark, role) = mark(verdict);
    let mut lead: Vec<Piece> = vec![(role, format!("{mark} "))];
    if let Some(name) = &server.name {
        lead.push((Role::Strong, format!("{}  ", printable(name))));
    }
    paper.paragraph(0, &lead, role, &verdict.headline);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |role, text: String| {
        if !pieces.is_empty() {
            pieces.push((Role::Plain, "  ".into()));
        }
        pieces.push((role, text));
    };
    if let Some(release) = &server.release {
        let update = release.update.as_deref().map(|update| format!(" {update}"));
        let update = update.unwrap_or_default();
        add(Role::Plain, format!("{} {}{update}", release.product, release.baseline));
    }
    if let Some(shared) = &server.shared {
        let baseline = shared.baseline.as_deref().unwrap_or_default();
        add(Role::Plain, format!("{} {baseline}", shared.product).trim_end().to_string());
    }
    if let Some(build) = &server.build {
        add(Role::Strong, build.to_string());
    }
    if !pieces.is_empty() {
        paper.line(2, &pieces);
    }
}

fn candidates(paper: &mut Paper, server: &Server, words: &Words) {
    if let Some(range) = &server.verdict.range {
        heading(paper, words.range, None);
        let paper_language = paper.style().language;
        let case = |role, label: &str, case: &expatch::report::Case| {
            vec![
                (Role::Plain, label.into()),
                (Role::Strong, case.build.to_string()),
                (role, expatch::text::status(paper_language, case.status)),
            ]
        };
        paper.table(
            4,
            &[
                case(Role::Good, words.best, &range.best),
                case(Role::Bad, words.worst, &range.worst),
            ],
        );
    }
    if server.build.is_none() && server.candidates.len() > 1 {
        let builds: Vec<String> = server.candidates.iter().map(ToString::to_string).collect();
        let said = builds.join(", ");
        let lead = [(Role::Faint, format!("{} ({}): ", words.candidates, builds.len()))];
        paper.paragraph(4, &lead, Role::Faint, &said);
    }
}

fn sentences(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    if verdict.reasons.is_empty() {
        return;
    }
    heading(paper, words.why, None);
    for reason in &verdict.reasons {
        paper.paragraph(4, &[(Role::Faint, "· ".into())], Role::Plain, &printable(&reason.text));
    }
}

fn missing(paper: &mut Paper, missing: &[ReleaseView], words: &Words) {
    if missing.is_empty() {
        return;
    }
    heading(paper, words.missing, Some(missing.len()));
    let rows: Vec<_> = missing.iter().map(|row| release(row, words)).collect();
    paper.table(4, &rows);
}

fn release(row: &ReleaseView, words: &Words) -> Vec<Piece> {
    let esu = if row.esu_only { words.esu_only } else { "" };
    vec![
        (Role::Plain, row.update.clone().unwrap_or_else(|| row.baseline.clone())),
        (Role::Strong, row.build.to_string()),
        (Role::Plain, row.released.clone()),
        (Role::Plain, row.kb.clone().unwrap_or_default()),
        (Role::Caution, esu.into()),
    ]
}

fn support(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    let Some(support) = &verdict.support else { return };
    paper.gap();
    let role = match support.state {
        "supported" => Role::Good,
        "esu" | "ending" => Role::Caution,
        _ => Role::Bad,
    };
    paper.paragraph(2, &[(Role::Strong, format!("{}: ", words.support))], role, &support.text);
}

fn exposure(paper: &mut Paper, verdict: &Verdict, report: &Report, words: &Words) {
    if verdict.exposure.is_empty() {
        return;
    }
    heading(paper, words.exposure, None);
    let rows: Vec<Vec<Piece>> = verdict
        .exposure
        .iter()
        .map(|window| {
            let until = match window.until {
                Some(until) => format!("{} … {} {until}", window.since, words.until),
                None if window.possible => format!("{} … {}", window.since, words.perhaps_open),
                None => format!("{} … {}", window.since, words.still_open),
            };
            let end = window.until.unwrap_or(report.as_of);
            let days = (end.days() - window.since.days()).max(0);
            vec![
                (Role::Plain, window.id.clone()),
                (Role::Strong, window.name.clone().unwrap_or_default()),
                (Role::Plain, until),
                (Role::Faint, format!("{days} d")),
            ]
        })
        .collect();
    paper.table(4, &rows);
}

/// What a version does not show: boxes to tick.
fn confirmations(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    let boxes = verdict.boxes();
    for (number, step) in boxes.enumerate() {
        if number == 0 {
            heading(paper, words.besides, None);
        }
        let mark = if step.done { "☑ " } else { "□ " };
        paper.paragraph(4, &[(Role::Faint, mark.into())], Role::Plain, &step.text);
        if !step.done {
            details(paper, step, words);
        }
    }
}

/// What to do, numbered as one does it.
fn steps(paper: &mut Paper, verdict: &Verdict, words: &Words) {
    let steps = verdict.steps();
    for (number, step) in steps.enumerate() {
        if number == 0 {
            heading(paper, words.steps, None);
        }
        let lead = [(Role::Strong, format!("{}. ", number + 1))];
        paper.paragraph(4, &lead, Role::Plain, &step.text);
        details(paper, step, words);
    }
}

fn details(paper: &mut Paper, step: &PlanStep, words: &Words) {
    for before in &step.before {
        paper.paragraph(7, &[(Role::Faint, format!("{}: ", words.before))], Role::Plain, before);
    }
    for command in &step.commands {
        paper.line(7, &[(Role::Faint, "> ".into()), (Role::Strong, command.clone())]);
    }
    if let Some(check) = &step.verify {
        paper.paragraph(7, &[(Role::Faint, "→ ".into())], Role::Plain, &check.text);
    }
    for link in &step.links {
        paper.line(7, &[(Role::Link, link.url.clone())]);
    }
}
