//! `expatch report`: a campaign as one HTML file to print and forward.

use crate::command::tongue::Tongue;
use crate::exit::Outcome;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a campaign's counts, charts and projection as one HTML file
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// Where to write; standard output unless given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language of the report
    #[arg(long, value_enum, default_value_t, value_name = "LANGUAGE")]
    lang: Tongue,
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        let campaign = Campaign::open_at(&self.campaign)?;
        let counts = campaign.counts()?;
        let projection = campaign.projection()?;
        let name = campaign.name()?;
        let html = expatch_campaign::page::page(&name, &counts, &projection, self.lang.into());
        match &self.output {
            Some(path) => std::fs::write(path, html)?,
            None => std::io::stdout().lock().write_all(html.as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
