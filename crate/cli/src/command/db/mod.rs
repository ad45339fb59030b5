//! `expatch db`: which facts this program has, whether a file is whole, how
//! newer ones come in.

mod export;
mod refresh;
mod show;
mod update;
mod verify;

use crate::database::DatabaseArguments;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::screen::Color;
use clap::Args;
use clap::Subcommand;
use expatch_update::PublicKey;
use expatch_update::UpdateError;
use std::path::PathBuf;

/// Show, verify, export or renew the database
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show version, day, counts and digest of the database in use
    Show {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: DatabaseArguments,
    },
    /// Check content and signature of a database file, or the one in use
    Verify {
        /// A file or an https:// address; the database in use unless given
        source: Option<String>,
        /// Content only: do not ask for a signature
        #[arg(long, requires = "source")]
        unsigned: bool,
        #[command(flatten)]
        trust: Trust,
    },
    /// Install a newer signed database; a bad one changes nothing
    Update {
        /// A file or an https:// address; where releases publish it unless given here or in `EXPATCH_FEED`
        source: Option<String>,
        /// Install it although it is not newer than the one in use
        #[arg(long)]
        older_too: bool,
        #[command(flatten)]
        trust: Trust,
    },
    /// Read the public sources and build a local database from them
    Refresh(refresh::Arguments),
    /// Print the whole database as JSON, or the JSON Schema of that
    Export {
        /// JSON, the only form there is
        #[arg(long)]
        json: bool,
        /// Print the JSON Schema instead
        #[arg(long)]
        schema: bool,
        #[command(flatten)]
        database: DatabaseArguments,
    },
}

/// Whose signatures count.
#[derive(Args, Debug)]
struct Trust {
    /// Trust this public key too: a file with 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

impl Trust {
    /// The release key of this program, and the one that was named.
    fn keys(&self) -> Result<Vec<PublicKey>, Failure> {
        let mut keys = PublicKey::embedded();
        if let Some(file) = &self.public_key {
            let name = file.display();
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::unreadable(format!("cannot read {name}: {error}")))?;
            let key = PublicKey::parse(&text)
                .map_err(|error| Failure::unreadable(format!("{name}: {error}")))?;
            keys.push(key);
        }
        Ok(keys)
    }
}

impl Arguments {
    pub(crate) fn run(self, _color: Color) -> Outcome {
        match self.action {
            Action::Show { json, database } => show::run(&database, json),
            Action::Verify { source: Some(source), unsigned, trust } => {
                verify::file(&source, unsigned, &trust)
            }
            Action::Verify { source: None, .. } => verify::in_use(),
            Action::Update { source, older_too, trust } => {
                update::run(source.as_deref(), older_too, &trust)
            }
            Action::Refresh(arguments) => refresh::run(arguments),
            Action::Export { json: _, schema: true, .. } => export::schema(),
            Action::Export { json: _, schema: false, database } => export::run(&database),
        }
    }
}

/// What kept a file from being used.
fn unusable(error: UpdateError) -> Failure {
    Failure::database(error.to_string())
}
