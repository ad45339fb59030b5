//! Updates have a state: only one that was installed, and proved to be, raises
//! what a server has at least. Per server and update the latest dated state
//! counts; without dates a failure wins.

use crate::channel::Channel;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::Named;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::order;
use crate::reader::Reader;
use crate::standing::state::State;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// One line, row or event about an update.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) record: u32,
    pub(crate) row: bool,
    pub(crate) span: Range<usize>,
    pub(crate) named: Named,
    /// `None` where nothing proves that it is there.
    pub(crate) state: Option<State>,
    /// When, as the text spells it.
    pub(crate) date: Option<Range<usize>>,
    pub(crate) server: Option<String>,
}

/// Decides all of them together.
pub(crate) fn decide(reader: &mut Reader<'_>) {
    let updates = core::mem::take(&mut reader.updates);
    if updates.is_empty() {
        return;
    }
    let mut same = Vec::new();
    for (at, update) in updates.iter().enumerate() {
        let server = update.server.as_deref().map(str::to_ascii_lowercase);
        let name = if update.named.kb.is_some() { 0 } else { 1 + at as u32 };
        same.push(((server, update.named.kb.unwrap_or(0), name), at));
    }
    for places in order::grouped(same) {
        let told = places.iter().filter(|at| updates[**at].state.is_some());
        let dated = told.clone().all(|at| updates[*at].date.is_some()) && told.clone().count() > 1;
        let days = || -> Vec<&[u8]> {
            told.clone()
                .filter_map(|at| updates[*at].date.clone())
                .map(|date| &reader.text[date])
                .collect()
        };
        let newest = dated.then(days).and_then(|days| super::dated::latest(&days));
        let deciding = if let Some(newest) = newest {
            // Of one day a failure wins.
            let mut last = told.zip(newest).filter(|(_, newest)| *newest).map(|(at, _)| *at);
            let first = last.next();
            last.chain(first).find(|at| updates[*at].state != Some(State::Installed)).or(first)
        } else {
            // A failure wins; an installation is the end of what was pending.
            let state = |at: &&usize| updates[**at].state;
            let failed =
                |at: &&usize| matches!(state(at), Some(State::Not(why)) if why != Why::Pending);
            let there = |at: &&usize| state(at) == Some(State::Installed);
            let mut all = told.clone();
            told.clone()
                .find(failed)
                .or_else(|| told.clone().find(there))
                .or_else(|| all.next())
                .copied()
        };
        for at in places {
            let update = &updates[at];
            let state = deciding.and_then(|at| updates[at].state);
            match state {
                Some(State::Installed) if Some(at) == deciding => reader.add(Evidence {
                    channel: Channel::InstalledUpdate,
                    span: update.span.clone(),
                    precision: Precision::Floor,
                    standing: Standing::Observed,
                    claim: Claim::Named(update.named),
                    server: update.server.clone(),
                    record: update.record,
                    row: update.row,
                }),
                Some(State::Installed) => {}
                Some(State::Not(why)) => {
                    reader.mention(update.span.clone(), Claim::Named(update.named), why);
                }
                None => {
                    reader.mention(update.span.clone(), Claim::Named(update.named), Why::Unproved);
                }
            }
        }
    }
    order::by_key(&mut reader.evidence, |piece| (piece.record, piece.span.start));
}
