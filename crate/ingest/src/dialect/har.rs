//! HAR: an archive's entries, each a request with its answer.

use super::headers;
use super::json::take;
use super::node::Node;
use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

pub(super) fn read<'b>(entry: &Node<'_>, place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let mut identity = Identity::default();
    take(&mut identity, "url", entry.pointer("/request/url"));
    take(&mut identity, "timestamp", entry.get("startedDateTime"));
    take(&mut identity, "ip", entry.get("serverIPAddress"));
    if let Some(host) = identity.url.as_deref().and_then(super::lines::host) {
        identity.take("hostname", &host);
    }
    let mut text = Text::default();
    // Only the answer: what a client says of itself is no server's version.
    if let Some(list) = entry.pointer("/response/headers") {
        headers::write(&mut text, list);
    }
    let body = entry.pointer("/response/content");
    let encoded = body.and_then(|body| body.get("encoding")).is_some();
    let body = body.and_then(|body| body.get("text")).and_then(Node::as_str);
    if let Some(body) = body.filter(|body| !encoded && !body.is_empty()) {
        text.piece(body);
    }
    sink(if text.is_empty() {
        Row::Skip(Skip::NoEvidence)
    } else {
        Row::Record(Record { identity, text: text.into_bytes(), place })
    });
}
