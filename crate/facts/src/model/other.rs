//! Rows of the smaller files.

use super::{Day, Parsed};
use expatch::Build;
use expatch::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// `database.toml`: who the database is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DatabaseFile {
    /// Data version, `YYYY.MM.DD` or `YYYY.MM.DD-2`.
    pub version: String,
}

/// `products.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProductFile {
    /// Products, oldest first.
    pub product: Vec<Spanned<ProductRow>>,
    /// Dates that are no end of support.
    #[serde(default)]
    pub event: Vec<EventRow>,
}

/// A product and its lifecycle.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProductRow {
    /// `2016`, `SE`.
    pub short: String,
    /// `Exchange Server 2016`.
    pub name: String,
    /// The day it came out.
    pub released: Day,
    /// `fixed` or `modern`.
    pub policy: Policy,
    /// Last day of mainstream support.
    pub mainstream_end: Option<Parsed<Date>>,
    /// Last day of extended support.
    pub extended_end: Option<Parsed<Date>>,
    /// Periods of Extended Security Updates.
    #[serde(default)]
    pub esu: Vec<EsuRow>,
    /// Keys of the sources.
    pub sources: Vec<String>,
    /// What one should know about it.
    pub note: Option<String>,
}

/// Microsoft's kind of lifecycle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// With an end.
    Fixed,
    /// Without one.
    Modern,
}

/// A period of Extended Security Updates.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EsuRow {
    /// First day covered.
    pub from: Parsed<Date>,
    /// Last day covered.
    pub to: Parsed<Date>,
    /// First day on sale.
    pub sold_from: Option<Parsed<Date>>,
    /// Day of the announcement.
    pub announced: Option<Parsed<Date>>,
    /// What it covers.
    pub scope: String,
    /// How one gets it.
    pub distribution: String,
    /// What one should know about it.
    pub note: Option<String>,
    /// Where that is said.
    pub evidence: Vec<String>,
}

/// A date that is no end of support.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EventRow {
    /// When.
    pub when: String,
    /// What.
    pub what: String,
    /// Who says so.
    pub source: String,
}

/// `steps.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StepFile {
    /// Manual steps.
    pub step: Vec<Spanned<StepRow>>,
}

/// Something an administrator must do besides installing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StepRow {
    /// `extended-protection`.
    pub code: String,
    /// How much hangs on it.
    pub necessity: Necessity,
    /// What to do.
    pub what: String,
    /// How to see whether it was done.
    pub detect: Option<String>,
    /// The only role it concerns.
    pub role: Option<Role>,
    /// A setting or a role decides whether the hole is open at all.
    #[serde(default)]
    pub decides: bool,
    /// A later baseline's own setup does it.
    #[serde(default)]
    pub by_setup: bool,
    /// Safe by default; a setting may have turned it off.
    #[serde(default)]
    pub undone: bool,
    /// The products it concerns.
    pub products: Vec<String>,
    /// The products whose baselines may hold the hole though they came with
    /// the fix.
    #[serde(default)]
    pub stays: Vec<String>,
    /// The vulnerability whose fix brought the setting.
    pub exists_with: Option<String>,
    /// Keys of the sources.
    pub sources: Vec<String>,
}

/// `guides.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GuideFile {
    /// What is shown beside the steps of a plan.
    pub guide: Vec<Spanned<GuideRow>>,
}

/// What is shown beside a step of a plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GuideRow {
    /// The code of a step, a vulnerability, a product's short name or
    /// baselines such as `2019 CU15` or `2016 CU15..CU21`.
    pub key: String,
    /// Codes of sentences on what must be so before.
    #[serde(default)]
    pub before: Vec<String>,
    /// The operating systems it runs on.
    pub needs: Option<String>,
    /// The runtimes that must be there.
    #[serde(default)]
    pub runtimes: Vec<String>,
    /// Commands to copy, in order.
    #[serde(default)]
    pub commands: Vec<String>,
    /// Where to fetch it and where to read about it.
    #[serde(default)]
    pub links: Vec<GuideLink>,
    /// Where it is said: addresses.
    pub sources: Vec<String>,
    /// What one should know.
    pub note: Option<String>,
}

/// `issues.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IssueFile {
    /// Known issues of updates.
    pub issue: Vec<Spanned<IssueRow>>,
}

/// What breaks with an update.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IssueRow {
    /// Names the sentence `issue.*` in `text/`.
    pub code: String,
    /// Since when it is known.
    pub since: Parsed<Date>,
    /// Where one reads about it.
    pub url: String,
    /// The builds that have it.
    pub rows: Vec<IssueBuilds>,
    /// Where it is said: addresses.
    pub sources: Vec<String>,
    /// What one should know.
    pub note: Option<String>,
}

/// The builds of one baseline that have an issue.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IssueBuilds {
    /// The first.
    pub from: Parsed<Build>,
    /// The first that has it no more; left out where there is none.
    pub fixed: Option<Parsed<Build>>,
}

/// An address.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GuideLink {
    /// What is there.
    pub kind: LinkKind,
    /// Its address.
    pub url: String,
}

/// What an address leads to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// An article about an update.
    Article,
    /// A download.
    Media,
    /// A guide.
    Guide,
    /// A tool.
    Tool,
    /// A list.
    List,
}

/// What a server is there for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Holds mailboxes.
    Mailbox,
    /// Passes mail at the border.
    Edge,
}

/// How much hangs on a manual step.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Necessity {
    /// A stopgap until the update is installed.
    Interim,
    /// Safe by default or of concern to some only.
    Verify,
    /// Without it the vulnerability stays open.
    Required,
}

/// `sources.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SourceFile {
    /// Sources.
    pub sources: Vec<Spanned<SourceRow>>,
}

/// A source.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SourceRow {
    /// Its key.
    pub key: String,
    /// What it is.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// The day of the copy that was read.
    pub as_of: Parsed<Date>,
    /// The day through which it was checked, "nothing new" included; left out
    /// for what was read once.
    pub checked: Option<Parsed<Date>>,
    /// The topics about which it tells all there is.
    #[serde(default)]
    pub tells: Vec<TopicWord>,
    /// Who publishes it, where that is Microsoft or CISA.
    pub publisher: Option<String>,
}

/// What a source is about.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum TopicWord {
    /// Which releases there are.
    Releases,
    /// Which vulnerabilities there are, and their fixes.
    Vulnerabilities,
    /// Which vulnerabilities attackers use.
    Exploitation,
}

/// `gaps.toml`: what is known to exist and is not in the tables.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GapFile {
    /// Updates whose build is in no source.
    #[serde(default)]
    pub unknown_build: Vec<Spanned<UnknownBuildRow>>,
    /// Identifiers that look like Exchange and are not.
    #[serde(default)]
    pub not_exchange: Vec<Spanned<NotExchangeRow>>,
    /// Mistakes found in sources.
    #[serde(default)]
    pub correction: Vec<CorrectionRow>,
}

/// An update whose build is in no source.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UnknownBuildRow {
    /// The product.
    pub product: String,
    /// The baseline.
    pub baseline: String,
    /// Number of the article.
    pub kb: u32,
    /// The day it came out.
    pub released: Parsed<Date>,
    /// What it fixes.
    pub fixes: Vec<String>,
}

/// An identifier that looks like Exchange and is not.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NotExchangeRow {
    /// The identifier.
    pub id: String,
    /// Why it is not in the tables.
    pub why: String,
}

/// A mistake found in a source.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CorrectionRow {
    /// The mistake.
    pub what: String,
    /// Who made it.
    #[serde(rename = "where")]
    pub place: String,
    /// What the tables hold instead.
    pub result: String,
}

/// `counts.toml`: how many rows there were, so that none gets lost unseen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CountFile {
    /// Every Exchange vulnerability in CISA's catalogue, as the last import saw it.
    pub kev: Vec<String>,
    /// Counts by name.
    pub counts: BTreeMap<String, usize>,
    /// Counts that became smaller, each with the reason.
    #[serde(default)]
    pub shrunk: Vec<ShrunkRow>,
}

/// A count that became smaller.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShrunkRow {
    /// Its name.
    pub count: String,
    /// What it became.
    pub to: usize,
    /// Why.
    pub because: String,
}
