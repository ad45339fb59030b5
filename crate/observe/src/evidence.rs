//! What a text reveals: one [`Evidence`] per place, with its channel, where it
//! stands and how far it can be trusted. Facts about the text, not yet about
//! a server.

use crate::build::Build;
use crate::build::BuildPrefix;
use crate::channel::Channel;
use alloc::string::String;
use core::ops::Range;

/// One place in the input that says something about a server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evidence {
    /// The kind of place.
    pub channel: Channel,
    /// Where it stands, in bytes of the *original* input: the version text
    /// itself where there is one, otherwise the words that say it.
    pub span: Range<usize>,
    /// What this place can tell. Usually the channel's own precision; lower
    /// where the version that wrote it is known to be less reliable.
    pub precision: Precision,
    /// What gives it weight.
    pub standing: Standing,
    /// What it says.
    pub claim: Claim,
    /// The name of the server it speaks of, where the text gives one.
    pub server: Option<String>,
    /// Pieces of one record (one header block, one table row, one mail hop)
    /// speak of the same server and carry the same number.
    pub record: u32,
    /// The record stands for a server of its own: a row of a table, an object of
    /// a list. Without a name it is still joined to no other.
    pub row: bool,
}

/// What gives a version weight.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Standing {
    /// Printed by a server, its own tools, an inventory or a scanner about a
    /// machine, in a place whose grammar is known and was read whole.
    Observed,
    /// What the user asks about or says in a labelled field of his own.
    Stated,
}

impl Standing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Observed, Self::Stated];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Stated => "stated",
        }
    }
}

/// A version that the text names and that proves nothing about a server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mention {
    /// Where it stands, in bytes of the original input.
    pub span: Range<usize>,
    /// What it says: a number or a release in words.
    pub claim: Claim,
    /// Why it does not count.
    pub why: Why,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $meaning:literal;)*) => {
        /// Why a version in the text is a mention and no evidence.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Why {
            $($(#[$doc])* $name,)*
        }

        impl Why {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable name in reports.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What it means, in one English sentence.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                }
            }
        }
    };
}

reasons! {
    /// Words stand around it.
    Sentence, "sentence", "it stands in a sentence or in a field with other words, which may mean anything";
    /// A sample.
    Sample, "sample", "a placeholder beside it makes the whole a sample";
    /// A list of releases.
    Reference, "release-list", "the row is a release's and no machine's";
    /// No machine stands beside it.
    NoMachine, "no-machine", "nothing in its record says which machine or product it belongs to";
    /// A request.
    Request, "request", "a request or a client's own version, no server's answer";
    /// An update that could not be installed.
    Failed, "failed", "the update failed or was rolled back";
    /// An update that is still to be finished.
    Pending, "pending", "the update is not finished";
    /// An update that is not there.
    Missing, "missing", "the update is missing";
    /// An update that was taken away.
    Removed, "removed", "the update was removed";
    /// What should be there.
    Target, "target", "what should be installed, not what is";
    /// What setup is about to install.
    BeingInstalled, "being-installed", "what setup is about to install";
    /// What was there before.
    Previous, "previous", "what was installed before";
    /// An update without proof of its state.
    Unproved, "unproved-update", "an update's title, without a word that it was installed";
    /// The schema of a log, an object or an assembly.
    Schema, "schema", "the version of a schema, a log or an assembly, the same on every build";
}

/// What a piece of evidence says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
    /// A number with all four parts.
    Build(Build),
    /// A number with two or three parts.
    Prefix(BuildPrefix),
    /// A release in words; the resolver replaces it by the
    /// number the database gives for it.
    Named(Named),
    /// Exchange Server is there, its version is not told.
    ExchangeServer,
    /// Exchange Server of 2013 or later answered without a header that every
    /// update since July 2021 makes it send: older, or hidden by a proxy.
    HeaderAbsent,
    /// Exchange Online: nothing to patch.
    ExchangeOnline,
    /// It looks like Exchange Server and is not.
    NotExchange(LookAlike),
    /// A setting that no version shows.
    Setting(Setting),
}

/// What a report of Microsoft's HealthChecker says of settings, and the role that
/// it or the shell shows.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Setting {
    /// Extended Protection is on, and the report finds nothing wrong with it.
    ExtendedProtectionOn,
    /// Extended Protection is off or not as it should be.
    ExtendedProtectionOff,
    /// Download Domains are configured.
    DownloadDomainsOn,
    /// Download Domains are off or not as they should be.
    DownloadDomainsOff,
    /// A report of 2024 or 2025 found no vulnerability, wrong settings included.
    ChecksPassed,
    /// A report of 2026 or later found none.
    NewChecksPassed,
    /// An Edge Transport server: what concerns mailbox servers is none of its.
    EdgeRole,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ExtendedProtectionOn,
        Self::ExtendedProtectionOff,
        Self::DownloadDomainsOn,
        Self::DownloadDomainsOff,
        Self::ChecksPassed,
        Self::NewChecksPassed,
        Self::EdgeRole,
    ];

    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ExtendedProtectionOn => "extended-protection-on",
            Self::ExtendedProtectionOff => "extended-protection-off",
            Self::DownloadDomainsOn => "download-domains-on",
            Self::DownloadDomainsOff => "download-domains-off",
            Self::ChecksPassed => "checks-passed",
            Self::NewChecksPassed => "new-checks-passed",
            Self::EdgeRole => "edge-role",
        }
    }

    /// The codes of the manual steps that it shows as done.
    pub const fn done(self) -> &'static [&'static str] {
        match self {
            Self::ExtendedProtectionOn => &["extended-protection"],
            Self::DownloadDomainsOn => &["download-domains"],
            Self::ExtendedProtectionOff | Self::DownloadDomainsOff | Self::EdgeRole => &[],
            Self::ChecksPassed => CHECKED,
            Self::NewChecksPassed => CHECKED_NOW,
        }
    }

    /// The code of the manual step that it shows as not done.
    pub const fn undone(self) -> Option<&'static str> {
        match self {
            Self::ExtendedProtectionOff => Some("extended-protection"),
            Self::DownloadDomainsOff => Some("download-domains"),
            _ => None,
        }
    }
}

/// What HealthChecker has looked at since the end of 2023.
const CHECKED: &[&str] = &[
    "extended-protection",
    "download-domains",
    "prepare-all-domains",
    "prepare-schema",
    "token-cache-module",
];

/// What it has looked at since the end of 2025.
const CHECKED_NOW: &[&str] = &[
    "extended-protection",
    "download-domains",
    "prepare-all-domains",
    "prepare-schema",
    "token-cache-module",
    "nothing-undone",
];

/// A release in words, such as `Exchange 2019 CU14 Mar24SU` or `KB5036401`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Named {
    /// The year in the product's name; 0 for SE, 1 where no product is named.
    pub product: u16,
    /// The baseline.
    pub baseline: Option<NamedBaseline>,
    /// The update.
    pub update: Option<NamedUpdate>,
    /// The number of a knowledge base article.
    pub kb: Option<u32>,
}

/// A baseline in words.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NamedBaseline {
    /// The first release.
    Rtm,
    /// A service pack.
    ServicePack(u8),
    /// A cumulative update.
    CumulativeUpdate(u8),
}

/// An update in words.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NamedUpdate {
    /// A security or hotfix update by its month, such as `Nov24SUv2`.
    Monthly {
        /// 1 to 12.
        month: u8,
        /// The last two digits.
        year: u8,
        /// Whether it is a security update.
        security: bool,
        /// 1, or 2 for a re-release.
        version: u8,
    },
    /// An update rollup of 2007 or 2010.
    Rollup(u8),
}

/// What looks like Exchange Server and is not.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum LookAlike {
    /// SharePoint Server.
    SharePoint,
    /// Outlook or another Office client.
    OfficeClient,
    /// The SMTP or NNTP service of Windows and IIS.
    WindowsService,
    /// macOS, iOS or another Apple system.
    Apple,
    /// Another product's own numbering (Cisco, Kerio, Zimbra, VMware, …).
    OtherProduct,
    /// Another server that speaks Exchange's protocols (Z-Push, SOGo, Gromox, …).
    Imitator,
    /// A honeypot or a forged answer.
    Forged,
    /// A request or a client's own version, not a server's answer.
    Request,
}

impl LookAlike {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::SharePoint,
        Self::OfficeClient,
        Self::WindowsService,
        Self::Apple,
        Self::OtherProduct,
        Self::Imitator,
        Self::Forged,
        Self::Request,
    ];
}

/// How much of a build a piece of evidence can tell.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Precision {
    /// Nothing about the version.
    None,
    /// The product only.
    Product,
    /// The server has at least this build: the number is that of a component
    /// which not every update replaces.
    Floor,
    /// The baseline; a security update laid on it is invisible.
    Baseline,
    /// The build itself.
    Exact,
}

impl Precision {
    /// All of them, the least first.
    pub const ALL: [Self; 5] =
        [Self::None, Self::Product, Self::Floor, Self::Baseline, Self::Exact];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Product => "product",
            Self::Floor => "floor",
            Self::Baseline => "baseline",
            Self::Exact => "exact",
        }
    }
}
