//! IntelMQ events. The names of fields are those of its harmonisation, which a
//! test asks about each event (`tests/bundle.rs`).

use super::Context;
use crate::hosts::Host;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::net::IpAddr;

pub(super) fn event(host: &Host, notes: &[String], context: &Context<'_>) -> Value {
    let place = &host.place;
    let mut event = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            event.insert(key.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let certain = host.severity == 2;
    set("__type", Some("Event".into()));
    set("feed.name", Some("expatch".into()));
    set("feed.provider", Some(context.publisher.name.into()));
    set("feed.code", Some("expatch-exchange".into()));
    let (taxonomy, kind, identifier) = match &host.breakin {
        Some(said) => ("intrusions", "system-compromise", format!("exchange-{}", said.what)),
        None => ("vulnerable", "vulnerable-system", format!("exchange-{}", host.status)),
    };
    set("classification.taxonomy", Some(taxonomy.into()));
    set("classification.type", Some(kind.into()));
    set("classification.identifier", Some(identifier.into()));
    let tlp = &context.publisher.tlp.label()[4..];
    // Its list has no label for the strict form.
    set("tlp", Some(tlp.split('+').next().unwrap_or(tlp).into()));
    set("time.source", Some(crate::time::iso(host.seen).into()));
    set("time.observation", Some(crate::time::iso(host.seen).into()));
    set("source.ip", text(&host.address));
    set("source.port", host.port().map(Value::from));
    let name = host.name().filter(|name| name.parse::<IpAddr>().is_err());
    set("source.fqdn", name.map(Value::from));
    set("source.url", host.target.contains("://").then(|| format!("{}/", host.target).into()));
    set("source.reverse_dns", text(&place.reverse));
    set("source.asn", place.asn.map(Value::from));
    set("source.as_name", text(&place.operator));
    set("source.geolocation.cc", text(&place.country));
    set("source.geolocation.region", text(&place.region));
    set("source.geolocation.city", text(&place.city));
    let contacts = (!place.contacts.is_empty()).then(|| place.contacts.join(",").into());
    set("source.abuse_contact", contacts);
    set("protocol.transport", Some("tcp".into()));
    set("protocol.application", host.scheme().map(Value::from));
    set("event_description.text", Some(context.summary(host).into()));
    let build = host.build.as_deref();
    set("event_description.url", build.map(|build| context.link(build).into()));
    set("product.vendor", Some("Microsoft".into()));
    set("product.name", text(&host.product));
    set("product.full_name", host.release().map(Value::from));
    set("product.version", build.map(Value::from));
    let cves = if certain { &host.certain } else { &host.possible };
    set("product.vulnerabilities", (!cves.is_empty()).then(|| cves.join(",").into()));
    set(
        "extra",
        Some(json!({
            "patched": host.patched,
            "status": host.status,
            "severity": host.severity,
            "certainty": if certain { "certain" } else { "possible" },
            "exploited": host.exploited,
            "as_of": context.as_of,
            "database": context.database,
            "sector": place.sector.as_deref().unwrap_or("unknown"),
            "organisation": place.organisation.as_deref().unwrap_or("unknown"),
            "evidence": notes,
            "source": host.source.as_deref().unwrap_or("scan"),
            "claims": host.claims,
            "compromised": host.breakin.as_ref().map_or("no", |said| said.what.as_str()),
        })),
    );
    Value::Object(event)
}
