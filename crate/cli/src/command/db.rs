//! `expatch db`: which facts this program has, whether a file is whole.

use crate::database::DatabaseArguments;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use crate::screen::Color;
use clap::Args;
use clap::Subcommand;
use expatch::Database;
use std::path::PathBuf;
use std::process::ExitCode;

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
    /// Check that a database file is whole and readable by this program
    Verify {
        /// The file; the database in use unless given
        file: Option<PathBuf>,
    },
}

impl Arguments {
    pub(crate) fn run(self, _color: Color) -> Outcome {
        match self.action {
            Action::Show { json, database } => show(&database, json),
            Action::Verify { file } => {
                verify(&DatabaseArguments { database: file, max_db_age: None })
            }
        }
    }
}

fn show(arguments: &DatabaseArguments, json: bool) -> Outcome {
    let today = crate::clock::today();
    let database = arguments.open_for(today)?;
    // The report's own view, so that every surface shows the same.
    let options = expatch::Options { as_of: today, language: expatch::Language::English };
    let identity = expatch::assess(b"", &database, &options).database;
    if json {
        let mut bytes = serde_json::to_vec_pretty(&identity)?;
        bytes.push(b'\n');
        present::write(&bytes)?;
        return Ok(ExitCode::SUCCESS);
    }
    let since: Vec<String> =
        identity.patch_tuesdays_since.iter().map(ToString::to_string).collect();
    let missed = match since.as_slice() {
        [] => "none".into(),
        days => format!("{} ({})", days.len(), days.join(", ")),
    };
    let counts = counts(&database);
    let text = format!(
        "version          {}\nschema           {}\nfacts until      {} ({} days ago)\n\
         Patch Tuesdays   {missed} since then\nreleases         {}\nvulnerabilities  {}\n\
         {counts}size             {} bytes\nsha256           {}\n",
        identity.version,
        identity.schema,
        identity.as_of,
        today.days() - identity.as_of.days(),
        identity.releases,
        identity.vulnerabilities,
        database.bytes().len(),
        identity.digest,
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn counts(database: &Database<'_>) -> String {
    let exploited = database.vulnerabilities().filter(|row| row.kev.is_some()).count();
    format!(
        "exploited        {exploited} in CISA's KEV\nproducts         {}\nbaselines        {}\n",
        database.products().len(),
        database.baselines().len(),
    )
}

fn verify(arguments: &DatabaseArguments) -> Outcome {
    let database = arguments.open_for(crate::clock::today())?;
    let identity = database.identity();
    if identity.releases == 0 {
        return Err(Failure::database("the database holds no release: fetch it again"));
    }
    let digest: String = identity.digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!(
        "whole: version {}, schema {}, {} releases, {} vulnerabilities, sha256 {digest}\n",
        identity.version, identity.schema, identity.releases, identity.vulnerabilities
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
