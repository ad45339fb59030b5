//! A SARIF 2.1.0 log with a result for each host, for dashboards that read it.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use super::Context;
use crate::hosts::Host;
use serde_json::Value;
use serde_json::json;

pub(super) struct Log {
    rules: Vec<String>,
    results: Vec<Value>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { rules: Vec::new(), results: Vec::new() }
    }

    pub(super) fn add(&mut self, host: &Host, notes: &[String]) {
        let rule = self.rules.iter().position(|known| *known == host.status);
        let rule = rule.unwrap_or_else(|| {
            self.rules.push(host.status.clone());
            self.rules.len() - 1
        });
        let certain = host.severity == 2 || host.breakin.is_some();
        let broken = host.breakin.as_ref().map(|said| said.what.as_str());
        let also = broken.map(|what| format!("; reported as compromised: {what}"));
        let also = also.unwrap_or_default();
        let named = host.name().unwrap_or(host.host());
        let release = host.release().unwrap_or_else(|| "Microsoft Exchange".to_owned());
        let build = host.build.as_deref().unwrap_or("build not shown");
        let open = match host.open {
            (least, most) if least == most => most.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        let said = expatch::text::status(expatch::Language::English, &host.status);
        self.results.push(json!({
            "ruleId": host.status,
            "ruleIndex": rule,
            "kind": if certain { "fail" } else { "open" },
            "level": if certain { "error" } else { "none" },
            "message": {"text": format!(
                "{named}: {release} ({build}). {said}; open vulnerabilities: {open}{also}"
            )},
            "locations": [{
                "physicalLocation": {"artifactLocation": {"uri": uri(&host.target)}},
                "logicalLocations": [{"fullyQualifiedName": named, "kind": "resource"}],
            }],
            "partialFingerprints": {"target/v1": super::uuid(&host.target)},
            "properties": {
                "seen": crate::time::iso(host.seen),
                "certain": host.certain,
                "possible": host.possible,
                "exploited": host.exploited,
                "address": host.address.as_deref().unwrap_or_default(),
                "evidence": notes,
                "source": host.source.as_deref().unwrap_or_default(),
                "claims": host.claims,
                "compromised": broken.unwrap_or_default(),
            },
        }));
    }

    pub(super) fn finish(self, context: &Context<'_>) -> Value {
        let rules: Vec<Value> = self
            .rules
            .into_iter()
            .map(|status| {
                let text = expatch::text::status(expatch::Language::English, &status);
                json!({
                    "id": status,
                    "name": format!("exchange-{status}"),
                    "shortDescription": {"text": text},
                })
            })
            .collect();
        json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "expatch",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                }},
                "results": self.results,
                "properties": {
                    "campaign": context.campaign,
                    "asOf": context.as_of,
                    "database": context.database,
                    "digest": context.digest,
                    "tlp": context.publisher.tlp.label(),
                },
            }],
        })
    }
}

/// A URI: what imports call a target may be any text.
fn uri(target: &str) -> String {
    target
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b':'
            | b'/'
            | b'['
            | b']' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
