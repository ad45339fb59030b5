//! Several candidates to one answer: what is certain, what is possible, and
//! what the best and the worst case are.

use super::judgement::Judgement;
use super::standing::Because;
use super::status::Status;
use crate::build::Build;
use crate::database::Database;
use crate::database::Release;
use crate::database::VulnerabilityId;
use crate::date::Date;
use alloc::vec;
use alloc::vec::Vec;

/// What follows for one server, whichever of its candidates is true.
#[derive(Clone, Debug)]
pub struct Combined<'a> {
    /// The status.
    pub status: Status,
    /// Open on every candidate.
    pub certain: Vec<VulnerabilityId>,
    /// Open on some, or possibly open on some.
    pub possible: Vec<(VulnerabilityId, Because)>,
    /// The best and the worst case; equal where the candidates agree.
    pub range: ((Build, Status), (Build, Status)),
    /// The candidates' judgements, ascending by build; never empty.
    pub cases: Vec<Judgement<'a>>,
}

impl<'a> Combined<'a> {
    /// The release of the only candidate, where its build is one on the day.
    pub fn release(&self) -> Option<&Release<'a>> {
        let [case] = &self.cases[..] else { return None };
        case.release.as_ref().filter(|release| release.build == case.build)
    }

    /// Combines the judgements of all candidates; `None` where there are none.
    pub fn of(database: &Database<'a>, cases: Vec<Judgement<'a>>, day: Date) -> Option<Self> {
        let worst = cases.iter().min_by_key(|case| case.status)?;
        // Of equally good cases the newest is the one to hope for.
        let best = cases.iter().rev().max_by_key(|case| case.status)?;
        let range = ((best.build, best.status), (worst.build, worst.status));
        let (certain, possible) = split(&cases);
        let exploited = |id: &VulnerabilityId| database.kev_on(*id, day).is_some();
        let status = if best.status == worst.status {
            best.status
        } else if certain.iter().any(exploited) {
            Status::Exploited
        } else if best.status <= Status::Vulnerable {
            // Each candidate has an open hole, if not all of them the same.
            Status::Vulnerable
        } else {
            Status::Indeterminate
        };
        Some(Self { status, certain, possible, range, cases })
    }
}

type Split = (Vec<VulnerabilityId>, Vec<(VulnerabilityId, Because)>);

/// Certain is what is open on all; possible is everything else named by any.
/// One pass with a mark per vulnerability: a product alone may leave two
/// hundred candidates with a hundred holes each.
fn split(cases: &[Judgement<'_>]) -> Split {
    let named = |case: &Judgement<'_>| case.open.len() + case.possible.len();
    let ids = cases
        .iter()
        .flat_map(|case| case.open.iter().copied().chain(case.possible.iter().map(|(id, _)| *id)));
    let marks = ids.map(|id| usize::from(id.0) + 1).max().unwrap_or(0);
    // In how many cases, from the first on without a gap, it is open.
    let mut open_in = vec![0; marks];
    for (number, case) in cases.iter().enumerate() {
        for id in &case.open {
            let open_in = &mut open_in[usize::from(id.0)];
            if *open_in == number {
                *open_in = number + 1;
            }
        }
    }
    let is_certain = |id: &VulnerabilityId| open_in[usize::from(id.0)] == cases.len();
    let certain: Vec<_> = cases[0].open.iter().copied().filter(is_certain).collect();
    let mut possible: Vec<(VulnerabilityId, Because)> =
        Vec::with_capacity(cases.iter().map(named).max().unwrap_or(0));
    // Its place in `possible`, counted from one.
    let mut places = vec![0; marks];
    for case in cases {
        let open = case.open.iter().map(|id| (*id, Because::Candidates));
        for (id, because) in open.chain(case.possible.iter().copied()) {
            if is_certain(&id) {
                continue;
            }
            match &mut places[usize::from(id.0)] {
                place @ 0 => {
                    possible.push((id, because));
                    *place = possible.len();
                }
                place => {
                    let known = &mut possible[*place - 1].1;
                    *known = because.min(*known);
                }
            }
        }
    }
    (certain, possible)
}
