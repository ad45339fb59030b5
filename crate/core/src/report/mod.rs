//! The only serialised shape. Terminal, JSON, page, SARIF, CSV and mail are
//! views of it. Field names in JSON are camelCase; absent values are left out,
//! never null.

mod cell;
mod compose;
mod groups;
mod headline;
mod json;
mod mentions;
mod next;
mod plan;
mod vulnerabilities;
mod words;

pub use cell::harmless;
pub use cell::is_formula;
pub(crate) use compose::Composer;
pub(crate) use compose::printable;
pub(crate) use groups::counted;
pub(crate) use json::json;

use crate::build::Build;
use crate::build::BuildPrefix;
use crate::date::Date;
use crate::judge;
use crate::judge::Status;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use serde::Serialize;

/// The version of the report's shape (SemVer).
pub const SCHEMA: &str = "2.0.0";

/// What can be said about everything in one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this shape (SemVer).
    pub schema: &'static str,
    /// The facts it rests on.
    pub database: DatabaseView,
    /// The day it was computed for.
    pub as_of: Date,
    /// One answer per server found, the worst first.
    pub servers: Vec<Server>,
    /// The servers past the limit, counted by what they share, the worst first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<ServerGroup>,
    /// Versions that the text names and that prove nothing about a server.
    pub mentions: Vec<MentionView>,
    /// The end of the input, where it was more work than the reader allows: servers
    /// that it shows are missing from this report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
    /// What concerns the input as a whole.
    pub notes: Vec<Sentence>,
}

/// A part of the input that was not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unread {
    /// Byte offset in the input at which it begins.
    pub start: usize,
    /// Byte offset behind it.
    pub end: usize,
}

impl From<Range<usize>> for Unread {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl Report {
    /// How many servers the input shows, in full or counted.
    pub fn count(&self) -> usize {
        self.servers.len() + counted(&self.more)
    }

    /// The server that decides for all: the worst, by the order of [`Status`].
    pub fn worst(&self) -> Option<&Server> {
        self.servers.first()
    }

    /// The status of the worst server, [`Status::Mentioned`] where versions are
    /// only mentioned; `None` where nothing was found.
    pub fn status(&self) -> Option<Status> {
        match self.worst() {
            Some(server) => Status::from_code(server.verdict.status),
            None => (!self.mentions.is_empty()).then_some(Status::Mentioned),
        }
    }

    /// The severity of the worst server, 0 to 3 with the Nagios meaning. A
    /// report without any server is 3: a check that sees nothing must not look
    /// like one that found everything well. Of an input that was not read to its
    /// end it is 1 at least.
    pub fn severity(&self) -> u8 {
        let least = u8::from(self.unread.is_some());
        self.worst().map_or(3, |server| server.verdict.severity.max(least))
    }
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
    /// The day through which everything that a verdict needs was checked.
    pub as_of: Date,
    /// The day through which each source was checked, "nothing new" included.
    pub coverage: Vec<CoverageView>,
    /// `release`: the project's own. `local`: made on this machine from the
    /// public sources.
    pub origin: &'static str,
    /// SHA-256 in hexadecimal.
    pub digest: String,
    /// The name of the key that signed it, where it came signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// Number of releases.
    pub releases: usize,
    /// Number of vulnerabilities.
    pub vulnerabilities: usize,
    /// Patch Tuesdays between the database's day and the day of the report.
    pub patch_tuesdays_since: Vec<Date>,
    /// How many days older than the day of the report the facts were allowed to
    /// be, where that is not the usual ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u16>,
}

/// The day through which one source was checked.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CoverageView {
    /// Its key.
    pub source: String,
    /// Its name, as it calls itself.
    pub title: String,
    /// The topics about which it tells all there is: `releases`,
    /// `vulnerabilities`, `exploitation`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<&'static str>,
    /// The day.
    pub through: Date,
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

/// The note that a browser kept the headers of an answer from the page that
/// asked, so that finding nothing says nothing.
pub fn headers_hidden(language: crate::Language) -> Sentence {
    let text = crate::text::Words::of(language).say("note.headers-hidden", &[]);
    Sentence { code: String::from("headers-hidden"), text }
}

/// One server, or one thing that is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// The name the text gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `observed` where a server, a tool or an inventory shows it; `stated` where
    /// the user says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<&'static str>,
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
    /// What all candidates have in common, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<Shared>,
    /// What follows.
    pub verdict: Verdict,
}

/// Servers past the report's limit that share an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServerGroup {
    /// How many they are.
    pub count: usize,
    /// The names of those that have one, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// As in a server's verdict.
    pub patched: &'static str,
    /// As in a server's verdict.
    pub status: &'static str,
    /// As in a server's verdict.
    pub severity: u8,
    /// The status in words.
    pub headline: String,
    /// The build, where the evidence fixes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
    /// What all its candidates have in common, where there is no build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<Shared>,
}

/// What is known of a server whichever of its candidates is true.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Shared {
    /// The product's full name.
    pub product: String,
    /// The baseline, where that is shared too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
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
    /// What gives it weight: `observed` or `stated`.
    pub standing: &'static str,
    /// The build it gives, in the short spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
    /// The prefix it gives, in the short spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<BuildPrefix>,
    /// What the place can and cannot tell.
    pub meaning: String,
}

/// A version that the text names and that proves nothing about a server.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MentionView {
    /// The text as it stands in the input, decoded; cut after 200 characters.
    pub text: String,
    /// First byte in the original input.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Why it does not count: `sentence`, `release-list`, `failed`, …
    pub why: &'static str,
    /// The build it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
    /// The prefix it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<BuildPrefix>,
    /// The release it names, where that is one of the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// What it would mean if it were the reader's server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_yours: Option<IfYours>,
}

/// The verdict on a mention, if it were the reader's server.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IfYours {
    /// As a server's verdict has it.
    pub patched: &'static str,
    /// As a server's verdict has it.
    pub status: &'static str,
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
    /// The answer to the question in the headline: `yes`, `no`, `unknown`, `not-applicable`.
    pub patched: &'static str,
    /// `current`, `hotfix-available`, `needs-action`, `latest-known`, `superseded`, `vulnerable`,
    /// `exploited`, `unsupported`, `indeterminate`, `unknown-build`, `mentioned`,
    /// `exchange-online`, `not-exchange`.
    pub status: &'static str,
    /// 0 to 3, the exit code of the command (the Nagios meaning).
    pub severity: u8,
    /// The status of the candidate that is worst off, where they differ; where none
    /// of them is patched, `status` is that of the least bad one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<&'static str>,
    /// The answer in a few words; every view leads with it.
    pub headline: String,
    /// One or two sentences that stand alone.
    pub summary: String,
    /// Why, each tied to what it rests on.
    pub reasons: Vec<Sentence>,
    /// How many vulnerabilities are open.
    pub open: Open,
    /// How many of them attackers are known to use, and who says so.
    pub exploited: Exploited,
    /// Open vulnerabilities.
    pub vulnerabilities: Vulnerabilities,
    /// What is missing on the road to the target, oldest first.
    pub missing: Vec<ReleaseView>,
    /// What to do, in the order in which one does it.
    pub plan: Vec<PlanStep>,
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

impl Verdict {
    /// The plan's steps that are done one after the other.
    pub fn steps(&self) -> impl Iterator<Item = &PlanStep> {
        self.plan.iter().filter(|step| !step.is_box())
    }

    /// The plan's boxes to tick: what a version does not show.
    pub fn boxes(&self) -> impl Iterator<Item = &PlanStep> {
        self.plan.iter().filter(|step| step.is_box())
    }

    /// What comes first.
    pub fn next_step(&self) -> Option<&PlanStep> {
        self.plan.iter().find(|step| step.next)
    }

    /// What the plan leads to: the release that its last installation brings.
    pub fn target(&self) -> Option<&ReleaseView> {
        self.plan.iter().find(|step| step.last)?.target.as_ref()
    }
}

/// How many vulnerabilities are open: one number where the build is known and
/// no setting decides, a range otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// Whichever candidate is true.
    pub at_least: usize,
    /// With the worst candidate and every setting as bad as can be.
    pub at_most: usize,
    /// On how many of the candidates one is open for certain, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_releases: Option<usize>,
    /// Of how many candidates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_releases: Option<usize>,
}

/// How many of the open vulnerabilities attackers are known to use.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Exploited {
    /// Whichever candidate is true.
    pub at_least: usize,
    /// With the worst candidate and every setting as bad as can be.
    pub at_most: usize,
    /// Who says so of which vulnerability that is or may be open, since which day.
    pub claims: Vec<UsedClaim>,
    /// Whose lists were looked at, and through which day.
    pub lists: Vec<ListView>,
}

/// Somebody's dated word that a vulnerability is exploited.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UsedClaim {
    /// `CVE-…`
    pub id: String,
    /// The claim.
    #[serde(flatten)]
    pub claim: ClaimView,
}

/// Somebody's dated word that a vulnerability is exploited, beside the
/// vulnerability itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    /// Who says so: `kev` is CISA's catalogue.
    pub by: String,
    /// Since which day.
    pub day: Date,
    /// Use by ransomware crews is known; absent is "not known", never "no".
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub ransomware: bool,
}

impl From<judge::Claim<'_>> for ClaimView {
    fn from(claim: judge::Claim<'_>) -> Self {
        Self { by: String::from(claim.by), day: claim.day, ransomware: claim.ransomware }
    }
}

/// A list of exploited vulnerabilities.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListView {
    /// Whose: `kev` is CISA's catalogue.
    pub by: String,
    /// Through which day it was looked at.
    pub through: Date,
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
    /// Who says that attackers use it, the earliest first; absent where nobody does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimView>,
    /// The first build that closes it, per candidate baseline; empty where none ever will.
    pub fixed_in: Vec<Build>,
    /// Other builds that other sources name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed: Vec<Build>,
    /// Why it is only possible: `candidates`, `disputed`, `setting`, `special-update`, `unknown-build`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<&'static str>,
    /// The setting or the role that decides, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<Sentence>,
    /// On how many of the candidates it is open for certain, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_on: Option<usize>,
}

impl VulnerabilityView {
    /// Whether anybody says that attackers use it.
    pub fn is_exploited(&self) -> bool {
        !self.claims.is_empty()
    }
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
    /// The earlier of publication and the first claim that it is exploited.
    pub since: Date,
    /// The day the build that closes it came out; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Open on some candidates only: the window is that of the worst case;
    /// absent where it is open for certain.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub possible: bool,
}

/// One step of the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlanStep {
    /// `isolate`, `mitigate`, `install`, `upgrade`, `replace`, `verify`, `hunt`, `confirm`,
    /// `plan-move`.
    pub kind: &'static str,
    /// Which step it is; stable.
    pub code: String,
    /// Whether it comes first.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub next: bool,
    /// Whether it is the last installation: its release is what the plan leads to.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub last: bool,
    /// What to do.
    pub text: String,
    /// The release that is to be there afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<ReleaseView>,
    /// Where to fetch it and where to read about it.
    pub links: Vec<Link>,
    /// What must be so before it, and what one should know before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// Commands to copy, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
    /// How to see that it worked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify: Option<Check>,
    /// The only role that it concerns: `mailbox` or `edge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    /// Of settings: `required`, `verify` or `interim`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub necessity: Option<&'static str>,
    /// Whether the evidence shows that it is done.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub done: bool,
    /// For which vulnerabilities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vulnerabilities: Vec<String>,
    /// Where it is said that this is to be done so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

impl PlanStep {
    /// Whether it is a box to tick: a setting to confirm rather than work for tonight.
    pub fn is_box(&self) -> bool {
        self.kind == "confirm"
    }
}

/// A place on the web.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// `article`, `media`, `guide`, `tool` or `list`.
    pub kind: &'static str,
    /// Its address.
    pub url: String,
}

/// How to see that a step worked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What to look at.
    pub text: String,
    /// A command to copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The build that it must show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
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
    /// Whether it would be patched.
    pub patched: &'static str,
}
