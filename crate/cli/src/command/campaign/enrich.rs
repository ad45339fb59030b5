//! `expatch campaign enrich`: where and whose the hosts are.

use crate::exit;
use crate::exit::Failure;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::place::ContactDb;
use expatch_campaign::place::Contacts;
use expatch_campaign::place::Geo;
use expatch_campaign::place::LookUps;
use expatch_campaign::place::Rdap;
use expatch_campaign::place::Reverse;
use expatch_campaign::place::Rules;
use expatch_campaign::place::SecurityTxt;
use expatch_campaign::place::Sources;
use expatch_campaign::place::look_up;
use expatch_probe::Contact;
use expatch_probe::Lookup;
use expatch_probe::pace::Pace;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store
    #[arg(required_unless_present = "print_sectors")]
    #[arg(value_parser = crate::command::home::home())]
    campaign: Option<Home>,
    /// MMDB files with country, network or organisation; the first with an answer wins
    #[arg(long, value_name = "FILE")]
    mmdb: Vec<PathBuf>,
    /// Reverse names, `address,name` a line
    #[arg(long, value_name = "FILE")]
    reverse: Option<PathBuf>,
    /// Sector rules instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    sectors: Option<PathBuf>,
    /// Print the built-in sector rules, to edit them
    #[arg(long)]
    print_sectors: bool,
    /// Contacts as CSV: match,organisation,email,language,sector
    #[arg(long, value_name = "FILE")]
    contacts: Option<PathBuf>,
    /// IntelMQ's contact database: a plain dump of `pg_dump`, a folder with its
    /// tables as CSV, or Fody's JSON
    #[arg(long, value_name = "PATH")]
    contact_db: Option<PathBuf>,
    /// A folder of security.txt files named for their domains
    #[arg(long, value_name = "FOLDER")]
    security_txt: Option<PathBuf>,
    /// Answers of RDAP or of RIPEstat's abuse-contact-finder: a folder of .json
    /// files, or one with an answer a line
    #[arg(long, value_name = "PATH")]
    rdap: Option<PathBuf>,
    /// Ask the system's resolver for reverse names of hosts at risk
    #[arg(long)]
    look_up_reverse: bool,
    /// Ask the domains of hosts at risk for their security.txt
    #[arg(long, requires = "contact", requires = "keep")]
    look_up_security_txt: bool,
    /// Ask this RDAP server about hosts at risk
    #[arg(long, value_name = "URL", requires = "contact", requires = "keep")]
    look_up_rdap: Option<String>,
    /// Keep looked-up answers in this folder, and read them from there again
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Mail address or https:// page, sent with every look-up
    #[arg(long, value_name = "CONTACT")]
    contact: Option<String>,
    /// Look-ups a second
    #[arg(long, value_name = "RATE", default_value_t = 2.0)]
    rate: f64,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Some(path) = &self.campaign else {
            write!(std::io::stdout().lock(), "{}", Rules::text())?;
            return Ok(());
        };
        if !(self.rate > 0.0 && self.rate <= 100.0) {
            return Err(Failure::usage("--rate: expected look-ups a second above 0, at most 100"));
        }
        let mut campaign = Campaign::open_at(path)?;
        let _lock = campaign.lock()?;
        let mut sources = self.sources()?;
        let mut tally = campaign.enrich(&sources)?;
        if self.looks_up() {
            self.look_up(&campaign, &mut sources)?;
            tally = campaign.enrich(&sources)?;
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "{:>9}  hosts that answered", tally.targets)?;
        for (hosts, what) in [
            (tally.country, "with a country"),
            (tally.operator, "with a network operator"),
            (tally.domain, "with a domain"),
            (tally.sector, "with a sector"),
            (tally.organisation, "with an organisation"),
            (tally.contact, "with a contact"),
        ] {
            writeln!(out, "{hosts:>9}  {what}")?;
        }
        Ok(())
    }

    fn sources(&self) -> Result<Sources, expatch_campaign::Error> {
        let mut sources = Sources::default();
        for path in &self.mmdb {
            sources.geo.push(Geo::open(path)?);
        }
        if let Some(path) = &self.reverse {
            sources.reverse = Reverse::read(path)?;
        }
        if let Some(path) = &self.sectors {
            sources.rules = Rules::read(path)?;
        }
        if let Some(path) = &self.contacts {
            sources.contacts = Contacts::read(path)?;
        }
        if let Some(path) = &self.contact_db {
            sources.contact_db = ContactDb::read(path)?;
            let ContactDb { organisations, unusable, .. } = &sources.contact_db;
            eprintln!("{}: {organisations} organisations with a contact", path.display());
            if let Some(first) = unusable.first() {
                let (count, first) = (unusable.len(), first.escape_debug());
                eprintln!("{count} contacts left out: no mail address, such as `{first}`");
            }
        }
        if let Some(path) = &self.security_txt {
            sources.security_txt = SecurityTxt::read(path, &crate::clock::today().to_string())?;
        }
        if let Some(path) = &self.rdap {
            sources.rdap = Rdap::read(path)?;
        }
        Ok(sources)
    }

    fn looks_up(&self) -> bool {
        self.look_up_reverse || self.look_up_security_txt || self.look_up_rdap.is_some()
    }

    fn look_up(&self, campaign: &Campaign, sources: &mut Sources) -> Result<(), Failure> {
        let bug = |error: &dyn std::fmt::Display| Failure::new(exit::BUG, error.to_string());
        // Only the resolver is asked without saying who asks.
        let contact = self.contact.as_deref().unwrap_or("https://expatch.invalid/");
        let contact =
            Contact::new(contact).map_err(|error| Failure::usage(format!("--contact: {error}")))?;
        let lookup = Lookup::new(&contact, Pace::new(Some(self.rate), None));
        let lookup = lookup.map_err(|error| bug(&error))?;
        let (addresses, domains) = campaign.to_look_up()?;
        let today = crate::clock::today().to_string();
        let what = LookUps {
            reverse: self.look_up_reverse,
            security_txt: self.look_up_security_txt,
            rdap: self.look_up_rdap.as_deref(),
            folder: self.keep.as_deref().unwrap_or(std::path::Path::new(".")),
            pause: Duration::from_secs_f64(1.0 / self.rate),
            today: &today,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| bug(&error))?;
        let looked = runtime.block_on(look_up(&lookup, what, &addresses, &domains, sources));
        let looked = looked?;
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{:>9}  looked up, {} without an answer",
            looked.answered, looked.unanswered
        )?;
        Ok(())
    }
}
