//! One report, one server: what tests of verdicts and plans ask for.

use expatch::Database;
use expatch::Language;
use expatch::Options;
use expatch::Report;
use expatch::report::Server;

pub(crate) fn report(input: &str, day: &str) -> Report {
    let options = Options::new(day.parse().unwrap(), Language::English);
    expatch::assess(input.as_bytes(), &Database::embedded(), &options)
}

#[track_caller]
pub(crate) fn server(input: &str, day: &str) -> Server {
    // A number alone may be the baseline's of a patched server; the file's own is not.
    let file = format!("{input} C:\\bin\\ExSetup.exe");
    let sure = input.parse::<expatch::Build>().is_ok();
    let report = report(if sure { &file } else { input }, day);
    assert_eq!(report.servers.len(), 1, "{input}: {report:#?}");
    report.servers.into_iter().next().unwrap()
}
