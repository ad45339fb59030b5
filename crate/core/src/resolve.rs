//! Evidence to subjects: which pieces speak of one server, and what they say
//! of it together.

use crate::build::Build;
use crate::database::Database;
use crate::database::ReleaseId;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::LookAlike;
use alloc::string::String;
use alloc::vec::Vec;

/// One server, or one thing that is none, with all that was said of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subject {
    /// The name the text gives it.
    pub name: Option<String>,
    /// What was said, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// What it comes to.
    pub finding: Finding,
    /// Pieces that cannot all be true of one server were kept apart or
    /// overruled; codes of `text/`, in the order they matter.
    pub remarks: Vec<&'static str>,
}

/// What the evidence of one subject comes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Finding {
    /// One build, exactly; it need not be a released one.
    Exact(Build),
    /// One of these releases, ascending by build; never empty.
    Candidates(Vec<ReleaseId>),
    /// Exchange Server whose number stands in no release family.
    Unreleased(Build),
    /// Exchange Server of a version that is not told.
    Unknown,
    /// Exchange Online.
    Online,
    /// Not Exchange Server.
    NotExchange(LookAlike),
}

/// Groups `evidence` by server and combines what was said of each.
pub fn resolve(evidence: Vec<Evidence>, _database: &Database<'_>) -> Vec<Subject> {
    evidence
        .into_iter()
        .map(|piece| Subject {
            name: piece.server.clone(),
            finding: match piece.claim {
                Claim::Build(build) => Finding::Exact(build),
                _ => Finding::Unknown,
            },
            evidence: alloc::vec![piece],
            remarks: Vec::new(),
        })
        .collect()
}
