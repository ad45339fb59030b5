//! CSV with the columns of Shadowserver's `scan_exchange` report, so that what
//! reads theirs reads ours.
//!
//! Source: <https://www.shadowserver.org/what-we-do/network-reporting/vulnerable-exchange-server-report/>.

use crate::cell::harmless;
use crate::error::Error;
use crate::finding::Judge;
use crate::hosts::Host;
use crate::manifest::Hashed;
use crate::manifest::Written;
use expatch::Language;

/// Theirs, and behind them what a reader needs to judge again: the pieces of
/// evidence, who saw it, what others claim.
const COLUMNS: [&str; 21] = [
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
    "evidence",
    "source",
    "claims",
    "compromised",
];

pub(super) struct Writer(csv::Writer<Hashed>);

impl Writer {
    pub(super) fn new(file: Hashed) -> Result<Self, Error> {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(COLUMNS).map_err(failed)?;
        Ok(Self(writer))
    }

    pub(super) fn write(
        &mut self,
        host: &Host,
        notes: &[String],
        judge: &Judge<'_>,
    ) -> Result<(), Error> {
        let place = &host.place;
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let severity = match host.status.as_str() {
            _ if host.breakin.is_some() => "critical",
            "exploited" => "critical",
            "vulnerable" => "high",
            "unsupported" => "medium",
            _ => "low",
        };
        let mut tags = vec!["exchange".to_owned(), host.status.clone()];
        let cves = if host.certain.is_empty() { &host.possible } else { &host.certain };
        tags.extend(cves.iter().map(|cve| cve.to_ascii_lowercase()));
        let word = host.breakin.as_ref().map(|said| said.what.clone()).unwrap_or_default();
        tags.extend((!word.is_empty()).then(|| word.clone()));
        let (name, source) = match host.name() {
            Some(name) if place.reverse.as_deref() == Some(name) => (name, "ptr"),
            Some(name) if name == host.host() => (name, "target"),
            Some(name) => (name, "sni"),
            None => ("", ""),
        };
        let named = judge.report(&host.said, Language::English).servers.into_iter().next();
        let server = named.and_then(|server| server.name).unwrap_or_default();
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
            version(host, notes),
            server,
            host.target.clone(),
            notes.join("; "),
            text(&host.source),
            host.claims.join(" "),
            word,
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

/// The build, or the part of one that was seen.
fn version(host: &Host, notes: &[String]) -> String {
    let parts = || notes.iter().filter_map(|note| note.split(' ').nth(3));
    let number = |said: &&str| said.starts_with(|first: char| first.is_ascii_digit());
    let seen = || parts().filter(number).max_by_key(|said| said.matches('.').count());
    host.build.clone().or_else(|| seen().map(str::to_owned)).unwrap_or_default()
}
