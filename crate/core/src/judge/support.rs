//! Whether a baseline still got fixes on a day, and from whom.

use crate::database::Baseline;
use crate::database::Database;
use crate::database::Product;
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
    /// The product does, this baseline does not: a newer one must be installed.
    BaselineEnded(Option<Date>),
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
        // An end that is set by the product's end is no end of the baseline's own.
        if let Some(end) = baseline.in_service_until.filter(|end| *end < day) {
            return Self::BaselineEnded(Some(end));
        }
        if baseline.in_service_until.is_none()
            && behind_two_baselines(database, &product, baseline, day)
        {
            return Self::BaselineEnded(None);
        }
        match [product.extended_end, baseline.in_service_until].into_iter().flatten().min() {
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

fn esu_period(product: &Product<'_>, day: Date) -> Option<(Date, Date)> {
    product.esu.into_iter().flatten().find(|(first, last)| *first <= day && day <= *last)
}

/// Microsoft services the newest cumulative update and the one before it.
/// Source: <https://techcommunity.microsoft.com/t5/exchange-team-blog/changes-in-exchange-server-servicing/ba-p/3301228>.
fn behind_two_baselines(
    database: &Database<'_>,
    product: &Product<'_>,
    baseline: &Baseline<'_>,
    day: Date,
) -> bool {
    let (_, last) = product.baselines;
    let newer = (baseline.id.0 + 1..=last.0)
        .map(|id| database.baseline(crate::database::BaselineId(id)))
        .filter(|newer| newer.released <= day)
        .count();
    newer >= 2
}
