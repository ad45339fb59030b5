//! Since when exploited holes could have been used: a server that is patched
//! now was open before, and patching does not evict anyone.

use super::claims::claims;
use super::judgement::Judgement;
use crate::database::Database;
use crate::database::Fix;
use crate::database::VulnerabilityId;
use crate::date::Date;
use alloc::vec::Vec;
use expatch_observe::order;

/// A window in which one exploited hole could have been used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Window {
    /// The hole.
    pub vulnerability: VulnerabilityId,
    /// The earlier of its publication and the first claim that it is exploited.
    pub since: Date,
    /// The day on which its fix came out; `None` while it is open.
    pub until: Option<Date>,
}

/// The windows of one build, oldest first. A hole closed by an update of this
/// baseline counts from its publication to the day the update came out; what
/// was closed before it was known leaves no window.
pub fn exposure(database: &Database<'_>, case: &Judgement<'_>, day: Date) -> Vec<Window> {
    let Some(baseline) = &case.baseline else { return Vec::new() };
    let mut windows = Vec::new();
    for id in database.published_by(day) {
        let Some(first) = claims(database, id, day).first().map(|claim| claim.day) else {
            continue;
        };
        let since = database.published(id).min(first).max(baseline.released);
        let until = if case.open.contains(&id) {
            None
        } else if let Fix::From { build, .. } = database.fix_on(id, baseline.id, day) {
            let Some(fixed) = database.find(build) else { continue };
            Some(database.release(fixed).released).filter(|until| *until <= day)
        } else {
            continue;
        };
        if until.is_none_or(|until| since < until) {
            windows.push(Window { vulnerability: id, since, until });
        }
    }
    order::by_key(&mut windows, |window| (window.since, window.vulnerability));
    windows
}
