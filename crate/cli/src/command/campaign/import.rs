//! `expatch campaign import`: another scanner's output, or that of `expatch
//! bulk`, as a campaign.

use super::imported::imported;
use crate::command::bulk::dialects;
use crate::database::Basis;
use crate::exit::Failure;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::Setup;
use expatch_campaign::import::Taken;
use expatch_campaign::record::AssessmentId;
use expatch_ingest::Dialect;
use expatch_ingest::Source;
use expatch_probe::TargetList;
use std::path::Path;
use std::path::PathBuf;

/// How many rows are written at a time.
const BATCH: usize = 1000;

/// Read another scanner's output, or that of `expatch bulk`, into a campaign
///
/// Exits with 65 if a file has content but no record, such as an answer
/// without matches or a heading alone; the others are imported all the same.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store; made when it is missing
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// What `expatch bulk` reads: ZGrab2, nmap, httpx, Shodan, Censys,
    /// Shadowserver, CSV, lines, and what it writes as NDJSON
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The files' dialect; recognised by their content unless given
    #[arg(long, default_value = "auto", value_parser = dialects(), value_name = "DIALECT")]
    from: String,
    #[command(flatten)]
    basis: Basis,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let now = expatch_campaign::run::now();
        let mut campaign = open(&self.campaign)?;
        let _lock = campaign.lock()?;
        let database = self.basis.open()?;
        let judge = Judge { database: &database, as_of: self.basis.day() };
        let assessment = campaign.assess(&judge, now)?;
        let mut tally = Tally::default();
        for path in &self.files {
            let taken = Intake { campaign: &mut campaign, judge: &judge, assessment, now };
            let name = path.display().to_string();
            tally += taken.file(path, &name, Dialect::named(&self.from))?;
        }
        tally.print();
        crate::command::status::print_status(&campaign, false)?;
        match &tally.empty[..] {
            [] => Ok(()),
            empty => Err(Failure::unreadable(empty.join("\n"))),
        }
    }
}

/// Opens a campaign; makes one without targets of its own where it is missing.
pub(super) fn open(home: &Home) -> Result<Campaign, Failure> {
    if home.exists()? {
        return Ok(Campaign::open_at(home)?);
    }
    let name = home.name();
    let targets = TargetList::default();
    let created = expatch_campaign::run::now();
    let setup = Setup { name: &name, seed: 0, contact: "", targets: &targets, created };
    Ok(Campaign::create_at(home, &setup)?)
}

/// Where a file's rows go.
pub(super) struct Intake<'a> {
    pub(super) campaign: &'a mut Campaign,
    pub(super) judge: &'a Judge<'a>,
    pub(super) assessment: AssessmentId,
    /// Seconds since 1970.
    pub(super) now: i64,
}

impl Intake<'_> {
    /// Takes in every row of a file, which people know by its name.
    pub(super) fn file(
        self,
        path: &Path,
        name: &str,
        dialect: Option<Dialect>,
    ) -> Result<Tally, Failure> {
        let Self { campaign, judge, assessment, now } = self;
        let source = match path.to_str() {
            Some("-") => Source::StandardInput,
            _ => Source::File(path.to_owned()),
        };
        let mut tally = Tally::default();
        let mut batch = Vec::with_capacity(BATCH);
        let mut failed = None;
        let counts = expatch_ingest::read(&source, dialect, &mut |record| {
            let row = imported(record, name);
            tally.rows += 1;
            batch.push(row);
            if batch.len() == BATCH && failed.is_none() {
                match campaign.import(&batch, assessment, judge, now) {
                    Ok(taken) => tally.taken += taken,
                    Err(error) => failed = Some(error),
                }
                batch.clear();
            }
        });
        if let Some(error) = failed {
            return Err(error.into());
        }
        // What was read before a fault is kept.
        tally.taken += campaign.import(&batch, assessment, judge, now)?;
        let counts = counts.map_err(|error| Failure::unreadable(format!("{name}: {error}")))?;
        tally.read += counts.read;
        tally.bad += counts.bad;
        let path = path.display().to_string();
        tally.empty.extend(counts.complaints().iter().map(|what| what.replacen(&path, name, 1)));
        Ok(tally)
    }
}

/// What became of files' rows.
#[derive(Default)]
pub(super) struct Tally {
    read: u64,
    /// Servers in them.
    rows: u64,
    bad: u64,
    taken: Taken,
    /// What is to be said of files without any record.
    pub(super) empty: Vec<String>,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.read += more.read;
        self.rows += more.rows;
        self.bad += more.bad;
        self.taken += more.taken;
        self.empty.extend(more.empty);
    }
}

impl Tally {
    /// Says what became of them, on standard error.
    pub(super) fn print(&self) {
        let Self { read, rows, bad, taken, .. } = self;
        let rows = rows - taken.nothing;
        eprintln!("read {read} rows: {rows} of servers, {bad} bad, the others say nothing of one");
        for (count, what) in [
            (taken.new, "new"),
            (taken.replaced, "replace an older observation"),
            (taken.older, "are older than what is there: kept as history"),
            (taken.conflicting, "say something else of the same time: the worse counts"),
            (taken.same, "say what is there already"),
            (taken.unplaced, "name no host: counted, but in no notice and no export"),
        ] {
            if count > 0 {
                eprintln!("{count:>9}  {what}");
            }
        }
    }
}
