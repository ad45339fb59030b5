//! Shodan: `{"ip_str", "port", "hostnames": […], "data": "HTTP/1.1 …",
//! "http": {"html"}, "location": {"country_code"}}`.

use super::json::take;
use super::node::Node;
use crate::Identity;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

pub(super) fn read<'b>(row: &Node<'_>, place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let mut identity = Identity::default();
    for key in ["ip_str", "port", "timestamp", "asn", "org"] {
        take(&mut identity, key, row.get(key));
    }
    for list in ["hostnames", "domains"] {
        take(&mut identity, "hostname", row.get(list).and_then(|list| list.as_array()?.first()));
    }
    for (key, field) in [("country_code", "country"), ("region_code", "region"), ("city", "city")] {
        take(&mut identity, field, row.get("location").and_then(|place| place.get(key)));
    }
    let mut text = Text::default();
    for said in [row.get("data"), row.pointer("/http/html"), row.pointer("/http/location")] {
        if let Some(said) = said.and_then(Node::as_str).filter(|said| !said.is_empty()) {
            text.piece(said);
        }
    }
    sink(if text.is_empty() {
        Row::Skip(Skip::NoEvidence)
    } else {
        Row::Record(Record { identity, text: text.into_bytes(), place })
    });
}
