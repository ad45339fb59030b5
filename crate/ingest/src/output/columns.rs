//! The same lines as a table: the row's identity, then one cell per fact.

use crate::Identity;
use crate::Record;
use expatch::evidence::Evidence;
use expatch::report::EvidenceView;
use expatch::report::Server;
use expatch::report::VulnerabilityView;
use std::borrow::Cow;

/// The headings of the row's identity and of the verdict.
pub(crate) const HEADINGS: [&str; 44] = [
    "input",
    "line",
    "ip",
    "port",
    "hostname",
    "url",
    "timestamp",
    "asn",
    "country",
    "region",
    "city",
    "organisation",
    "sector",
    "tag",
    "machine",
    "source",
    "claims",
    "compromised",
    "server",
    "channel",
    "evidence",
    "precision",
    "pieces",
    "build",
    "candidates",
    "product",
    "baseline",
    "update",
    "released",
    "patched",
    "status",
    "severity",
    "worst",
    "support",
    "open_least",
    "open_most",
    "exploited_least",
    "exploited_most",
    "cves",
    "exploited_cves",
    "possible_cves",
    "missing",
    "headline",
    "summary",
];

/// The cells that depend on how the text says it, `server` to `pieces`; the
/// last has all of the evidence, by which the line can be judged again.
pub(crate) fn said(
    name: Option<&str>,
    evidence: &[EvidenceView],
    pieces: &[Evidence],
) -> Vec<String> {
    let best = evidence.iter().max_by_key(|piece| {
        ["none", "product", "floor", "baseline", "exact"]
            .iter()
            .position(|known| *known == piece.precision)
    });
    vec![
        text(name),
        text(best.map(|piece| piece.channel)),
        text(best.map(|piece| piece.text.as_str())),
        text(best.map(|piece| piece.precision)),
        pieces.iter().map(expatch::note).collect::<Vec<_>>().join("; "),
    ]
}

/// The cells behind those, `build` to `summary`.
pub(crate) fn answer(server: &Server) -> Vec<String> {
    let verdict = &server.verdict;
    let release = server.release.as_ref();
    let open = &verdict.vulnerabilities;
    let shared = server.shared.as_ref();
    let product = release.map(|release| release.product.as_str());
    let product = product.or(shared.map(|shared| shared.product.as_str()));
    let baseline = release.map(|release| release.baseline.as_str());
    let baseline = baseline.or(shared.and_then(|shared| shared.baseline.as_deref()));
    let exploited = || open.certain.iter().filter(|open| open.is_exploited());
    vec![
        server.build.map(|build| build.to_string()).unwrap_or_default(),
        joined(server.candidates.iter().map(ToString::to_string)),
        text(product),
        text(baseline),
        text(release.and_then(|release| release.update.as_deref())),
        text(release.map(|release| release.released.as_str())),
        verdict.patched.to_owned(),
        verdict.status.to_owned(),
        verdict.severity.to_string(),
        text(verdict.worst),
        text(verdict.support.as_ref().map(|support| support.state)),
        verdict.open.at_least.to_string(),
        verdict.open.at_most.to_string(),
        verdict.exploited.at_least.to_string(),
        verdict.exploited.at_most.to_string(),
        joined(open.certain.iter().map(id)),
        joined(exploited().map(id)),
        joined(open.possible.iter().map(id)),
        joined(verdict.missing.iter().map(|missing| missing.build.to_string())),
        verdict.headline.clone(),
        verdict.summary.clone(),
    ]
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

/// The row as the headings have it, for any form of table.
pub(crate) fn row<'a>(
    input: Option<&'a str>,
    record: &'a Record,
    said: &'a [String],
    answer: &'a [String],
) -> impl Iterator<Item = Cow<'a, str>> {
    let front = [Cow::Borrowed(input.unwrap_or_default()), Cow::Owned(record.place.to_string())];
    let rest = said.iter().chain(answer).map(|cell| Cow::Borrowed(cell.as_str()));
    front.into_iter().chain(identity(&record.identity)).chain(rest)
}

/// The cells of identity, `ip` to `compromised`.
pub(super) fn identity(identity: &Identity) -> [Cow<'_, str>; 16] {
    fn text(value: Option<&str>) -> Cow<'_, str> {
        Cow::Borrowed(value.unwrap_or_default())
    }
    fn number(value: Option<impl ToString>) -> Cow<'static, str> {
        value.map_or(Cow::Borrowed(""), |value| Cow::Owned(value.to_string()))
    }
    [
        text(identity.ip.as_deref()),
        number(identity.port),
        text(identity.hostname.as_deref()),
        text(identity.url.as_deref()),
        text(identity.timestamp.as_deref()),
        number(identity.asn),
        text(identity.country.as_deref()),
        text(identity.region.as_deref()),
        text(identity.city.as_deref()),
        text(identity.organisation.as_deref()),
        text(identity.sector.as_deref()),
        text(identity.tag.as_deref()),
        text(identity.machine.as_deref()),
        text(identity.source.as_deref()),
        Cow::Owned(joined(identity.claims.iter().map(ToString::to_string))),
        text(identity.compromised.as_deref()),
    ]
}

fn id(open: &VulnerabilityView) -> String {
    open.id.clone()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}
