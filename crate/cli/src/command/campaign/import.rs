//! `expatch campaign import`: another scanner's output, or that of `expatch
//! bulk`, as a campaign.

use super::bulk_lines;
use super::imported::imported;
use crate::command::bulk::dialects;
use crate::database::Basis;
use crate::exit::Failure;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::Setup;
use expatch_campaign::record::Imported;
use expatch_ingest::Dialect;
use expatch_ingest::Source;
use expatch_probe::TargetList;
use std::fs::File;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;

/// How many rows are written at a time.
const BATCH: usize = 1000;

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
        let mut campaign = if self.campaign.exists()? {
            Campaign::open_at(&self.campaign)?
        } else {
            let name = self.campaign.name();
            let targets = TargetList::default();
            let setup =
                Setup { name: &name, seed: 0, contact: "", targets: &targets, created: now };
            Campaign::create_at(&self.campaign, &setup)?
        };
        let _lock = campaign.lock()?;
        let database = self.basis.open()?;
        let judge = Judge { database: &database, as_of: self.basis.day() };
        let assessment = campaign.assess(&judge, now)?;
        let mut tally = Tally::default();
        for path in &self.files {
            let mut batch = Vec::with_capacity(BATCH);
            let mut failed = None;
            let mut unplaced = 0;
            let mut take = |row: Imported| {
                unplaced += u64::from(!row.target.contains("://"));
                batch.push(row);
                if batch.len() == BATCH && failed.is_none() {
                    failed = campaign.import(&batch, assessment, &judge, now).err();
                    batch.clear();
                }
            };
            self.rows(path, &mut tally, &mut take)?;
            tally.unplaced += unplaced;
            if let Some(error) = failed {
                return Err(error.into());
            }
            campaign.import(&batch, assessment, &judge, now)?;
        }
        let Tally { read, taken, bad, unplaced } = tally;
        eprintln!("read {read} rows: {taken} taken, {bad} bad, the others say nothing of a server");
        if unplaced > 0 {
            eprintln!("{unplaced} name no host: counted, but in no notice and no export");
        }
        crate::command::status::print_status(&campaign, false)
    }

    /// Hands over every row of a file.
    fn rows(
        &self,
        path: &Path,
        tally: &mut Tally,
        take: &mut dyn FnMut(Imported),
    ) -> Result<(), Failure> {
        let name = path.display().to_string();
        let unreadable =
            |error: &dyn std::fmt::Display| Failure::unreadable(format!("{name}: {error}"));
        if path != Path::new("-") {
            let file = File::open(path).map_err(|error| unreadable(&error))?;
            let mut file = BufReader::new(file);
            if bulk_lines::is_bulk(file.fill_buf().map_err(|error| unreadable(&error))?) {
                return bulk_rows(file, &name, tally, take);
            }
        }
        let source = match path.to_str() {
            Some("-") => Source::StandardInput,
            _ => Source::File(path.to_owned()),
        };
        let dialect = Dialect::named(&self.from);
        let counts = expatch_ingest::read(&source, dialect, &mut |record| {
            tally.taken += 1;
            take(imported(record, &name));
        });
        let counts = counts.map_err(|error| unreadable(&error))?;
        tally.read += counts.read;
        tally.bad += counts.bad;
        Ok(())
    }
}

#[derive(Default)]
struct Tally {
    read: u64,
    taken: u64,
    bad: u64,
    /// Rows that name no host.
    unplaced: u64,
}

fn bulk_rows(
    file: impl BufRead,
    name: &str,
    tally: &mut Tally,
    take: &mut dyn FnMut(Imported),
) -> Result<(), Failure> {
    for (at, line) in file.lines().enumerate() {
        let line = line.map_err(|error| Failure::unreadable(format!("{name}: {error}")))?;
        if line.is_empty() {
            continue;
        }
        tally.read += 1;
        match bulk_lines::read(&line, name, at as u64 + 1) {
            Ok(Some(row)) => {
                tally.taken += 1;
                take(row);
            }
            Ok(None) => {}
            Err(_) => tally.bad += 1,
        }
    }
    Ok(())
}
