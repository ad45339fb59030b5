//! nmap: hosts of its XML (`-oX`), reports of its own text (`-oN`) and its
//! grepable lines (`-oG`). One record per port that says something.

use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

pub(super) fn xml<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    match host(raw, place) {
        Ok(found) if found.is_empty() => sink(Row::Skip(Skip::NoEvidence)),
        Ok(found) => sink(Row::Records(found)),
        Err(error) => sink(Row::Bad { place, reason: error.to_string(), raw }),
    }
}

fn host(raw: &[u8], place: u64) -> Result<Vec<Record>, quick_xml::Error> {
    let mut reader = Reader::from_reader(raw);
    let mut host = Identity::default();
    let mut found = Vec::new();
    let mut port: Option<(u16, Text)> = None;
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                "host" => {
                    if let Some(seconds) = attribute(&element, "starttime") {
                        host.take("timestamp", &seconds);
                    }
                }
                "address" if attribute(&element, "addrtype").as_deref() != Some("mac") => {
                    host.take("ip", &attribute(&element, "addr").unwrap_or_default());
                }
                "hostname" => {
                    host.take("hostname", &attribute(&element, "name").unwrap_or_default());
                }
                "port" => {
                    let number = attribute(&element, "portid").and_then(|id| id.parse().ok());
                    port = number.map(|number| (number, Text::default()));
                }
                "service" => service(&element, port.as_mut()),
                "script" => script(&element, port.as_mut()),
                _ => {}
            },
            Event::End(element) if element.name().as_ref() == "port" => {
                let Some((number, text)) = port.take().filter(|(_, text)| !text.is_empty()) else {
                    continue;
                };
                let identity = Identity { port: Some(number), ..host.clone() };
                found.push(Record { identity, text: text.into_bytes(), place });
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn service(element: &BytesStart<'_>, port: Option<&mut (u16, Text)>) {
    let Some((_, text)) = port else { return };
    let product = attribute(element, "product").unwrap_or_default();
    if product.contains("Exchange") {
        let version = attribute(element, "version").unwrap_or_default();
        text.line(format!("{product} {version}").trim_end());
    }
}

fn script(element: &BytesStart<'_>, port: Option<&mut (u16, Text)>) {
    let (Some((_, text)), Some(id), Some(output)) =
        (port, attribute(element, "id"), attribute(element, "output"))
    else {
        return;
    };
    // As nmap prints it, which is what the core has a grammar for.
    text.line(&format!("| {id}: "));
    for line in output.lines().filter(|line| !line.trim().is_empty()) {
        text.line(&format!("| {line}"));
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    let text = quick_xml::escape::unescape(&attribute.value).ok()?;
    Some(text.into_owned())
}

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
            let field = if named.parse::<std::net::IpAddr>().is_ok() { "ip" } else { "hostname" };
            host.take(field, named);
        }
    }
    let mut found: Vec<(Option<u16>, Text)> = vec![(None, Text::default())];
    for line in rest.lines() {
        let port = line.split_once("/tcp").and_then(|(number, _)| number.trim().parse().ok());
        if port.is_some() {
            found.push((port, Text::default()));
        }
        if let Some((_, text)) = found.last_mut() {
            text.line(line);
        }
    }
    let records = found.into_iter().filter(|(port, _)| port.is_some()).map(|(port, text)| {
        let identity = Identity { port, ..host.clone() };
        Record { identity, text: text.into_bytes(), place }
    });
    let records: Vec<Record> = records.collect();
    sink(if records.is_empty() { Row::Skip(Skip::NoAnswer) } else { Row::Records(records) });
}

/// `Host: 192.0.2.1 (mail.example.org)⇥Ports: 25/open/tcp//smtp//Microsoft Exchange smtpd/`.
pub(super) fn grepable<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let said = String::from_utf8_lossy(raw);
    let Some(rest) = said.strip_prefix("Host: ") else {
        return sink(Row::Skip(Skip::Blank));
    };
    let Some((who, ports)) = rest.split_once("\tPorts: ") else {
        return sink(Row::Skip(Skip::NoAnswer));
    };
    let mut host = Identity::default();
    let (ip, name) = who.split_once(' ').unwrap_or((who, ""));
    host.take("ip", ip);
    host.take("hostname", name.trim_matches(['(', ')']));
    let ports = ports.split('\t').next().unwrap_or_default();
    let records: Vec<Record> = ports
        .split(", ")
        .filter(|port| port.contains("Exchange"))
        .map(|port| {
            let number = port.split('/').next().and_then(|number| number.parse().ok());
            let identity = Identity { port: number, ..host.clone() };
            Record { identity, text: port.replace('/', " ").into_bytes(), place }
        })
        .collect();
    sink(if records.is_empty() { Row::Skip(Skip::NoEvidence) } else { Row::Records(records) });
}
