//! One text while it is read: what was found, what was seen and does not count.

use crate::channel::Channel;
use crate::document::markers::Scanner;
use crate::document::number::Number;
use crate::document::number::display;
use crate::document::number::next_number;
use crate::document::unescape::unescape;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::Mention;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::standing::release;
use crate::standing::value::Value;
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
    pub(crate) records: u32,
    pub(crate) key: Range<usize>,
    pub(crate) context: Context,
    /// What a rule has read, whatever came of it.
    seen: Vec<Range<usize>>,
    /// How deep this text stands in others.
    depth: u8,
    pub(crate) trace: Option<Vec<Step>>,
    block: Block,
}

/// The letters of which every field that can show a version has some.
pub(crate) const MARKERS: &[&str] = &[
    "owa-version",
    "owa_version",
    "owaversion",
    "owa version",
    "feserver",
    "beserver",
    "diaginfo",
    "calculatedbetarget",
    "calculatedfetarget",
    "serverapplication",
    "clientapplication",
    "activesync",
    "appcachever",
    "sharepointteamservices",
    "exchange",
    "owa/auth",
    "owa/prem",
    "owa/15",
    "owa/14",
    "owa/8.",
    "owa\\/a",
    "owa\\/p",
    "owa\\/1",
    "owa%2f",
    "owa&#x2f;",
    "/ecp/15.",
    "/themes/",
    "exchweb/",
    "smtp server",
    "smtpsvc",
    "smtp\n ",
    "smtp\n\t",
    "smtp\r\n",
    "mapi id",
    "mapi\n ",
    "mapi\n\t",
    "mapi\r\n",
    "mail service",
    "esmtp mail",
    "smtp mail",
    "nntp service",
    "xexch50",
    "x-exps",
    "imapappendstamp",
    "mimeole",
    "version 1",
    "version 8",
    "version 6",
    "version:1",
    "(build",
    "build 1",
    "(빌드",
    "15.0 (",
    "15.1 (",
    "15.2 (",
    "14.1 (",
    "14.2 (",
    "14.3 (",
    "displayversion",
    "serialnumber",
    "15.00.",
    "15.01.",
    "15.02.",
    "14.00.",
    "14.01.",
    "14.02.",
    "14.03.",
    "08.00.",
    "08.01.",
    "08.02.",
    "08.03.",
    "15.0.4",
    "15.0.5",
    "15.0.6",
    "15.0.7",
    "15.0.8",
    "15.0.9",
    "15.0.1",
    "15.1.1",
    "15.1.2",
    "15.1.3",
    "15.1.4",
    "15.1.5",
    "15.1.6",
    "15.1.8",
    "15.1.9",
    "15.2.1",
    "15.2.2",
    "15.2.3",
    "15.2.4",
    "15.2.5",
    "15.2.6",
    "15.2.7",
    "15.2.8",
    "15.2.9",
    "15.20.",
    "15.18.",
    "14.0.6",
    "14.1.2",
    "14.1.3",
    "14.1.4",
    "14.2.2",
    "14.2.3",
    "14.3.1",
    "14.3.2",
    "14.3.3",
    "14.3.4",
    "14.3.5",
    "exsetup",
    "buildnumber",
    "msibuildmajor",
    "build(",
    "serverversion",
    "server~",
    "versionnumber",
    "proxylogon",
    "installed version",
    "watson",
    "appversion",
    "outlook web",
    "outlook-web",
    ",15,0,",
    ",15,1,",
    ",15,2,",
    "2019 cu",
    "2016 cu",
    "2013 cu",
    "2019cu",
    "se rtm",
];

static SCANNER: Scanner = Scanner::new(MARKERS);

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            hits: Vec::new(),
            evidence: Vec::new(),
            mentions: Vec::new(),
            updates: Vec::new(),
            records: 0,
            key: 0..0,
            context: Context::default(),
            seen: Vec::new(),
            depth: 0,
            trace: None,
            block: Block::Prose,
        }
    }

    /// Reads all of the text.
    pub(crate) fn run(&mut self) {
        let mut hits = Vec::new();
        SCANNER.scan(MARKERS, self.text, |at| hits.push(at));
        if self.text.len() <= SHORT {
            // A question may be no more than a number or an article.
            hits.extend(
                memchr::memchr_iter(b'\n', self.text)
                    .map(|at| at + 1)
                    .filter(|at| *at < self.text.len()),
            );
            hits.extend((!self.text.is_empty()).then_some(0));
            hits.sort_unstable();
            hits.dedup();
        }
        self.hits = hits;
        crate::document::walk::walk(self);
        crate::subject::decide_updates(self);
    }

    /// Whether a marker stands in `range`.
    pub(crate) fn has_hit(&self, range: &Range<usize>) -> bool {
        let first = self.hits.partition_point(|at| *at < range.start);
        self.hits.get(first).is_some_and(|at| *at < range.end)
    }

    /// A name as the report shows it.
    pub(crate) fn name(&self, range: &Range<usize>) -> String {
        let name = &self.text[range.clone()];
        let end = name.len().min(LONGEST_NAME);
        String::from_utf8_lossy(&name[..end]).into_owned()
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
        self.step(record.id, span.clone(), Ok(channel));
        self.read(span.clone());
        self.evidence.push(Evidence {
            channel,
            span,
            precision,
            standing,
            claim,
            server: None,
            record: record.id,
            row: record.row,
        });
    }

    /// Lists a version that does not count.
    pub(crate) fn mention(&mut self, span: Range<usize>, claim: Claim, why: Why) {
        self.step(0, span.clone(), Err(why));
        self.read(span.clone());
        self.mentions.push(Mention { span, claim, why });
    }

    /// Lists a number that does not count.
    pub(crate) fn mention_number(&mut self, number: &Number, why: Why) {
        let claim = match (number.build(), number.prefix()) {
            (Some(build), _) => Claim::Build(build),
            (None, Some(prefix)) => Claim::Prefix(prefix),
            _ => return,
        };
        self.mention(number.span(), claim, why);
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
        let mut seen: Vec<Range<usize>> = self
            .seen
            .iter()
            .filter(|one| one.start < range.end && one.end > range.start)
            .cloned()
            .collect();
        seen.sort_unstable_by_key(|one| one.start);
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
        found.sort_by_key(|(span, _)| span.start);
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

    fn step(&mut self, record: u32, span: Range<usize>, outcome: Result<Channel, Why>) {
        if let Some(trace) = &mut self.trace {
            trace.push(Step { span, block: self.block, field: self.key.clone(), record, outcome });
        }
    }

    /// In which kind of block the next fields stand, for the trace.
    pub(crate) fn enter(&mut self, block: Block) {
        self.block = block;
    }

    /// Reads a text that is a field of `record`: a greeting, a page, a tool's
    /// output, with its line ends perhaps escaped.
    pub(crate) fn nested(&mut self, record: &mut Record, range: Range<usize>) {
        if self.depth >= DEEPEST || !self.has_hit(&range) && range.len() > 256 {
            return self.read(range);
        }
        let (bytes, steps) = unescape(&self.text[range.clone()]);
        let mut inner = Reader::new(&bytes);
        inner.depth = self.depth + 1;
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
            if piece.standing == Standing::Stated && record.block != Block::Prose {
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
}

/// Texts in texts in texts: a log of a scanner's JSON of an answer's page.
const DEEPEST: u8 = 3;

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

impl Reader<'_> {
    /// Reads one record whose fields are known.
    pub(crate) fn record(&mut self, keys: &[Range<usize>], values: &[Range<usize>]) {
        let mut hits = Vec::new();
        SCANNER.scan(MARKERS, self.text, |at| hits.push(at));
        self.hits = hits;
        let mut record = Record::new(self, Block::Table, true);
        for (key, value) in keys.iter().zip(values) {
            if !value.is_empty() && !record.field(self, key.clone(), value.clone()) {
                crate::document::table::unknown(self, &mut record, value.clone());
            }
        }
        record.close(self);
        if let Some(last) = values.last() {
            self.sweep(0..last.end, Why::Sentence);
        }
        crate::subject::decide_updates(self);
    }
}
