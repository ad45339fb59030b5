//! Which releases one piece of evidence allows.

use super::Finding;
use crate::database::Database;
use crate::database::ReleaseId;
use alloc::vec::Vec;
use expatch_observe::build::Build;
use expatch_observe::build::BuildPrefix;
use expatch_observe::evidence::Claim;
use expatch_observe::evidence::Evidence;
use expatch_observe::evidence::LookAlike;
use expatch_observe::evidence::Precision;

/// What follows from one exact number.
pub(super) fn exact_finding(build: Build, database: &Database<'_>) -> Finding {
    if database.find(build).is_some() {
        return Finding::Exact(build);
    }
    let belongs = if build.major() >= 15 {
        !database.with_prefix(build.prefix()).is_empty()
    } else {
        database.baseline_of(build).is_some()
    };
    if !belongs {
        return unreleased(build);
    }
    // No update ever had a revision like this.
    if build.major() >= 15 && build.revision() >= 1000 {
        return Finding::NotExchange(LookAlike::Forged);
    }
    Finding::Exact(build)
}

/// A number whose third part belongs to no release. Exchange Online wore 15.0
/// and 15.1 until the middle of 2017; nothing else had such numbers.
pub(super) fn unreleased(build: Build) -> Finding {
    match (build.major(), build.minor(), build.third()) {
        (15, 0, third) if (600..1150).contains(&third) => Finding::Online,
        (15, 1, third) if (100..1320).contains(&third) => Finding::Online,
        (_, _, 0) => Finding::NotExchange(LookAlike::Forged),
        _ => Finding::Unreleased(build),
    }
}

/// The releases of the build's baseline that are not older than it. A component's
/// number that stands in no table counts from the release below it, or from
/// its namesake with the same first three parts.
fn at_least(build: Build, database: &Database<'_>) -> Vec<ReleaseId> {
    let same = database.with_prefix(build.prefix());
    if build.major() >= 15 && same.is_empty() {
        return Vec::new();
    }
    let Some(baseline) = database
        .baseline_of(build)
        .or_else(|| same.clone().next().map(|id| database.release(ReleaseId(id)).baseline))
    else {
        return Vec::new();
    };
    let floor = if build.major() >= 15 {
        database.at_or_below(build)
    } else if let Some(id) = same.clone().next() {
        Some(ReleaseId(id))
    } else {
        database.at_or_below(build)
    };
    let row = database.baseline(baseline);
    row.release_ids().filter(|id| floor.is_none_or(|floor| *id >= floor)).collect()
}

/// The releases one piece allows; `None` where it says nothing of the version.
pub(super) fn possible(piece: &Evidence, database: &Database<'_>) -> Option<Vec<ReleaseId>> {
    let within = |prefix: BuildPrefix| -> Vec<ReleaseId> {
        let direct: Vec<_> = database.with_prefix(prefix).map(ReleaseId).collect();
        let Some(third) = prefix.third() else { return direct };
        if prefix.major() >= 15 {
            return direct;
        }
        // Before 2013 updates count on in the third part.
        let build = Build::new(prefix.major(), prefix.minor(), third, u16::MAX);
        let baseline = database
            .baseline_of(build)
            .or_else(|| direct.first().map(|id| database.release(*id).baseline));
        baseline.map_or(direct, |id| database.baseline(id).release_ids().collect())
    };
    match (piece.precision, piece.claim) {
        (Precision::None, _) => None,
        (Precision::Floor, Claim::Build(build)) => Some(at_least(build, database)),
        (Precision::Baseline, Claim::Build(build)) => {
            let all = within(build.prefix());
            let own = database.baseline_of(build).map(|id| database.baseline(id).build);
            // A revision other than the baseline's own was written by an update.
            let raised = build.major() >= 15 && own.is_some_and(|own| build > own);
            Some(if raised { at_least(build, database) } else { all })
        }
        (_, Claim::Build(build)) => Some(at_least(build, database)),
        // `8.0` and `14.0` from a product's name mean all its service packs.
        (Precision::Product, Claim::Prefix(prefix)) if prefix.third().is_none() => Some(
            database
                .releases()
                .filter(|release| {
                    let build = release.build;
                    prefix.contains(build)
                        || matches!((prefix.major(), prefix.minor()), (8 | 14, 0))
                            && build.major() == prefix.major()
                })
                .map(|release| release.id)
                .collect(),
        ),
        (_, Claim::Prefix(prefix)) => Some(within(prefix)),
        _ => None,
    }
}
