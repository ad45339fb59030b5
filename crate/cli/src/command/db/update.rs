//! `expatch db update`: newer facts without a newer program.

use super::Trust;
use super::unusable;
use crate::exit::Outcome;
use crate::present;
use clap::Args;
use expatch_update::Done;
use expatch_update::UpdateError;
use expatch_update::Wire;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// A manifest (`….manifest`, with the database beside it) or a signed
    /// database, as a file or an https:// address
    source: Option<String>,
    /// The address of the feed; where releases publish it unless given
    #[arg(
        long,
        value_name = "URL",
        env = "EXPATCH_FEED",
        default_value = expatch_update::FEED,
        hide_default_value = true
    )]
    url: String,
    /// Trust this certificate (PEM) instead of the public ones, for your own mirror or proxy
    #[arg(long, value_name = "FILE", env = "EXPATCH_CA_FILE")]
    ca_file: Option<PathBuf>,
    /// Install it even if it is older than the one in use, or its term has ended
    #[arg(long)]
    older_too: bool,
    #[command(flatten)]
    trust: Trust,
}

/// Fetches, checks and installs.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    let keys = arguments.trust.keys()?;
    let source = arguments.source.as_deref().unwrap_or(&arguments.url);
    let path = expatch_update::default_path().ok_or(UpdateError::NoFolder).map_err(unusable)?;
    let wire = Wire { ca_file: arguments.ca_file.clone() };
    let done = expatch_update::update(source, &wire, &path, keys, arguments.older_too);
    let text = match done.map_err(unusable)? {
        Done::Installed(done) => {
            let ((version, day), (before, then)) = (done.now, done.before);
            let path = done.path.display();
            format!(
                "installed version {version}, checked through {day}, in {path}\nbefore: version {before}, checked through {then}\n"
            )
        }
        Done::UpToDate { now: (version, day), expires } => format!(
            "nothing newer is published: version {version}, checked through {day}, stays in use (said until {expires})\n"
        ),
    };
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
