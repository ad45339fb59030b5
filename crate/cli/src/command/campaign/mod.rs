//! `expatch campaign`: what a campaign has found, what it will have found in
//! the end, and what changed since another.

mod enrich;
mod export;
mod follow;
mod forget;
mod import;
mod imported;

use crate::database::Basis;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use clap::Subcommand;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::compare::Change;
use expatch_campaign::compare::compare;
use std::io::Write;
use std::process::ExitCode;

/// Work with a campaign: count, judge again, enrich, import, export, compare
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Count what was found so far, and project the final count
    Status {
        /// The campaign's file, or ADDRESS#NAME in a server's store
        #[arg(value_parser = crate::command::home::home())]
        campaign: Home,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Judge the stored evidence again, for another day or with newer facts
    Assess {
        /// The campaign's file, or ADDRESS#NAME in a server's store
        #[arg(value_parser = crate::command::home::home())]
        campaign: Home,
        #[command(flatten)]
        basis: Basis,
    },
    /// Add each host's country, network and owner, from files or look-ups
    Enrich(enrich::Arguments),
    Import(import::Arguments),
    /// Write the bundle for a CSIRT: CSV, IntelMQ, CSAF, OpenVEX, MISP, SARIF
    Export(export::Arguments),
    Follow(follow::Arguments),
    Forget(forget::Arguments),
    /// List what newer or worse observations replaced, one JSON object a line
    History {
        /// The campaign's file, or ADDRESS#NAME in a server's store
        #[arg(value_parser = crate::command::home::home())]
        campaign: Home,
    },
    /// Compare two campaigns: new, worse, fixed, gone
    Compare {
        /// The earlier campaign
        #[arg(value_parser = crate::command::home::home())]
        before: Home,
        /// The later campaign
        #[arg(value_parser = crate::command::home::home())]
        after: Home,
        /// Print one JSON line for each host that changed
        #[arg(long)]
        ndjson: bool,
    },
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        match self.what {
            What::Status { campaign, json } => {
                super::status::print_status(&Campaign::open_at(&campaign)?, json)?;
            }
            What::Assess { campaign, basis } => {
                let mut campaign = Campaign::open_at(&campaign)?;
                let _lock = campaign.lock()?;
                let database = basis.open()?;
                let judge = Judge { database: &database, as_of: basis.day() };
                campaign.assess(&judge, expatch_campaign::run::now())?;
                super::status::print_status(&campaign, false)?;
            }
            What::Enrich(arguments) => arguments.run()?,
            What::Import(arguments) => arguments.run()?,
            What::Export(arguments) => arguments.run()?,
            What::Follow(arguments) => arguments.run()?,
            What::Forget(arguments) => arguments.run()?,
            What::History { campaign } => print_history(&Campaign::open_at(&campaign)?)?,
            What::Compare { before, after, ndjson } => {
                let before = Campaign::open_at(&before)?;
                let after = Campaign::open_at(&after)?;
                print_changes(&before, &after, ndjson)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print_history(campaign: &Campaign) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut failed = Ok(());
    campaign.history(|past| {
        if failed.is_ok() {
            let line = serde_json::to_writer(&mut out, &past).map_err(std::io::Error::from);
            failed = line.and_then(|()| writeln!(out));
        }
    })?;
    failed?;
    Ok(out.flush()?)
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
    let tally = tally?;
    failed?;
    if !ndjson {
        for change in Change::ALL {
            let hosts = tally.get(&change).copied().unwrap_or(0);
            writeln!(out, "{hosts:>9}  {}", change.code())?;
        }
    }
    Ok(out.flush()?)
}
