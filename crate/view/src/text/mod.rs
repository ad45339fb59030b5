//! The text view: verdict, what it rests on, what is open, what is missing,
//! what to do, and how old the facts are.

mod database;
mod evidence;
mod server;
mod vulnerabilities;

use crate::Style;
use crate::paper::Paper;
use crate::paper::Role;
use crate::words::Words;
use alloc::string::String;
use alloc::vec;
use expatch::Report;

/// The whole report as text that ends with a line feed.
pub fn text(report: &Report, style: Style) -> String {
    let words = Words::of(style.language);
    let mut paper = Paper::new(style);
    // Old facts first: everything below is only as good as they are.
    if database::is_stale(report) {
        database::age(&mut paper, report, words);
        paper.gap();
    }
    if report.servers.is_empty() {
        paper.paragraph(0, &[(Role::Unknown, "? ".into())], Role::Strong, words.nothing);
    }
    for server in &report.servers {
        paper.gap();
        server::write(&mut paper, server, report, words);
    }
    if !report.notes.is_empty() {
        paper.gap();
        paper.line(0, &[(Role::Strong, words.notes.into())]);
        for note in &report.notes {
            paper.paragraph(2, &[(Role::Faint, "· ".into())], Role::Plain, &note.text);
        }
    }
    paper.gap();
    database::identity(&mut paper, report, words);
    paper.finish()
}

/// A section's heading with how many there are.
fn heading(paper: &mut Paper, title: &str, count: Option<usize>) {
    paper.gap();
    let mut pieces = vec![(Role::Strong, String::from(title))];
    if let Some(count) = count {
        pieces.push((Role::Faint, alloc::format!(" ({count})")));
    }
    paper.line(2, &pieces);
}
