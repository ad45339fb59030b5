//! httpx (ProjectDiscovery): `{"input", "url", "host", "port", "header": {…},
//! "tech": ["Outlook Web App:15.2.1544"], …}`.

use super::headers;
use super::json::take;
use super::node::Node;
use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

pub(super) fn read<'b>(row: &Node<'_>, place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let mut identity = Identity::default();
    for key in ["host_ip", "ip", "port", "timestamp", "url"] {
        take(&mut identity, key, row.get(key));
    }
    // `host` is the address in some versions and the name in others.
    let host = row.get("host").and_then(Node::as_str).unwrap_or_default();
    let field = if host.parse::<std::net::IpAddr>().is_ok() { "ip" } else { "hostname" };
    identity.take(field, host);
    let name = identity.url.as_deref().and_then(super::lines::host);
    if let Some(name) = name.filter(|name| name.parse::<std::net::IpAddr>().is_err()) {
        identity.take("hostname", &name);
    }
    if let Some(system) = row.get("asn") {
        take(&mut identity, "asn", system.get("as_number"));
        take(&mut identity, "asname", system.get("as_name"));
        take(&mut identity, "country", system.get("as_country"));
    }
    if row.get("failed").and_then(Node::as_bool) == Some(true) {
        return sink(Row::Skip(Skip::NoAnswer));
    }
    let mut text = Text::default();
    for key in ["header", "headers", "raw_header", "response", "raw_response"] {
        if let Some(list) = row.get(key) {
            headers::write(&mut text, list);
        }
    }
    for key in ["tech", "technologies"] {
        for name in row.get(key).and_then(Node::as_array).into_iter().flatten() {
            if let Some(name) = name.as_str().filter(|name| name.contains(':')) {
                text.line(name);
            }
        }
    }
    for key in ["body", "response-body", "location"] {
        if let Some(body) = row.get(key).and_then(Node::as_str) {
            text.piece(body);
        }
    }
    sink(if text.is_empty() {
        Row::Skip(Skip::NoEvidence)
    } else {
        Row::Record(Record { identity, text: text.into_bytes(), place })
    });
}
