//! One text while it is read: what was found, what was seen and does not count.

mod markers;
mod mention;
mod nested;

pub(crate) use markers::MARKERS;

use markers::SCANNER;

use crate::budget::Budget;
use crate::channel::Channel;
use crate::document::number::Number;
use crate::document::text::line_start;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::Mention;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::subject::Record;
use crate::subject::Update;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// What kind of block a field stands in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Block {
    /// Lines of headers, as HTTP and mail have them.
    Head,
    /// Lines `Name : value`.
    Properties,
    /// Rows below a heading.
    Table,
    /// Objects and arrays.
    Json,
    /// HTML and XML.
    Markup,
    /// A line by itself: a log's, a list's, a greeting.
    Line,
    /// Anything else.
    Prose,
}

/// What earlier lines said that later ones rely on.
#[derive(Debug, Default)]
pub(crate) struct Context {
    /// The machine that an event or a scan is about.
    pub(crate) machine: Option<Range<usize>>,
    /// A list of what is installed follows.
    pub(crate) listing: bool,
    /// The version of `ExSetup.exe` was asked for.
    pub(crate) exsetup: bool,
    /// Where a program's sentence ends that goes on below its line.
    pub(crate) told: usize,
    /// When the line that is read was written, where a log says it.
    pub(crate) date: Option<Range<usize>>,
    /// The hops of the mail that is read: where the host's address and its name stand.
    pub(crate) hops: Vec<[Range<usize>; 2]>,
}

/// What became of a number: for `explain`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Where the number or the words stand.
    pub span: Range<usize>,
    /// The kind of block.
    pub block: Block,
    /// The name of the field, where it has one.
    pub field: Range<usize>,
    /// The record.
    pub record: u32,
    /// The channel that counted it, or why it does not count.
    pub outcome: Result<Channel, Why>,
}

/// A text and what was found in it so far.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    pub(crate) text: &'t [u8],
    pub(crate) hits: Vec<usize>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) updates: Vec<Update>,
    /// Pieces whose record has a day, and the day.
    pub(crate) dated: Vec<(Range<usize>, Range<usize>)>,
    /// Records that the record around them does not name, ascending.
    pub(crate) apart: Vec<u32>,
    pub(crate) records: u32,
    pub(crate) key: Range<usize>,
    pub(crate) context: Context,
    /// What a rule has read, whatever came of it.
    seen: Vec<Range<usize>>,
    /// Whether the text is nothing but versions, once that was asked.
    question: Option<bool>,
    /// How deep this text stands in others.
    depth: u8,
    pub(crate) trace: Option<Vec<Step>>,
    /// The end of the text that is too much work.
    pub(crate) unread: Option<Range<usize>>,
    budget: Budget<'t>,
    /// Nobody waits for what is read.
    stopped: bool,
    block: Block,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t [u8], budget: Budget<'t>) -> Self {
        Self {
            text,
            hits: Vec::new(),
            evidence: Vec::new(),
            mentions: Vec::new(),
            updates: Vec::new(),
            dated: Vec::new(),
            apart: Vec::new(),
            records: 0,
            key: 0..0,
            context: Context::default(),
            seen: Vec::new(),
            question: None,
            depth: 0,
            trace: None,
            unread: None,
            budget,
            stopped: false,
            block: Block::Prose,
        }
    }

    /// Reads all of the text.
    pub(crate) fn run(&mut self) {
        let mut hits = self.marked();
        if hits.is_empty() && self.text.len() <= SHORT {
            // A question may be no more than a number or an article.
            hits.extend(
                memchr::memchr_iter(b'\n', self.text)
                    .map(|at| at + 1)
                    .filter(|at| *at < self.text.len()),
            );
            hits.extend((!self.text.is_empty()).then_some(0));
            crate::order::by_key(&mut hits, |at| *at);
            hits.dedup();
        }
        self.hits = hits;
        self.cut();
        crate::document::walk::walk(self);
        crate::subject::keep_latest(self);
        crate::subject::decide_updates(self);
    }

    /// Whether the text is nothing but versions: the user's question.
    pub(crate) fn asks_alone(&mut self) -> bool {
        let text = self.text;
        *self.question.get_or_insert_with(|| crate::channel::is_question(text))
    }

    /// Where markers stand.
    fn marked(&self) -> Vec<usize> {
        let mut hits = Vec::new();
        SCANNER.scan(MARKERS, self.text, |at| hits.push(at));
        hits
    }

    /// Ends the text before the line with more markers than the budget allows: a row
    /// is read whole or not at all, but where all is one line.
    fn cut(&mut self) {
        let Some(first) = self.hits.get(self.budget.steps).copied() else { return };
        let line = line_start(self.text, first);
        let end = if line > 0 { line } else { first };
        self.unread = Some(end..self.text.len());
        self.text = &self.text[..end];
        self.hits.retain(|at| *at < end);
    }

    /// Asks whether anybody waits for what is read; loops over lines and records do.
    /// Once nobody does, nothing is found in the rest.
    pub(crate) fn is_stopped(&mut self) -> bool {
        self.stopped = self.stopped || self.budget.is_stopped();
        self.stopped
    }

    /// Whether a marker stands in `range`.
    pub(crate) fn has_hit(&self, range: &Range<usize>) -> bool {
        if self.stopped {
            return false;
        }
        let first = self.hits.partition_point(|at| *at < range.start);
        self.hits.get(first).is_some_and(|at| *at < range.end)
    }

    /// A name as the report shows it.
    pub(crate) fn name(&self, range: &Range<usize>) -> String {
        let name = &self.text[range.clone()];
        let end = name.len().min(LONGEST_NAME);
        match core::str::from_utf8(&name[..end]) {
            Ok(name) => String::from(name),
            // One byte per letter, as in Latin-1.
            Err(_) => name[..end].iter().map(|byte| char::from(*byte)).collect(),
        }
    }

    /// Says that a rule has read `range`, whatever comes of it.
    pub(crate) fn read(&mut self, range: Range<usize>) {
        self.seen.push(range);
    }

    /// Notes a number, as far as `precision` and its parts allow.
    pub(crate) fn note(
        &mut self,
        record: &Record,
        channel: Channel,
        number: &Number,
        precision: Precision,
    ) {
        self.number(record, channel, number, precision, Standing::Observed);
    }

    /// The same where the user states it.
    pub(crate) fn state(&mut self, record: &Record, channel: Channel, number: &Number) {
        self.number(record, channel, number, channel.precision(), Standing::Stated);
    }

    /// Notes a number with all that is known of it.
    pub(crate) fn number(
        &mut self,
        record: &Record,
        channel: Channel,
        number: &Number,
        precision: Precision,
        standing: Standing,
    ) {
        let span = number.span();
        if number.is_online() {
            return self.put(record, channel, span, precision, standing, Claim::ExchangeOnline);
        }
        if !number.is_family() {
            return self.read(span);
        }
        let most = match number.count() {
            4 => Precision::Exact,
            3 => Precision::Baseline,
            _ => Precision::Product,
        };
        let (precision, claim) = match (number.build(), number.prefix()) {
            // A fourth part of 0 is unknown since 2013.
            (Some(build), _) if build.major() == 15 && build.revision() == 0 => {
                (precision.min(Precision::Baseline), Claim::Prefix(build.prefix()))
            }
            (Some(build), _) => {
                let component = precision == Precision::Exact
                    && build.major() < 15
                    && !SURE_BEFORE_2013.contains(&channel);
                // HealthChecker wrote AdminDisplayVersion before version 3.4.
                let unpadded = channel == Channel::HealthChecker && !is_padded(self.text, number);
                let precision = match (component, unpadded) {
                    (true, _) => Precision::Floor,
                    (_, true) => Precision::Baseline,
                    _ => precision,
                };
                (precision, Claim::Build(build))
            }
            (None, Some(prefix)) => (precision.min(most), Claim::Prefix(prefix)),
            (None, None) => return,
        };
        self.put(record, channel, span, precision, standing, claim);
    }

    /// Notes a claim.
    pub(crate) fn put(
        &mut self,
        record: &Record,
        channel: Channel,
        span: Range<usize>,
        precision: Precision,
        standing: Standing,
        claim: Claim,
    ) {
        self.block = record.block;
        self.add(Evidence {
            channel,
            span,
            precision,
            standing,
            claim,
            server: None,
            record: record.id,
            row: record.is_row(),
        });
    }

    /// Adds a piece of evidence.
    pub(crate) fn add(&mut self, piece: Evidence) {
        self.step(piece.record, piece.span.clone(), Ok(piece.channel));
        self.read(piece.span.clone());
        self.evidence.push(piece);
    }

    fn step(&mut self, record: u32, span: Range<usize>, outcome: Result<Channel, Why>) {
        if let Some(trace) = &mut self.trace {
            trace.push(Step { span, block: self.block, field: self.key.clone(), record, outcome });
        }
    }

    /// In which kind of block the next fields stand, for the trace.
    pub(crate) fn enter(&mut self, block: Block) {
        self.block = block;
    }
}

/// A text so short is read whole, without a marker.
const SHORT: usize = 256;

/// A longer name is cut.
const LONGEST_NAME: usize = 255;

/// Where a number before 2013 is the build, not a component's.
const SURE_BEFORE_2013: [Channel; 6] = [
    Channel::ExSetup,
    Channel::HealthChecker,
    Channel::NmapExchangeVersion,
    Channel::BareBuild,
    Channel::LabelledBuild,
    Channel::Inventory,
];

/// Whether a number is spelled with the zeros of Microsoft's long form.
pub(crate) fn is_padded(text: &[u8], number: &Number) -> bool {
    let spelled = &text[number.span()];
    let second = spelled.iter().position(|byte| *byte == b'.').map(|dot| &spelled[dot + 1..]);
    second.is_some_and(|rest| rest.len() > 2 && rest[2] == b'.')
}

fn claim_of(number: &Number) -> Option<Claim> {
    number.build().map(Claim::Build).or_else(|| number.prefix().map(Claim::Prefix))
}
