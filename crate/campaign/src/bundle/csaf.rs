//! A CSAF 2.0 document of the profile VEX: which of the builds that were found
//! is affected by which vulnerability, and what to do. It names no host, so it
//! can be handed on more widely than the rest.
//!
//! Source: <https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html>.

use super::Context;
use super::builds::Builds;
use crate::tlp::Tlp;
use expatch::report::VulnerabilityView;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// The document's identity.
fn id(context: &Context<'_>) -> String {
    let name = context.campaign.to_lowercase();
    let parts = name.split(|char: char| !char.is_ascii_alphanumeric());
    let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    format!("expatch-{name}-{}", context.as_of)
}

/// The file's name, as the standard asks: the identity in lower case, all but
/// letters, digits, `+` and `-` as underscores.
pub(super) fn file_name(context: &Context<'_>) -> String {
    let mut name = String::new();
    for char in id(context).to_lowercase().chars() {
        let is_plain = char.is_ascii_alphanumeric() || char == '+' || char == '-';
        match is_plain {
            true => name.push(char),
            false if !name.ends_with('_') => name.push('_'),
            false => {}
        }
    }
    name + ".json"
}

/// What is said of one vulnerability.
#[derive(Default)]
struct Spoken {
    affected: Vec<String>,
    investigated: Vec<String>,
    remedies: Vec<Value>,
    view: Option<VulnerabilityView>,
}

pub(super) fn document(builds: &Builds, context: &Context<'_>) -> Value {
    let now = crate::time::iso(context.publisher.now);
    let mut products: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut spoken: BTreeMap<String, Spoken> = BTreeMap::new();
    let mut hosts = 0;
    for (found, server) in builds.judged(context) {
        hosts += found.hosts;
        let id = format!("EXCHANGE-{}", found.build);
        products.entry(&found.product).or_default().push(json!({
            "category": "product_version",
            "name": found.build,
            "product": {
                "name": format!("Microsoft {} ({})", found.release, found.build),
                "product_id": id,
            },
        }));
        let vulnerabilities = &server.verdict.vulnerabilities;
        for view in &vulnerabilities.certain {
            let one = spoken.entry(view.id.clone()).or_default();
            one.affected.push(id.clone());
            one.remedies.push(remedy(view, &server.verdict.plan, &id));
            one.view.get_or_insert_with(|| view.clone());
        }
        for view in &vulnerabilities.possible {
            let one = spoken.entry(view.id.clone()).or_default();
            one.investigated.push(id.clone());
            one.view.get_or_insert_with(|| view.clone());
        }
    }
    let branches: Vec<Value> = products
        .into_iter()
        .map(|(name, versions)| {
            json!({"category": "product_name", "name": name, "branches": versions})
        })
        .collect();
    let vulnerabilities: Vec<Value> =
        spoken.into_iter().map(|(cve, one)| vulnerability(&cve, one)).collect();
    let mut document = json!({
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "lang": "en",
            "title": format!("Exchange servers seen in the campaign {}", context.campaign),
            "publisher": {
                "category": "coordinator",
                "name": context.publisher.name,
                "namespace": context.publisher.namespace,
            },
            // Without hosts it may go further than the rest.
            "distribution": {"tlp": {"label": match context.publisher.tlp {
                Tlp::Clear => "WHITE",
                Tlp::Green | Tlp::Amber => "GREEN",
                tlp => tlp.first_version(),
            }}},
            "notes": [{
                "category": "summary",
                "title": "What this is about",
                "text": format!(
                    "Builds of Microsoft Exchange Server seen on {hosts} hosts, judged for {} with \
                     the facts of expatch {} (SHA-256 {}). Hosts are not named here; {} more hosts \
                     do not show an exact build.",
                    context.as_of, context.database, context.digest, builds.inexact
                ),
            }],
            "tracking": {
                "id": id(context),
                "status": "final",
                "version": "1",
                "initial_release_date": now,
                "current_release_date": now,
                "revision_history": [{"date": now, "number": "1", "summary": "First version."}],
                "generator": {"engine": {"name": "expatch", "version": env!("CARGO_PKG_VERSION")}},
            },
        },
    });
    // The standard allows neither an empty tree nor an empty list.
    if !branches.is_empty() {
        document["product_tree"] = json!({
            "branches": [{"category": "vendor", "name": "Microsoft", "branches": branches}],
        });
    }
    if vulnerabilities.is_empty() {
        // Without vulnerabilities it is no VEX but a plain document.
        document["document"]["category"] = "csaf_base".into();
    } else {
        document["vulnerabilities"] = vulnerabilities.into();
    }
    document
}

fn vulnerability(cve: &str, one: Spoken) -> Value {
    let mut status = json!({});
    if !one.affected.is_empty() {
        status["known_affected"] = one.affected.clone().into();
    }
    if !one.investigated.is_empty() {
        status["under_investigation"] = one.investigated.into();
    }
    let mut value = json!({
        "notes": [{"category": "general", "text": note(one.view.as_ref())}],
        "product_status": status,
    });
    // Microsoft's own advisories have no CVE number.
    if cve.starts_with("CVE-") {
        value["cve"] = cve.into();
    } else {
        value["ids"] = json!([{"system_name": "Microsoft Security Response Center", "text": cve}]);
    }
    if !one.remedies.is_empty() {
        value["remediations"] = one.remedies.into();
    }
    let view = one.view.as_ref();
    if let Some(name) = view.and_then(|view| view.name.as_ref()) {
        value["title"] = name.as_str().into();
    }
    let claim = view.and_then(|view| view.claims.first());
    if let Some(claim) = claim.filter(|_| !one.affected.is_empty()) {
        value["threats"] = json!([{
            "category": "exploit_status",
            "details": format!("Known to be exploited: {} says so since {}.", claim.by, claim.day),
            "product_ids": one.affected,
        }]);
    }
    value
}

fn note(view: Option<&VulnerabilityView>) -> String {
    let Some(view) = view else { return String::new() };
    let score = view.cvss.map(|score| format!(", CVSS base score {score:.1}")).unwrap_or_default();
    let because = view
        .because
        .map(|why| format!(" Whether it is open is decided by: {why}."))
        .unwrap_or_default();
    format!("Published on {}{score}.{because}", view.published)
}

fn remedy(view: &VulnerabilityView, plan: &[expatch::report::PlanStep], id: &str) -> Value {
    let fixed: Vec<String> = view.fixed_in.iter().map(ToString::to_string).collect();
    let step = plan.first();
    let next = step.map(|step| step.text.as_str()).unwrap_or_default();
    let url = step.and_then(|step| step.links.first()).map(|link| link.url.as_str());
    let mut remedy = if fixed.is_empty() {
        json!({
            "category": "no_fix_planned",
            "details": format!("No update of this baseline closes it. {next}").trim_end(),
            "product_ids": [id],
        })
    } else {
        json!({
            "category": "vendor_fix",
            "details": format!("Closed from build {} on. {next}", fixed.join(" or ")).trim_end(),
            "product_ids": [id],
        })
    };
    if let Some(url) = url {
        remedy["url"] = url.into();
    }
    remedy
}
