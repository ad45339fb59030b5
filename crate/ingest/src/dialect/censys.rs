//! Censys: a host with its services, each of which may be a server of its own.

use super::headers;
use super::json::take;
use super::node::Node;
use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

pub(super) fn read<'b>(row: &Node<'_>, place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    // The search API and the platform wrap the host differently.
    let host = ["/resource", "/result", "/host"].iter().find_map(|path| row.pointer(path));
    let host = host.unwrap_or(row);
    let mut common = Identity::default();
    take(&mut common, "ip", host.get("ip"));
    take(&mut common, "timestamp", host.get("last_updated_at"));
    take(&mut common, "hostname", host.pointer("/dns/names/0"));
    take(&mut common, "hostname", host.get("name"));
    take(&mut common, "asn", host.pointer("/autonomous_system/asn"));
    take(&mut common, "asname", host.pointer("/autonomous_system/name"));
    take(&mut common, "country", host.pointer("/location/country_code"));
    take(&mut common, "region", host.pointer("/location/province"));
    take(&mut common, "city", host.pointer("/location/city"));
    let services = host.get("services").or_else(|| host.get("matched_services"));
    let mut found = Vec::new();
    for service in services.and_then(Node::as_array).into_iter().flatten() {
        let mut identity = common.clone();
        take(&mut identity, "port", service.get("port"));
        if let Some(name) = service.get("name").or_else(|| service.get("virtual_host")) {
            take(&mut identity, "hostname", Some(name));
        }
        let mut text = Text::default();
        http(&mut text, service);
        let endpoints = service.get("endpoints").and_then(Node::as_array);
        endpoints.into_iter().flatten().for_each(|endpoint| http(&mut text, endpoint));
        for path in ["/banner", "/smtp/banner", "/imap/banner", "/pop3/banner", "/smtp/ehlo"] {
            if let Some(said) = service.pointer(path).and_then(Node::as_str) {
                text.piece(said);
            }
        }
        if !text.is_empty() {
            found.push(Record { identity, text: text.into_bytes(), place });
        }
    }
    // One row, however many services: the judge folds them into one count.
    sink(match found.len() {
        0 => Row::Skip(Skip::NoEvidence),
        _ => Row::Records(found),
    });
}

fn http(text: &mut Text, service: &Node<'_>) {
    for response in [service.pointer("/http/response"), service.get("http")].into_iter().flatten() {
        if let Some(list) = response.get("headers") {
            headers::write(text, list);
        }
        if let Some(body) = response.get("body").and_then(Node::as_str) {
            text.piece(body);
        }
    }
}
