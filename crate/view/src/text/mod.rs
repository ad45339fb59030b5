//! The text view: verdict, what to do, what it rests on, and how old the facts
//! are; whole, or what fits a screen.

mod database;
mod evidence;
mod server;
mod short;
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
        // Where a version is mentioned, what it would mean comes before all else.
        let said = report.notes.iter().find(|note| note.code == "if-yours");
        let said = said.map_or(words.nothing, |note| &note.text);
        paper.paragraph(0, &[(Role::Unknown, "? ".into())], Role::Strong, said);
    }
    if style.full {
        for server in &report.servers {
            paper.gap();
            server::write(&mut paper, server, report, words);
        }
    } else {
        short::write(&mut paper, report, words);
    }
    if style.full && !report.more.is_empty() {
        paper.gap();
        for group in &report.more {
            let of = group.build.map(|build| alloc::format!(" {build}")).or_else(|| {
                let shared = group.shared.as_ref()?;
                Some(alloc::format!(" {}", shared.baseline.as_deref().unwrap_or(&shared.product)))
            });
            let said =
                alloc::format!("{} × {}{}", group.count, group.headline, of.unwrap_or_default());
            paper.paragraph(0, &[(Role::Strong, "+ ".into())], Role::Plain, &said);
        }
    }
    // The age of the facts stands above.
    let above = |code: &str| {
        (code == "if-yours" && report.servers.is_empty())
            || (!style.full && code.starts_with("database-old"))
    };
    let notes = || report.notes.iter().filter(|note| !above(&note.code));
    if notes().next().is_some() {
        paper.gap();
        paper.line(0, &[(Role::Strong, words.notes.into())]);
        for note in notes() {
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

#[cfg(test)]
mod tests {
    use super::text;
    use crate::Style;
    use alloc::string::String;
    use alloc::vec::Vec;
    use expatch::Database;
    use expatch::Options;
    use expatch::Report;

    /// What an administrator's screen has, less the prompt.
    const SCREEN: usize = 25;

    fn report(input: &str) -> Report {
        let as_of = "2026-11-23".parse().expect("a day");
        let options = Options::new(as_of, expatch::Language::English);
        expatch::assess(input.as_bytes(), &Database::embedded(), &options)
    }

    fn short(input: &str) -> String {
        text(&report(input), Style::default())
    }

    #[test]
    fn the_answer_fits_a_screen_and_leads_with_verdict_reason_and_step() {
        let inputs = [
            "X-OWA-Version: 15.1.2507.12",
            "X-OWA-Version: 15.2.2562.53",
            "15.2.2562.17",
            "/owa/auth/15.1.2507/themes/resources/favicon.ico",
            "X-OWA-Version: 15.2.2562.99",
            "Version 14.3 (Build 513.0)",
            "the quick brown fox",
            "Please install 15.2.2562.53 or later.",
            "EX03,15.2.2562.53\nEX01,15.1.2507.12\nEX02,15.2.1748.39",
            "EX03,15.2.2562.53\nEX01,15.1.2507.12\nEX02,15.2.1748.39\nEX04,15.0.1497.48",
        ];
        for input in inputs {
            let said = short(input);
            assert!(said.lines().count() <= SCREEN, "{} lines:\n{said}", said.lines().count());
        }
        let said = short("X-OWA-Version: 15.1.2507.12");
        let places: Vec<Option<usize>> = [
            "Not patched: attackers use",
            "has 73 open",
            "Next: ",
            "2. Until",
            "Open vuln",
            "rests on",
            "--full",
        ]
        .iter()
        .map(|words| said.find(words))
        .collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{said}");
    }

    #[test]
    fn the_whole_report_leaves_nothing_out_and_has_the_same_order() {
        let report = report("X-OWA-Version: 15.1.2507.12");
        let said = text(&report, Style { full: true, ..Style::default() });
        let verdict = &report.servers[0].verdict;
        for open in verdict.vulnerabilities.certain.iter().chain(&verdict.vulnerabilities.possible)
        {
            assert!(said.contains(&open.id), "{}", open.id);
        }
        for missing in &verdict.missing {
            assert!(said.contains(&alloc::format!("{}", missing.build)), "{}", missing.build);
        }
        let places = ["Not patched", "What to do", "What this rests on", "Why", "Missing updates"]
            .map(|words| said.find(words));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    }

    #[test]
    fn a_mention_leads_with_what_it_would_mean_and_says_it_once() {
        let said = short("Please install 15.2.2562.53 or later.");
        assert_eq!(said.matches("If 15.2.2562.53 is your server").count(), 1, "{said}");
    }
}
