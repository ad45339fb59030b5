//! The only serialised shape. Terminal, JSON, page, SARIF, CSV and mail are
//! views of it. Field names in JSON are camelCase; absent values are left out,
//! never null.

mod compose;
mod json;
mod vulnerabilities;
mod words;

pub(crate) use compose::Composer;
pub(crate) use compose::printable;
pub(crate) use json::json;

use crate::build::Build;
use crate::build::BuildPrefix;
use crate::date::Date;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// What can be said about everything in one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The facts it rests on.
    pub database: DatabaseView,
    /// The day it was computed for.
    pub as_of: Date,
    /// One answer per server found, the worst first.
    pub servers: Vec<Server>,
    /// What concerns the input as a whole.
    pub notes: Vec<Sentence>,
}

/// The database's identity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DatabaseView {
    /// Schema version.
    pub schema: String,
    /// Data version.
    pub version: String,
    /// The day of the newest fact.
    pub as_of: Date,
    /// SHA-256 in hexadecimal.
    pub digest: String,
    /// Number of releases.
    pub releases: usize,
    /// Number of vulnerabilities.
    pub vulnerabilities: usize,
    /// Patch Tuesdays between the database's day and the day of the report.
    pub patch_tuesdays_since: Vec<Date>,
}

/// A code for programs and a sentence for people.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sentence {
    /// Stable, kebab-case.
    pub code: String,
    /// In the language asked for.
    pub text: String,
}

/// One server, or one thing that is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// The name the text gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the answer rests on.
    pub evidence: Vec<EvidenceView>,
    /// The build, where the evidence fixes all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
    /// The releases it may be, ascending; one where the build is exact and known.
    pub candidates: Vec<Build>,
    /// The release, where the evidence fixes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseView>,
    /// What follows.
    pub verdict: Verdict,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView {
    /// The channel's code.
    pub channel: &'static str,
    /// The text as it stands in the input, decoded; cut after 200 characters.
    pub text: String,
    /// First byte in the original input.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What the place can tell.
    pub precision: &'static str,
    /// The build it gives, in the short spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
    /// The prefix it gives, in the short spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<BuildPrefix>,
    /// What the place can and cannot tell.
    pub meaning: String,
}

/// One row of the build table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReleaseView {
    /// Its build.
    pub build: Build,
    /// Its product's full name.
    pub product: String,
    /// Its baseline.
    pub baseline: String,
    /// The update laid on the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// `YYYY-MM-DD`, or `YYYY-MM` where only the month is known.
    pub released: String,
    /// Knowledge base article, `KB5066369`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kb: Option<String>,
    /// Where to read about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Only customers with ESU could get it.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub esu_only: bool,
}

/// What follows for one server.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// `current`, `latest-known`, `hotfix-available`, `needs-action`, `superseded`, `vulnerable`,
    /// `exploited`, `unsupported`, `indeterminate`, `unknown-build`, `exchange-online`, `not-exchange`.
    pub status: &'static str,
    /// 0 to 3, the exit code of the command (the Nagios meaning).
    pub severity: u8,
    /// One or two sentences that stand alone.
    pub summary: String,
    /// Why, each tied to what it rests on.
    pub reasons: Vec<Sentence>,
    /// Open vulnerabilities.
    pub vulnerabilities: Vulnerabilities,
    /// Updates of this baseline that are missing, oldest first.
    pub missing: Vec<ReleaseView>,
    /// What must be done or checked besides installing.
    pub manual_steps: Vec<ManualStepView>,
    /// What to do next, in order.
    pub actions: Vec<Action>,
    /// Since when each exploited hole that the server has, or had before its
    /// newest update, could have been used: patched now is not the same as clean.
    pub exposure: Vec<Exposure>,
    /// Support state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// The best and the worst that candidates allow, where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<CaseRange>,
}

/// Open vulnerabilities, the exploited ones first, then by score.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Vulnerabilities {
    /// Open on every candidate.
    pub certain: Vec<VulnerabilityView>,
    /// Open on some candidates, or disputed, or decided only by a setting.
    pub possible: Vec<VulnerabilityView>,
    /// Published since the product's support ended and never evaluated for it.
    #[serde(skip_serializing_if = "is_zero")]
    pub never_evaluated: usize,
}

fn is_zero(value: &usize) -> bool {
    *value == 0
}

/// One vulnerability.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VulnerabilityView {
    /// `CVE-…`
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// CVSS base score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss: Option<f32>,
    /// The day it was published.
    pub published: Date,
    /// CISA's listing as exploited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kev: Option<KevView>,
    /// The first build that closes it, per candidate baseline; empty where none ever will.
    pub fixed_in: Vec<Build>,
    /// Other builds that other sources name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed: Vec<Build>,
    /// Why it is only possible: `candidates`, `disputed`, `setting`, `special-update`, `unknown-build`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<&'static str>,
}

/// CISA's listing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KevView {
    /// The day it was added.
    pub added: Date,
    /// Use by ransomware crews is known; `false` is "not known", never "no".
    pub ransomware: bool,
}

/// The window in which an exploited hole could have been used.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Exposure {
    /// `CVE-…`
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The earlier of publication and listing as exploited.
    pub since: Date,
    /// The day the build that closes it came out; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Open on some candidates only: the window is that of the worst case;
    /// absent where it is open for certain.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub possible: bool,
}

/// Something to do or check besides installing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ManualStepView {
    /// Stable code.
    pub code: String,
    /// What to do.
    pub text: String,
    /// `required`, `verify` or `interim`.
    pub necessity: &'static str,
    /// For which vulnerabilities.
    pub vulnerabilities: Vec<String>,
}

/// A next step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Stable code.
    pub code: String,
    /// What to do.
    pub text: String,
    /// A command to copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Where to read about it or fetch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The release to install.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install: Option<ReleaseView>,
}

/// Support state on the day of the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Support {
    /// `supported`, `esu`, `ending`, `baseline-ended`, `ended`.
    pub state: &'static str,
    /// The last day of support for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Date>,
    /// The last day of ESU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esu_ends: Option<Date>,
    /// In words.
    pub text: String,
}

/// The best and the worst that the candidates allow.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CaseRange {
    /// The best case.
    pub best: Case,
    /// The worst case.
    pub worst: Case,
}

/// One candidate and its status.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Its build.
    pub build: Build,
    /// What it would mean.
    pub status: &'static str,
}
