//! One JSON object per server: the row's identity, then the server as the
//! report has it. Unless all is asked for, what follows from build and day
//! alone (steps, reasons, details of each vulnerability) is left out: every
//! field that is there has the report's name and type.

use crate::Record;
use expatch::Build;
use expatch::BuildPrefix;
use expatch::report::EvidenceView;
use expatch::report::KevView;
use expatch::report::ReleaseView;
use expatch::report::Server;
use expatch::report::Support;
use expatch::report::VulnerabilityView;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Short<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    evidence: Vec<ShortEvidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<Build>,
    candidates: &'a [Build],
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<&'a ReleaseView>,
    verdict: ShortVerdict<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortEvidence<'a> {
    channel: &'a str,
    text: &'a str,
    precision: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<Build>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<BuildPrefix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortVerdict<'a> {
    status: &'a str,
    severity: u8,
    summary: &'a str,
    vulnerabilities: ShortVulnerabilities<'a>,
    missing: Vec<ShortRelease<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    support: Option<&'a Support>,
}

#[derive(Serialize)]
struct ShortVulnerabilities<'a> {
    certain: Vec<ShortVulnerability<'a>>,
    possible: Vec<ShortVulnerability<'a>>,
}

#[derive(Serialize)]
struct ShortVulnerability<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kev: Option<KevView>,
}

#[derive(Serialize)]
struct ShortRelease<'a> {
    build: Build,
    #[serde(skip_serializing_if = "Option::is_none")]
    update: Option<&'a str>,
}

/// The members of a server's object, without the opening brace.
pub(crate) fn members(server: &Server, full: bool) -> Vec<u8> {
    let written =
        if full { serde_json::to_vec(server) } else { serde_json::to_vec(&short(server)) };
    // Reports hold nothing that JSON cannot say.
    let mut members = written.unwrap_or_default();
    if !members.is_empty() {
        members.remove(0);
    }
    members
}

fn short(server: &Server) -> Short<'_> {
    let verdict = &server.verdict;
    Short {
        name: server.name.as_deref(),
        evidence: server.evidence.iter().map(evidence).collect(),
        build: server.build,
        candidates: &server.candidates,
        release: server.release.as_ref(),
        verdict: ShortVerdict {
            status: verdict.status,
            severity: verdict.severity,
            summary: &verdict.summary,
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

fn evidence(piece: &EvidenceView) -> ShortEvidence<'_> {
    ShortEvidence {
        channel: piece.channel,
        text: &piece.text,
        precision: piece.precision,
        build: piece.build,
        prefix: piece.prefix,
    }
}

fn vulnerability(open: &VulnerabilityView) -> ShortVulnerability<'_> {
    ShortVulnerability { id: &open.id, kev: open.kev }
}

/// Writes one line. `place` is called `line` or `record`.
pub(crate) fn line(
    out: &mut Vec<u8>,
    input: Option<&str>,
    place: &str,
    record: &Record,
    members: &[u8],
) {
    out.push(b'{');
    if let Some(input) = input {
        out.extend_from_slice(b"\"input\":");
        // A vector takes everything.
        let _ = serde_json::to_writer(&mut *out, input);
        out.push(b',');
    }
    out.extend_from_slice(format!("\"{place}\":{}", record.place).as_bytes());
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
    out.extend_from_slice(members);
    out.push(b'\n');
}
