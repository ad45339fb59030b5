//! ZGrab2: `{"ip", "domain"?, "data": {MODULE: {"status", "result"}}}`. Headers
//! it has no field for stand in `headers.unknown[]` as key and list of values.

use super::headers;
use super::node::Node;
use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

pub(super) fn read<'b>(row: &Node<'_>, place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let mut identity = Identity::default();
    for key in ["ip", "domain", "port", "timestamp"] {
        super::json::take(&mut identity, key, row.get(key));
    }
    let mut text = Text::default();
    let mut answered = false;
    for (name, module) in row.get("data").into_iter().flat_map(Node::members) {
        super::json::take(&mut identity, "timestamp", module.get("timestamp"));
        super::json::take(&mut identity, "port", module.get("port"));
        let Some(result) = module.get("result") else { continue };
        answered = true;
        for key in ["banner", "greeting", "ehlo", "starttls"] {
            if let Some(said) = result.get(key).and_then(Node::as_str) {
                text.piece(said);
            }
        }
        let chain = result.get("redirect_response_chain").and_then(Node::as_array);
        for response in chain.into_iter().flatten().chain(result.get("response")) {
            url(&mut identity, response, name);
            response_text(&mut text, response);
        }
    }
    sink(match (text.is_empty(), answered) {
        (false, _) => Row::Record(Record { identity, text: text.into_bytes(), place }),
        (true, true) => Row::Skip(Skip::NoEvidence),
        (true, false) => Row::Skip(Skip::NoAnswer),
    });
}

fn response_text(text: &mut Text, response: &Node<'_>) {
    if let Some(status) = response.get("status_line").and_then(Node::as_str) {
        text.line(&format!("HTTP/1.1 {status}"));
    }
    if let Some(list) = response.get("headers") {
        headers::write(text, list);
    }
    if let Some(body) = response.get("body").and_then(Node::as_str).filter(|body| !body.is_empty())
    {
        text.piece(body);
    }
}

/// The host that was asked and the port, from the request that was answered.
fn url(identity: &mut Identity, response: &Node<'_>, module: &str) {
    let url = response.pointer("/request/url");
    let part = |key: &str| url.and_then(|url| url.get(key)).and_then(Node::as_str);
    let host = part("host").filter(|host| !host.is_empty());
    if let Some(host) = host {
        let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
        if name.parse::<std::net::IpAddr>().is_err() {
            identity.take("hostname", name);
        }
        identity.take("port", port);
    }
    match part("scheme").unwrap_or(module) {
        "https" => identity.take("port", "443"),
        "http" if host.is_some() => identity.take("port", "80"),
        _ => false,
    };
}
