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
    /// What it says.
    pub claim: Claim,
    /// The name of the server it speaks of, where the text gives one.
    pub server: Option<String>,
    /// Pieces of one record (one header block, one table row, one mail hop)
    /// speak of the same server and carry the same number.
    pub record: u32,
}

/// What a piece of evidence says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
    /// A number with all four parts.
    Build(Build),
    /// A number with two or three parts.
    Prefix(BuildPrefix),
    /// A release in words; [`resolve`](crate::resolve) replaces it by the
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
}

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
    /// An advisory, a table or a list of builds: no host was observed.
    Reference,
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
