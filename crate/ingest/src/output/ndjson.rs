//! One JSON object per server: the row's identity, then the server as the
//! report has it. Unless all is asked for, what follows from build and day
//! alone (steps, reasons, details of each vulnerability) is left out: every
//! field that is there has the report's name and type.

use crate::Record;
use expatch::Build;
use expatch::BuildPrefix;
use expatch::report::ClaimView;
use expatch::report::EvidenceView;
use expatch::report::Open;
use expatch::report::ReleaseView;
use expatch::report::Server;
use expatch::report::Shared;
use expatch::report::Support;
use expatch::report::VulnerabilityView;
use serde::Serialize;
use std::io::Write as _;

#[derive(Serialize)]
struct Said<'a, E> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    evidence: E,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Short<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<Build>,
    candidates: &'a [Build],
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<&'a ReleaseView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<&'a Shared>,
    verdict: ShortVerdict<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortEvidence<'a> {
    channel: &'a str,
    text: &'a str,
    precision: &'a str,
    standing: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<Build>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<BuildPrefix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortVerdict<'a> {
    patched: &'a str,
    status: &'a str,
    severity: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    worst: Option<&'a str>,
    headline: &'a str,
    summary: &'a str,
    open: Open,
    exploited: ShortExploited,
    vulnerabilities: ShortVulnerabilities<'a>,
    missing: Vec<ShortRelease<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    support: Option<&'a Support>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortExploited {
    at_least: usize,
    at_most: usize,
}

#[derive(Serialize)]
struct ShortVulnerabilities<'a> {
    certain: Vec<ShortVulnerability<'a>>,
    possible: Vec<ShortVulnerability<'a>>,
}

#[derive(Serialize)]
struct ShortVulnerability<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    claims: &'a [ClaimView],
}

#[derive(Serialize)]
struct ShortRelease<'a> {
    build: Build,
    #[serde(skip_serializing_if = "Option::is_none")]
    update: Option<&'a str>,
}

/// How the report writes a server without name and evidence.
const NO_EVIDENCE: &[u8] = br#"{"evidence":[],"#;

/// The members of a server's object that depend on how the text says it, each
/// with its comma.
pub(crate) fn said(name: Option<&str>, evidence: &[EvidenceView], full: bool) -> Vec<u8> {
    // Reports hold nothing that JSON cannot say.
    let mut members = match full {
        true => serde_json::to_vec(&Said { name, evidence }),
        false => {
            let evidence: Vec<_> = evidence.iter().map(short_evidence).collect();
            serde_json::to_vec(&Said { name, evidence })
        }
    }
    .unwrap_or_default();
    if let Some(last) = members.last_mut() {
        *last = b',';
    }
    members.remove(0);
    members
}

/// The members behind those, up to the closing brace.
pub(crate) fn answer(server: &Server, full: bool) -> Vec<u8> {
    let (written, front) = match full {
        true => (serde_json::to_vec(server), NO_EVIDENCE),
        false => (serde_json::to_vec(&short(server)), &b"{"[..]),
    };
    let written = written.unwrap_or_default();
    written.strip_prefix(front).unwrap_or(&written).to_vec()
}

fn short(server: &Server) -> Short<'_> {
    let verdict = &server.verdict;
    Short {
        build: server.build,
        candidates: &server.candidates,
        release: server.release.as_ref(),
        shared: server.shared.as_ref(),
        verdict: ShortVerdict {
            patched: verdict.patched,
            status: verdict.status,
            severity: verdict.severity,
            worst: verdict.worst,
            headline: &verdict.headline,
            summary: &verdict.summary,
            open: verdict.open,
            exploited: ShortExploited {
                at_least: verdict.exploited.at_least,
                at_most: verdict.exploited.at_most,
            },
            vulnerabilities: ShortVulnerabilities {
                certain: verdict.vulnerabilities.certain.iter().map(vulnerability).collect(),
                possible: verdict.vulnerabilities.possible.iter().map(vulnerability).collect(),
            },
            missing: verdict
                .missing
                .iter()
                .map(|row| ShortRelease { build: row.build, update: row.update.as_deref() })
                .collect(),
            support: verdict.support.as_ref(),
        },
    }
}

fn short_evidence(piece: &EvidenceView) -> ShortEvidence<'_> {
    ShortEvidence {
        channel: piece.channel,
        text: &piece.text,
        precision: piece.precision,
        standing: piece.standing,
        build: piece.build,
        prefix: piece.prefix,
    }
}

fn vulnerability(open: &VulnerabilityView) -> ShortVulnerability<'_> {
    ShortVulnerability { id: &open.id, claims: &open.claims }
}

/// Writes one line. `place` is called `line` or `record`.
pub(crate) fn line(
    out: &mut Vec<u8>,
    input: Option<&str>,
    place: &str,
    record: &Record,
    said: &[u8],
    answer: &[u8],
) {
    out.push(b'{');
    if let Some(input) = input {
        out.extend_from_slice(b"\"input\":");
        // A vector takes everything.
        let _ = serde_json::to_writer(&mut *out, input);
        out.push(b',');
    }
    let _ = write!(out, "\"{place}\":{}", record.place);
    let start = out.len();
    let _ = serde_json::to_writer(&mut *out, &record.identity);
    // `{"ip":…}` becomes `,"ip":…`; an empty identity leaves nothing.
    out.pop();
    if out.len() == start + 1 {
        out.pop();
    } else {
        out[start] = b',';
    }
    out.push(b',');
    out.extend_from_slice(said);
    out.extend_from_slice(answer);
    out.push(b'\n');
}
