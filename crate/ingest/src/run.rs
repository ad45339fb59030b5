//! A whole run: one thread reads and splits, several judge, one writes in the
//! order of the input. What is on the way is bounded, and so is memory.
// tidy: long because reader, judges and writer pass blocks to each other

use crate::Checkpoint;
use crate::Counts;
use crate::Dialect;
use crate::Form;
use crate::Record;
use crate::Skip;
use crate::dialect::Columns;
use crate::dialect::Reader;
use crate::frame::At;
use crate::frame::Block;
use crate::frame::Framer;
use crate::frame::Framing;
use crate::frame::Mark;
use crate::guard;
use crate::judge::Judge;
use crate::looks;
use crate::open;
use crate::open::Opened;
use crate::output::draft::Draft;
use crate::output::draft::Part;
use crate::output::sink::Sink;
use crate::output::target::Target;
use crate::plain;
use crate::record::Row;
use crate::side;
use expatch::Assessor;
use expatch::Language;
use std::collections::BTreeMap;
use std::io;
use std::io::Read;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;

/// Where rows come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A file, packed or not.
    File(PathBuf),
    /// A member of a zip archive.
    Member(PathBuf, String),
    /// Standard input, packed or not.
    StandardInput,
}

impl Source {
    fn open(&self, start: u64) -> io::Result<Opened> {
        match self {
            Self::File(path) => open::file(path, start),
            Self::Member(path, member) => open::member(path, member, start),
            Self::StandardInput => open::reader(io::stdin(), start),
        }
    }

    /// The file it stands in.
    fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Member(path, _) => Some(path),
            Self::StandardInput => None,
        }
    }

    /// The source itself, or the members of the archive it is.
    ///
    /// # Errors
    /// An archive that cannot be read.
    pub fn members(self) -> io::Result<Vec<Self>> {
        match &self {
            Self::File(path) => match open::members(path).map_err(named(&path.display()))? {
                Some(members) => {
                    Ok(members.into_iter().map(|name| Self::Member(path.clone(), name)).collect())
                }
                None => Ok(vec![self]),
            },
            _ => Ok(vec![self]),
        }
    }

    /// What people call it.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Member(path, member) => format!("{}/{member}", path.display()),
            Self::StandardInput => "-".into(),
        }
    }
}

/// What to do.
pub struct Job<'a, 'd> {
    /// The inputs, one after the other.
    pub sources: Vec<Source>,
    /// Their dialect; told by each one's content unless given.
    pub from: Option<Dialect>,
    /// The database, prepared for the day of the verdicts.
    pub assessor: &'a Assessor<'d>,
    /// The language of their sentences.
    pub language: Language,
    /// The form of the output.
    pub form: Form,
    /// Whether every line holds the whole of the report.
    pub full: bool,
    /// The file to write; standard output unless given.
    pub output: Option<PathBuf>,
    /// Where bad rows are kept; only counted unless given.
    pub side: Option<PathBuf>,
    /// Go on from the checkpoint beside the output, where there is one.
    pub resume: bool,
    /// How many threads judge.
    pub threads: usize,
    /// How much work at most an interruption costs.
    pub checkpoint: Duration,
}

/// How far a run is, told now and then.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// What was counted so far.
    pub counts: &'a Counts,
    /// Bytes of the current input file that were read.
    pub position: u64,
    /// Bytes of the current input file, where that is known.
    pub size: Option<u64>,
    /// The dialect of the current input.
    pub dialect: Dialect,
}

/// Bytes looked at to tell the dialect.
const SAMPLE: usize = 64 << 10;
/// The same where the first row is longer.
const LONGEST_SAMPLE: usize = 1 << 20;

/// How often progress is reported.
const TOLD: Duration = Duration::from_millis(100);

/// Does a job; `told` hears of its progress.
///
/// # Errors
/// An input that cannot be opened or is torn, an output that cannot be
/// written, named. What was read before the fault is in the output. An input
/// without any record is no fault of the others: it is in
/// [`Counts::without_rows`].
pub fn run(job: &Job<'_, '_>, told: &mut dyn FnMut(Progress<'_>)) -> io::Result<Counts> {
    if job.resume && job.form == Form::Parquet {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a Parquet file is whole or nothing and cannot be resumed: run without --resume, or \
             write NDJSON",
        ));
    }
    let (mut sources, mut hollow) = (Vec::new(), Vec::new());
    for source in &job.sources {
        let members = source.clone().members()?;
        if members.is_empty() {
            hollow.push(source.name());
        }
        sources.extend(members);
    }
    let outputs = Outputs::of(job)?;
    let identity = describe(job);
    let mut point = match (&job.output, job.resume) {
        (Some(output), true) => Checkpoint::load(output)?.unwrap_or_default(),
        _ => Checkpoint::default(),
    };
    if !point.job.is_empty() && point.job != identity {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the checkpoint is of another job (other inputs, day, database or form): run without \
             --resume to begin anew",
        ));
    }
    let fresh = point.job.is_empty();
    point.job = identity;
    for name in hollow {
        point.counts.without_rows.insert(name, HOLLOW.to_owned());
    }
    let sink = match &outputs.lines {
        Some(path) => Sink::file(path, point.output).map_err(named(&path.display()))?,
        None => Sink::Stream(Box::new(io::stdout())),
    };
    let mut target = Target::new(sink, job.form, fresh)?;
    let mut side = match &outputs.side {
        Some(path) => Some(Sink::file(path, point.side).map_err(named(&path.display()))?),
        None => None,
    };
    let mut failed = None;
    for (number, source) in sources.iter().enumerate().skip(point.inputs) {
        let name = source.name();
        let at = At::of_code(point.at);
        let mark = Mark { offset: point.offset, place: point.place, at };
        let mut input = Input { job, source, number, mark, name: &name };
        let mut writer =
            Writer { job, target: &mut target, side: side.as_mut(), point: &mut point };
        if let Err(error) = input.run(&mut writer, told) {
            failed = Some(error);
            break;
        }
        point.inputs = number + 1;
        (point.offset, point.place, point.at) = (0, 0, 0);
        point.heading.clear();
    }
    target.finish()?;
    if let Some(side) = side {
        side.finish()?;
    }
    outputs.take_names(&point.counts)?;
    if let Some(error) = failed {
        return Err(error);
    }
    if let Some(output) = &job.output {
        Checkpoint::clear(output)?;
    }
    Ok(point.counts)
}

/// Where the outputs are written until they are whole, and their names.
struct Outputs<'j> {
    lines: Option<PathBuf>,
    side: Option<PathBuf>,
    names: [Option<&'j PathBuf>; 2],
}

impl<'j> Outputs<'j> {
    /// Looks at every file that would be written before any is opened.
    fn of(job: &'j Job<'_, '_>) -> io::Result<Self> {
        let place = |path: &PathBuf| {
            if guard::is_plain(path) { guard::aside(path) } else { path.clone() }
        };
        let lines = job.output.as_ref().map(place);
        let side = job.side.as_ref().map(place);
        let inputs: Vec<&Path> = job.sources.iter().filter_map(Source::path).collect();
        let checkpoint = job.output.as_ref().map(|output| Checkpoint::beside(output));
        let all = [&job.output, &job.side, &lines, &side, &checkpoint];
        let all: Vec<PathBuf> = all.into_iter().flatten().cloned().collect();
        guard::apart(&inputs, &all)?;
        if let Some(side) = &job.side {
            guard::ours(side)?;
        }
        Ok(Self { lines, side, names: [job.output.as_ref(), job.side.as_ref()] })
    }

    fn take_names(&self, counts: &Counts) -> io::Result<()> {
        for (aside, name) in [&self.lines, &self.side].into_iter().zip(self.names) {
            if let (Some(aside), Some(name)) = (aside, name)
                && aside != name
            {
                std::fs::rename(aside, name).map_err(named(&name.display()))?;
            }
        }
        // No bad row, no file.
        if let Some(side) = self.names[1].filter(|_| counts.bad == 0) {
            let _ = std::fs::remove_file(side);
        }
        Ok(())
    }
}

/// Reads one source row by row on this thread, without judging.
///
/// # Errors
/// An input that cannot be opened or is torn. One without any record is in
/// [`Counts::without_rows`].
pub fn read(
    source: &Source,
    from: Option<Dialect>,
    sink: &mut dyn FnMut(Record),
) -> io::Result<Counts> {
    let mut counts = Counts::default();
    let members = source.clone().members()?;
    if members.is_empty() {
        counts.without_rows.insert(source.name(), HOLLOW.to_owned());
    }
    for source in members {
        read_one(&source, from, &mut counts, sink)?;
    }
    Ok(counts)
}

fn read_one(
    source: &Source,
    from: Option<Dialect>,
    counts: &mut Counts,
    sink: &mut dyn FnMut(Record),
) -> io::Result<()> {
    let (opened, sample) = sampled(source, 0)?;
    let form = opened.form;
    let Some(dialect) = dialect(from, &sample, counts, source) else { return Ok(()) };
    let reader = Reader::new(dialect, &sample);
    let columns = reader.columns.clone();
    let mut framer =
        Framer::new(opened.stream, reader.framing, 256 << 10, Mark::default(), columns);
    let before = (counts.records(), counts.bad);
    let mut block = Block::default();
    *counts.dialects.entry(dialect.code().to_owned()).or_default() += 1;
    while let Some(next) = framer.next(block)? {
        counts.unread_bytes += next.unread;
        counts.bytes += next.length;
        reader.read(&next, &mut |row| match row {
            Row::Record(record) => {
                (counts.read, counts.assessed) = (counts.read + 1, counts.assessed + 1);
                sink(record);
            }
            Row::Records(records) => {
                (counts.read, counts.assessed) = (counts.read + 1, counts.assessed + 1);
                records.into_iter().for_each(&mut *sink);
            }
            Row::Skip(reason) => counts.skip(reason),
            Row::Bad { .. } => (counts.read, counts.bad) = (counts.read + 1, counts.bad + 1),
        });
        block = next;
    }
    nothing_read(dialect, &sample, form, before, counts, source);
    Ok(())
}

/// The dialect that was asked for or that the content tells; none where it is of
/// a form that holds no rows, which is noted.
fn dialect(
    from: Option<Dialect>,
    sample: &[u8],
    counts: &mut Counts,
    source: &Source,
) -> Option<Dialect> {
    match (from, looks::foreign(sample)) {
        (Some(dialect), _) => Some(dialect),
        (None, Some(what)) => {
            counts.without_rows.insert(source.name(), what);
            None
        }
        (None, None) => Some(crate::dialect::detect(sample)),
    }
}

/// Notes an input with something in it but no record that can be read: an empty
/// list, an answer without matches, a heading alone. `before` is how many records
/// and bad rows there were.
fn nothing_read(
    dialect: Dialect,
    sample: &[u8],
    form: Option<&str>,
    before: (u64, u64),
    counts: &mut Counts,
    source: &Source,
) {
    let is_blank = sample.trim_ascii().is_empty();
    if counts.records() > before.0 || is_blank && form.is_none() {
        return;
    }
    let looks = || looks::empty(dialect.code(), sample, counts.bad - before.1);
    let what = form.filter(|_| is_blank).map_or_else(looks, str::to_owned);
    counts.without_rows.insert(source.name(), what);
}

/// What an archive without files is.
const HOLLOW: &str = "a zip archive without any file";

/// What makes two runs the same job.
fn describe(job: &Job<'_, '_>) -> String {
    let names: Vec<String> = job.sources.iter().map(Source::name).collect();
    let digest = expatch::hexadecimal(&job.assessor.database().digest());
    format!(
        "{} {:?} {} {:?} {} {} {digest}",
        names.join("\n"),
        job.from,
        job.assessor.day(),
        job.language,
        job.form.code(),
        job.full
    )
}

/// Opens a source at `start` and looks at its beginning.
fn sampled(source: &Source, start: u64) -> io::Result<(Opened, Vec<u8>)> {
    let name = source.name();
    let mut opened = source.open(0).map_err(named(&name))?;
    let mut sample = Vec::new();
    // A torn beginning is reported when the rows are read.
    let mut wanted = SAMPLE;
    while wanted <= LONGEST_SAMPLE {
        let missing = (wanted - sample.len()) as u64;
        let read = opened.stream.by_ref().take(missing).read_to_end(&mut sample);
        // A first row longer than the sample is looked at whole.
        if read.is_err() || sample.len() < wanted || sample.contains(&b'\n') {
            break;
        }
        wanted *= 4;
    }
    match source {
        Source::File(_) | Source::Member(..) => {
            opened = source.open(start).map_err(named(&name))?;
        }
        Source::StandardInput => {
            let mut stream = io::Cursor::new(sample.clone()).chain(opened.stream);
            io::copy(&mut stream.by_ref().take(start), &mut io::sink())?;
            opened.stream = Box::new(stream);
        }
    }
    if plain::has_returns_alone(&sample) {
        plain::feed(&mut sample);
        opened.stream = Box::new(plain::Fed(opened.stream));
    }
    let sample = plain::uncoloured(&sample).into_owned();
    Ok((opened, sample))
}

fn named(name: &dyn std::fmt::Display) -> impl Fn(io::Error) -> io::Error + '_ {
    let name = name.to_string();
    move |error| io::Error::new(error.kind(), format!("{name}: {error}"))
}

/// One input on its way.
struct Input<'j, 'a, 'd> {
    job: &'j Job<'a, 'd>,
    source: &'j Source,
    number: usize,
    mark: Mark,
    name: &'j str,
}

/// What became of one block.
struct Done {
    lines: Part,
    bad: Vec<u8>,
    counts: Counts,
}

impl Input<'_, '_, '_> {
    #[expect(clippy::too_many_lines, reason = "one loop over the records and how each ends")]
    fn run(
        &mut self,
        writer: &mut Writer<'_, '_, '_>,
        told: &mut dyn FnMut(Progress<'_>),
    ) -> io::Result<()> {
        let (opened, sample) = sampled(self.source, self.mark.offset)?;
        let counts = &mut writer.point.counts;
        let Some(dialect) = dialect(self.job.from, &sample, counts, self.source) else {
            return Ok(());
        };
        let form = opened.form;
        let reader = Reader::new(dialect, &sample);
        if self.mark.offset == 0 {
            *writer.point.counts.dialects.entry(dialect.code().to_owned()).or_default() += 1;
        }
        let before = (writer.point.counts.records(), writer.point.counts.bad);
        if let Some(columns) = reader.columns.as_ref().filter(|_| self.mark.offset == 0) {
            for name in columns.unknown() {
                *writer.point.counts.unknown_columns.entry(name).or_default() += 1;
            }
            for name in columns.missing() {
                let name = format!("missing: {name}");
                *writer.point.counts.unknown_columns.entry(name).or_default() += 1;
            }
        }
        let size = block_size(reader.framing, dialect, self.job.full);
        let columns = match writer.point.heading.as_str() {
            "" => reader.columns.clone(),
            heading => Some(Columns::of(heading.as_bytes())),
        };
        let mut framer = Framer::new(opened.stream, reader.framing, size, self.mark, columns);
        let threads = self.job.threads.max(1);
        let (free_out, free) = mpsc::channel::<Block>();
        let (work_out, work) = mpsc::channel::<(u64, Block)>();
        let (done_out, done) = mpsc::channel::<(u64, Block, io::Result<Done>)>();
        // As many blocks as there are, so much is on the way.
        for _ in 0..threads + 2 {
            let _ = free_out.send(Block::default());
        }
        let work = Mutex::new(work);
        let (reader, work) = (&reader, &work);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || -> io::Result<()> {
                let mut number = 0;
                // Ends too when the writer has given up.
                while let Ok(block) = free.recv() {
                    let Some(block) = framer.next(block)? else { break };
                    if work_out.send((number, block)).is_err() {
                        break;
                    }
                    number += 1;
                }
                Ok(())
            });
            for _ in 0..threads {
                let done_out = done_out.clone();
                let input = &*self;
                scope.spawn(move || {
                    let job = input.job;
                    let mut judge = Judge::new(job.assessor, job.language, job.form, job.full);
                    loop {
                        let next = work.lock().map(|work| work.recv());
                        let Ok(Ok((number, block))) = next else { break };
                        let done = input.judge(reader, &block, &mut judge);
                        if done_out.send((number, block, done)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(done_out);
            let mut waiting = BTreeMap::new();
            let mut wanted = 0;
            let mut last = (Instant::now(), Instant::now());
            for (number, block, part) in done {
                waiting.insert(number, (block, part));
                while let Some((block, part)) = waiting.remove(&wanted) {
                    wanted += 1;
                    writer.write(&part?)?;
                    writer.point.offset = block.next.offset;
                    writer.point.place = block.next.place;
                    writer.point.at = block.next.at.code();
                    if let Some(columns) = &block.columns {
                        writer.heading(columns);
                    }
                    let _ = free_out.send(block);
                }
                if last.0.elapsed() >= self.job.checkpoint {
                    writer.checkpoint(self.number)?;
                    last.0 = Instant::now();
                }
                if last.1.elapsed() > TOLD {
                    told(Progress {
                        counts: &writer.point.counts,
                        position: opened.position.load(std::sync::atomic::Ordering::Relaxed),
                        size: opened.size,
                        dialect,
                    });
                    last.1 = Instant::now();
                }
            }
            let read =
                reading.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
            read.map_err(|error| {
                let place = writer.point.place;
                io::Error::new(
                    error.kind(),
                    format!(
                        "{}: {error} (after row {place}; rows before it are in the output)",
                        self.name
                    ),
                )
            })
        })?;
        if self.mark.offset > 0 {
            return Ok(());
        }
        nothing_read(dialect, &sample, form, before, &mut writer.point.counts, self.source);
        Ok(())
    }

    /// Judges the rows of one block.
    fn judge(&self, reader: &Reader, block: &Block, judge: &mut Judge<'_, '_>) -> io::Result<Done> {
        let mut counts =
            Counts { bytes: block.length, unread_bytes: block.unread, ..Counts::default() };
        let mut bad = Vec::new();
        let mut draft = Draft::new(self.job.form);
        let input = (self.job.sources.len() > 1).then_some(self.name);
        let place = match reader.framing {
            Framing::Lines | Framing::Csv => "line",
            _ => "record",
        };
        let mut write = |counts: &mut Counts, records: &[Record]| {
            let mut told = false;
            for record in records {
                for line in judge.record(record).iter() {
                    told = true;
                    counts.status(line.answer.status.code());
                    counts.compromised += u64::from(record.identity.compromised.is_some());
                    draft.line(input, place, record, line);
                }
            }
            match told {
                true => (counts.read, counts.assessed) = (counts.read + 1, counts.assessed + 1),
                false => counts.skip(Skip::NoEvidence),
            }
        };
        reader.read(block, &mut |row| match row {
            Row::Record(record) => write(&mut counts, std::slice::from_ref(&record)),
            Row::Records(records) => write(&mut counts, &records),
            Row::Skip(reason) => counts.skip(reason),
            Row::Bad { place, reason, raw } => {
                (counts.read, counts.bad) = (counts.read + 1, counts.bad + 1);
                side::write(&mut bad, input, place, &reason, raw);
            }
        });
        Ok(Done { lines: draft.finish()?, bad, counts })
    }
}

/// How much is read at once: short rows give lines much longer than
/// themselves, and what is on the way has to fit.
fn block_size(framing: Framing, dialect: Dialect, full: bool) -> usize {
    let size = match (framing, dialect) {
        (Framing::Csv, _) | (_, Dialect::LINES) => 32 << 10,
        _ => 512 << 10,
    };
    if full { size / 8 } else { size }
}

/// The end of the way.
struct Writer<'w, 'a, 'd> {
    job: &'w Job<'a, 'd>,
    target: &'w mut Target,
    side: Option<&'w mut Sink>,
    point: &'w mut Checkpoint,
}

impl Writer<'_, '_, '_> {
    fn write(&mut self, done: &Done) -> io::Result<()> {
        self.target.write(&done.lines)?;
        if let Some(side) = self.side.as_mut() {
            side.write_all(&done.bad)?;
        }
        self.point.counts.merge(&done.counts);
        Ok(())
    }

    /// Keeps the heading in force, where it is another.
    fn heading(&mut self, columns: &Columns) {
        let heading = String::from_utf8_lossy(columns.heading());
        if self.point.heading != heading {
            self.point.heading = heading.into_owned();
        }
    }

    fn checkpoint(&mut self, inputs: usize) -> io::Result<()> {
        let Some(output) = &self.job.output else { return Ok(()) };
        let Some(length) = self.target.seal()? else { return Ok(()) };
        self.point.inputs = inputs;
        self.point.output = length;
        if let Some(side) = self.side.as_mut() {
            self.point.side = side.seal()?;
        }
        self.point.store(output)
    }
}
