//! The rows of the export.

use super::fixes::{FixRow, fixes};
use crate::build::Build;
use crate::database::{
    self, Confidence, Database, Kind, Necessity, Product, Release, Vulnerability,
};
use crate::date::Date;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;

/// Who the database is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportIdentity {
    /// Version of the schema of the binary this was read from.
    pub schema: String,
    /// Data version.
    pub version: String,
    /// The day of the newest fact.
    pub as_of: Date,
    /// Number of releases.
    pub releases: usize,
    /// Number of vulnerabilities.
    pub vulnerabilities: usize,
    /// SHA-256 of the binary's content, in hexadecimal.
    pub digest: String,
}

/// A source of facts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SourceRow<'a> {
    /// Its key, as rows name it.
    pub key: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// The day of the copy that was read.
    pub as_of: Date,
}

/// A manual step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepRow<'a> {
    /// Its code.
    pub code: &'a str,
    /// `interim`, `verify` or `required`.
    pub necessity: &'static str,
}

/// A product.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductRow<'a> {
    /// `2016`, `SE`.
    pub short: &'a str,
    /// Its full name.
    pub name: &'a str,
    /// The day it came out.
    pub released: Date,
    /// Only the month of `released` is known.
    #[serde(skip_serializing_if = "is_false")]
    pub month_only: bool,
    /// Last day of mainstream support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mainstream_end: Option<Date>,
    /// Last day of support for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_end: Option<Date>,
    /// Periods of paid Extended Security Updates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub esu: Vec<EsuRow>,
    /// Its baselines, oldest first.
    pub baselines: Vec<BaselineRow<'a>>,
}

/// A period of Extended Security Updates.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EsuRow {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A baseline.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BaselineRow<'a> {
    /// `RTM`, `SP1`, `CU23`.
    pub name: &'a str,
    /// Its own build.
    pub build: Build,
    /// The day it came out.
    pub released: Date,
    /// Last day of updates, where earlier than the product's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_service_until: Option<Date>,
    /// Its updates went on for customers with ESU.
    #[serde(skip_serializing_if = "is_false")]
    pub esu: bool,
    /// Its releases, ascending by build.
    pub releases: Vec<ReleaseRow<'a>>,
}

/// A release.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReleaseRow<'a> {
    /// Its build.
    pub build: Build,
    /// Microsoft's long spelling.
    pub long: String,
    /// The update laid on the baseline; left out for the baseline itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<&'a str>,
    /// Another name of the update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<&'a str>,
    /// `preview`, `rtm`, `sp`, `cu`, `su`, `hu` or `ru`.
    pub kind: &'static str,
    /// The day it came out.
    pub released: Date,
    /// Only the month of `released` is known.
    #[serde(skip_serializing_if = "is_false")]
    pub month_only: bool,
    /// Number of the knowledge base article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kb: Option<u32>,
    /// Where to read about it or fetch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Only customers with ESU could get it.
    #[serde(skip_serializing_if = "is_false")]
    pub esu_only: bool,
    /// Microsoft withdrew it.
    #[serde(skip_serializing_if = "is_false")]
    pub withdrawn: bool,
    /// The build that replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Build>,
    /// Other numbers that lists print for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Build>,
    /// It does not contain earlier updates.
    #[serde(skip_serializing_if = "is_false")]
    pub not_cumulative: bool,
    /// `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// Keys of the sources that have it.
    pub sources: Vec<&'a str>,
}

/// A vulnerability.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VulnerabilityRow<'a> {
    /// `CVE-2021-34473`.
    pub id: &'a str,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// A second such name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<&'a str>,
    /// What Microsoft calls it.
    pub title: &'a str,
    /// What it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<&'a str>,
    /// How severe Microsoft says it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<&'a str>,
    /// The day it was published: not the day it was fixed.
    pub published: Date,
    /// CVSS version 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss: Option<CvssRow<'a>>,
    /// Its entry in CISA's catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kev: Option<KevRow>,
    /// Codes of manual steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub manual_steps: Vec<&'a str>,
    /// `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// Keys of the sources.
    pub sources: Vec<&'a str>,
    /// What is known of it, for runs of baselines that say the same.
    pub fixes: Vec<FixRow<'a>>,
}

/// CVSS version 3.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CvssRow<'a> {
    /// Base score.
    pub score: f64,
    /// Vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vector: Option<&'a str>,
}

/// An entry in CISA's catalogue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KevRow {
    /// The day it was added.
    pub added: Date,
    /// Ransomware crews are known to use it; left out is "not known", never "no".
    #[serde(skip_serializing_if = "is_false")]
    pub ransomware: bool,
}

pub(super) fn identity(database: &Database<'_>) -> ExportIdentity {
    let identity = database.identity();
    ExportIdentity {
        schema: identity.schema.to_string(),
        version: identity.version,
        as_of: identity.as_of,
        releases: identity.releases,
        vulnerabilities: identity.vulnerabilities,
        digest: identity.digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

pub(super) fn sources<'a>(database: &Database<'a>) -> Vec<SourceRow<'a>> {
    let row = |source: database::Source<'a>| SourceRow {
        key: source.key,
        title: source.title,
        url: source.url,
        as_of: source.as_of,
    };
    database.sources().map(row).collect()
}

pub(super) fn steps<'a>(database: &Database<'a>) -> Vec<StepRow<'a>> {
    let row = |step: database::ManualStep<'a>| StepRow {
        code: step.code,
        necessity: match step.necessity {
            Necessity::Interim => "interim",
            Necessity::Verify => "verify",
            Necessity::Required => "required",
        },
    };
    database.manual_steps().map(row).collect()
}

pub(super) fn product<'a>(database: &Database<'a>, product: &Product<'a>) -> ProductRow<'a> {
    let baseline = |id| {
        let baseline = database.baseline(id);
        let releases = baseline.release_ids().map(|id| database.release(id));
        BaselineRow {
            name: baseline.name,
            build: baseline.build,
            released: baseline.released,
            in_service_until: baseline.in_service_until,
            esu: baseline.esu,
            releases: releases.map(|row| release(database, &row)).collect(),
        }
    };
    let period = |(from, to)| EsuRow { from, to };
    ProductRow {
        short: product.short,
        name: product.name,
        released: product.released,
        month_only: product.month_only,
        mainstream_end: product.mainstream_end,
        extended_end: product.extended_end,
        esu: product.esu.into_iter().flatten().map(period).collect(),
        baselines: product.baseline_ids().map(baseline).collect(),
    }
}

fn release<'a>(database: &Database<'a>, release: &Release<'a>) -> ReleaseRow<'a> {
    let article = release.kb.map(|kb| format!("https://support.microsoft.com/help/{kb}"));
    let aliases = database.aliases().filter(|(_, id)| *id == release.id);
    ReleaseRow {
        build: release.build,
        long: release.build.long().to_string(),
        update: release.update,
        also: release.also,
        kind: match release.kind {
            Kind::Preview => "preview",
            Kind::Rtm => "rtm",
            Kind::ServicePack => "sp",
            Kind::CumulativeUpdate => "cu",
            Kind::SecurityUpdate => "su",
            Kind::HotfixUpdate => "hu",
            Kind::UpdateRollup => "ru",
        },
        released: release.released,
        month_only: release.month_only,
        kb: release.kb,
        url: release.url.map(String::from).or(article),
        esu_only: release.esu_only,
        withdrawn: release.withdrawn,
        replaced_by: release.replaced_by,
        aliases: aliases.map(|(build, _)| build).collect(),
        not_cumulative: release.not_cumulative,
        confidence: confidence(release.confidence),
        sources: release.sources.split_whitespace().collect(),
    }
}

pub(super) fn vulnerability<'a>(
    database: &Database<'a>,
    row: Vulnerability<'a>,
) -> VulnerabilityRow<'a> {
    let steps = row.steps.iter().filter_map(|step| database.manual_step(*step));
    VulnerabilityRow {
        id: row.id,
        name: row.name,
        also: row.also,
        title: row.title,
        impact: row.impact,
        severity: row.severity,
        published: row.published,
        cvss: row.cvss.map(|score| CvssRow { score: f64::from(score) / 10.0, vector: row.vector }),
        kev: row.kev.map(|kev| KevRow { added: kev.added, ransomware: kev.ransomware }),
        manual_steps: steps.map(|step| step.code).collect(),
        confidence: confidence(row.confidence),
        sources: row.sources.split_whitespace().collect(),
        fixes: fixes(database, row.number),
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}
