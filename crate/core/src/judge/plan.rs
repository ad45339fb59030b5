//! Tonight's plan: what to do for this server, in the order in which one does
//! it, as data; `text/` has the words.

use super::claims::is_exploited;
use super::combine::Combined;
use super::coverage::covers;
use super::exposure::exposure;
use super::judgement::Judgement;
use super::status::Status;
use super::support::Support;
use super::updates::newest;
use super::updates::newest_baseline;
use super::updates::newest_product;
use super::updates::target_baseline;
use crate::database::Baseline;
use crate::database::Database;
use crate::database::Fix;
use crate::database::ManualStep;
use crate::database::Necessity;
use crate::database::Product;
use crate::database::Release;
use crate::database::Role;
use crate::database::VulnerabilityId;
use crate::date::Date;
use alloc::vec::Vec;
use core::cmp::Reverse;
use expatch_observe::order;

/// What kind of work a step is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum StepKind {
    /// Keep attackers away from it.
    Isolate,
    /// A stopgap for a hole that no update closes tonight.
    Mitigate,
    /// Install an update or a newer baseline.
    Install,
    /// Upgrade in place to a newer product.
    Upgrade,
    /// Move to another server.
    Replace,
    /// Make sure of something.
    Verify,
    /// Look for intruders.
    Hunt,
    /// Confirm what a version does not show.
    Confirm,
    /// Plan a move that is due soon.
    PlanMove,
}

impl StepKind {
    /// All of them, in the order of a plan.
    pub const ALL: [Self; 9] = [
        Self::Isolate,
        Self::Mitigate,
        Self::Install,
        Self::Upgrade,
        Self::Replace,
        Self::Verify,
        Self::Hunt,
        Self::Confirm,
        Self::PlanMove,
    ];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Isolate => "isolate",
            Self::Mitigate => "mitigate",
            Self::Install => "install",
            Self::Upgrade => "upgrade",
            Self::Replace => "replace",
            Self::Verify => "verify",
            Self::Hunt => "hunt",
            Self::Confirm => "confirm",
            Self::PlanMove => "plan-move",
        }
    }
}

/// One step on the way to a safe server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step<'a> {
    /// What kind of work it is.
    pub kind: StepKind,
    /// Which sentence says it.
    pub code: &'a str,
    /// The release that is to be there afterwards.
    pub target: Option<Release<'a>>,
    /// The product that it leads to.
    pub product: Option<&'a str>,
    /// The day by which it is due.
    pub due: Option<Date>,
    /// The only role it concerns.
    pub role: Option<Role>,
    /// How much hangs on it, where it is a setting.
    pub necessity: Option<Necessity>,
    /// For which vulnerabilities.
    pub vulnerabilities: Vec<VulnerabilityId>,
}

impl<'a> Step<'a> {
    const fn new(kind: StepKind, code: &'a str) -> Self {
        Self {
            kind,
            code,
            target: None,
            product: None,
            due: None,
            role: None,
            necessity: None,
            vulnerabilities: Vec::new(),
        }
    }

    fn to(self, target: Release<'a>) -> Self {
        Self { target: Some(target), ..self }
    }

    fn onto(self, product: &Product<'a>) -> Self {
        Self { product: Some(product.name), ..self }
    }
}

/// The way from the worst of the candidates to a safe server.
pub fn plan<'a>(
    database: &Database<'a>,
    combined: &Combined<'a>,
    exact: bool,
    day: Date,
) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let is_covered = covers(database, day);
    // Where only newer facts can tell what to do, they come first.
    let facts_first = matches!(combined.status, Status::LatestKnown | Status::UnknownBuild);
    if !exact {
        steps.push(Step::new(StepKind::Verify, "settle"));
    }
    if !is_covered && facts_first {
        steps.push(Step::new(StepKind::Verify, "refresh-database"));
    }
    let case = combined.worst();
    let road = road(database, case, day);
    // What the updates that can be had leave open.
    let last = road.iter().rev().find(|step| step.kind == StepKind::Install && step.is_here(case));
    let after = last.and_then(|step| step.target.as_ref()).map(|target| {
        Judgement::of(database, target.build, day).with(case.settings, database, day)
    });
    let left: &[VulnerabilityId] = after.as_ref().map_or(&case.open, |after| &after.open);
    // Whom nobody helps any more, and who waits for a fix that attackers do not wait for.
    let is_alone = case.support.is_some_and(Support::has_ended);
    let is_used = left.iter().any(|id| is_exploited(database, *id, day));
    if case.status <= Status::Unsupported && (is_alone || is_used) {
        steps.push(Step::new(StepKind::Isolate, "isolate"));
    }
    let possible = after.as_ref().unwrap_or(case).possible.iter().map(|(id, _)| *id);
    let stays: Vec<_> = left.iter().copied().chain(possible).collect();
    steps.extend(mitigations(database, case, &stays));
    let installed = road.iter().rposition(|step| {
        matches!(step.kind, StepKind::Install | StepKind::Upgrade)
            || step.code == "replace-new-server"
    });
    for (place, step) in road.into_iter().enumerate() {
        let expected = step.target.clone().filter(|_| installed == Some(place));
        steps.push(step);
        steps.extend(expected.map(|build| Step::new(StepKind::Verify, "verify-build").to(build)));
    }
    // What breaks with the update that stays.
    if installed.is_none()
        && let Some(release) = &case.release
        && database.issues(release, day).next().is_some()
    {
        steps.push(Step::new(StepKind::Verify, "known-issues").to(release.clone()));
    }
    let is_served = matches!(case.support, Some(Support::Supported | Support::Ending(_)));
    if is_served && !left.is_empty() {
        let awaited = Step::new(StepKind::Verify, "await-update");
        steps.push(Step { vulnerabilities: left.to_vec(), ..awaited });
    }
    steps.extend(removals(database, case, after.as_ref(), day));
    let windows = exposure(database, case, day);
    if !windows.is_empty() {
        let hunted = |code| {
            let ids = windows.iter().map(|window| window.vulnerability);
            let ids: Vec<_> = ids.filter(|id| hunt_of(database, *id) == code).collect();
            (!ids.is_empty())
                .then(|| Step { vulnerabilities: ids, ..Step::new(StepKind::Hunt, code) })
        };
        steps.extend(["hunt-proxylogon", "hunt"].into_iter().filter_map(hunted));
    }
    steps.extend(confirmations(database, combined));
    if let Some(Support::Ending(end)) = case.support {
        steps.extend(next_home(database, case, end, day));
    }
    if !is_covered && !facts_first {
        steps.push(Step::new(StepKind::Verify, "refresh-database"));
    }
    steps
}

impl Step<'_> {
    /// Whether it is done on the server as it stands, not on the next one.
    fn is_here(&self, case: &Judgement<'_>) -> bool {
        let (Some(target), Some(_)) = (&self.target, &case.baseline) else { return false };
        (target.build.major(), target.build.minor()) == (case.build.major(), case.build.minor())
            && self.code != "install-on-new"
    }
}

/// Which look for intruders a vulnerability asks for: for the four holes of
/// March 2021 Microsoft made a script.
fn hunt_of(database: &Database<'_>, id: VulnerabilityId) -> &'static str {
    let mut steps = database.steps_of(id).iter().filter_map(|step| database.manual_step(*step));
    if steps.any(|step| step.code == "mitigation-2021") { "hunt-proxylogon" } else { "hunt" }
}

/// Stopgaps for what stays open tonight.
fn mitigations<'a>(
    database: &Database<'a>,
    case: &Judgement<'a>,
    stays: &[VulnerabilityId],
) -> Vec<Step<'a>> {
    let interim = case
        .steps
        .iter()
        .filter(|(_, necessity, id)| *necessity == Necessity::Interim && stays.contains(id));
    grouped(database, interim.copied())
        .into_iter()
        .map(|(step, _, vulnerabilities)| Step {
            role: step.role,
            necessity: Some(Necessity::Interim),
            vulnerabilities,
            ..Step::new(StepKind::Mitigate, step.code)
        })
        .collect()
}

/// For how long after the fix a stopgap is asked about: who kept one that does
/// harm has noticed by then.
const REMEMBERED_DAYS: i32 = 365;

/// Stopgaps that an update made superfluous, and that do harm if they stay.
fn removals<'a>(
    database: &Database<'a>,
    case: &Judgement<'a>,
    after: Option<&Judgement<'a>>,
    day: Date,
) -> Vec<Step<'a>> {
    let then = after.unwrap_or(case);
    let Some(baseline) = &then.baseline else { return Vec::new() };
    let closed = |id: &VulnerabilityId| {
        let Fix::From { build, .. } = database.fix_on(*id, baseline.id, day) else { return false };
        let fixed = database.find(build).map(|fixed| database.release(fixed).released);
        // Fixed when it was published: nobody needed a stopgap.
        !then.open.contains(id)
            && fixed.is_some_and(|fixed| {
                fixed <= day
                    && database.published(*id) < fixed
                    && day.days() - fixed.days() <= REMEMBERED_DAYS
            })
    };
    let ids = database.published_by(day).filter(closed);
    ids.flat_map(|id| database.steps_of(id).iter().map(move |step| (*step, id)))
        .filter_map(|(step, id)| Some((database.manual_step(step)?, id)))
        .filter(|(step, _)| step.concerns(baseline.product))
        .filter_map(|(step, id)| {
            // Others went with the update or with their service.
            let code = match step.code {
                "mitigation-m1" => "remove-mitigation-m1",
                "mitigation-m2-1" => "remove-mitigation-m2-1",
                _ => return None,
            };
            Some((code, step.role, id))
        })
        .fold(Vec::new(), |mut steps: Vec<Step<'a>>, (code, role, id)| {
            match steps.iter_mut().find(|step| step.code == code) {
                Some(step) => step.vulnerabilities.push(id),
                None => steps.push(Step {
                    role,
                    vulnerabilities: Vec::from([id]),
                    ..Step::new(StepKind::Confirm, code)
                }),
            }
            steps
        })
}

/// What a version does not show and this server needs, or may need.
fn confirmations<'a>(database: &Database<'a>, combined: &Combined<'a>) -> Vec<Step<'a>> {
    let noted = combined.cases.iter().flat_map(|case| case.steps.iter().copied());
    let mut noted = grouped(database, noted.filter(|(_, need, _)| *need != Necessity::Interim));
    order::by_key(&mut noted, |(_, necessity, _)| Reverse(*necessity));
    let mut steps: Vec<Step<'a>> = Vec::new();
    for (step, necessity, vulnerabilities) in noted {
        // One look with one tool at everything that a setting may have undone.
        let code = if step.undone { "nothing-undone" } else { step.code };
        match steps.iter_mut().find(|known| known.code == code) {
            Some(known) => {
                known.role = known.role.filter(|role| step.role == Some(*role));
                known.vulnerabilities.extend(vulnerabilities);
                order::by_key(&mut known.vulnerabilities, |id| *id);
                known.vulnerabilities.dedup();
            }
            None => steps.push(Step {
                role: step.role,
                necessity: Some(necessity),
                vulnerabilities,
                ..Step::new(StepKind::Confirm, code)
            }),
        }
    }
    steps
}

type Noted<'a> = (ManualStep<'a>, Necessity, Vec<VulnerabilityId>);

/// Each manual step once, by its number, with everything it is for.
fn grouped<'a>(
    database: &Database<'a>,
    noted: impl Iterator<Item = (u8, Necessity, VulnerabilityId)>,
) -> Vec<Noted<'a>> {
    let mut steps: Vec<Noted<'a>> = Vec::new();
    for (number, necessity, id) in noted {
        match steps.iter_mut().find(|(known, ..)| known.number == number) {
            Some((_, strongest, ids)) => {
                *strongest = (*strongest).max(necessity);
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            None => {
                let Some(step) = database.manual_step(number) else { continue };
                steps.push((step, necessity, Vec::from([id])));
            }
        }
    }
    for (_, _, ids) in &mut steps {
        order::by_key(ids, |id| *id);
    }
    order::by_key(&mut steps, |(step, ..)| step.number);
    steps
}

/// The installations from `case` to a server that gets fixes.
fn road<'a>(database: &Database<'a>, case: &Judgement<'a>, day: Date) -> Vec<Step<'a>> {
    let (Some(baseline), Some(support)) = (&case.baseline, case.support) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    let own = newest(database, baseline, day, false).filter(|update| update.build > case.build);
    match support {
        Support::Supported | Support::Ending(_) => {
            steps.extend(own.map(|update| Step::new(StepKind::Install, "install").to(update)));
        }
        Support::BaselineEnded(_) => {
            let target = target_baseline(database, baseline, support, day);
            let target = match newest_baseline(database, &database.product(baseline.product), day) {
                Some(newest) if newest.id > target.id => newest,
                _ => target,
            };
            steps.push(install(StepKind::Install, "install-baseline", database, &target));
            let update = newest(database, &target, day, true);
            let update = update.filter(|update| update.build != target.build);
            steps.extend(update.map(|update| Step::new(StepKind::Install, "install").to(update)));
        }
        Support::Esu(_) => {
            let own = own.filter(|update| update.esu_only);
            steps.extend(
                own.map(|update| Step::new(StepKind::Install, "install-with-esu").to(update)),
            );
            steps.extend(last_public(database, case, baseline, support, day));
            steps.extend(onward(database, baseline, day));
        }
        Support::Ended(_) => {
            steps.extend(last_public(database, case, baseline, support, day));
            steps.extend(onward(database, baseline, day));
        }
    }
    steps
}

fn install<'a>(
    kind: StepKind,
    code: &'a str,
    database: &Database<'a>,
    baseline: &Baseline<'a>,
) -> Step<'a> {
    Step::new(kind, code).to(database.release(baseline.root))
}

/// The last update of the product that was for everybody, with the baseline
/// it is laid on, where they are newer than what is there.
fn last_public<'a>(
    database: &Database<'a>,
    case: &Judgement<'a>,
    baseline: &Baseline<'a>,
    support: Support,
    day: Date,
) -> Vec<Step<'a>> {
    let start = target_baseline(database, baseline, support, day);
    let Some(target) = newest(database, &start, day, true) else { return Vec::new() };
    if target.build <= case.build {
        return Vec::new();
    }
    let mut steps = Vec::new();
    if start.id != baseline.id {
        steps.push(install(StepKind::Install, "install-last-baseline", database, &start));
    }
    if target.build != start.build {
        steps.push(Step::new(StepKind::Install, "install-last-public").to(target));
    }
    steps
}

/// The way out of an ended product.
///
/// Exchange Server SE can be installed over 2019 CU14 and CU15, and beside
/// 2016 CU23 and 2019 CU14 or CU15; 2013 and 2010 can live beside 2016 and
/// (2013) 2019 CU14 only. Source:
/// <https://learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix> and
/// <https://techcommunity.microsoft.com/blog/exchange/upgrading-your-organization-from-current-versions-to-exchange-server-se/4241305>.
fn onward<'a>(database: &Database<'a>, baseline: &Baseline<'a>, day: Date) -> Vec<Step<'a>> {
    let Some(target) = newest_product(database, day) else { return Vec::new() };
    let Some(home) = newest_baseline(database, &target, day) else { return Vec::new() };
    let to_se = target.extended_end.is_none();
    let update = newest(database, &home, day, true).filter(|update| update.update.is_some());
    let mut steps = Vec::new();
    let in_place = |steps: &mut Vec<Step<'a>>, code: &'a str| {
        let step = install(StepKind::Upgrade, code, database, &home);
        steps.push(step.onto(&target));
        let update = update.clone();
        steps.extend(update.map(|update| Step::new(StepKind::Install, "install-after").to(update)));
    };
    let beside = |steps: &mut Vec<Step<'a>>| {
        let step = install(StepKind::Replace, "replace-new-server", database, &home);
        steps.push(step.onto(&target));
        let update = update.clone();
        steps
            .extend(update.map(|update| Step::new(StepKind::Install, "install-on-new").to(update)));
        steps.push(Step::new(StepKind::Replace, "replace-move").onto(&target));
        steps.push(Step::new(StepKind::Replace, "replace-remove"));
    };
    match (baseline.build.major(), baseline.build.minor()) {
        (15, 2) if to_se => in_place(&mut steps, "upgrade-in-place"),
        (15, 1 | 2) => beside(&mut steps),
        (15, 0) if !to_se => beside(&mut steps),
        (15, 0) | (14, _) => {
            // 2019 CU15 refuses to be installed beside 2013.
            let (short, name) =
                if baseline.build.major() == 15 { ("2019", "CU14") } else { ("2016", "CU23") };
            let stage = database.baselines().find(|stage| {
                stage.name == name
                    && stage.released <= day
                    && database.product(stage.product).short == short
            });
            if let Some(stage) = stage {
                let product = database.product(stage.product);
                let step = install(StepKind::Replace, "replace-stage", database, &stage);
                steps.push(step.onto(&product));
                if short == "2019" {
                    in_place(&mut steps, "upgrade-stage");
                } else {
                    beside(&mut steps);
                }
            } else {
                beside(&mut steps);
            }
        }
        _ => steps.push(Step::new(StepKind::Replace, "rebuild").onto(&target)),
    }
    steps
}

/// Where to move before support ends: the next baseline or the next product.
fn next_home<'a>(
    database: &Database<'a>,
    case: &Judgement<'a>,
    end: Date,
    day: Date,
) -> Option<Step<'a>> {
    let baseline = case.baseline.as_ref()?;
    let product = database.product(baseline.product);
    let newer = newest_baseline(database, &product, day).filter(|newer| newer.id > baseline.id);
    let step = Step { due: Some(end), ..Step::new(StepKind::PlanMove, "plan-move") };
    if let (Some(newer), false) = (newer, product.extended_end == Some(end)) {
        return Some(Step { code: "plan-baseline", ..step }.to(database.release(newer.root)));
    }
    let next = newest_product(database, day).filter(|next| next.id > product.id)?;
    let home = newest_baseline(database, &next, day)?;
    Some(step.to(database.release(home.root)).onto(&next))
}
