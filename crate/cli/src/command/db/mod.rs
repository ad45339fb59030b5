//! `expatch db`: which facts this program has, whether a file is whole, how
//! newer ones come in.

mod export;
mod key;
mod refresh;
mod show;
mod sign;
mod update;
mod verify;

use crate::database::DatabaseArguments;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::screen::Color;
use clap::Args;
use clap::Subcommand;
use expatch_update::Keys;
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
    Update(update::Arguments),
    Refresh(refresh::Arguments),
    /// Make keys and lists of keys, for your own feed
    Key(key::Arguments),
    /// Sign a database: write the two files of a feed
    Sign(sign::Arguments),
    /// Print the whole database as JSON, or the JSON Schema of that
    Export {
        /// JSON, the only format
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
    /// Also trust this public key: a file with 64 hexadecimal digits
    #[arg(long, value_name = "FILE", env = "EXPATCH_PUBLIC_KEY")]
    public_key: Vec<PathBuf>,
}

impl Trust {
    /// The release keys of this program, and those that were named.
    fn keys(&self) -> Result<Keys, Failure> {
        crate::database::keys(&self.public_key)
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
            Action::Update(arguments) => update::run(&arguments),
            Action::Refresh(arguments) => refresh::run(arguments),
            Action::Key(arguments) => key::run(arguments),
            Action::Sign(arguments) => sign::run(&arguments),
            Action::Export { json: _, schema: true, .. } => export::schema(),
            Action::Export { json: _, schema: false, database } => export::run(&database),
        }
    }
}

/// What kept a file from being used.
fn unusable(error: UpdateError) -> Failure {
    Failure::database(error.to_string())
}
