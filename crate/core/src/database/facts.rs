//! The rows of the database as values: facts with their days, nothing derived.

use crate::build::Build;
use crate::date::Date;

/// A product's number in one database.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ProductId(pub u8);

/// A baseline's number in one database; ascending as builds do.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct BaselineId(pub u16);

/// A release's number in one database; ascending as builds do.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ReleaseId(pub u16);

/// A vulnerability's number in one database.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct VulnerabilityId(pub u16);

/// A product and its lifecycle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Product<'a> {
    /// Its number.
    pub id: ProductId,
    /// Its full name, such as `Exchange Server 2016`.
    pub name: &'a str,
    /// What people call it: `2016`, `SE`.
    pub short: &'a str,
    /// The day it came out.
    pub released: Date,
    /// Whether only its month is known (then `released` is the first of it).
    pub month_only: bool,
    /// The last day of mainstream support.
    pub mainstream_end: Option<Date>,
    /// The last day of support for everybody; `None` while none is set.
    pub extended_end: Option<Date>,
    /// Periods of paid Extended Security Updates, first to last day.
    pub esu: [Option<(Date, Date)>; 2],
    /// Its first and its last baseline.
    pub baselines: (BaselineId, BaselineId),
}

impl Product<'_> {
    /// The numbers of its baselines, oldest first.
    pub fn baseline_ids(&self) -> impl DoubleEndedIterator<Item = BaselineId> + use<> {
        (self.baselines.0.0..=self.baselines.1.0).map(BaselineId)
    }
}

/// What an installation starts from: RTM, a service pack, a cumulative update.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Baseline<'a> {
    /// Its number.
    pub id: BaselineId,
    /// Its product.
    pub product: ProductId,
    /// Its name, such as `CU23`.
    pub name: &'a str,
    /// Its own build.
    pub build: Build,
    /// The day it came out.
    pub released: Date,
    /// The last day on which updates for it were made (without ESU), where that
    /// is known and earlier than the product's own end; `None` otherwise.
    pub in_service_until: Option<Date>,
    /// Whether its updates went on for customers with ESU.
    pub esu: bool,
    /// The release that is the baseline itself.
    pub root: ReleaseId,
    /// Its first and its last release. The first is the baseline itself, save
    /// where a withdrawn first version of it has a lower build.
    pub releases: (ReleaseId, ReleaseId),
}

impl Baseline<'_> {
    /// The numbers of its releases, ascending by build.
    pub fn release_ids(&self) -> impl DoubleEndedIterator<Item = ReleaseId> + use<> {
        (self.releases.0.0..=self.releases.1.0).map(ReleaseId)
    }
}

/// What kind of package a release is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A public preview.
    Preview,
    /// The first release of a product.
    Rtm,
    /// A service pack.
    ServicePack,
    /// A cumulative update.
    CumulativeUpdate,
    /// A security update.
    SecurityUpdate,
    /// A hotfix update.
    HotfixUpdate,
    /// An update rollup of 2007 or 2010.
    UpdateRollup,
}

/// A row of the build table.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the row")]
pub struct Release<'a> {
    /// Its number.
    pub id: ReleaseId,
    /// Its build.
    pub build: Build,
    /// Its baseline.
    pub baseline: BaselineId,
    /// The update laid on the baseline, such as `Oct25SU`; `None` for the baseline itself.
    pub update: Option<&'a str>,
    /// Another name of it: the `Feb19SU` that is a cumulative update itself.
    pub also: Option<&'a str>,
    /// What kind of package it is.
    pub kind: Kind,
    /// The day it came out.
    pub released: Date,
    /// Whether only its month is known (then `released` is the first of it).
    pub month_only: bool,
    /// The number of its knowledge base article.
    pub kb: Option<u32>,
    /// Where to read about it or fetch it, when that is not the article of `kb`.
    pub url: Option<&'a str>,
    /// Only customers with ESU could get it.
    pub esu_only: bool,
    /// Microsoft withdrew it, in the end.
    pub withdrawn: bool,
    /// The day on which it was withdrawn.
    pub withdrawn_on: Option<Date>,
    /// The build that replaced it (a v2).
    pub replaced_by: Option<Build>,
    /// It fixes only some vulnerabilities and does not contain earlier updates
    /// (the special updates of March 2021 for old cumulative updates).
    pub not_cumulative: bool,
    /// How well it is attested: `Low` never occurs.
    pub confidence: Confidence,
    /// The keys of its sources, separated by spaces.
    pub sources: &'a str,
}

impl Release<'_> {
    /// Whether Microsoft had withdrawn it by `day`.
    pub fn withdrawn_by(&self, day: Date) -> bool {
        self.withdrawn_on.is_some_and(|withdrawn| withdrawn <= day)
    }
}

/// A vulnerability.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Vulnerability<'a> {
    /// Its number.
    pub number: VulnerabilityId,
    /// Its identifier, such as `CVE-2021-34473`.
    pub id: &'a str,
    /// What Microsoft calls it.
    pub title: &'a str,
    /// What it leads to, such as `Remote Code Execution`.
    pub impact: Option<&'a str>,
    /// How severe Microsoft says it is, such as `Critical`.
    pub severity: Option<&'a str>,
    /// The day it was published: not the day it was fixed.
    pub published: Date,
    /// CVSS base score in tenths, where there is one.
    pub cvss: Option<u8>,
    /// CVSS vector, such as `CVSS:3.1/AV:N/AC:L/…`.
    pub vector: Option<&'a str>,
    /// The day CISA listed it as exploited, and whether ransomware crews are
    /// known to use it (`false` is "not known", never "no").
    pub kev: Option<Kev>,
    /// What people call it, such as `ProxyShell`.
    pub name: Option<&'a str>,
    /// A second such name, where it has two.
    pub also: Option<&'a str>,
    /// What must be done besides installing: numbers of [`ManualStep`]s.
    pub steps: &'a [u8],
    /// How well its worst attested fixed build is attested.
    pub confidence: Confidence,
    /// The keys of its sources, separated by spaces.
    pub sources: &'a str,
}

/// An entry in CISA's catalogue of known exploited vulnerabilities.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kev {
    /// The day it was added.
    pub added: Date,
    /// Whether use by ransomware crews is known.
    pub ransomware: bool,
}

/// How well a fact is attested.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Confidence {
    /// Only a rule or one doubtful source says so.
    Low,
    /// One source says so, or sources differ in the number.
    Medium,
    /// Two independent sources agree, or Microsoft says so plainly.
    High,
}

/// Where facts come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source<'a> {
    /// Its key, as it stands in the rows: `learn`, `msrc`.
    pub key: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Where it is.
    pub url: Option<&'a str>,
    /// The day of the copy that was read.
    pub as_of: Date,
}

/// Something an administrator must do besides installing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ManualStep<'a> {
    /// Its number, as it stands in [`Vulnerability::steps`].
    pub number: u8,
    /// Its stable code, such as `extended-protection`; `text/` has its words.
    pub code: &'a str,
    /// How much hangs on it.
    pub necessity: Necessity,
    /// The only role it concerns, where it concerns one only.
    pub role: Option<Role>,
    /// A setting or a role decides whether the hole is open at all, so that no
    /// build makes it certain.
    pub decides: bool,
    /// A later baseline's own setup does it.
    pub by_setup: bool,
    /// Safe by default; a setting may have turned it off.
    pub undone: bool,
    /// A bit for each product it concerns.
    pub products: u16,
    /// A bit for each product whose baselines may hold the hole though they
    /// came with the fix, because the setting can be undone.
    pub stays: u16,
    /// The vulnerability whose fix brought the setting; `None` where it was
    /// always there.
    pub exists_with: Option<VulnerabilityId>,
}

impl ManualStep<'_> {
    /// Whether it concerns servers of `product`.
    pub const fn concerns(&self, product: ProductId) -> bool {
        self.products & (1 << product.0) != 0
    }

    /// Whether a baseline of `product` that came with the fix may hold the hole.
    pub const fn stays_on(&self, product: ProductId) -> bool {
        self.stays & (1 << product.0) != 0
    }
}

/// Something to show beside a step of a plan.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Guide<'a> {
    /// The code of a sentence on what must be so before.
    Before(&'a str),
    /// The operating systems it runs on.
    Needs(&'a str),
    /// Runtimes that must be there.
    Runtimes(&'a str),
    /// A command to copy.
    Command(&'a str),
    /// An address, and of what kind: `article`, `media`, `guide`, `tool`, `list`.
    Link(&'static str, &'a str),
    /// The address where it is said.
    Source(&'a str),
}

/// What breaks with a release.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Issue<'a> {
    /// Its code, such as `owa-redirection`; `text/` has its words.
    pub code: &'a str,
    /// Since when it is known.
    pub since: Date,
    /// Where one reads about it.
    pub url: &'a str,
    /// The release that mends it, where there was one on the day.
    pub fixed: Option<Release<'a>>,
}

/// What a server is there for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// Holds mailboxes.
    Mailbox,
    /// Passes mail at the border.
    Edge,
}

impl Role {
    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Edge => "edge",
        }
    }
}

/// How much hangs on a manual step.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Necessity {
    /// A stopgap until the update is installed.
    Interim,
    /// Safe by default or of concern to some only: check that it is so.
    Verify,
    /// Without it the vulnerability stays open.
    Required,
}

/// What is known of one vulnerability on one baseline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fix {
    /// The product does not have it.
    NotAffected,
    /// The product's support had ended; nobody at Microsoft looked.
    NotEvaluated,
    /// Fixed from this build on.
    From {
        /// The first fixed build.
        build: Build,
        /// What another source says, where sources dispute it.
        disputed: Option<Build>,
        /// This baseline's special update of March 2021 sorts above `build`
        /// and need not contain the fix.
        special_update_lacks_it: bool,
    },
    /// Every release of this baseline has the fix.
    InBaseline,
    /// No update was ever made for this baseline.
    Never,
    /// Fixed by an update whose build is in no source; certainly fixed from
    /// the next known build on, where there is one.
    UnknownBuild {
        /// The next known build.
        next: Option<Build>,
        /// The number of the update's knowledge base article.
        kb: Option<u32>,
    },
    /// Fixed in `from`, and taken out again in `until`.
    Withdrawn {
        /// The first build with the fix.
        from: Option<Build>,
        /// The first build without it again.
        until: Option<Build>,
    },
    /// No build fixes it, only a manual step: undecidable from outside.
    ManualOnly,
}
