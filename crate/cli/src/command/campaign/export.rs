//! `expatch campaign export`: the bundle for a CSIRT.

use crate::database::Basis;
use crate::exit::Failure;
use clap::Args;
use clap::ValueEnum;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::bundle::Form;
use expatch_campaign::bundle::Publisher;
use expatch_campaign::bundle::write_bundle;
use expatch_campaign::sign::Signer;
use expatch_campaign::tlp::Tlp;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// A new folder for the files, their manifest and SHA256SUMS
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// Who publishes, such as `CERT.example`
    #[arg(long, value_name = "NAME")]
    publisher: String,
    /// The publisher's page, which also names its documents
    #[arg(long, value_name = "URL")]
    namespace: String,
    /// Who may read it: clear, green, amber, amber+strict or red
    #[arg(long, value_name = "LABEL", default_value = "amber")]
    tlp: Tlp,
    /// Only these forms; all unless given
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMS")]
    to: Vec<To>,
    /// The address of the page on which owners check again
    #[arg(long, value_name = "URL", default_value = crate::command::handover::PAGE)]
    page: String,
    /// Put a signature beside each file: gpg, gpg:KEY or
    /// openssl:CERTIFICATE,KEY[,CHAIN] (PEM files);
    /// the program must be installed
    #[arg(long, value_name = "PROGRAM")]
    sign_with: Option<Signer>,
    #[command(flatten)]
    basis: Basis,
}

/// The forms of a bundle.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum To {
    /// CSV with Shadowserver's columns
    Shadowserver,
    /// IntelMQ events
    Intelmq,
    /// CSAF 2.0 VEX about the builds found
    Csaf,
    /// OpenVEX about the builds found
    Openvex,
    /// A MISP event
    Misp,
    /// A SARIF log
    Sarif,
}

impl From<To> for Form {
    fn from(to: To) -> Self {
        match to {
            To::Shadowserver => Self::Shadowserver,
            To::Intelmq => Self::Intelmq,
            To::Csaf => Self::Csaf,
            To::Openvex => Self::Openvex,
            To::Misp => Self::Misp,
            To::Sarif => Self::Sarif,
        }
    }
}

impl Arguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        for (name, url) in [("--namespace", &self.namespace), ("--page", &self.page)] {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(Failure::usage(format!("{name}: expected an https:// address")));
            }
        }
        let mut campaign = Campaign::open_at(&self.campaign)?;
        let database = self.basis.open()?;
        let as_of = crate::command::handover::day(&campaign, &self.basis)?;
        let judge = Judge { database: &database, as_of };
        let now = expatch_campaign::run::now();
        campaign.assess(&judge, now)?;
        let forms: Vec<Form> = match self.to.is_empty() {
            true => Form::ALL.to_vec(),
            false => self.to.iter().map(|to| (*to).into()).collect(),
        };
        let publisher = Publisher {
            name: &self.publisher,
            namespace: &self.namespace,
            page: self.page.split('#').next().unwrap_or_default(),
            now,
            tlp: self.tlp,
            signer: self.sign_with.as_ref(),
        };
        let written = write_bundle(&campaign, &judge, &forms, &publisher, &self.output);
        let written = written?;
        let mut out = std::io::stdout().lock();
        if written.compromised > 0 {
            writeln!(out, "{:>9}  hosts reported as broken into, kept apart", written.compromised)?;
        }
        writeln!(out, "{:>9}  hosts at risk", written.vulnerable)?;
        writeln!(out, "{:>9}  hosts of which it cannot be said, kept apart", written.possible)?;
        for file in &written.files {
            writeln!(out, "{:>9}  bytes  {}", file.bytes, self.output.join(&file.path).display())?;
        }
        Ok(())
    }
}
