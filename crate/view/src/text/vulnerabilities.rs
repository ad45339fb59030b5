//! Open vulnerabilities, the exploited ones first.

use crate::paper::Paper;
use crate::paper::Piece;
use crate::paper::Role;
use crate::words::Words;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use expatch::report::Server;
use expatch::report::VulnerabilityView;

pub(super) fn write(paper: &mut Paper, server: &Server, words: &Words) {
    let open = &server.verdict.vulnerabilities;
    let of = server.verdict.open.of_releases;
    list(paper, words.certain, Role::Bad, &open.certain, of, words);
    list(paper, words.possible, Role::Caution, &open.possible, of, words);
    if open.never_evaluated > 0 {
        paper.gap();
        let lead = [(Role::Strong, format!("{}: ", words.never_evaluated))];
        paper.paragraph(2, &lead, Role::Bad, &open.never_evaluated.to_string());
    }
}

fn list(
    paper: &mut Paper,
    title: &str,
    role: Role,
    rows: &[VulnerabilityView],
    of: Option<usize>,
    words: &Words,
) {
    if rows.is_empty() {
        return;
    }
    super::heading(paper, title, Some(rows.len()));
    let table: Vec<Vec<Piece>> = rows.iter().map(|open| row(open, role, of, words)).collect();
    paper.table(4, &table);
}

fn row(open: &VulnerabilityView, role: Role, of: Option<usize>, words: &Words) -> Vec<Piece> {
    let used = open.claims.first().map(|claim| {
        let crews = open.claims.iter().any(|claim| claim.ransomware);
        let crews = if crews { format!(", {}", words.ransomware) } else { String::new() };
        format!("{} ({} {}{crews})", words.used, claim.by.to_uppercase(), claim.day)
    });
    let fix = match open.fixed_in.as_slice() {
        [] => words.no_fix.to_string(),
        builds => format!("{} {}", words.fixed_in, joined(builds)),
    };
    let disputed = match open.disputed.as_slice() {
        [] => String::new(),
        builds => format!(" ({} {})", words.disputed, joined(builds)),
    };
    let on = match (open.open_on, of) {
        (Some(on), Some(of)) if 0 < on && on < of => format!("; {} {on}/{of}", words.open_on),
        _ => String::new(),
    };
    let decided = match &open.setting {
        Some(setting) => format!("; {} {}", words.decided_by, setting.text),
        None => String::new(),
    };
    vec![
        (if open.is_exploited() { role } else { Role::Plain }, open.id.clone()),
        (Role::Strong, open.name.clone().unwrap_or_default()),
        (Role::Plain, open.cvss.map(|score| format!("CVSS {score:.1}")).unwrap_or_default()),
        (role, used.unwrap_or_default()),
        (Role::Faint, format!("{fix}{disputed}{on}{decided}")),
    ]
}

fn joined(builds: &[expatch::Build]) -> String {
    let builds: Vec<String> = builds.iter().map(ToString::to_string).collect();
    builds.join(", ")
}
