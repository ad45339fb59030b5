//! Texts in texts, and records whose fields are known.

use super::Block;
use super::Reader;
use super::Step;
use crate::budget::Budget;
use crate::document::unescape::shown;
use crate::document::unescape::unescape;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::subject::Record;
use alloc::vec::Vec;
use core::ops::Range;

impl Reader<'_> {
    /// Reads a text that is a field of `record`: a greeting, a page, a tool's
    /// output, with its line ends perhaps escaped.
    pub(crate) fn nested(&mut self, record: &mut Record, range: Range<usize>) {
        self.within(record, range, false);
    }

    /// The same of what a page shows among other things: a number alone is no question.
    pub(crate) fn quoted(&mut self, record: &mut Record, range: Range<usize>) {
        self.within(record, range, true);
    }

    fn within(&mut self, record: &mut Record, range: Range<usize>, page: bool) {
        if self.depth >= DEEPEST || !self.has_hit(&range) && range.len() > 256 {
            return self.read(range);
        }
        let decode = if page { shown } else { unescape };
        let (bytes, steps) = decode(&self.text[range.clone()]);
        let budget = Budget { steps: usize::MAX, ..self.budget };
        let mut inner = Reader::new(&bytes, budget);
        inner.depth = self.depth + 1;
        inner.question = page.then_some(false);
        inner.context.listing = self.context.listing;
        if self.trace.is_some() {
            inner.trace = Some(Vec::new());
        }
        inner.run();
        let place = |at: usize| {
            let step = steps.partition_point(|(decoded, _)| *decoded <= at) - 1;
            range.start + steps[step].1 + (at - steps[step].0)
        };
        let outer = |span: &Range<usize>| {
            place(span.start)..if span.is_empty() {
                place(span.start)
            } else {
                place(span.end - 1) + 1
            }
        };
        let (evidence, mentions) =
            (core::mem::take(&mut inner.evidence), core::mem::take(&mut inner.mentions));
        let several = evidence
            .windows(2)
            .any(|pair| pair[0].server != pair[1].server && pair[1].server.is_some());
        for mut piece in evidence {
            piece.span = outer(&piece.span);
            // Several servers in one text keep their names and records.
            if several {
                piece.record += self.records;
            } else {
                piece.record = record.id;
                piece.row = record.row;
                if record.is_named() {
                    piece.server = None;
                }
            }
            // What a page shows may be its writer's own words.
            if piece.standing == Standing::Stated && record.block != Block::Prose && !page {
                piece.standing = Standing::Observed;
            }
            self.read(piece.span.clone());
            self.evidence.push(piece);
        }
        for mut mention in mentions {
            mention.span = outer(&mention.span);
            self.mentions.push(mention);
        }
        for step in inner.trace.take().into_iter().flatten() {
            let step = Step { span: outer(&step.span), field: outer(&step.field), ..step };
            if let Some(trace) = &mut self.trace {
                trace.push(step);
            }
        }
        if several {
            self.records += inner.records;
        }
        self.read(range);
    }

    /// Reads one record whose fields are known.
    pub(crate) fn record(&mut self, keys: &[Range<usize>], values: &[Range<usize>]) {
        self.hits = self.marked();
        let mut record = Record::new(self, Block::Table, true);
        for (key, value) in keys.iter().zip(values) {
            if !value.is_empty() {
                let (key, value) = (key.clone(), value.clone());
                crate::document::row::below_title(self, &mut record, key, value);
            }
        }
        record.close(self);
        if let Some(last) = values.last() {
            self.sweep(0..last.end, Why::Sentence);
        }
        crate::subject::decide_updates(self);
    }
}

/// Texts in texts in texts: a log of a scanner's JSON of an answer's page.
const DEEPEST: u8 = 3;
