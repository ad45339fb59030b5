//! Two campaigns side by side: what is new, fixed, worse, gone.

use crate::error::Error;
use crate::file::Campaign;
use expatch::judge::Status;
use expatch_store::values;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::VecDeque;

/// What became of a target between two campaigns.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// At risk now; before there was no Exchange server, or none was asked.
    New,
    /// At risk on both days, and now for more.
    Worse,
    /// In order before, at risk now.
    Relapsed,
    /// At risk on both days.
    Open,
    /// At risk before, and now known not to be.
    Fixed,
    /// At risk before; now an Exchange server of which it cannot be said.
    Unclear,
    /// An Exchange server before, no answer of one now.
    Gone,
    /// Not at risk on either day.
    Unchanged,
}

impl Change {
    /// Every change.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Worse,
        Self::Relapsed,
        Self::Open,
        Self::Fixed,
        Self::Unclear,
        Self::Gone,
        Self::Unchanged,
    ];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Relapsed => "relapsed",
            Self::Open => "open",
            Self::Fixed => "fixed",
            Self::Unclear => "unclear",
            Self::Gone => "gone",
            Self::Unchanged => "unchanged",
        }
    }
}

/// One target on both days.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Pair {
    /// `scheme://host:port`.
    pub target: String,
    /// What became of it.
    pub change: Change,
    /// Status and build before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<State>,
    /// Status and build now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<State>,
}

/// A target's verdict, in short.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct State {
    /// The status.
    pub status: String,
    /// The build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    #[serde(skip)]
    severity: u8,
    #[serde(skip)]
    open: usize,
}

/// How many targets changed how.
pub type Tally = BTreeMap<Change, u64>;

/// Compares two campaigns by their newest assessments, target by target in
/// the order of their names; `tell` hears of each. Memory does not grow.
///
/// # Errors
/// When a file cannot be read.
pub fn compare(
    before: &Campaign,
    after: &Campaign,
    mut tell: impl FnMut(&Pair),
) -> Result<Tally, Error> {
    let (mut old, mut new) = (States::of(before), States::of(after));
    let (mut left, mut right) = (old.next()?, new.next()?);
    let mut tally = Tally::new();
    loop {
        let order = match (&left, &right) {
            (None, None) => return Ok(tally),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((left, _)), Some((right, _))) => left.cmp(right),
        };
        let before = if order.is_le() { left.take() } else { None };
        let after = if order.is_ge() { right.take() } else { None };
        let name = before.as_ref().or(after.as_ref()).map(|(name, _)| name.clone());
        let (before, after) = (before.map(|(_, state)| state), after.map(|(_, state)| state));
        let change = change(before.as_ref(), after.as_ref());
        *tally.entry(change).or_default() += 1;
        tell(&Pair { target: name.unwrap_or_default(), change, before, after });
        if order.is_le() {
            left = old.next()?;
        }
        if order.is_ge() {
            right = new.next()?;
        }
    }
}

/// The targets of a campaign in the order of their names, a page at a time.
struct States<'c> {
    campaign: &'c Campaign,
    after: String,
    page: VecDeque<(String, State)>,
}

const PAGE: i64 = 2000;

impl<'c> States<'c> {
    fn of(campaign: &'c Campaign) -> Self {
        Self { campaign, after: String::new(), page: VecDeque::new() }
    }

    fn next(&mut self) -> Result<Option<(String, State)>, Error> {
        if self.page.is_empty() {
            self.page = self.campaign.states(&self.after)?.into();
            if let Some((name, _)) = self.page.back() {
                self.after.clone_from(name);
            }
        }
        Ok(self.page.pop_front())
    }
}

impl Campaign {
    fn states(&self, after: &str) -> Result<Vec<(String, State)>, Error> {
        let sql = "
            SELECT target.target, finding.status, finding.severity, finding.build,
                   finding.open_least
            FROM target
            JOIN verdict ON verdict.target = target.id
                 AND verdict.judgement = (SELECT max(id) FROM judgement WHERE campaign = ?1)
            JOIN finding ON finding.id = verdict.finding
            WHERE target.campaign = ?1 AND target.target > ?2
            ORDER BY target.target LIMIT ?3";
        self.connection.rows(sql, values![self.id, after, PAGE], |row| {
            let open: i64 = row.get(4)?;
            let state = State {
                status: row.get(1)?,
                severity: row.get(2)?,
                build: row.get(3)?,
                open: open.try_into().unwrap_or(0),
            };
            Ok((row.get(0)?, state))
        })
    }
}

/// Severity 2 is a known risk, 3 is not knowing.
fn change(before: Option<&State>, after: Option<&State>) -> Change {
    let is_server = |state: &&State| !matches!(&*state.status, "not-exchange" | "exchange-online");
    let (before, after) = (before.filter(is_server), after.filter(is_server));
    match (before, after) {
        (Some(before), Some(after)) => match (before.severity, after.severity) {
            (2, 2) if rank(after) > rank(before) => Change::Worse,
            (2, 2) => Change::Open,
            (2, 3) => Change::Unclear,
            (2, _) => Change::Fixed,
            (_, 2) => Change::Relapsed,
            _ => Change::Unchanged,
        },
        (None, Some(after)) if after.severity == 2 => Change::New,
        (Some(_), None) => Change::Gone,
        _ => Change::Unchanged,
    }
}

fn rank(state: &State) -> (Reverse<Status>, usize) {
    let status = Status::from_code(&state.status).unwrap_or(Status::ExchangeOnline);
    // The worst status is the first.
    (Reverse(status), state.open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: Option<(&str, u8, usize)>, after: Option<(&str, u8, usize)>, change: Change) {
        let state = |(status, severity, open): (&str, u8, usize)| State {
            status: status.to_owned(),
            severity,
            build: None,
            open,
        };
        let (before, after) = (before.map(state), after.map(state));
        assert_eq!(super::change(before.as_ref(), after.as_ref()), change);
    }

    #[test]
    fn every_change_has_its_name() {
        let (open, more, fine) = (("exploited", 2, 3), ("exploited", 2, 5), ("current", 0, 0));
        check(None, Some(open), Change::New);
        check(Some(("not-exchange", 3, 0)), Some(open), Change::New);
        check(Some(open), Some(fine), Change::Fixed);
        check(Some(open), Some(("indeterminate", 3, 0)), Change::Unclear);
        check(Some(open), Some(("exchange-online", 0, 0)), Change::Gone);
        check(Some(open), Some(more), Change::Worse);
        check(Some(("vulnerable", 2, 9)), Some(open), Change::Worse);
        check(Some(more), Some(open), Change::Open);
        check(Some(fine), Some(open), Change::Relapsed);
        check(Some(fine), None, Change::Gone);
        check(None, Some(fine), Change::Unchanged);
    }
}
