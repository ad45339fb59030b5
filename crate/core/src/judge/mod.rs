//! Builds to verdicts for one day, in numbers; words and serialised shapes are
//! `report`'s.

mod combine;
mod exposure;
mod judgement;
mod road;
mod standing;
mod status;
mod support;
mod updates;

pub use combine::Combined;
pub use exposure::Window;
pub use exposure::exposure;
pub use judgement::Judgement;
pub use judgement::Placement;
pub use road::Step;
pub use standing::Because;
pub use status::Status;
pub use support::Support;
pub use updates::newest;
pub use updates::newest_baseline;
pub use updates::newest_product;

use crate::database::Database;
use crate::database::Necessity;
use crate::date::Date;
use alloc::vec::Vec;

/// The road from the worst of the candidates to a safe server.
pub fn road<'a>(
    database: &Database<'a>,
    combined: &Combined<'a>,
    exact: bool,
    day: Date,
) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    if !exact {
        steps.push(Step::Settle);
    }
    let worst = combined.range.1.0;
    if let Some(case) = combined.cases.iter().find(|case| case.build == worst) {
        steps.extend(road::road(database, case, day));
        if !exposure(database, case, day).is_empty() {
            steps.push(Step::CheckCompromise);
        }
    }
    let required = |(_, necessity, _): &(u8, Necessity, _)| *necessity == Necessity::Required;
    if combined.cases.iter().any(|case| case.steps.iter().any(required)) {
        steps.push(Step::ManualSteps);
    }
    if database.as_of().patch_tuesdays_until(day).next().is_some() {
        // Where only newer facts can tell what to do, that comes first.
        let first = matches!(combined.status, Status::LatestKnown | Status::UnknownBuild);
        let at = if first { 0 } else { steps.len() };
        steps.insert(at, Step::RefreshDatabase);
    }
    steps
}
