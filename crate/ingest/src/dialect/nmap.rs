//! nmap's own text (`-oN`) and its grepable lines (`-oG`). One record per port
//! that says something. Its XML is in the table of formats.

use super::findings::unescaped;
use crate::Identity;
use crate::evidence::Evidence;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;
use expatch::Said;

/// A report begins with `Nmap scan report for NAME (ADDRESS)`.
pub(super) fn text<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let said = String::from_utf8_lossy(raw);
    let (heading, rest) = said.split_once('\n').unwrap_or((&said, ""));
    let mut host = Identity::default();
    let named = heading.trim().strip_prefix("Nmap scan report for ").unwrap_or_default();
    match named.strip_suffix(')').and_then(|named| named.rsplit_once(" (")) {
        Some((name, address)) => {
            host.take("hostname", name);
            host.take("ip", address);
        }
        None => {
            host.host(named);
        }
    }
    host.take("source", "nmap");
    let mut found: Vec<(Option<u16>, String)> = vec![(None, String::new())];
    for line in rest.lines() {
        let port = line.split_once("/tcp").and_then(|(number, _)| number.trim().parse().ok());
        if port.is_some() {
            found.push((port, String::new()));
        }
        if let Some((_, text)) = found.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    let records = found.into_iter().filter(|(port, _)| port.is_some()).map(|(port, text)| {
        let identity = Identity { port, ..host.clone() };
        Record { identity, said: Said::Text(text.into_bytes()), exchange: false, place }
    });
    let records: Vec<Record> = records.collect();
    sink(if records.is_empty() { Row::Skip(Skip::NoAnswer) } else { Row::Records(records) });
}

/// `Host: 192.0.2.1 (mail.example.org)⇥Ports: 25/open/tcp//smtp//Microsoft Exchange smtpd/`.
pub(super) fn grepable<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let said = String::from_utf8_lossy(raw);
    // `Name: value`, apart by tabulators; masscan writes the time first.
    let field = |name: &str| {
        said.split('\t').find_map(|field| field.strip_prefix(name)?.strip_prefix(": "))
    };
    let Some(who) = field("Host") else {
        return sink(Row::Skip(Skip::Blank));
    };
    let mut host = Identity::default();
    let (ip, name) = who.split_once(' ').unwrap_or((who, ""));
    host.take("ip", ip);
    host.take("hostname", name.trim_matches(['(', ')']));
    let time = field("Timestamp");
    host.take("source", if time.is_some() { "masscan" } else { "nmap" });
    host.take("timestamp", time.unwrap_or_default());
    if let (Some(port), Some(banner)) = (field("Port"), field("Banner")) {
        host.take("port", port);
        let mut text = Evidence::default();
        text.piece(&unescaped(banner));
        let said = text.into_said(&host);
        return sink(row(vec![Record { identity: host, said, exchange: false, place }], true));
    }
    let Some(ports) = field("Ports") else {
        return sink(Row::Skip(Skip::NoAnswer));
    };
    let records: Vec<Record> = ports
        .split(", ")
        .filter(|port| port.contains("Exchange"))
        .map(|port| {
            let number = port.split('/').next().and_then(|number| number.parse().ok());
            let identity = Identity { port: number, ..host.clone() };
            Record {
                identity,
                said: Said::Text(port.replace('/', " ").into_bytes()),
                exchange: false,
                place,
            }
        })
        .collect();
    sink(if records.is_empty() { Row::Skip(Skip::NoEvidence) } else { Row::Records(records) });
}
