//! What notices need, whoever asks for them.

use crate::command::handover::PAGE;
use crate::command::tongue::Tongue;
use crate::exit::Failure;
use clap::Args;
use expatch_campaign::hosts::Class;
use expatch_campaign::notice::Sender;
use expatch_campaign::sign::Signer;
use expatch_campaign::tlp::Tlp;
use expatch_probe::Contact;

#[derive(Args, Debug)]
pub(crate) struct Letter {
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
    /// What ticket numbers begin with, such as CERT-2026; each recipient keeps
    /// its number
    #[arg(long, value_name = "PREFIX")]
    ticket: Option<String>,
    /// Who may read it: clear, green, amber, amber+strict or red
    #[arg(long, value_name = "LABEL", default_value = "amber")]
    tlp: Tlp,
    /// Where our own scan asks from and how it calls itself, for owners who look
    /// into their logs, such as `192.0.2.5, User-Agent expatch/1.0`
    #[arg(long, value_name = "TEXT")]
    scanner: Option<String>,
    /// Sign each notice and SHA256SUMS: gpg, gpg:KEY or
    /// openssl:CERTIFICATE,KEY[,CHAIN] (PEM files); the program must be installed.
    /// Send what is signed as it is, not through a mail program that edits it
    #[arg(long, value_name = "PROGRAM")]
    sign_with: Option<Signer>,
}

impl Letter {
    /// Says what cannot be sent so.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if !self.from.contains('@') || Contact::new(&self.from).is_err() {
            return Err(Failure::usage("--from: expected a mail address"));
        }
        if !self.page.starts_with("https://") && !self.page.starts_with("http://") {
            return Err(Failure::usage("--page: expected an https:// address"));
        }
        for (option, text) in [
            ("--from-name", &self.from_name),
            ("--ticket", &self.ticket),
            ("--scanner", &self.scanner),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().any(char::is_control)) {
                return Err(Failure::usage(format!("{option}: expected one line")));
            }
        }
        Ok(())
    }

    /// Says whether the signer is there, before anything else is done.
    pub(crate) fn check_signer(&self) -> Result<(), Failure> {
        Ok(self.sign_with.as_ref().map_or(Ok(()), Signer::check)?)
    }

    /// Who writes, at a time in seconds since 1970.
    pub(crate) fn sender(&self, now: i64) -> Sender<'_> {
        Sender {
            name: self.from_name.as_deref().unwrap_or(&self.from),
            mail: &self.from,
            page: self.page.split('#').next().unwrap_or_default(),
            now,
            language: self.lang.map(Into::into),
            tlp: self.tlp,
            ticket: self.ticket.as_deref(),
            scanner: self.scanner.as_deref(),
            signer: self.sign_with.as_ref(),
        }
    }

    /// Of what it is written.
    pub(crate) fn classes(&self) -> &'static [Class] {
        if self.possible { &Class::TOLD } else { &Class::TOLD[..2] }
    }
}
