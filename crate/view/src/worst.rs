//! Which server of a report decides its exit code.

use expatch::Report;
use expatch::report::Server;

/// The server that decides: a hole that is open for certain (2) outranks a
/// question (3), and what is no Exchange Server counts only where nothing else
/// was found.
pub fn worst(report: &Report) -> Option<&Server> {
    report.servers.iter().max_by_key(|server| {
        let rank = [0, 1, 3, 2][usize::from(server.verdict.severity.min(3))];
        (server.verdict.status != "not-exchange", rank)
    })
}

/// The report's exit code, 0 to 3 with the Nagios meaning. A report without
/// any server is 3: a check that sees nothing must not look like one that
/// found everything well.
pub fn severity(report: &Report) -> u8 {
    worst(report).map_or(3, |server| server.verdict.severity.min(3))
}
