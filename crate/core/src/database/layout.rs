//! Where what stands in a database file. The compiler of the facts writes by
//! this page and [`Database`](super::Database) reads by it.
//!
//! ```text
//!  0  mark, 8 bytes; its line ends tell a file that a text tool has mangled
//!  8  SHA-256 of everything from byte 40 to the length
//! 40  length of the file in bytes, u32; a signature may follow
//! 44  schema: major, minor, patch, u16 each
//! 50  number of sections, u16
//! 52  day through which every needed topic was checked, i32, counted from 1970-01-01
//! 56  data version, 16 bytes, padded with zeros
//! 72  the end of each section, u32 each; the first begins where this list ends
//! ```
//!
//! Numbers are little-endian. Tables are stored by column, because columns
//! compress; a row's number is its place in every column. A text is the number
//! of an entry in the list of texts; 0 is the empty text and stands for none.
//! Days are u16 counted from 1970-01-01.
//!
//! A newer minor schema may only add sections at the end. Whatever changes the
//! meaning of one that is there, a new kind among them, is a new major.

/// How a database begins.
pub const MARK: [u8; 8] = *b"\x89EXP\r\n\x1a\n";
/// Where the digest stands.
pub const DIGEST: usize = 8;
/// Where the length stands, and the digested content begins.
pub const LENGTH: usize = 40;
/// Where the schema version stands.
pub const VERSION: usize = 44;
/// Where the number of sections stands.
pub const SECTIONS: usize = 50;
/// Where the day through which every needed topic was checked stands.
pub const AS_OF: usize = 52;
/// Where the data version stands.
pub const DATA_VERSION: usize = 56;
/// How long the data version is.
pub const DATA_VERSION_LENGTH: usize = 16;
/// Where the ends of the sections stand.
pub const ENDS: usize = 72;

/// Stands for "no day", "no row".
pub const NONE: u16 = u16::MAX;
/// Stands for "no CVSS score".
pub const NO_SCORE: u8 = u8::MAX;
/// Bytes of an identifier such as `CVE-2021-34473`, padded with zeros.
pub const ID_LENGTH: usize = 16;

/// Makes the digest fit what stands behind it: the last step of whoever writes
/// or changes a database.
pub fn seal(bytes: &mut [u8]) {
    let digest = digest(&bytes[LENGTH..]);
    bytes[DIGEST..LENGTH].copy_from_slice(&digest);
}

/// The digest of a database's content.
pub(super) fn digest(content: &[u8]) -> [u8; LENGTH - DIGEST] {
    use sha2::Digest as _;
    sha2::Sha256::digest(content).into()
}

/// The sections, in the order of the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Section {
    /// All texts, one after the other, UTF-8.
    Text,
    /// Where each text ends, u16.
    TextEnds,
    /// Rows of u16: name, short name, first day, end of mainstream and of
    /// extended support, ESU 1 from and to, ESU 2 from and to, first baseline,
    /// flags (1: only the month of the first day is known).
    Products,
    /// Rows of u16: name, product, root release, first release, in service
    /// until, flags (1: served by ESU).
    Baselines,
    /// Major and minor part, one byte each, the major the higher one.
    ReleaseMajorMinor,
    /// Third part, u16.
    ReleaseThird,
    /// Fourth part, u16.
    ReleaseRevision,
    /// Baseline, u16.
    ReleaseBaseline,
    /// Name of the update, text.
    ReleaseUpdate,
    /// Other name of the update, text.
    ReleaseAlso,
    /// Three bits of kind, then a bit each: month only, ESU only, withdrawn,
    /// not cumulative, confirmed by two sources.
    ReleaseFlags,
    /// Day, u16.
    ReleaseDay,
    /// Number of the knowledge base article, three bytes, 0 for none.
    ReleaseKb,
    /// Address, text.
    ReleaseUrl,
    /// The release that replaced it, u16.
    ReleaseReplacedBy,
    /// Keys of the sources, text.
    ReleaseSources,
    /// Rows of u16: major and minor, third, fourth part, release; ascending.
    Aliases,
    /// Identifiers, [`ID_LENGTH`] bytes each, ascending by year and number.
    VulnerabilityId,
    /// Title, text.
    VulnerabilityTitle,
    /// Name, text.
    VulnerabilityName,
    /// Other name, text.
    VulnerabilityAlso,
    /// Impact, text.
    VulnerabilityImpact,
    /// Severity, text.
    VulnerabilitySeverity,
    /// Day of publication, u16.
    VulnerabilityPublished,
    /// CVSS score in tenths, u8.
    VulnerabilityScore,
    /// CVSS vector, text.
    VulnerabilityVector,
    /// The day since which sources contradict each other about a fix, u16.
    VulnerabilityDisputed,
    /// Two bits of confidence.
    VulnerabilityFlags,
    /// Keys of the sources, text.
    VulnerabilitySources,
    /// Rows of u16: first entry and number of entries in `StepLists`.
    VulnerabilitySteps,
    /// Numbers of manual steps, u8.
    StepLists,
    /// Rows of u16: code, necessity.
    Steps,
    /// For each product the pattern of each vulnerability, u16.
    Patterns,
    /// Where each pattern ends, counted in runs, u16.
    PatternEnds,
    /// The first baseline of a run, counted from the product's first, u8.
    RunBaseline,
    /// What a run says: a number of [`run`], plus flags.
    RunKind,
    /// A release, u16.
    RunRelease,
    /// A second release, or a row of `RunKbs`, u16.
    RunOther,
    /// Knowledge base articles whose build is in no source, u32.
    RunKbs,
    /// Rows of u16: key, title, address, day.
    Sources,
    /// For each manual step a row of u16: flags ([`scope`]), a bit for each
    /// product it concerns, a bit for each product whose baselines may hold the
    /// hole though they came with the fix, the vulnerability whose fix brings
    /// the setting.
    StepScopes,
    /// Rows of u16: a key (code of a plan's step, a vulnerability, a product or a
    /// baseline such as `2019 CU15`), a number of [`guide`], text. Ascending by
    /// key; those of one key in the order in which they are shown.
    Guides,
    /// Rows of u16: source, topics ([`topic`]), the day through which it was checked.
    Coverage,
    /// Rows of u16: vulnerability, source, day, kind ([`claim`]); ascending by
    /// vulnerability and day.
    Claims,
    /// Rows of u16: a release that was withdrawn, and the day; ascending.
    Withdrawals,
    /// Known issues, rows of u16: the release from which its baseline has it, the
    /// release that mends it, the day since which it is known, its code, an
    /// address; ascending by release and day.
    Issues,
}

/// How many sections schema 2.0 has.
pub const COUNT: usize = Section::Issues as usize + 1;

/// What a source is about, a bit each.
pub mod topic {
    /// Which releases there are.
    pub const RELEASES: u16 = 1;
    /// Which vulnerabilities there are, and their fixes.
    pub const VULNERABILITIES: u16 = 2;
    /// Which vulnerabilities attackers use.
    pub const EXPLOITATION: u16 = 4;
    /// All bits that have a meaning.
    pub const KNOWN: u16 = RELEASES | VULNERABILITIES | EXPLOITATION;
}

/// What a claim says.
pub mod claim {
    /// Attackers use it.
    pub const EXPLOITED: u16 = 0;
    /// Ransomware crews use it.
    pub const RANSOMWARE: u16 = 1;
    /// Microsoft's index at publication: exploitation more likely.
    pub const MORE_LIKELY: u16 = 2;
    /// It was public before there was a fix.
    pub const DISCLOSED: u16 = 3;
}

/// The flags of `StepScopes`.
pub mod scope {
    /// Concerns mailbox servers only.
    pub const MAILBOX: u16 = 1;
    /// Concerns edge transport servers only.
    pub const EDGE: u16 = 2;
    /// A setting or a role decides whether the hole is open at all.
    pub const DECIDES: u16 = 4;
    /// A later baseline's own setup does it.
    pub const BY_SETUP: u16 = 8;
    /// Safe by default; a setting may have turned it off.
    pub const UNDONE: u16 = 16;
    /// All bits that have a meaning.
    pub const KNOWN: u16 = MAILBOX | EDGE | DECIDES | BY_SETUP | UNDONE;
}

/// What a row of `Guides` holds.
pub mod guide {
    /// The code of a sentence on what must be so before.
    pub const BEFORE: u16 = 0;
    /// The operating systems it runs on.
    pub const NEEDS: u16 = 1;
    /// A command to copy.
    pub const COMMAND: u16 = 2;
    /// Addresses: an article, a download, a guide, a tool, a list.
    pub const ARTICLE: u16 = 3;
    /// A download.
    pub const MEDIA: u16 = 4;
    /// A guide.
    pub const GUIDE: u16 = 5;
    /// A tool.
    pub const TOOL: u16 = 6;
    /// A list.
    pub const LIST: u16 = 7;
    /// The address where it is said.
    pub const SOURCE: u16 = 8;
    /// Runtimes that must be there.
    pub const RUNTIMES: u16 = 9;
}

/// What a run of baselines says, in the low bits of `RunKind`.
pub mod run {
    /// The product does not have it.
    pub const NOT_AFFECTED: u8 = 0;
    /// Nobody looked.
    pub const NOT_EVALUATED: u8 = 1;
    /// No update for it.
    pub const NEVER: u8 = 2;
    /// Every release has the fix.
    pub const IN_BASELINE: u8 = 3;
    /// Fixed from `RunRelease` on; `RunOther` is what others say.
    pub const FROM: u8 = 4;
    /// Fixed by the article `RunOther`, at the latest in `RunRelease`.
    pub const UNKNOWN_BUILD: u8 = 5;
    /// Fixed in `RunRelease`, taken out in `RunOther`.
    pub const WITHDRAWN: u8 = 6;
    /// Only a manual step helps.
    pub const MANUAL_ONLY: u8 = 7;
    /// The bits of the kind.
    pub const KIND: u8 = 0x0f;
    /// Flag: the special update of March 2021 lacks the fix.
    pub const SPECIAL_LACKS_IT: u8 = 0x10;
    /// Flag: sources contradict each other.
    pub const DISPUTED: u8 = 0x20;
    /// All bits that have a meaning.
    pub const KNOWN: u8 = KIND | SPECIAL_LACKS_IT | DISPUTED;
}
