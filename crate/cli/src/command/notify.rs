//! `expatch notify`: one message per organisation, written, never sent.

use crate::command::handover::PAGE;
use crate::command::tongue::Tongue;
use crate::database::Basis;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::notice::Sender;
use expatch_campaign::notice::write_notices;
use expatch_probe::Contact;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write one notice per organisation as .eml files; sends nothing
///
/// Each notice is in the recipient's language, with the evidence, what it
/// means, what to do, and a link by which the owner checks again in their own
/// browser. Hosts are grouped by organisation, then contact, domain, address
/// (see `expatch campaign enrich`). Look at them, then send them with the mail
/// program of your choice.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// A new folder for the notices, their manifest and SHA256SUMS
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// The sender's mail address, which answers go to
    #[arg(long, value_name = "MAIL")]
    from: String,
    /// The sender's name; the mail address unless given
    #[arg(long, value_name = "NAME")]
    from_name: Option<String>,
    /// The address of the page on which owners check again
    #[arg(long, value_name = "URL", default_value = PAGE)]
    page: String,
    /// One language for all; each recipient's own unless given
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Option<Tongue>,
    /// Also write about servers whose build cannot be read from outside
    #[arg(long)]
    possible: bool,
    /// Leave out what earlier notices said: the manifest.json of their folder
    #[arg(long, value_name = "FILE")]
    already_sent: Vec<PathBuf>,
    #[command(flatten)]
    basis: Basis,
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        if !self.from.contains('@') || Contact::new(&self.from).is_err() {
            return Err(Failure::usage("--from: expected a mail address"));
        }
        if !self.page.starts_with("https://") && !self.page.starts_with("http://") {
            return Err(Failure::usage("--page: expected an https:// address"));
        }
        let name = self.from_name.as_deref().unwrap_or(&self.from);
        if name.chars().any(char::is_control) {
            return Err(Failure::usage("--from-name: expected one line"));
        }
        let mut campaign = Campaign::open_at(&self.campaign)?;
        let database = self.basis.open()?;
        let as_of = super::handover::day(&campaign, &self.basis)?;
        let judge = Judge { database: &database, as_of };
        let now = expatch_campaign::run::now();
        campaign.assess(&judge, now)?;
        let sent =
            self.already_sent.iter().map(|path| contents(path)).collect::<Result<Vec<_>, _>>()?;
        let sent = sent.concat();
        let severities: &[u8] = if self.possible { &[2, 3] } else { &[2] };
        let page = self.page.split('#').next().unwrap_or_default();
        let language = self.lang.map(Into::into);
        let sender = Sender { name, mail: &self.from, page, now, language };
        let written = write_notices(&campaign, &judge, severities, &sender, &sent, &self.output);
        let written = written?;
        let folder = self.output.display();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} notices in {folder}, none sent", written.notices.len())?;
        writeln!(out, "{:>9}  with an address, in {folder}/to", written.addressed)?;
        writeln!(out, "{:>9}  without, in {folder}/unaddressed", written.unaddressed)?;
        if !self.already_sent.is_empty() {
            writeln!(out, "{:>9}  left out, already sent", written.already_told)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What the notices of a manifest said.
fn contents(path: &Path) -> Result<Vec<String>, Failure> {
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::unreadable(format!("{}: {error}", path.display()));
    let text = std::fs::read(path).map_err(|error| unreadable(&error))?;
    let value: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| unreadable(&error))?;
    let notices = value["notices"].as_array();
    let notices = notices.ok_or_else(|| unreadable(&"no manifest of notices"))?;
    Ok(notices.iter().filter_map(|notice| Some(notice["content"].as_str()?.to_owned())).collect())
}
