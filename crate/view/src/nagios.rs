//! One line for Nagios, Icinga and similar systems: state, sentence, performance
//! data, as the plugin guidelines have it.
//!
//! Source: <https://nagios-plugins.org/doc/guidelines.html>, 2.5 and 2.6.

use crate::safe::printable;
use crate::words::Words;
use alloc::format;
use alloc::string::String;
use expatch::Language;
use expatch::Report;
use expatch::database::FRESH_DAYS;
use expatch::report::Server;

const STATES: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];

/// `EXCHANGE CRITICAL - mail.example.org: Not patched: … | open=23;;0 …`; one
/// line whatever the report holds, the worst server first. Where the build is
/// not known the counts are what is open at least, and `open_most` what may be.
///
/// A report without any server is UNKNOWN: a check that sees nothing must not
/// look like a check that found everything well.
pub fn nagios(report: &Report, language: Language) -> String {
    let worst = report.worst();
    let state = worst.map_or("UNKNOWN", |server| state(server.verdict.severity));
    let words = Words::of(language);
    let said = match worst {
        None => match report.notes.iter().find(|note| note.code == "if-yours") {
            Some(note) => printable(&note.text),
            None => String::from(words.nothing),
        },
        Some(server) => {
            let name = server.name.as_deref().map(|name| format!("{}: ", printable(name)));
            let verdict = &server.verdict;
            let said = format!("{}. {}", verdict.headline, verdict.summary);
            format!("{}{}", name.unwrap_or_default(), printable(&said))
        }
    };
    // The bar begins the performance data, so the sentence must not hold one.
    let said = said.replace('|', "/");
    let others = report.count().saturating_sub(1);
    let others = if others == 0 { String::new() } else { format!(" (+{others} {})", words.more) };
    let open = sum(report, |server| server.verdict.open.at_least);
    let most = sum(report, |server| server.verdict.open.at_most);
    let exploited = sum(report, |server| server.verdict.exploited.at_least);
    let exploited_most = sum(report, |server| server.verdict.exploited.at_most);
    let missing = sum(report, |server| server.verdict.missing.len());
    let age = report.as_of.days() - report.database.as_of.days();
    format!(
        "EXCHANGE {state} - {said}{others} | open={open};;0;0 open_most={most};;;0 \
         exploited={exploited};;0;0 exploited_most={exploited_most};;;0 missing={missing};0;;0 \
         database_age={}s;{};;0",
        i64::from(age.max(0)) * 86_400,
        u64::from(report.database.max_age_days.unwrap_or(FRESH_DAYS)) * 86_400,
    )
}

fn state(severity: u8) -> &'static str {
    STATES[usize::from(severity.min(3))]
}

fn sum(report: &Report, of: impl Fn(&Server) -> usize) -> usize {
    report.servers.iter().map(of).sum()
}
