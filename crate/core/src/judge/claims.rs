//! Who says that attackers use a vulnerability, since which day; and whose
//! lists were looked at, through which day.

use crate::database::ClaimKind;
use crate::database::Database;
use crate::database::Topic;
use crate::database::VulnerabilityId;
use crate::date::Date;
use alloc::vec::Vec;

/// Somebody's dated word that a vulnerability is exploited.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Claim<'a> {
    /// Who says so: `kev`, `msrc`.
    pub by: &'a str,
    /// Since which day.
    pub day: Date,
    /// Use by ransomware crews is known; `false` is "not known", never "no".
    pub ransomware: bool,
}

/// A list of exploited vulnerabilities that the facts hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct List<'a> {
    /// Whose: `kev`, `msrc`.
    pub by: &'a str,
    /// Through which day it was looked at.
    pub through: Date,
}

/// The claims about a vulnerability that had been made by `day`, the earliest first.
pub fn claims<'a>(database: &Database<'a>, id: VulnerabilityId, day: Date) -> Vec<Claim<'a>> {
    let said = || database.claims_on(id, day);
    let used = said().filter(|claim| claim.kind == ClaimKind::Exploited);
    let claim = |used: crate::database::Claim<'a>| Claim {
        by: used.by,
        day: used.day,
        ransomware: said().any(|claim| claim.kind == ClaimKind::Ransomware && claim.by == used.by),
    };
    used.map(claim).collect()
}

/// Whether anybody had said by `day` that a vulnerability is exploited.
pub fn is_exploited(database: &Database<'_>, id: VulnerabilityId, day: Date) -> bool {
    database.exploited_since(id, day).is_some()
}

/// The lists that were looked at, as far as they cover `day`.
pub fn lists<'a>(database: &Database<'a>, day: Date) -> Vec<List<'a>> {
    let known = database.coverage().filter(|coverage| coverage.tells(Topic::Exploitation));
    known.map(|list| List { by: list.source, through: list.through.min(day) }).collect()
}
