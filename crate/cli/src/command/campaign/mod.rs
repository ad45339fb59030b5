//! `expatch campaign`: what a campaign has found, what it will have found in
//! the end, and what changed since another.

mod bulk_lines;
mod enrich;
mod export;
mod import;

use crate::command::scan::failure;
use crate::database::Basis;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use clap::Subcommand;
use expatch::Date;
use expatch_campaign::Campaign;
use expatch_campaign::Judge;
use expatch_campaign::compare::Change;
use expatch_campaign::compare::compare;
use expatch_campaign::counts::Count;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Look into campaigns: counts and projection, new verdicts, comparison
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Count what is found and foretell the final count
    Status {
        /// The campaign's file
        campaign: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Judge the stored evidence anew, for another day or with newer facts
    Assess {
        /// The campaign's file
        campaign: PathBuf,
        #[command(flatten)]
        basis: Basis,
    },
    /// Fill in where and whose the hosts are, from files or look-ups
    Enrich(enrich::Arguments),
    /// Take in another scanner's output, or that of `expatch bulk`
    Import(import::Arguments),
    /// Write the bundle for a CSIRT: CSV, IntelMQ, CSAF, OpenVEX, MISP, SARIF
    Export(export::Arguments),
    /// Compare two campaigns: new, worse, fixed, gone
    Compare {
        /// The earlier campaign
        before: PathBuf,
        /// The later campaign
        after: PathBuf,
        /// Print one JSON line for each host that changed
        #[arg(long)]
        ndjson: bool,
    },
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        match self.what {
            What::Status { campaign, json } => {
                print_status(&Campaign::open(&campaign).map_err(failure)?, json)?;
            }
            What::Assess { campaign, basis } => {
                let mut campaign = Campaign::open(&campaign).map_err(failure)?;
                let _lock = campaign.lock().map_err(failure)?;
                let database = basis.open()?;
                let judge = Judge { database: &database, as_of: basis.day() };
                campaign.assess(&judge, expatch_campaign::run::now()).map_err(failure)?;
                print_status(&campaign, false)?;
            }
            What::Enrich(arguments) => arguments.run()?,
            What::Import(arguments) => arguments.run()?,
            What::Export(arguments) => arguments.run()?,
            What::Compare { before, after, ndjson } => {
                let before = Campaign::open(&before).map_err(failure)?;
                let after = Campaign::open(&after).map_err(failure)?;
                print_changes(&before, &after, ndjson)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The day that a hand-over speaks of: the one asked for, else that of the
/// verdicts that the campaign has, else today.
pub(crate) fn day(campaign: &Campaign, basis: &Basis) -> Result<Date, Failure> {
    match basis.as_of {
        Some(day) => Ok(day),
        None => Ok(campaign.day().map_err(failure)?.unwrap_or_else(|| basis.day())),
    }
}

fn print_changes(before: &Campaign, after: &Campaign, ndjson: bool) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut failed = Ok(());
    let tally = compare(before, after, |pair| {
        if ndjson && pair.change != Change::Unchanged && failed.is_ok() {
            let line = serde_json::to_writer(&mut out, pair).map_err(std::io::Error::from);
            failed = line.and_then(|()| writeln!(out));
        }
    });
    let tally = tally.map_err(failure)?;
    failed?;
    if !ndjson {
        for change in Change::ALL {
            let hosts = tally.get(&change).copied().unwrap_or(0);
            writeln!(out, "{hosts:>9}  {}", change.code())?;
        }
    }
    Ok(out.flush()?)
}

/// Prints counts and projection.
pub(crate) fn print_status(campaign: &Campaign, json: bool) -> Result<(), Failure> {
    let counts = campaign.counts().map_err(failure)?;
    let told = campaign.projection().map_err(failure)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if json {
        let name = campaign.name().map_err(failure)?;
        let object = serde_json::json!({ "name": name, "counts": counts, "projection": told });
        writeln!(out, "{object}")?;
        return Ok(out.flush()?);
    }
    writeln!(out, "{} of {} hosts asked", counts.done, told.total.max(counts.done))?;
    writeln!(out, "{} at risk on {} (facts {})", counts.at_risk, counts.as_of, counts.database)?;
    if told.asked < told.total {
        let (expected, low, high) = (told.expected, told.low, told.high);
        writeln!(out, "{expected} expected in the end, 95 % between {low} and {high}")?;
    }
    let mut list = |title: &str, counts: &[Count], most: usize| -> std::io::Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        for count in counts.iter().take(most) {
            let name = if count.name.is_empty() { "(not known)" } else { &count.name };
            writeln!(out, "{:>9}  {name}", count.hosts)?;
        }
        Ok(())
    };
    list("Verdicts", &counts.statuses, 20)?;
    list("Products", &counts.products, 20)?;
    list("Open vulnerabilities", &counts.vulnerabilities, 10)?;
    for (title, counts) in [("Countries", &counts.countries), ("Sectors", &counts.sectors)] {
        // Before enrichment nothing is known of them.
        if counts.iter().any(|count| !count.name.is_empty()) {
            list(title, counts, 20)?;
        }
    }
    list("How asking ended", &counts.outcomes, 20)?;
    Ok(out.flush()?)
}
