//! The builds that were found as OpenVEX statements.
//!
//! Source: <https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md>.

use super::Context;
use super::builds::Builds;
use serde_json::Value;
use serde_json::json;

pub(super) fn document(builds: &Builds, context: &Context<'_>) -> Value {
    let now = crate::time::iso(context.publisher.now);
    let mut statements = Vec::new();
    for (found, server) in builds.judged(context) {
        let product = json!([{
            "@id": format!("pkg:generic/microsoft/exchange-server@{}", found.build),
        }]);
        let verdict = &server.verdict;
        let action = verdict.plan.first().map(|step| step.text.as_str());
        for view in &verdict.vulnerabilities.certain {
            let fixed: Vec<String> = view.fixed_in.iter().map(ToString::to_string).collect();
            let fix = match fixed.is_empty() {
                true => "No update of this baseline closes it.".to_owned(),
                false => format!("Closed from build {} on.", fixed.join(" or ")),
            };
            let text = format!("{fix} {}", action.unwrap_or_default());
            statements.push(json!({
                "vulnerability": {"name": view.id},
                "timestamp": now,
                "products": product,
                "status": "affected",
                "action_statement": text.trim_end(),
            }));
        }
        for view in &verdict.vulnerabilities.possible {
            statements.push(json!({
                "vulnerability": {"name": view.id},
                "timestamp": now,
                "products": product,
                "status": "under_investigation",
            }));
        }
    }
    let id = super::uuid(&format!("{}\0{}\0{now}", context.campaign, context.digest));
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": format!("{}openvex/{id}", slashed(context.publisher.namespace)),
        "author": context.publisher.name,
        "role": "Coordinator",
        "timestamp": now,
        "version": 1,
        "tooling": format!("expatch/{}", env!("CARGO_PKG_VERSION")),
        "statements": statements,
    })
}

fn slashed(text: &str) -> String {
    if text.ends_with('/') { text.to_owned() } else { format!("{text}/") }
}
