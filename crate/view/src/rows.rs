//! One row per server for a spreadsheet.

use crate::Assessed;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use expatch::report::Server;
use expatch::report::VulnerabilityView;
use expatch::report::harmless;

const HEADER: [&str; 29] = [
    "input",
    "server",
    "patched",
    "status",
    "severity",
    "worst",
    "headline",
    "build",
    "candidates",
    "product",
    "baseline",
    "update",
    "released",
    "kb",
    "support",
    "open_least",
    "open_most",
    "exploited_least",
    "exploited_most",
    "cves",
    "exploited_cves",
    "missing",
    "target",
    "target_kb",
    "next_step",
    "summary",
    "as_of",
    "facts_through",
    "database",
];

/// A header and one row per server; an input without any server has a row too,
/// so that no input is lost.
///
/// # Errors
/// None that a caller can cause.
pub fn csv(inputs: &[Assessed]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for Assessed { name, report } in inputs {
        let facts = format!("{} sha256:{}", report.database.version, report.database.digest);
        let mut row = |server: Option<&Server>| {
            let mut cells = vec![name.clone()];
            cells.extend(server.map_or_else(|| vec![String::new(); HEADER.len() - 4], columns));
            let through = report.database.as_of.to_string();
            cells.extend([report.as_of.to_string(), through, facts.clone()]);
            writer.write_record(cells.iter().map(|cell| harmless(cell)))
        };
        if report.servers.is_empty() {
            row(None)?;
        }
        for server in &report.servers {
            row(Some(server))?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn columns(server: &Server) -> Vec<String> {
    let verdict = &server.verdict;
    let release = server.release.as_ref();
    // Where the build is partial, what all candidates share is known all the same.
    let shared = server.shared.as_ref();
    let product = release.map(|release| release.product.as_str());
    let product = product.or(shared.map(|shared| shared.product.as_str()));
    let baseline = release.map(|release| release.baseline.as_str());
    let baseline = baseline.or(shared.and_then(|shared| shared.baseline.as_deref()));
    let target = verdict.target();
    let open = &verdict.vulnerabilities;
    let exploited = || open.certain.iter().filter(|open| open.is_exploited());
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    vec![
        text(server.name.as_deref()),
        verdict.patched.to_owned(),
        verdict.status.to_owned(),
        verdict.severity.to_string(),
        text(verdict.worst),
        verdict.headline.clone(),
        server.build.map(|build| build.to_string()).unwrap_or_default(),
        joined(server.candidates.iter().map(ToString::to_string)),
        text(product),
        text(baseline),
        text(release.and_then(|release| release.update.as_deref())),
        text(release.map(|release| release.released.as_str())),
        text(release.and_then(|release| release.kb.as_deref())),
        text(verdict.support.as_ref().map(|support| support.state)),
        verdict.open.at_least.to_string(),
        verdict.open.at_most.to_string(),
        verdict.exploited.at_least.to_string(),
        verdict.exploited.at_most.to_string(),
        joined(open.certain.iter().map(id)),
        joined(exploited().map(id)),
        joined(verdict.missing.iter().map(|missing| missing.build.to_string())),
        target.map(|target| target.build.to_string()).unwrap_or_default(),
        text(target.and_then(|target| target.kb.as_deref())),
        text(verdict.next_step().map(|step| step.text.as_str())),
        verdict.summary.clone(),
    ]
}

fn id(open: &VulnerabilityView) -> String {
    open.id.clone()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}
