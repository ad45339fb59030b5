//! What notices and the bundle for a CSIRT share: the day they are written for and
//! the page they link to.

use crate::database::Basis;
use crate::exit::Failure;
use expatch::Date;
use expatch_campaign::Campaign;

/// The address of the project's own page.
pub(crate) const PAGE: &str = "https://expatch.github.io/expatch/";

/// The day that a hand-over speaks of: the one asked for, else that of the
/// verdicts that the campaign has, else today.
pub(crate) fn day(campaign: &Campaign, basis: &Basis) -> Result<Date, Failure> {
    match basis.as_of {
        Some(day) => Ok(day),
        None => Ok(campaign.day()?.unwrap_or_else(|| basis.day())),
    }
}
