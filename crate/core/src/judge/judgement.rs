//! One build on one day: everything that follows from the facts, in numbers.

use super::standing::Because;
use super::standing::Standing;
use super::standing::standing;
use super::status::Status;
use super::support::Support;
use super::updates::is_security;
use super::updates::missing;
use crate::build::Build;
use crate::database::Baseline;
use crate::database::Database;
use crate::database::Fix;
use crate::database::Necessity;
use crate::database::Release;
use crate::database::VulnerabilityId;
use crate::date::Date;
use alloc::vec::Vec;

/// Where a build stands in the table, as it was on the day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Placement {
    /// It is a release.
    Released,
    /// Between two releases of its baseline: it has the fixes of the lower.
    Between,
    /// Above every release of its baseline that was out on the day.
    AboveAll,
    /// Below its baseline: a build from before the release.
    BeforeRelease,
    /// Its third part is above every known one of its product line.
    Newer,
    /// Its third part was never released.
    NeverReleased,
}

/// What follows for one build on one day.
#[derive(Clone, Debug)]
pub struct Judgement<'a> {
    /// The build.
    pub build: Build,
    /// Where it stands in the table.
    pub placement: Placement,
    /// Its baseline, where it has one.
    pub baseline: Option<Baseline<'a>>,
    /// The release it is, or for a build between two, the lower one.
    pub release: Option<Release<'a>>,
    /// The status.
    pub status: Status,
    /// Support state.
    pub support: Option<Support>,
    /// Open vulnerabilities.
    pub open: Vec<VulnerabilityId>,
    /// Vulnerabilities that may be open.
    pub possible: Vec<(VulnerabilityId, Because)>,
    /// How many were published since support ended and never evaluated.
    pub never_evaluated: usize,
    /// Missing updates, oldest first.
    pub missing: Vec<Release<'a>>,
    /// Manual steps, each with the vulnerability it belongs to.
    pub steps: Vec<(u8, Necessity, VulnerabilityId)>,
}

impl<'a> Judgement<'a> {
    /// Judges `build` by the facts of `database` that are no newer than `day`.
    pub fn of(database: &Database<'a>, build: Build, day: Date) -> Self {
        let id = database.find(build);
        // An alias is another number printed for the same release.
        let build = id.map_or(build, |id| database.release(id).build);
        let baseline = database
            .baseline_of(build)
            .map(|id| database.baseline(id))
            .filter(|baseline| baseline.released <= day);
        let Some(baseline) = baseline else {
            return Self::unplaced(database, build, day);
        };
        let release = id.map(|id| database.release(id)).filter(|release| release.released <= day);
        let lower = baseline
            .release_ids()
            .rev()
            .map(|id| database.release(id))
            .find(|release| release.build <= build && release.released <= day);
        let newest = super::newest(database, &baseline, day, false);
        let placement = match (&release, &newest) {
            (Some(_), _) => Placement::Released,
            (None, _) if build < baseline.build => Placement::BeforeRelease,
            (None, Some(newest)) if build < newest.build => Placement::Between,
            (None, _) => Placement::AboveAll,
        };
        let mut judgement = Self {
            build,
            placement,
            release: release.or(lower),
            status: Status::Current,
            support: Some(Support::of(database, &baseline, day)),
            open: Vec::new(),
            possible: Vec::new(),
            never_evaluated: 0,
            missing: missing(database, &baseline, build, day),
            steps: Vec::new(),
            baseline: Some(baseline),
        };
        judgement.weigh_vulnerabilities(database, day);
        judgement.status = judgement.weigh(database, day);
        judgement
    }

    /// A build whose third part stands in no table of the day.
    fn unplaced(database: &Database<'a>, build: Build, day: Date) -> Self {
        let newer = database
            .baselines()
            .filter(|baseline| {
                baseline.build.major() == build.major() && baseline.build.minor() == build.minor()
            })
            .all(|baseline| baseline.released > day || baseline.build < build);
        Self {
            build,
            placement: if newer { Placement::Newer } else { Placement::NeverReleased },
            baseline: None,
            release: None,
            status: Status::UnknownBuild,
            support: None,
            open: Vec::new(),
            possible: Vec::new(),
            never_evaluated: 0,
            missing: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn weigh_vulnerabilities(&mut self, database: &Database<'a>, day: Date) {
        let Some(baseline) = &self.baseline else { return };
        let special = baseline
            .release_ids()
            .map(|id| database.release(id))
            .find(|release| release.not_cumulative)
            .map(|release| release.build);
        let baseline = baseline.id;
        let released = self.placement == Placement::Released;
        for number in database.published_by(day) {
            let fix = database.fix(number, baseline);
            match standing(self.build, released, special, fix) {
                Standing::Open => {
                    self.open.push(number);
                    self.note_steps(database, number, |necessity| {
                        (necessity == Necessity::Interim).then_some(necessity)
                    });
                }
                Standing::Possible(because) => {
                    self.possible.push((number, because));
                    self.note_steps(database, number, |necessity| {
                        (necessity != Necessity::Interim).then_some(necessity)
                    });
                }
                Standing::NeverEvaluated => self.never_evaluated += 1,
                Standing::Closed => {
                    if fix == Fix::NotAffected {
                        continue;
                    }
                    // What a later baseline's own setup did, or what holds for
                    // the whole domain, is worth a look, not a demand.
                    let installed = matches!(fix, Fix::From { .. });
                    let demanded = self.note_steps(database, number, |necessity| match necessity {
                        Necessity::Required if installed => Some(Necessity::Required),
                        Necessity::Required | Necessity::Verify => Some(Necessity::Verify),
                        Necessity::Interim => None,
                    });
                    if demanded {
                        self.possible.push((number, Because::Setting));
                    }
                }
            }
        }
    }

    /// Notes the steps of a vulnerability with the necessity that `wanted` gives
    /// them; tells whether one of them is required.
    fn note_steps(
        &mut self,
        database: &Database<'a>,
        vulnerability: VulnerabilityId,
        wanted: impl Fn(Necessity) -> Option<Necessity>,
    ) -> bool {
        let mut required = false;
        for step in database.steps_of(vulnerability) {
            let Some(step) = database.manual_step(*step) else { continue };
            if let Some(necessity) = wanted(step.necessity) {
                required |= necessity == Necessity::Required;
                self.steps.push((step.number, necessity, vulnerability));
            }
        }
        required
    }

    fn weigh(&self, database: &Database<'a>, day: Date) -> Status {
        let exploited = |id: &VulnerabilityId| database.kev_on(*id, day).is_some();
        let support = self.support.unwrap_or(Support::Supported);
        if self.open.iter().any(exploited) {
            Status::Exploited
        } else if !self.open.is_empty() {
            Status::Vulnerable
        } else if support.has_ended() {
            Status::Unsupported
        } else if matches!(self.placement, Placement::AboveAll | Placement::BeforeRelease) {
            Status::UnknownBuild
        } else if self.missing.iter().any(|release| is_security(release.kind))
            || self.release.as_ref().is_some_and(|release| release.withdrawn)
            || support != Support::Supported
        {
            Status::Superseded
        } else if self.steps.iter().any(|(_, necessity, _)| *necessity == Necessity::Required) {
            Status::NeedsAction
        } else if database.as_of().patch_tuesdays_until(day).next().is_some() {
            Status::LatestKnown
        } else if !self.missing.is_empty() {
            Status::HotfixAvailable
        } else {
            Status::Current
        }
    }
}
