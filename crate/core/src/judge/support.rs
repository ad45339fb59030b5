//! Whether a baseline still got fixes on a day, and from whom.

use super::updates::is_security;
use crate::database::Baseline;
use crate::database::BaselineId;
use crate::database::Database;
use crate::database::Product;
use crate::database::Release;
use crate::date::Date;

/// The days before an end of support in which it counts as near.
const NEAR_DAYS: i32 = 90;

/// Whether a baseline still gets fixes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Support {
    /// For everybody.
    Supported,
    /// For everybody, for fewer than 90 more days.
    Ending(Date),
    /// Only for customers who bought Extended Security Updates.
    Esu(Date),
    /// The product does, this baseline does not: a newer one must be
    /// installed. The day is the last on which anything was made for it.
    BaselineEnded(Date),
    /// Nobody gets any.
    Ended(Option<Date>),
}

impl Support {
    /// The state of `baseline` on `day`.
    pub fn of(database: &Database<'_>, baseline: &Baseline<'_>, day: Date) -> Self {
        let product = database.product(baseline.product);
        if let Some(end) = product_end(&product, baseline, day) {
            return match esu_period(&product, day) {
                Some((_, last)) if baseline.esu => Self::Esu(last),
                _ => Self::Ended(Some(end)),
            };
        }
        let newest = last_made(database, baseline, day, false);
        // The policy's day is a promise; an update after it shows that service went on.
        let promised = baseline.in_service_until.map(|end| end.max(newest));
        if promised.is_some_and(|end| end < day)
            || baseline.in_service_until.is_none()
                && is_passed_over(database, baseline, newest, day)
        {
            let last = last_made(database, baseline, day, true);
            return Self::BaselineEnded(promised.map_or(last, |end| end.max(last)));
        }
        match [product.extended_end, promised].into_iter().flatten().min() {
            Some(end) if end.days() - day.days() < NEAR_DAYS => Self::Ending(end),
            _ => Self::Supported,
        }
    }

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Ending(_) => "ending",
            Self::Esu(_) => "esu",
            Self::BaselineEnded(_) => "baseline-ended",
            Self::Ended(_) => "ended",
        }
    }

    /// Whether nobody gets fixes for this baseline.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::BaselineEnded(_) | Self::Ended(_))
    }
}

/// The day after which the product got no more fixes for everybody, when that
/// lies before `day`. Products older than any lifecycle record have ended too.
fn product_end(product: &Product<'_>, baseline: &Baseline<'_>, day: Date) -> Option<Date> {
    match product.extended_end {
        Some(end) => (end < day).then_some(end),
        // Only Exchange Server SE has no end set; 4.0 is older than lifecycles.
        None => (baseline.build.major() < 5).then_some(product.released),
    }
}

/// Whether a release shows that its owner gets the Extended Security Updates of
/// `day`: only they got it, and in the period of that day. Each period is bought
/// by itself.
pub(super) fn proves_esu(database: &Database<'_>, release: &Release<'_>, day: Date) -> bool {
    let product = database.product(database.baseline(release.baseline).product);
    let period = esu_period(&product, day);
    release.esu_only && period.is_some_and(|(first, _)| first <= release.released)
}

fn esu_period(product: &Product<'_>, day: Date) -> Option<(Date, Date)> {
    product.esu.into_iter().flatten().find(|(first, last)| *first <= day && day <= *last)
}

/// The day of the last release of a baseline by `day`. The special updates of
/// March 2021 were made for baselines that were out of service, so they count
/// only with `special`.
fn last_made(database: &Database<'_>, baseline: &Baseline<'_>, day: Date, special: bool) -> Date {
    baseline
        .release_ids()
        .map(|id| database.release(id))
        .filter(|release| release.released <= day && (special || !release.not_cumulative))
        .map(|release| release.released)
        .max()
        .unwrap_or(baseline.released)
}

/// Whether the table shows that updates went on without this baseline: a newer
/// one of its product has got a security update since the last of its own.
/// Where none came out yet, Microsoft's rule decides: the newest cumulative
/// update and the one before it are serviced.
/// Source: <https://techcommunity.microsoft.com/t5/exchange-team-blog/changes-in-exchange-server-servicing/ba-p/3301228>.
fn is_passed_over(
    database: &Database<'_>,
    baseline: &Baseline<'_>,
    newest: Date,
    day: Date,
) -> bool {
    let (_, last) = database.product(baseline.product).baselines;
    let newer = (baseline.id.0 + 1..=last.0)
        .map(|id| database.baseline(BaselineId(id)))
        .filter(|newer| newer.released <= day);
    let mut baselines = 0;
    for newer in newer {
        // A newer baseline whose first update is older tells nothing.
        let went_on = newer.release_ids().map(|id| database.release(id)).any(|release| {
            release.update.is_some()
                && is_security(release.kind)
                && release.released <= day
                && release.released.days() - newest.days() > SAME_BATCH_DAYS
        });
        if went_on {
            return true;
        }
        baselines += usize::from(newer.released > newest);
    }
    baselines >= 2
}

/// Re-releases of one batch come within these days, and not for every baseline.
const SAME_BATCH_DAYS: i32 = 27;
