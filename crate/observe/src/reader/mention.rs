//! Versions that do not count, listed with their reason.

use super::Reader;
use super::claim_of;
use crate::document::number::Number;
use crate::document::number::display;
use crate::document::number::next_number;
use crate::evidence::Claim;
use crate::evidence::Mention;
use crate::evidence::Why;
use crate::order;
use crate::standing::release;
use crate::standing::value::Value;
use alloc::vec::Vec;
use core::ops::Range;

impl Reader<'_> {
    /// Lists a version that does not count.
    pub(crate) fn mention(&mut self, span: Range<usize>, claim: Claim, why: Why) {
        self.step(0, span.clone(), Err(why));
        self.read(span.clone());
        self.mentions.push(Mention { span, claim, why });
    }

    /// Lists a number that does not count.
    pub(crate) fn mention_number(&mut self, number: &Number, why: Why) {
        if let Some(claim) = claim_of(number) {
            self.mention(number.span(), claim, why);
        }
    }

    /// Lists what a field says that was read whole and does not count.
    pub(crate) fn mention_value(&mut self, value: &Value, span: Range<usize>, why: Why) {
        if let Some(number) = value.number.filter(|number| number.count() >= 3) {
            self.mention_number(&number, why);
        } else if let Some((named, place)) = &value.named {
            self.mention(place.clone(), Claim::Named(*named), why);
        } else {
            self.read(span);
        }
    }

    /// Lists every version in `range`.
    pub(crate) fn mention_all(&mut self, range: Range<usize>, why: Why) {
        self.sweep(range.clone(), why);
        self.read(range);
    }

    /// Lists every version in `range` that no rule has read.
    pub(crate) fn sweep(&mut self, range: Range<usize>, why: Why) {
        if self.is_stopped() {
            return;
        }
        let mut seen: Vec<Range<usize>> = self
            .seen
            .iter()
            .filter(|one| one.start < range.end && one.end > range.start)
            .cloned()
            .collect();
        order::by_key(&mut seen, |one| one.start);
        let mut next = 0;
        let mut taken = move |span: &Range<usize>| {
            while seen.get(next).is_some_and(|one| one.end <= span.start) {
                next += 1;
            }
            seen.get(next).is_some_and(|one| one.start < span.end)
        };
        let mut found: Vec<(Range<usize>, Claim)> = Vec::new();
        let mut from = range.start;
        while let Some(number) = next_number(self.text, from..range.end) {
            from = number.end;
            let number = display(self.text, &number).map_or(number, |(whole, _)| whole);
            from = from.max(number.end);
            let (Some(claim), true) = (claim_of(&number), number.is_plausible()) else { continue };
            found.push((number.span(), claim));
        }
        let first = self.hits.partition_point(|at| *at < range.start);
        for at in first..self.hits.len() {
            let at = self.hits[at];
            if at >= range.end {
                break;
            }
            if let Some((named, end)) = release::parse(self.text, at)
                && (named.baseline.is_some() || named.update.is_some())
                && end <= range.end
            {
                found.push((at..end, Claim::Named(named)));
            }
        }
        order::by_key(&mut found, |(span, _)| span.start);
        for (span, claim) in found {
            if !taken(&span) {
                self.step(0, span.clone(), Err(why));
                self.seen.push(span.clone());
                self.mentions.push(Mention { span, claim, why });
            }
        }
        // What lies before the end of the range is not asked for again.
        if self.seen.len() > 1024 {
            self.seen.retain(|one| one.end > range.end);
        }
    }
}
