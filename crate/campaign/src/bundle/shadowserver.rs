//! CSV with the columns of Shadowserver's `scan_exchange` report, so that what
//! reads theirs reads ours.
//!
//! Source: <https://www.shadowserver.org/what-we-do/network-reporting/vulnerable-exchange-server-report/>.

use crate::error::Error;
use crate::hosts::Host;
use crate::manifest::Hashed;
use crate::manifest::Written;

const COLUMNS: [&str; 17] = [
    "timestamp",
    "severity",
    "ip",
    "protocol",
    "port",
    "hostname",
    "tag",
    "asn",
    "geo",
    "region",
    "city",
    "naics",
    "hostname_source",
    "sector",
    "version",
    "servername",
    "url",
];

pub(super) struct Writer(csv::Writer<Hashed>);

impl Writer {
    pub(super) fn new(file: Hashed) -> Result<Self, Error> {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(COLUMNS).map_err(failed)?;
        Ok(Self(writer))
    }

    pub(super) fn write(&mut self, host: &Host) -> Result<(), Error> {
        let place = &host.place;
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let severity = match host.status.as_str() {
            "exploited" => "critical",
            "vulnerable" => "high",
            "unsupported" => "medium",
            _ => "low",
        };
        let mut tags = vec!["exchange".to_owned(), host.status.clone()];
        let cves = if host.certain.is_empty() { &host.possible } else { &host.certain };
        tags.extend(cves.iter().map(|cve| cve.to_ascii_lowercase()));
        let (name, source) = match host.name() {
            Some(name) if place.reverse.as_deref() == Some(name) => (name, "ptr"),
            Some(name) if name == host.host() => (name, "target"),
            Some(name) => (name, "sni"),
            None => ("", ""),
        };
        let server = servername(&host.evidence).unwrap_or_default();
        let row = [
            crate::time::plain(host.seen),
            severity.to_owned(),
            text(&host.address),
            "tcp".to_owned(),
            host.port().map(|port| port.to_string()).unwrap_or_default(),
            name.to_owned(),
            tags.join(";"),
            place.asn.map(|asn| asn.to_string()).unwrap_or_default(),
            text(&place.country),
            text(&place.region),
            text(&place.city),
            String::new(),
            source.to_owned(),
            text(&place.sector),
            text(&host.build),
            server,
            host.target.clone(),
        ];
        self.0.write_record(row.map(harmless)).map_err(failed)
    }

    pub(super) fn finish(self) -> Result<Written, Error> {
        let file = self.0.into_inner().map_err(|error| Error::Input(error.to_string()))?;
        file.finish()
    }
}

fn failed(error: csv::Error) -> Error {
    Error::Input(format!("a CSV file cannot be written: {error}"))
}

/// The server's own name, from `X-FEServer`.
fn servername(evidence: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(evidence);
    let line = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("x-feserver").then_some(value.trim())
    })?;
    (!line.is_empty() && line.len() <= 64).then(|| line.to_owned())
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets
/// an apostrophe before it (OWASP, "CSV injection").
pub(super) fn harmless(cell: String) -> String {
    match cell.bytes().next() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'|') => format!("'{cell}"),
        _ => cell.replace(['\r', '\n'], " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd"] {
            assert!(harmless(cell.to_owned()).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("mail.example.be".to_owned()), "mail.example.be");
    }

    #[test]
    fn the_front_end_names_itself() {
        let answer = b"HTTP/1.1 200 OK\r\nx-feserver: EX01\r\n\r\n";
        assert_eq!(servername(answer).as_deref(), Some("EX01"));
        assert_eq!(servername(b"HTTP/1.1 200 OK\r\n"), None);
    }
}
