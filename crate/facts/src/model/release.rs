//! Rows of `releases/*.toml`.

use super::{Confidence, Day, Parsed};
use expatch::{Build, Date};
use serde::Deserialize;
use toml::Spanned;

/// One file of releases.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReleaseFile {
    /// The products in the file.
    pub product: Vec<ProductReleases>,
}

/// The baselines and releases of one product.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProductReleases {
    /// Short name, as in `products.toml`.
    pub product: Spanned<String>,
    /// Its baselines, ascending.
    pub baselines: Vec<Spanned<BaselineRow>>,
    /// Its releases, ascending by build.
    pub releases: Vec<Spanned<ReleaseRow>>,
}

/// A baseline.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BaselineRow {
    /// `RTM`, `SP1`, `CU23`, `Preview`.
    pub name: String,
    /// Its own build.
    pub build: Parsed<Build>,
    /// Last day of updates, where earlier than the product's end.
    pub in_service_until: Option<Parsed<Date>>,
    /// Served by ESU.
    #[serde(default)]
    pub esu: bool,
    /// The rule by which `in-service-until` was found.
    pub rule: Option<String>,
}

/// What kind of package a release is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A public preview.
    Preview,
    /// The first release of a product.
    Rtm,
    /// A service pack.
    Sp,
    /// A cumulative update.
    Cu,
    /// A security update.
    Su,
    /// A hotfix update.
    Hu,
    /// An update rollup.
    Ru,
}

/// A release.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReleaseRow {
    /// Its build.
    pub build: Parsed<Build>,
    /// The baseline it stands on, or is.
    pub baseline: String,
    /// The update laid on the baseline; left out for the baseline itself.
    pub update: Option<String>,
    /// What kind of package it is.
    pub kind: Kind,
    /// The day it came out.
    pub released: Day,
    /// Number of the knowledge base article.
    pub kb: Option<u32>,
    /// Where to read or fetch it, where that is not the article of `kb`.
    pub url: Option<String>,
    /// The ESU period whose customers alone could get it.
    pub esu: Option<u8>,
    /// The day on which Microsoft withdrew it.
    pub withdrawn: Option<Parsed<Date>>,
    /// The build that replaced it.
    pub replaced_by: Option<Parsed<Build>>,
    /// Why it was replaced.
    pub replaced_because: Option<String>,
    /// Other numbers printed for the same release.
    #[serde(default)]
    pub aliases: Vec<Parsed<Build>>,
    /// Update names that mean the baseline itself.
    #[serde(default)]
    pub also: Vec<String>,
    /// The only vulnerabilities it fixes; it contains no earlier update.
    #[serde(default)]
    pub fixes_only: Vec<String>,
    /// The source gives three parts; the fourth was added as 0.
    #[serde(default)]
    pub three_parts: bool,
    /// The day's source; `learn` when left out.
    pub date_source: Option<String>,
    /// The article's source; `learn` when left out.
    pub kb_source: Option<String>,
    /// `month`: the update's name was made from its month.
    pub named_by: Option<String>,
    /// How well the row is attested.
    #[serde(default)]
    pub confidence: Confidence,
    /// For a security update that closes no published vulnerability: why.
    pub none_published: Option<String>,
    /// Keys of the sources that have the row.
    pub sources: Vec<String>,
    /// What one should know about the row.
    pub note: Option<String>,
}

/// The name of an update without the `v2` of a re-release: `Nov24SUv2` → `Nov24SU`.
pub fn without_version(update: &str) -> &str {
    let digits = update.trim_end_matches(|c: char| c.is_ascii_digit());
    match digits.strip_suffix('v') {
        Some(name) if digits.len() < update.len() => name,
        _ => update,
    }
}
