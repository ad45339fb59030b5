//! One row of an input: who it is about and the text about its server.

use crate::Identity;
use crate::claim;
use expatch::Said;

/// A row that may be about a server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Who it is about.
    pub identity: Identity,
    /// What it says: headers, pages, banners, versions.
    pub said: Said,
    /// Whether it is about an Exchange server, whatever version it has.
    pub exchange: bool,
    /// The line of the input on which it begins, from 1; in inputs without
    /// lines its ordinal number.
    pub place: u64,
}

/// Why a row gave no verdict.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Skip {
    /// A blank line, a heading, a comment.
    Blank,
    /// It says nothing about a version.
    NoEvidence,
    /// The scanner got no answer.
    NoAnswer,
    /// Lines above the heading of a table.
    Preamble,
    /// An answer or a list without any record in it.
    Empty,
}

impl Skip {
    /// The stable name in counts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::NoEvidence => "no-evidence",
            Self::NoAnswer => "no-answer",
            Self::Preamble => "preamble",
            Self::Empty => "empty",
        }
    }

    /// All reasons.
    pub const ALL: [Self; 5] =
        [Self::Blank, Self::NoEvidence, Self::NoAnswer, Self::Preamble, Self::Empty];

    /// Whether what was skipped is a record, and not what stands around them.
    pub const fn is_record(self) -> bool {
        matches!(self, Self::NoEvidence | Self::NoAnswer)
    }
}

/// What one row came to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "records are the common case and live for one row")]
pub(crate) enum Row<'a> {
    /// It may be about a server.
    Record(Record),
    /// It may be about several, such as a host with many services.
    Records(Vec<Record>),
    /// It gives no verdict.
    Skip(Skip),
    /// It cannot be read: kept aside as it is, with the reason.
    Bad { place: u64, reason: String, raw: &'a [u8] },
}

impl Record {
    /// Whether it is worth a line: it says something a server might have said,
    /// or somebody claims something about its Exchange.
    pub(crate) fn tells(&self) -> bool {
        !self.said.is_empty() || self.is_claimed()
    }

    /// Whether somebody claims something about an Exchange server.
    pub fn is_claimed(&self) -> bool {
        self.exchange && (self.identity.compromised.is_some() || !self.identity.claims.is_empty())
    }
}

/// The outcome of one row's records.
pub(crate) fn row<'a>(mut records: Vec<Record>, answered: bool) -> Row<'a> {
    for record in &mut records {
        // Who claims a vulnerability of Exchange speaks of an Exchange server.
        record.exchange |= record.identity.claims.iter().any(claim::is_exchange);
    }
    records.retain(Record::tells);
    match (records.len(), records.pop()) {
        (1, Some(record)) => Row::Record(record),
        (_, Some(record)) => {
            records.push(record);
            Row::Records(records)
        }
        (_, None) if answered => Row::Skip(Skip::NoEvidence),
        (_, None) => Row::Skip(Skip::NoAnswer),
    }
}
