//! Who says that attackers use a vulnerability, since which day; and whose
//! lists were looked at, through which day.

use crate::database::Database;
use crate::database::VulnerabilityId;
use crate::date::Date;
use alloc::vec::Vec;

/// Somebody's dated word that a vulnerability is exploited.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Claim {
    /// Who says so: `kev`.
    pub by: &'static str,
    /// Since which day.
    pub day: Date,
    /// Use by ransomware crews is known; `false` is "not known", never "no".
    pub ransomware: bool,
}

/// A list of exploited vulnerabilities that the facts hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct List {
    /// Whose: `kev`.
    pub by: &'static str,
    /// Through which day it was looked at.
    pub through: Date,
}

/// CISA's catalogue, in claims and lists.
const KEV: &str = "kev";

/// The claims about a vulnerability that had been made by `day`, the earliest first.
pub fn claims(database: &Database<'_>, id: VulnerabilityId, day: Date) -> Vec<Claim> {
    let kev = database.kev_on(id, day);
    kev.map(|kev| Claim { by: KEV, day: kev.added, ransomware: kev.ransomware })
        .into_iter()
        .collect()
}

/// Whether anybody had said by `day` that a vulnerability is exploited.
pub fn is_exploited(database: &Database<'_>, id: VulnerabilityId, day: Date) -> bool {
    database.kev_on(id, day).is_some()
}

/// The lists that were looked at, as far as they tell of `day`.
pub fn lists(database: &Database<'_>, day: Date) -> Vec<List> {
    let known = database.sources().filter(|source| source.key == KEV);
    known.map(|source| List { by: KEV, through: source.as_of.min(day) }).collect()
}
