//! `expatch db sign`: the two files of a feed.

use super::key;
use super::unusable;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use clap::Args;
use expatch::Database;
use expatch_trust::sign;
use expatch_update::SecretKey;
use std::path::PathBuf;
use std::process::ExitCode;

/// The variable with the private key, for who must not write it to a disk.
const KEY: &str = "EXPATCH_RELEASE_KEY";

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The folder for `expatch.db` and `expatch.manifest`
    folder: PathBuf,
    /// The database to sign, such as the one of `expatch db refresh`; the one of this program
    /// unless given
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// The private key; the text of `EXPATCH_RELEASE_KEY` unless given
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The lists of keys that go with it
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// For how many days the manifest counts
    #[arg(long, value_name = "DAYS", default_value_t = expatch_update::TERM_DAYS as u16)]
    days: u16,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let secret = match &arguments.key {
        Some(file) => key::secret(file)?,
        None => {
            let text = std::env::var(KEY).map_err(|_| {
                Failure::unreadable(format!("no key: name a file with --key, or set {KEY}"))
            })?;
            SecretKey::parse(&text)
                .map_err(|error| Failure::unreadable(format!("{KEY}: {error}")))?
        }
    };
    let lists = arguments.keys.as_deref().map(key::read).transpose()?.unwrap_or_default();
    let read;
    let bytes = match &arguments.database {
        None => Database::embedded().bytes(),
        Some(file) => {
            read = expatch_update::fetch(&file.display().to_string()).map_err(unusable)?;
            &read
        }
    };
    let content = expatch_update::check(bytes).map_err(unusable)?.bytes();
    let term = key::term(arguments.days);
    let manifest = sign(content, &secret, &lists, term).map_err(|error| unusable(error.into()))?;
    std::fs::create_dir_all(&arguments.folder)?;
    let at = |name: &str| arguments.folder.join(name);
    std::fs::write(at("expatch.db"), [content, manifest.as_bytes()].concat())?;
    std::fs::write(at("expatch.manifest"), &manifest)?;
    let text = format!(
        "wrote {} and {}, signed with key {}, until {}\n",
        at("expatch.db").display(),
        at("expatch.manifest").display(),
        secret.public().id(),
        term.expires
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
