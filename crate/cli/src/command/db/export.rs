//! `expatch db export`: everything the database holds, for other languages.

use crate::database::DatabaseArguments;
use crate::exit::Outcome;
use crate::present;
use std::process::ExitCode;

/// Kept beside the facts, where a test holds it against the types.
const SCHEMA: &str = include_str!("../../../../core/data/database.schema.json");

/// Prints the database.
pub(super) fn run(arguments: &DatabaseArguments) -> Outcome {
    let database = arguments.open_for(crate::clock::today())?;
    let mut bytes = serde_json::to_vec(&expatch::export::export(&database))?;
    bytes.push(b'\n');
    present::write(&bytes)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the schema of what [`run`] prints.
pub(super) fn schema() -> Outcome {
    present::write(SCHEMA.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
