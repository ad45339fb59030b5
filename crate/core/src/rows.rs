//! Rows of the database as they are served: one shape for the command, npm
//! and HTTP.

use crate::Build;
use crate::Database;
use crate::Date;
use crate::database::Fix;
use crate::database::Kind;
use crate::database::Release;
use crate::database::Vulnerability;
use crate::report::KevView;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;
use serde::Serialize;

/// A release.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseRow {
    /// Its build.
    pub build: Build,
    /// The product's full name.
    pub product: String,
    /// Its baseline.
    pub baseline: String,
    /// The update laid on the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// `preview`, `rtm`, `sp`, `cu`, `su`, `hu`, `ru`.
    pub kind: &'static str,
    /// `YYYY-MM-DD`, or `YYYY-MM` where only the month is known.
    pub released: String,
    /// Knowledge base article, `KB5066369`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kb: Option<String>,
    /// Where to read about it or fetch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Only customers with ESU could get it.
    pub esu_only: bool,
    /// Microsoft withdrew it.
    pub withdrawn: bool,
    /// The build that replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Build>,
}

/// A vulnerability in short.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// `CVE-…`
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What Microsoft calls it.
    pub title: String,
    /// The day it was published: not the day it was fixed.
    published: Date,
    /// CVSS base score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss: Option<f32>,
    /// CISA's listing as exploited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kev: Option<KevView>,
}

/// A vulnerability with what is known of it on each baseline.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VulnerabilityRow {
    #[serde(flatten)]
    /// The vulnerability.
    pub row: Row,
    /// The baselines that have or had it.
    pub baselines: Vec<FixRow>,
}

/// What is known of one vulnerability on one baseline.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FixRow {
    /// The product's full name.
    pub product: String,
    /// The baseline.
    pub baseline: String,
    /// `fixed`, `in-baseline`, `never`, `unknown-build`, `withdrawn`,
    /// `manual-only`, `not-evaluated`.
    pub state: &'static str,
    /// The first fixed build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<Build>,
    /// What another source says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disputed: Option<Build>,
}

/// A release as a row.
pub fn release(database: &Database<'_>, release: &Release<'_>) -> ReleaseRow {
    let baseline = database.baseline(release.baseline);
    let released = release.released.to_string();
    ReleaseRow {
        build: release.build,
        product: database.product(baseline.product).name.to_owned(),
        baseline: baseline.name.to_owned(),
        update: release.update.map(str::to_owned),
        kind: match release.kind {
            Kind::Preview => "preview",
            Kind::Rtm => "rtm",
            Kind::ServicePack => "sp",
            Kind::CumulativeUpdate => "cu",
            Kind::SecurityUpdate => "su",
            Kind::HotfixUpdate => "hu",
            Kind::UpdateRollup => "ru",
        },
        released: match release.month_only {
            true => released[..7].to_owned(),
            false => released,
        },
        kb: release.kb.map(|number| format!("KB{number}")),
        url: release
            .url
            .map(str::to_owned)
            .or(release.kb.map(|number| format!("https://support.microsoft.com/help/{number}"))),
        esu_only: release.esu_only,
        withdrawn: release.withdrawn,
        replaced_by: release.replaced_by,
    }
}

/// A vulnerability as a row.
pub fn row(vulnerability: &Vulnerability<'_>) -> Row {
    Row {
        id: vulnerability.id.to_owned(),
        name: vulnerability.name.map(str::to_owned),
        title: vulnerability.title.to_owned(),
        published: vulnerability.published,
        cvss: vulnerability.cvss.map(|tenths| f32::from(tenths) / 10.0),
        kev: vulnerability.kev.map(|kev| KevView { added: kev.added, ransomware: kev.ransomware }),
    }
}

/// A vulnerability with its fixes as a row.
pub fn vulnerability(
    database: &Database<'_>,
    vulnerability: &Vulnerability<'_>,
) -> VulnerabilityRow {
    let baselines = database.baselines().filter_map(|baseline| {
        let (state, fixed_in, disputed) = match database.fix(vulnerability.number, baseline.id) {
            Fix::NotAffected => return None,
            Fix::NotEvaluated => ("not-evaluated", None, None),
            Fix::From { build, disputed, .. } => ("fixed", Some(build), disputed),
            Fix::InBaseline => ("in-baseline", None, None),
            Fix::Never => ("never", None, None),
            Fix::UnknownBuild { next, .. } => ("unknown-build", next, None),
            Fix::Withdrawn { from, .. } => ("withdrawn", from, None),
            Fix::ManualOnly => ("manual-only", None, None),
        };
        Some(FixRow {
            product: database.product(baseline.product).name.to_owned(),
            baseline: baseline.name.to_owned(),
            state,
            fixed_in,
            disputed,
        })
    });
    VulnerabilityRow { row: row(vulnerability), baselines: baselines.collect() }
}
