//! One build on one day: everything that follows from the facts, in numbers.

use super::claims::is_exploited;
use super::coverage::covers;
use super::settings::Settings;
use super::standing::Because;
use super::standing::Standing;
use super::standing::standing;
use super::status::Patched;
use super::status::Status;
use super::support::Support;
use super::support::proves_esu;
use super::updates::is_security;
use super::updates::missing;
use crate::build::Build;
use crate::database::Baseline;
use crate::database::Database;
use crate::database::Fix;
use crate::database::Necessity;
use crate::database::Product;
use crate::database::ProductId;
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
    /// Whether it is patched.
    pub patched: Patched,
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
    /// Missing updates along the road, oldest first.
    pub missing: Vec<Release<'a>>,
    /// Manual steps, each with the vulnerability it belongs to.
    pub steps: Vec<(u8, Necessity, VulnerabilityId)>,
    /// What is shown of its settings.
    pub settings: Settings,
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
        let support = Support::of(database, &baseline, day);
        let mut judgement = Self {
            build,
            placement,
            release: release.or(lower),
            patched: Patched::Yes,
            status: Status::Current,
            support: Some(support),
            open: Vec::new(),
            possible: Vec::new(),
            never_evaluated: 0,
            missing: missing(database, &baseline, build, support, day),
            steps: Vec::new(),
            settings: Settings::default(),
            baseline: Some(baseline),
        };
        judgement.weigh_vulnerabilities(database, day);
        judgement.conclude(database, day);
        judgement
    }

    /// Status and answer, from all that is known.
    pub(super) fn conclude(&mut self, database: &Database<'a>, day: Date) {
        self.status = self.weigh(database, day);
        self.patched = match self.status {
            Status::NeedsAction => self.used_holes_closed(database, day),
            status => status.patched(),
        };
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
            patched: Patched::Unknown,
            status: Status::UnknownBuild,
            support: None,
            open: Vec::new(),
            possible: Vec::new(),
            never_evaluated: 0,
            missing: Vec::new(),
            steps: Vec::new(),
            settings: Settings::default(),
        }
    }

    /// The product whose numbers it wears, where its baseline is in no table:
    /// that of the nearest lower baseline with the same first two parts.
    pub fn family(&self, database: &Database<'a>, day: Date) -> Option<Product<'a>> {
        let build = self.build;
        let near = |baseline: &Baseline<'_>| {
            (baseline.build.major(), baseline.build.minor()) == (build.major(), build.minor())
                && baseline.build <= build
                && baseline.released <= day
        };
        database.baselines().filter(near).last().map(|baseline| database.product(baseline.product))
    }

    fn weigh_vulnerabilities(&mut self, database: &Database<'a>, day: Date) {
        let Some(baseline) = &self.baseline else { return };
        let special = baseline
            .release_ids()
            .map(|id| database.release(id))
            .find(|release| release.not_cumulative)
            .map(|release| release.build);
        let (baseline, product) = (baseline.id, baseline.product);
        let released = self.placement == Placement::Released;
        for number in database.published_by(day) {
            let fix = database.fix_on(number, baseline, day);
            let state = match standing(self.build, released, special, fix) {
                // No build makes certain what a setting or a role decides.
                Standing::Open if self.is_decided_by_setting(database, number, day) => {
                    Standing::Possible(Because::Setting)
                }
                Standing::Closed if may_stay_open(database, number, product, fix) => {
                    Standing::Possible(Because::Setting)
                }
                state => state,
            };
            match state {
                Standing::Open => {
                    self.open.push(number);
                    self.note_steps(database, number, false, |necessity| {
                        (necessity == Necessity::Interim).then_some(necessity)
                    });
                }
                Standing::Possible(because) => {
                    self.possible.push((number, because));
                    // A later baseline's own setup did what an update only offers.
                    let by_setup = fix == Fix::InBaseline;
                    self.note_steps(database, number, by_setup, |necessity| match necessity {
                        Necessity::Required if by_setup => Some(Necessity::Verify),
                        necessity => Some(necessity),
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
                    let wanted = |necessity| match necessity {
                        Necessity::Required if installed => Some(Necessity::Required),
                        Necessity::Required | Necessity::Verify => Some(Necessity::Verify),
                        Necessity::Interim => None,
                    };
                    let demanded = self.note_steps(database, number, !installed, wanted);
                    if demanded {
                        self.possible.push((number, Because::Setting));
                    }
                }
            }
        }
    }

    /// Whether an open hole is open only where a setting or a role makes it so,
    /// and this build has the setting.
    fn is_decided_by_setting(
        &self,
        database: &Database<'a>,
        number: VulnerabilityId,
        day: Date,
    ) -> bool {
        let Some(baseline) = &self.baseline else { return false };
        let steps = database.steps_of(number).iter();
        steps.filter_map(|step| database.manual_step(*step)).any(|step| {
            let exists = step.exists_with.is_none_or(|other| {
                let fix =
                    standing(self.build, true, None, database.fix_on(other, baseline.id, day));
                other != number && matches!(fix, Standing::Closed | Standing::Possible(_))
            });
            step.decides && step.concerns(baseline.product) && exists
        })
    }

    /// Notes the steps of a vulnerability with the necessity that `wanted` gives
    /// them; tells whether one of them is required.
    fn note_steps(
        &mut self,
        database: &Database<'a>,
        vulnerability: VulnerabilityId,
        by_setup: bool,
        wanted: impl Fn(Necessity) -> Option<Necessity>,
    ) -> bool {
        let mut required = false;
        let Some(product) = self.baseline.as_ref().map(|baseline| baseline.product) else {
            return false;
        };
        for step in database.steps_of(vulnerability) {
            let step = database.manual_step(*step).filter(|step| step.concerns(product));
            // What the baseline's own setup did is no work for anybody.
            let Some(step) = step.filter(|step| !(by_setup && step.by_setup)) else { continue };
            if let Some(necessity) = wanted(step.necessity) {
                required |= necessity == Necessity::Required;
                self.steps.push((step.number, necessity, vulnerability));
            }
        }
        required
    }

    fn weigh(&self, database: &Database<'a>, day: Date) -> Status {
        let support = self.support.unwrap_or(Support::Supported);
        // During an ESU period only those who bought it get fixes, and only a
        // build that they alone got shows that this server's owner did.
        let without_esu = matches!(support, Support::Esu(_))
            && !self.release.as_ref().is_some_and(|release| proves_esu(database, release, day));
        if self.open.iter().any(|id| is_exploited(database, *id, day)) {
            Status::Exploited
        } else if !self.open.is_empty() {
            Status::Vulnerable
        } else if support.has_ended() || without_esu {
            Status::Unsupported
        } else if matches!(self.placement, Placement::AboveAll | Placement::BeforeRelease) {
            Status::UnknownBuild
        } else if self.missing.iter().any(|release| is_security(release.kind))
            || self.release.as_ref().is_some_and(|release| release.withdrawn_by(day))
        {
            Status::Superseded
        } else if self.steps.iter().any(|step| self.remains(database, step)) {
            Status::NeedsAction
        } else if !covers(database, day) {
            Status::LatestKnown
        } else if !self.missing.is_empty() {
            Status::HotfixAvailable
        } else {
            Status::Current
        }
    }
}

/// Whether a baseline that came with the fix may hold the hole all the same,
/// because the setting that closes it can be undone or is up to the admin.
fn may_stay_open(
    database: &Database<'_>,
    number: VulnerabilityId,
    product: ProductId,
    fix: Fix,
) -> bool {
    fix != Fix::NotAffected
        && database
            .steps_of(number)
            .iter()
            .filter_map(|step| database.manual_step(*step))
            .any(|step| step.decides && step.stays_on(product))
}
