//! A MISP event: an `ip-port` object for each host, a `vulnerability` attribute
//! for each CVE. Not published, for the organisation only; the analyst decides.
//!
//! Source: <https://www.misp-standard.org/rfc/misp-standard-core.txt>; the
//! template is MISP's own `ip-port`.

use super::Context;
use super::builds::Builds;
use super::uuid;
use crate::hosts::Host;
use serde_json::Value;
use serde_json::json;
use std::net::IpAddr;

/// The template of `ip-port` objects.
const TEMPLATE: &str = "9f8cea74-16fe-4968-a2b4-026676949ac6";
const TEMPLATE_VERSION: &str = "9";

#[expect(clippy::struct_field_names, reason = "the member that MISP wraps everything in")]
pub(super) struct Event {
    key: String,
    event: Value,
    objects: Vec<Value>,
    now: i64,
    is_compromised: bool,
}

impl Event {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let key = format!("{}\0{}", context.campaign, context.publisher.namespace);
        let now = context.publisher.now;
        let event = json!({
            "uuid": uuid(&key),
            "info": format!(
                "Exchange servers at risk: {} (verdicts for {})",
                context.campaign, context.as_of
            ),
            "date": crate::time::day(now),
            "timestamp": now.to_string(),
            "threat_level_id": "2",
            "analysis": "2",
            "distribution": "0",
            "published": false,
            "Orgc": {
                "name": context.publisher.name,
                "uuid": uuid(context.publisher.namespace),
            },
            "Tag": [
                {"name": context.publisher.tlp.label().to_lowercase()},
                {"name": "rsit:vulnerable=\"vulnerable-system\""},
            ],
        });
        Self { key, event, objects: Vec::new(), now, is_compromised: false }
    }

    pub(super) fn add(&mut self, host: &Host, notes: &[String]) {
        let key = format!("{}\0{}", self.key, host.target);
        let mut attributes = Vec::new();
        let mut add = |relation: &str, kind: &str, value: String| {
            attributes.push(json!({
                "uuid": uuid(&format!("{key}\0{relation}\0{value}")),
                "object_relation": relation,
                "type": kind,
                "category": if kind == "text" { "Other" } else { "Network activity" },
                "to_ids": false,
                "value": value,
            }));
        };
        if let Some(address) = &host.address {
            add("ip", "ip-dst", address.clone());
        }
        if let Some(port) = host.port() {
            add("dst-port", "port", port.to_string());
        }
        if let Some(name) = host.name().filter(|name| name.parse::<IpAddr>().is_err()) {
            add("hostname", "hostname", name.to_owned());
        }
        let said = expatch::text::status(expatch::Language::English, &host.status);
        let mut text = format!("{said}: {}", host.release().unwrap_or_default());
        if let Some(build) = &host.build {
            text += &format!(" ({build})");
        }
        if !host.claims.is_empty() {
            add("text", "text", host.claims.join(", "));
        }
        if let Some(said) = &host.breakin {
            add("text", "text", said.what.clone());
        }
        add("text", "text", text);
        if let Some(text) = attributes.last_mut() {
            text["comment"] = notes.join("; ").into();
        }
        let comment =
            [&host.place.organisation, &host.place.sector, &host.place.country, &host.source];
        let comment: Vec<&str> = comment.into_iter().flatten().map(String::as_str).collect();
        self.objects.push(json!({
            "uuid": uuid(&key),
            "name": "ip-port",
            "meta-category": "network",
            "description": "An IP address (or domain or hostname) and a port seen as a tuple",
            "template_uuid": TEMPLATE,
            "template_version": TEMPLATE_VERSION,
            "distribution": "5",
            "timestamp": self.now.to_string(),
            "first_seen": crate::time::iso(host.seen),
            "comment": comment.join(", "),
            "Attribute": attributes,
        }));
        if host.breakin.is_some() {
            self.is_compromised = true;
        }
    }

    pub(super) fn finish(self, builds: &Builds) -> Value {
        let attributes: Vec<Value> = builds
            .certain
            .iter()
            .map(|cve| {
                json!({
                    "uuid": uuid(&format!("{}\0{cve}", self.key)),
                    // Microsoft's own advisories have no CVE number.
                    "type": if cve.starts_with("CVE-") { "vulnerability" } else { "text" },
                    "category": "External analysis",
                    "to_ids": false,
                    "distribution": "5",
                    "timestamp": self.now.to_string(),
                    "value": cve,
                })
            })
            .collect();
        let mut event = self.event;
        if self.is_compromised
            && let Some(tags) = event["Tag"].as_array_mut()
        {
            tags.push(json!({"name": "rsit:intrusions=\"system-compromise\""}));
        }
        event["Attribute"] = attributes.into();
        event["Object"] = self.objects.into();
        json!({ "Event": event })
    }
}
