//! A release as a row.

use super::confidence;
use super::keys;
use crate::Build;
use crate::Database;
use crate::database::Kind;
use crate::database::Release;
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
    /// The update laid on the baseline; left out for the baseline itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// Another name of the update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<String>,
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
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub esu_only: bool,
    /// Microsoft withdrew it.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub withdrawn: bool,
    /// The build that replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Build>,
    /// Other numbers that lists print for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Build>,
    /// It does not contain earlier updates.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub not_cumulative: bool,
    /// `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// Keys of the sources that have it.
    pub sources: Vec<String>,
}

/// A release as a row.
pub fn release(database: &Database<'_>, release: &Release<'_>) -> ReleaseRow {
    let baseline = database.baseline(release.baseline);
    let mut released = release.released.to_string();
    if release.month_only {
        released.truncate("YYYY-MM".len());
    }
    let article = release.kb.map(|number| format!("https://support.microsoft.com/help/{number}"));
    let aliases = database.aliases().filter(|(_, id)| *id == release.id);
    ReleaseRow {
        build: release.build,
        product: database.product(baseline.product).name.to_owned(),
        baseline: baseline.name.to_owned(),
        update: release.update.map(str::to_owned),
        also: release.also.map(str::to_owned),
        kind: match release.kind {
            Kind::Preview => "preview",
            Kind::Rtm => "rtm",
            Kind::ServicePack => "sp",
            Kind::CumulativeUpdate => "cu",
            Kind::SecurityUpdate => "su",
            Kind::HotfixUpdate => "hu",
            Kind::UpdateRollup => "ru",
        },
        released,
        kb: release.kb.map(|number| format!("KB{number}")),
        url: release.url.map(str::to_owned).or(article),
        esu_only: release.esu_only,
        withdrawn: release.withdrawn,
        replaced_by: release.replaced_by,
        aliases: aliases.map(|(build, _)| build).collect(),
        not_cumulative: release.not_cumulative,
        confidence: confidence(release.confidence),
        sources: keys(release.sources),
    }
}
