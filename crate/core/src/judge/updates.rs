//! Which updates of a baseline are missing, and which is the one to install.

use super::support::Support;
use crate::build::Build;
use crate::database::Baseline;
use crate::database::BaselineId;
use crate::database::Database;
use crate::database::Kind;
use crate::database::Product;
use crate::database::Release;
use crate::date::Date;
use alloc::vec::Vec;
use expatch_observe::order;

/// What is missing on the way from `build` to the newest release of its
/// product, oldest first: the newer baselines, where the way leads over them,
/// then the updates laid on the last. Withdrawn releases are left out: nobody
/// should install them.
pub(super) fn missing<'a>(
    database: &Database<'a>,
    baseline: &Baseline<'a>,
    build: Build,
    support: Support,
    day: Date,
) -> Vec<Release<'a>> {
    let target = target_baseline(database, baseline, support, day);
    let between = (baseline.id.0 + 1..target.id.0)
        .map(|id| database.release(database.baseline(BaselineId(id)).root))
        .filter(|root| root.kind != Kind::Preview);
    let updates = target.release_ids().map(|id| database.release(id));
    let mut missing: Vec<_> = between
        .chain(updates)
        .filter(|release| {
            release.build > build && release.released <= day && !release.withdrawn_by(day)
        })
        .collect();
    order::by_key(&mut missing, |release| (release.released, release.build));
    missing
}

/// The baseline of the same product that updates are still laid on: its own
/// while that is served or was served to the end, otherwise the newest.
pub(super) fn target_baseline<'a>(
    database: &Database<'a>,
    baseline: &Baseline<'a>,
    support: Support,
    day: Date,
) -> Baseline<'a> {
    if !support.has_ended() {
        return baseline.clone();
    }
    let product = database.product(baseline.product);
    let own = newest(database, baseline, day, true);
    match newest_baseline(database, &product, day) {
        Some(last) if last.id > baseline.id => {
            let newer = newest(database, &last, day, true);
            let served = own.zip(newer).is_some_and(|(own, newer)| newer.released <= own.released);
            if served { baseline.clone() } else { last }
        }
        _ => baseline.clone(),
    }
}

/// Whether a release carries fixes for vulnerabilities as its purpose.
pub(super) fn is_security(kind: Kind) -> bool {
    matches!(kind, Kind::SecurityUpdate | Kind::UpdateRollup)
}

/// The newest release of a baseline that was out on `day`; with `public`, that
/// everybody could get.
pub fn newest<'a>(
    database: &Database<'a>,
    baseline: &Baseline<'a>,
    day: Date,
    public: bool,
) -> Option<Release<'a>> {
    baseline.release_ids().rev().map(|id| database.release(id)).find(|release| {
        release.released <= day && !release.withdrawn_by(day) && !(public && release.esu_only)
    })
}

/// The newest baseline of a product that was out on `day`; previews do not count.
pub fn newest_baseline<'a>(
    database: &Database<'a>,
    product: &Product<'a>,
    day: Date,
) -> Option<Baseline<'a>> {
    let (first, last) = product.baselines;
    (first.0..=last.0).rev().map(|id| database.baseline(BaselineId(id))).find(|baseline| {
        baseline.released <= day && database.release(baseline.root).kind != Kind::Preview
    })
}

/// The newest product that was supported for everybody on `day`.
pub fn newest_product<'a>(database: &Database<'a>, day: Date) -> Option<Product<'a>> {
    database
        .products()
        .filter(|product| {
            product.released <= day && product.extended_end.is_none_or(|end| day <= end)
        })
        .filter(|product| newest_baseline(database, product, day).is_some())
        .last()
}
