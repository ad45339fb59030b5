//! What a text shows of Exchange servers, and what it only mentions.
//!
//! `decode → document → channels → standing → records`: bytes become a text, the
//! text is cut once into blocks, records and fields around what a pass of markers
//! found; a field counts when its place proves that it counts and a version is
//! all that it holds. Nothing here fails; finding nothing is an answer.
//!
//! ```
//! use expatch_observe::observe;
//! let reading = observe(b"X-OWA-Version: 15.2.986.14\r\nX-FEServer: EX01\r\n");
//! assert_eq!(reading.evidence[0].server.as_deref(), Some("EX01"));
//! let reading = observe(b"Please install 15.2.986.14 or later.");
//! assert!(reading.evidence.is_empty());
//! assert_eq!(reading.mentions.len(), 1);
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod budget;
pub mod build;
pub mod channel;
pub mod document;
pub mod evidence;
pub mod list;
pub mod order;
mod reader;
mod said;
mod standing;
mod subject;
mod words;

pub use budget::Budget;
pub use reader::Block;
pub use reader::Step;
pub use said::Fields;
pub use said::Said;
pub use said::note;

use alloc::vec::Vec;
use core::ops::Range;
use evidence::Evidence;
use evidence::Mention;
use reader::Reader;

/// What was read in one input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// What counts, in the order of the records.
    pub evidence: Vec<Evidence>,
    /// What proves nothing about a server, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The end of the text, where it was more work than the budget.
    pub unread: Option<Range<usize>>,
}

/// Reads everything that `input` says about Exchange servers.
pub fn observe(input: &[u8]) -> Reading {
    observe_within(input, Budget::default())
}

/// Reads as much of `input` as `budget` allows, and says what it did not read.
pub fn observe_within(input: &[u8], budget: Budget<'_>) -> Reading {
    read(input, budget, false).0
}

/// What the user says of his input.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Given {
    /// Where a lone number was read; it then has that channel's precision.
    pub channel: Option<channel::Channel>,
    /// The one version that the text mentions is that of his server.
    pub mine: bool,
}

impl Reading {
    /// The same as the user says it has to be taken.
    #[must_use]
    pub fn taken(mut self, given: Given) -> Self {
        if let Some(channel) = given.channel
            && let [piece] = &mut self.evidence[..]
            && piece.channel == channel::Channel::BareBuild
        {
            piece.channel = channel;
            piece.precision = channel.precision();
        }
        let first = self.mentions.first().map(|mention| mention.claim);
        let alone = self.mentions.iter().all(|mention| Some(mention.claim) == first);
        if given.mine && self.evidence.is_empty() && alone && !self.mentions.is_empty() {
            let mention = self.mentions.remove(0);
            self.mentions.clear();
            let precision = match mention.claim {
                evidence::Claim::Prefix(_) => evidence::Precision::Baseline,
                _ => evidence::Precision::Exact,
            };
            self.evidence.push(Evidence {
                channel: given.channel.unwrap_or(channel::Channel::BareBuild),
                span: mention.span,
                precision: given.channel.map_or(precision, channel::Channel::precision),
                standing: evidence::Standing::Stated,
                claim: mention.claim,
                server: None,
                record: 1,
                row: false,
            });
        }
        self
    }
}

/// Reads `input` as the user says it has to be taken.
///
/// ```
/// use expatch_observe::Given;
/// use expatch_observe::channel::Channel;
/// use expatch_observe::evidence::Precision;
/// use expatch_observe::observe_given;
/// let given = Given { channel: Some(Channel::ExSetup), mine: false };
/// assert_eq!(observe_given(b"15.2.2562.17", given).evidence[0].precision, Precision::Exact);
/// let given = Given { channel: None, mine: true };
/// assert_eq!(observe_given(b"is 15.2.2562.17 patched?", given).evidence.len(), 1);
/// ```
pub fn observe_given(input: &[u8], given: Given) -> Reading {
    observe(input).taken(given)
}

/// The same with what became of each number.
///
/// ```
/// use expatch_observe::explain;
/// let (_, steps) = explain(b"EX01: 15.2.986.14 and later");
/// assert!(steps[0].outcome.is_err());
/// ```
pub fn explain(input: &[u8]) -> (Reading, Vec<Step>) {
    read(input, Budget::default(), true)
}

fn read(input: &[u8], budget: Budget<'_>, trace: bool) -> (Reading, Vec<Step>) {
    let decoded = document::decode::decode(input);
    let mut reader = Reader::new(&decoded.bytes, budget);
    reader.trace = trace.then(Vec::new);
    reader.run();
    let (mut evidence, mut mentions) = (reader.evidence, reader.mentions);
    channel::settings(reader.text, &mut evidence);
    let unread = reader.unread.map(|range| decoded.original(range));
    for piece in &mut evidence {
        piece.span = decoded.original(piece.span.clone());
    }
    for mention in &mut mentions {
        mention.span = decoded.original(mention.span.clone());
    }
    order::by_key(&mut mentions, |mention| mention.span.start);
    let mut steps = reader.trace.unwrap_or_default();
    for step in &mut steps {
        step.span = decoded.original(step.span.clone());
        step.field = decoded.original(step.field.clone());
    }
    order::by_key(&mut steps, |step| step.span.start);
    (Reading { evidence, mentions, unread }, steps)
}

/// Reads the fields of one record: names and values as a table, a parser or a
/// response gives them. No text is made for the grammars to recognise.
/// Places are counted over the values, one after the other, with a line feed
/// behind each; the names stand behind them.
///
/// ```
/// use expatch_observe::observe_record;
/// let reading = observe_record(&[("host", b"EX01"), ("version", b"15.2.986.14")]);
/// assert_eq!(reading.evidence[0].server.as_deref(), Some("EX01"));
/// let reading = observe_record(&[("host", b"EX01"), ("solution", b"Install 15.2.986.14")]);
/// assert!(reading.evidence.is_empty());
/// ```
pub fn observe_record(fields: &[(&str, &[u8])]) -> Reading {
    let mut all = Fields::default();
    for (name, value) in fields {
        all.push(name, value);
    }
    observe_fields(&all)
}

/// The same of fields that are kept together.
fn observe_fields(fields: &Fields) -> Reading {
    let text = fields.text();
    let (keys, values) = fields.places();
    let mut reader = Reader::new(&text, Budget::default());
    reader.record(&keys, &values);
    let (evidence, mut mentions) = (reader.evidence, reader.mentions);
    order::by_key(&mut mentions, |mention| mention.span.start);
    Reading { evidence, mentions, unread: None }
}

/// The letters that the first pass looks for, in any letter case: what another
/// program must look for to do the same work.
pub fn markers() -> impl Iterator<Item = &'static str> {
    reader::MARKERS.iter().copied()
}
