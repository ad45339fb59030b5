//! SARIF 2.1.0, for code-scanning dashboards: a rule per status, a result per
//! server, the evidence as regions.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use crate::Assessed;
use crate::check::ended;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use expatch::report::Server;
use serde_json::Value;
use serde_json::json;

/// Where the lines of an input end.
#[derive(Debug, Default)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Those of an input with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self(ends.map(|(at, _)| at).collect())
    }

    /// The line of a byte, counted from 1.
    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|end| *end < byte) + 1
    }
}

/// One log with one run; the lines are those of the inputs.
///
/// # Errors
/// None that a caller can cause.
pub fn sarif(inputs: &[Assessed], lines: &[Lines]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&log(inputs, lines)).map(ended)
}

fn log(inputs: &[Assessed], lines: &[Lines]) -> Value {
    let mut rules: Vec<&str> = Vec::new();
    let mut results = Vec::new();
    for (input, lines) in inputs.iter().zip(lines) {
        for server in &input.report.servers {
            let status = server.verdict.status;
            let rule = rules.iter().position(|known| *known == status).unwrap_or_else(|| {
                rules.push(status);
                rules.len() - 1
            });
            results.push(result(input, lines, server, rule));
        }
    }
    let rules: Vec<Value> = rules.into_iter().map(rule).collect();
    let properties = inputs
        .first()
        .map(|first| json!({"database": first.report.database, "asOf": first.report.as_of}));
    let mut run = json!({
        "tool": {"driver": {
            "name": "expatch",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules,
        }},
        // Ranges of evidence are counted in bytes.
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    if let Some(properties) = properties {
        run["properties"] = properties;
    }
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    })
}

fn rule(status: &str) -> Value {
    json!({
        "id": status,
        "name": format!("exchange-{status}"),
        "shortDescription": {"text": expatch::text::status(expatch::Language::English, status)},
    })
}

fn result(input: &Assessed, lines: &Lines, server: &Server, rule: usize) -> Value {
    let verdict = &server.verdict;
    let level = match verdict.severity {
        0 => "none",
        1 => "warning",
        2 => "error",
        _ => "note",
    };
    // A level other than "none" is only valid for what failed or is open.
    let kind = match (verdict.severity, verdict.status) {
        (0, _) => "pass",
        (_, "not-exchange") => "notApplicable",
        (1 | 2, _) => "fail",
        _ => "open",
    };
    let level = if kind == "fail" { level } else { "none" };
    let named = server.name.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
    let locations: Vec<Value> = server
        .evidence
        .iter()
        .map(|piece| {
            json!({
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(&input.name)},
                    "region": {
                        // Dashboards show lines; bytes are exact.
                        "startLine": lines.at(piece.start),
                        "byteOffset": piece.start,
                        "byteLength": piece.end.saturating_sub(piece.start),
                        "snippet": {"text": piece.text},
                    },
                },
                "message": {"text": format!("{} ({})", piece.channel, piece.precision)},
            })
        })
        .collect();
    json!({
        "ruleId": verdict.status,
        "ruleIndex": rule,
        "kind": kind,
        "level": level,
        "message": {"text": format!("{named}{}. {}", verdict.headline, verdict.summary)},
        "locations": locations,
        "properties": {"server": server},
    })
}

/// A relative URI reference for a file's name or a typed text.
fn uri(name: &str) -> String {
    use core::fmt::Write;
    let mut uri = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_says_where_it_is_from() {
        let log = log(&[], &[]);
        let address = log["runs"][0]["tool"]["driver"]["informationUri"].as_str();
        assert!(address.is_some_and(|address| address.starts_with("https://")), "{address:?}");
    }
}
