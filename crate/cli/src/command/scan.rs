//! `expatch scan`: ask listed hosts politely, into a campaign's file; the same
//! command again goes on where it was interrupted.

use crate::database::Basis;
use crate::exit;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::Progress;
use expatch_campaign::Settings;
use expatch_campaign::Setup;
use expatch_campaign::run;
use expatch_probe::Contact;
use expatch_probe::Limits;
use expatch_probe::OptOut;
use expatch_probe::Prober;
use expatch_probe::TargetList;
use expatch_probe::pace::Pace;
use expatch_probe::target::check_scope;
use std::fs::File;
use std::io::BufReader;
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

/// The most targets that one campaign takes.
const MOST_TARGETS: u64 = 4_000_000;

/// Ask listed hosts which Exchange build they run, politely, without logging in
///
/// Results go into the campaign's file as they come. Interrupted, even by
/// force, the same command resumes with what is left.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store; made when it is missing, resumed when it is there
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// Names, addresses, CIDR blocks or URLs, one a line, `-` for standard
    /// input; only read when the campaign is new
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Mail address or https:// page, sent with every request
    #[arg(long, value_name = "CONTACT")]
    contact: String,
    /// Ports of targets that name none
    #[arg(long, value_name = "PORTS", value_delimiter = ',', default_value = "443")]
    ports: Vec<u16>,
    /// Requests a second in all; 0 for no bound
    #[arg(long, value_name = "RATE", default_value_t = 100.0)]
    rate: f64,
    /// Requests a second in each /24 or /48; 0 for no bound
    #[arg(long, value_name = "RATE", default_value_t = 4.0)]
    network_rate: f64,
    /// Hosts asked at the same time
    #[arg(long, value_name = "NUMBER", default_value_t = 256)]
    at_once: usize,
    /// Seconds to wait for a connection and for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 6.0)]
    timeout: f64,
    /// How often a host that did not answer is tried again
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    retries: u32,
    /// Hosts and networks whose owners do not want to be asked
    #[arg(long, value_name = "FILE")]
    opt_out: Option<PathBuf>,
    /// I may ask these hosts, although they are outside my private networks
    #[arg(long)]
    i_am_authorised: bool,
    /// The number that decides the order; random unless given
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    #[command(flatten)]
    basis: Basis,
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        let contact = Contact::new(&self.contact);
        let contact = contact.map_err(|error| Failure::usage(format!("--contact: {error}")))?;
        let mut campaign = self.open()?;
        let targets = campaign.targets()?;
        check_scope(&targets, MOST_TARGETS, self.i_am_authorised).map_err(Failure::usage)?;
        let opt_out = match &self.opt_out {
            Some(path) => OptOut::read(read(path)?).map_err(|error| unreadable(path, &error))?,
            None => OptOut::default(),
        };
        if !(self.timeout > 0.0 && self.timeout <= 600.0) {
            return Err(Failure::usage("--timeout: expected seconds above 0, at most 600"));
        }
        let wait = Duration::from_secs_f64(self.timeout);
        let limits =
            Limits { connect: wait, answer: wait, retries: self.retries, ..Limits::default() };
        let database = self.basis.open()?;
        let judge = Judge { database: &database, as_of: self.basis.day() };
        let settings = Settings { at_once: self.at_once.max(1), ..Settings::default() };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(exit::BUG, error.to_string()))?;
        runtime.block_on(async {
            let pace = Pace::new(Some(self.rate), Some(self.network_rate));
            let prober = Prober::new(&contact, limits, pace, opt_out);
            let prober = prober.map_err(|error| Failure::new(exit::BUG, error.to_string()))?;
            let mut teller = Teller::new();
            let end = run(&mut campaign, Arc::new(prober), &judge, settings, |progress| {
                teller.tell(progress);
                ControlFlow::Continue(())
            });
            end.await.map_err(Failure::from)
        })?;
        super::status::print_status(&campaign, false)?;
        Ok(ExitCode::SUCCESS)
    }

    fn open(&self) -> Result<Campaign, Failure> {
        if self.campaign.exists()? {
            return Campaign::open_at(&self.campaign).map_err(Failure::from);
        }
        let Some(path) = &self.targets else {
            return Err(Failure::usage("a new campaign needs --targets FILE"));
        };
        let targets = TargetList::read(read(path)?, &self.ports);
        let targets = targets.map_err(|error| unreadable(path, &error))?;
        // Before the file is made, so that a refusal leaves nothing behind.
        if targets.is_empty() {
            return Err(unreadable(path, &"it names no host"));
        }
        check_scope(&targets, MOST_TARGETS, self.i_am_authorised).map_err(Failure::usage)?;
        let created = run::now();
        let name = self.campaign.name();
        let seed = self.seed.unwrap_or_else(|| {
            expatch_probe::order::mix(created.cast_unsigned() ^ u64::from(std::process::id()) << 40)
        });
        let setup = Setup { name: &name, seed, contact: &self.contact, targets: &targets, created };
        Campaign::create_at(&self.campaign, &setup).map_err(Failure::from)
    }
}

/// A line on standard error that says how far the scan is.
struct Teller {
    start: Instant,
    is_terminal: bool,
}

impl Teller {
    fn new() -> Self {
        Self { start: Instant::now(), is_terminal: std::io::stderr().is_terminal() }
    }

    fn tell(&mut self, progress: Progress) {
        if !self.is_terminal {
            return;
        }
        let seconds = self.start.elapsed().as_secs_f64().max(0.001);
        let rate = progress.asked as f64 / seconds;
        let left = (progress.total - progress.done) as f64 / rate.max(0.001);
        let (done, total) = (progress.done, progress.total);
        eprint!("\r{done} of {total} hosts, {rate:.0} a second, {left:.0} s left   ");
        if done == total {
            eprintln!();
        }
    }
}

fn read(path: &Path) -> Result<Box<dyn std::io::BufRead>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::unreadable(format!("{}: {error}", path.display()))
}
