//! Several candidates to one answer: what is certain, what is possible, and
//! what the best and the worst case are. The only place where that is decided:
//! reports, columns, SQL, campaigns and exit codes ask here.

use super::claims::is_exploited;
use super::judgement::Judgement;
use super::settings::Settings;
use super::standing::Because;
use super::status::Patched;
use super::status::Status;
use crate::build::Build;
use crate::database::Database;
use crate::database::Release;
use crate::database::VulnerabilityId;
use crate::date::Date;
use crate::resolve::Finding;
use alloc::vec;
use alloc::vec::Vec;

/// How many there are, as far as is known.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Count {
    /// Whichever candidate is true.
    pub at_least: usize,
    /// With the worst candidate and every setting as bad as can be.
    pub at_most: usize,
}

/// What follows for one server, whichever of its candidates is true.
#[derive(Clone, Debug)]
pub struct Combined<'a> {
    /// Whether it is patched: what all candidates share.
    pub patched: Patched,
    /// The status.
    pub status: Status,
    /// Open on every candidate.
    pub certain: Vec<VulnerabilityId>,
    /// Open on some, or possibly open on some.
    pub possible: Vec<(VulnerabilityId, Because)>,
    /// How many vulnerabilities are open.
    pub open: Count,
    /// How many of them attackers are known to use.
    pub exploited: Count,
    /// On how many of the candidates one is open for certain.
    pub open_on: usize,
    /// The best and the worst case; equal where the candidates agree.
    pub range: (Case, Case),
    /// The candidates' judgements, ascending by build; never empty.
    pub cases: Vec<Judgement<'a>>,
}

/// One candidate and what it would mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Case {
    /// Its build.
    pub build: Build,
    /// Its status.
    pub status: Status,
    /// Whether it is patched.
    pub patched: Patched,
}

/// A finding's verdict in two words.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Outcome {
    /// Whether the server is patched.
    pub patched: Patched,
    /// The status.
    pub status: Status,
}

impl Outcome {
    /// A status that brings its own answer.
    pub const fn of(status: Status) -> Self {
        Self { patched: status.patched(), status }
    }
}

/// A finding's verdict on a day where no setting is shown: the same that a report
/// on it says.
///
/// ```
/// use expatch::judge::{Patched, outcome};
/// use expatch::{Build, Database, resolve::Finding};
/// let finding = Finding::Exact(Build::new(15, 1, 2507, 6));
/// let said = outcome(&Database::embedded(), &finding, "2026-11-23".parse().unwrap());
/// assert_eq!(said.patched, Patched::No);
/// ```
pub fn outcome(database: &Database<'_>, finding: &Finding, day: Date) -> Outcome {
    match judged(database, finding, Settings::default(), day) {
        Ok(combined) => Outcome { patched: combined.patched, status: combined.status },
        Err(status) => Outcome::of(status),
    }
}

/// Everything that follows from a finding and what is shown of settings on a day,
/// or the status of one that has no version.
///
/// # Errors
/// Findings without a version: they have a status and nothing else.
pub fn judged<'a>(
    database: &Database<'a>,
    finding: &Finding,
    settings: Settings,
    day: Date,
) -> Result<Combined<'a>, Status> {
    let builds = match finding {
        Finding::Exact(build) | Finding::Unreleased(build) => Vec::from([*build]),
        Finding::Candidates(ids) => {
            // What was not out on the day could not be installed on it.
            let releases = || ids.iter().map(|id| database.release(*id));
            let out = releases().filter(|release| release.released <= day);
            let builds: Vec<_> = out.map(|release| release.build).collect();
            if builds.is_empty() {
                releases().map(|release| release.build).collect()
            } else {
                builds
            }
        }
        Finding::Unknown => return Err(Status::Indeterminate),
        Finding::Online => return Err(Status::ExchangeOnline),
        Finding::NotExchange(_) => return Err(Status::NotExchange),
    };
    let judge = |build| Judgement::of(database, build, day).with(settings, database, day);
    let cases = builds.into_iter().map(judge).collect();
    Combined::of(database, cases, day).ok_or(Status::Indeterminate)
}

impl<'a> Combined<'a> {
    /// The release of the only candidate, where its build is one on the day.
    pub fn release(&self) -> Option<&Release<'a>> {
        let [case] = &self.cases[..] else { return None };
        case.release.as_ref().filter(|release| release.build == case.build)
    }

    /// The candidate that is worst off.
    pub fn worst(&self) -> &Judgement<'a> {
        let build = self.range.1.build;
        self.cases.iter().find(|case| case.build == build).unwrap_or(&self.cases[0])
    }

    /// Whether the candidates differ in what they mean.
    pub fn differ(&self) -> bool {
        self.range.0.status != self.range.1.status || self.range.0.patched != self.range.1.patched
    }

    /// Combines the judgements of all candidates; `None` where there are none.
    ///
    /// All candidates share an answer or there is none. Where all are at risk
    /// the server is, and not worse off than the least bad of them for certain.
    pub fn of(database: &Database<'a>, cases: Vec<Judgement<'a>>, day: Date) -> Option<Self> {
        let worst = cases.iter().min_by_key(|case| case.status)?;
        // Of equally good cases the newest is the one to hope for.
        let best = cases.iter().rev().max_by_key(|case| case.status)?;
        let case = |case: &Judgement<'_>| Case {
            build: case.build,
            status: case.status,
            patched: case.patched,
        };
        let range = (case(best), case(worst));
        let shared = cases.iter().all(|case| case.patched == best.patched);
        let (patched, status) = match best.patched {
            _ if !shared => (Patched::Unknown, Status::Indeterminate),
            Patched::No => (Patched::No, best.status),
            patched => (patched, worst.status),
        };
        let (certain, possible) = split(&cases);
        let count = |counts: fn(&VulnerabilityId, &Database<'_>, Date) -> bool| {
            let in_case = |case: &Judgement<'_>| {
                let open = case.open.iter().filter(|id| counts(id, database, day)).count();
                let possible = case.possible.iter().filter(|(id, _)| counts(id, database, day));
                (open, open + possible.count())
            };
            let counts = cases.iter().map(in_case);
            let (least, most) = counts.fold((usize::MAX, 0), |(least, most), (open, all)| {
                (least.min(open), most.max(all))
            });
            Count { at_least: least, at_most: most }
        };
        let open = count(|_, _, _| true);
        let exploited = count(|id, database, day| is_exploited(database, *id, day));
        let open_on = cases.iter().filter(|case| !case.open.is_empty()).count();
        Some(Self { patched, status, certain, possible, open, exploited, open_on, range, cases })
    }

    /// On how many candidates a vulnerability is open for certain.
    pub fn open_on(&self, id: VulnerabilityId) -> usize {
        self.cases.iter().filter(|case| case.open.contains(&id)).count()
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
