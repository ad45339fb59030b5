//! `expatch notify`: one message per organisation, written, never sent.

use crate::command::letter::Letter;
use crate::database::Basis;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::notice::Before;
use expatch_campaign::notice::Earlier;
use expatch_campaign::notice::write_notices;
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
    #[command(flatten)]
    letter: Letter,
    /// Leave out what earlier notices said: the manifest.json of their folder
    #[arg(long, value_name = "FILE")]
    already_sent: Vec<PathBuf>,
    /// Write reminders alone: to the recipients of these manifest.json files,
    /// about what was seen again since and is still so
    #[arg(long, value_name = "FILE", conflicts_with = "already_sent")]
    remind: Vec<PathBuf>,
    #[command(flatten)]
    basis: Basis,
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        self.letter.check()?;
        let mut campaign = Campaign::open_at(&self.campaign)?;
        let database = self.basis.open()?;
        let as_of = super::handover::day(&campaign, &self.basis)?;
        let judge = Judge { database: &database, as_of };
        let now = expatch_campaign::run::now();
        campaign.assess(&judge, now)?;
        let lists = |paths: &[PathBuf]| -> Result<Vec<Before>, Failure> {
            paths.iter().map(|path| list(path)).collect()
        };
        let (told, remind) = (lists(&self.already_sent)?, lists(&self.remind)?);
        let remind = (!remind.is_empty()).then_some(remind);
        let earlier = Earlier { told, remind };
        let classes = self.letter.classes();
        let sender = self.letter.sender(now);
        let written = write_notices(&campaign, &judge, classes, &sender, &earlier, &self.output);
        let written = written?;
        let folder = self.output.display();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} notices in {folder}, none sent", written.notices.len())?;
        writeln!(out, "{:>9}  with an address, in {folder}/to", written.addressed)?;
        writeln!(out, "{:>9}  without, in {folder}/unaddressed", written.unaddressed)?;
        let broken = written.notices.iter().filter(|notice| notice.compromised).count();
        if broken > 0 {
            writeln!(out, "{broken:>9}  of a break-in: send these first")?;
        }
        if !self.already_sent.is_empty() {
            writeln!(out, "{:>9}  left out, already sent", written.already_told)?;
        }
        if !self.remind.is_empty() {
            writeln!(out, "{:>9}  left out, not seen since", written.already_told)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What the notices of a manifest said.
pub(crate) fn list(path: &Path) -> Result<Before, Failure> {
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::unreadable(format!("{}: {error}", path.display()));
    let text = std::fs::read(path).map_err(|error| unreadable(&error))?;
    serde_json::from_slice(&text)
        .map_err(|error| unreadable(&format!("no manifest of notices: {error}")))
}
