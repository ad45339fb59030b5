//! `expatch campaign forget`: what must not be kept any longer.

use crate::exit::Failure;
use clap::Args;
use expatch::Date;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::erase::Erase;
use std::io::Write;

/// Erase hosts with everything known about them: by age, or by name
///
/// Names, addresses, evidence, contacts and history are overwritten in the file.
/// How many hosts were asked stays, so that a scan does not ask them again; the
/// counts of verdicts are then without them. Notices, bundles and reports that
/// were written are files of yours: delete them yourself.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// Every host that was last seen before this day
    #[arg(long, value_name = "DAY")]
    before: Option<Date>,
    /// A target, a name with what is below it, or an address
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// The mail addresses of all contacts, and nothing else
    #[arg(long)]
    contacts: bool,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.before.is_none() && self.host.is_empty() && !self.contacts {
            return Err(Failure::usage("forget what? --before DAY, --host HOST or --contacts"));
        }
        let mut campaign = Campaign::open_at(&self.campaign)?;
        let _lock = campaign.lock()?;
        let what = Erase {
            before: self.before.map(|day| i64::from(day.days()) * 86_400),
            hosts: &self.host,
            contacts: self.contacts,
        };
        let erased = campaign.erase(&what)?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{:>9}  hosts erased", erased.hosts)?;
        Ok(writeln!(out, "{:>9}  hosts without their contacts", erased.contacts)?)
    }
}
