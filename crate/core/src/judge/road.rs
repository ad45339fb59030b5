//! What to do next, in order, as data; `text/` has the words.

use super::judgement::Judgement;
use super::status::Status;
use super::support::Support;
use super::updates::newest;
use super::updates::newest_baseline;
use super::updates::newest_product;
use crate::database::Baseline;
use crate::database::Database;
use crate::database::Release;
use crate::date::Date;
use alloc::string::String;
use alloc::vec::Vec;

/// One step on the way to a safe server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step<'a> {
    /// Ask the server for its exact build.
    Settle,
    /// Install this update.
    Install(Release<'a>),
    /// Install this baseline first; updates are laid on it.
    InstallBaseline(Release<'a>),
    /// The last update that everybody can still get, until the way is gone.
    InstallLastPublic(Release<'a>),
    /// An update that only customers with ESU get.
    InstallWithEsu(Release<'a>),
    /// Upgrade in place to this product.
    UpgradeInPlace(String),
    /// Install a server of this product, move everything, remove the old one.
    MoveToNewServer(String),
    /// As before, by way of a version that both can live beside.
    MoveInTwoSteps(String),
    /// No supported way leads on from here.
    Rebuild(String),
    /// Take it off the Internet until it is done.
    Isolate,
    /// Look whether someone came in while it was open.
    CheckCompromise,
    /// Do or confirm the manual steps.
    ManualSteps,
    /// Get newer facts and ask again.
    RefreshDatabase,
}

/// The road from `case` to a safe server.
pub(super) fn road<'a>(database: &Database<'a>, case: &Judgement<'a>, day: Date) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let (Some(baseline), Some(support)) = (&case.baseline, case.support) else { return steps };
    if support.has_ended() && case.status <= Status::Unsupported {
        steps.push(Step::Isolate);
    }
    match support {
        Support::Supported | Support::Ending(_) => {
            steps.extend(update(database, case, baseline, day).map(Step::Install));
        }
        Support::BaselineEnded(_) => {
            let product = database.product(baseline.product);
            if let Some(target) = newest_baseline(database, &product, day) {
                steps.push(Step::InstallBaseline(database.release(target.root)));
                let update = newest(database, &target, day, true);
                steps.extend(
                    update.filter(|update| update.build != target.build).map(Step::Install),
                );
            }
        }
        Support::Esu(_) => {
            let wanted = update(database, case, baseline, day);
            steps.extend(wanted.filter(|update| update.esu_only).map(Step::InstallWithEsu));
            steps.extend(last_public(database, case, baseline, day));
            steps.extend(onward(database, baseline, day));
        }
        Support::Ended(_) => {
            steps.extend(last_public(database, case, baseline, day));
            steps.extend(onward(database, baseline, day));
        }
    }
    steps
}

/// The newest update, where the server lacks it.
fn update<'a>(
    database: &Database<'a>,
    case: &Judgement<'a>,
    baseline: &Baseline<'a>,
    day: Date,
) -> Option<Release<'a>> {
    newest(database, baseline, day, false).filter(|update| update.build > case.build)
}

/// The last update of the product that was for everybody, with the baseline
/// it is laid on, where they are newer than what is there.
fn last_public<'a>(
    database: &Database<'a>,
    case: &Judgement<'a>,
    baseline: &Baseline<'a>,
    day: Date,
) -> Vec<Step<'a>> {
    let product = database.product(baseline.product);
    let own = newest(database, baseline, day, true);
    let last = newest_baseline(database, &product, day);
    let newer = last.and_then(|last| newest(database, &last, day, true));
    // A baseline that was updated to the end needs no other one.
    let target = match (own, newer) {
        (Some(own), Some(newer)) if newer.released > own.released => newer,
        (Some(own), _) => own,
        (None, Some(newer)) => newer,
        (None, None) => return Vec::new(),
    };
    if target.build <= case.build {
        return Vec::new();
    }
    let start = database.baseline(target.baseline);
    let mut steps = Vec::new();
    if start.id != baseline.id {
        steps.push(Step::InstallBaseline(database.release(start.root)));
    }
    if target.build != start.build {
        steps.push(Step::InstallLastPublic(target));
    }
    steps
}

/// The way out of an ended product.
///
/// Exchange Server SE can be installed over 2019 CU14 and CU15, and beside
/// 2016 CU23 and 2019 CU14 or CU15; 2013 and 2010 can live beside 2016 and
/// (2013) 2019 only. Source:
/// <https://learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix> and
/// <https://techcommunity.microsoft.com/blog/exchange/upgrading-your-organization-from-current-versions-to-exchange-server-se/4241305>.
fn onward<'a>(database: &Database<'a>, baseline: &Baseline<'a>, day: Date) -> Vec<Step<'a>> {
    let Some(target) = newest_product(database, day) else { return Vec::new() };
    let name = String::from(target.name);
    let to_se = target.extended_end.is_none();
    let mut steps = Vec::new();
    match (baseline.build.major(), baseline.build.minor()) {
        (15, 2) if to_se => steps.push(Step::UpgradeInPlace(name)),
        (15, 1 | 2) => steps.push(Step::MoveToNewServer(name)),
        (15, 0) if !to_se => steps.push(Step::MoveToNewServer(name)),
        (15, 0) | (14, _) => steps.push(Step::MoveInTwoSteps(name)),
        _ => steps.push(Step::Rebuild(name)),
    }
    if let Some(newest) = newest_baseline(database, &target, day)
        .and_then(|last| newest(database, &last, day, true))
        .filter(|newest| newest.update.is_some())
    {
        steps.push(Step::Install(newest));
    }
    steps
}
