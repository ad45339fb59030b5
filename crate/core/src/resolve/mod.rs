//! Evidence to subjects: which pieces speak of one server, and what they say
//! of it together.
//!
//! Pieces of one record and pieces that name one server belong together. A
//! nameless record joins another one it does not contradict; rows of a table
//! stay servers of their own. Then what was said is combined: exact values fix
//! the build, a baseline leaves its updates open, a floor raises the lower
//! bound. Nothing is narrowed by guessing.

mod allowed;
mod combine;
mod join;
mod named;

pub(crate) use named::number_of;

use crate::database::Database;
use crate::database::ReleaseId;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use expatch_observe::build::Build;
use expatch_observe::channel::Channel;
use expatch_observe::evidence::Claim;
use expatch_observe::evidence::Evidence;
use expatch_observe::evidence::LookAlike;
use expatch_observe::evidence::Precision;
use expatch_observe::order;

/// One server, or one thing that is none, with all that was said of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subject {
    /// The name the text gives it.
    pub name: Option<String>,
    /// What was said, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// What it adds up to.
    pub finding: Finding,
    /// Pieces that cannot all be true of one server were kept apart or
    /// overruled; codes of `text/`, in the order they matter.
    pub remarks: Vec<&'static str>,
}

impl Subject {
    /// The build the evidence names for this server, released or not; `None`
    /// where it leaves a choice.
    pub fn build(&self) -> Option<Build> {
        match self.finding {
            Finding::Exact(build) => Some(build),
            Finding::Unreleased(build) => self
                .evidence
                .iter()
                .any(|piece| {
                    piece.claim == Claim::Build(build) && piece.precision == Precision::Exact
                })
                .then_some(build),
            _ => None,
        }
    }
}

/// What the evidence of one subject adds up to.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Finding {
    /// One build, exactly; it need not be a released one.
    Exact(Build),
    /// One of these releases, ascending by build; never empty.
    Candidates(Vec<ReleaseId>),
    /// Exchange Server whose number stands in no release family.
    Unreleased(Build),
    /// Exchange Server of a version that is not shown.
    Unknown,
    /// Exchange Online.
    Online,
    /// Not Exchange Server.
    NotExchange(LookAlike),
}

/// Groups `evidence` by server and combines what was said of each.
pub fn resolve(evidence: Vec<Evidence>, database: &Database<'_>) -> Vec<Subject> {
    let groups = group(evidence.into_iter().map(|piece| translate(piece, database)).collect());
    let mut subjects: Vec<Subject> = Vec::with_capacity(groups.len());
    for evidence in groups {
        let (finding, remarks) = combine::combine(&evidence, database);
        let name = evidence.iter().find_map(|piece| piece.server.clone());
        subjects.push(Subject { name, evidence, finding, remarks });
    }
    join::join(subjects, database)
}

/// What a claim alone adds up to, as if it were all that is known of a server:
/// for a mention that the reader may say is his.
pub fn resolve_claim(claim: Claim, database: &Database<'_>) -> Finding {
    let precision = match claim {
        Claim::Build(_) | Claim::Named(_) => Precision::Exact,
        _ => Precision::Baseline,
    };
    let piece = Evidence {
        channel: Channel::BareBuild,
        span: 0..0,
        precision,
        standing: expatch_observe::evidence::Standing::Stated,
        claim,
        server: None,
        record: 0,
        row: false,
    };
    combine::combine(&[translate(piece, database)], database).0
}

/// Replaces a release in words by its number, and an ambiguous number by what
/// it can tell.
fn translate(mut piece: Evidence, database: &Database<'_>) -> Evidence {
    if let Claim::Named(named) = piece.claim {
        let (claim, precision) = number_of(&named, database);
        piece.claim = claim;
        piece.precision = piece.precision.min(precision);
    } else if let Claim::Build(build) = piece.claim
        && piece.precision == Precision::Exact
        && is_typed(piece.channel)
        && database.baseline_of(build).is_some_and(|id| database.baseline(id).build == build)
    {
        // Who types a baseline's own number mostly read it where updates do not
        // show: `Get-ExchangeServer`, the admin center.
        piece.precision = Precision::Baseline;
    }
    piece
}

/// Whether a channel does not say where its number was read.
fn is_typed(channel: Channel) -> bool {
    matches!(channel, Channel::BareBuild | Channel::LabelledBuild | Channel::Inventory)
}

/// Collects the evidence of each record and of each named server.
fn group(evidence: Vec<Evidence>) -> Vec<Vec<Evidence>> {
    // One record is one server's, whatever names are in it.
    if evidence.first().is_some_and(|one| evidence.iter().all(|other| other.record == one.record)) {
        return vec![evidence];
    }
    let namesakes = namesakes(&evidence);
    let mut groups: Vec<Vec<Evidence>> = Vec::new();
    // The group of each piece so far.
    let mut slots: Vec<usize> = Vec::with_capacity(evidence.len());
    let mut record = None;
    for (at, piece) in evidence.into_iter().enumerate() {
        let slot = match (namesakes[at], record) {
            (Some(first), _) if first < at => slots[first],
            (_, Some(number)) if number == piece.record => slots[at - 1],
            _ => {
                groups.push(Vec::new());
                groups.len() - 1
            }
        };
        record = Some(piece.record);
        slots.push(slot);
        groups[slot].push(piece);
    }
    groups
}

/// For each piece with a server's name the first one with that name, in any
/// letter case.
fn namesakes(evidence: &[Evidence]) -> Vec<Option<usize>> {
    let name = |at: usize| {
        let name = evidence[at].server.as_deref().unwrap_or_default();
        name.bytes().map(|byte| byte.to_ascii_lowercase())
    };
    let mut order: Vec<usize> =
        (0..evidence.len()).filter(|at| evidence[*at].server.is_some()).collect();
    order::by(&mut order, |one, other| name(*one).cmp(name(*other)));
    let mut namesakes = vec![None; evidence.len()];
    for same in order.chunk_by(|one, other| name(*one).eq(name(*other))) {
        for at in same {
            namesakes[*at] = Some(same[0]);
        }
    }
    namesakes
}
