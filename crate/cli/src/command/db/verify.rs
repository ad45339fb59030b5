//! `expatch db verify`: whether a database is what its makers wrote.

use super::Trust;
use super::unusable;
use crate::database::DatabaseArguments;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use expatch::Database;
use std::process::ExitCode;

/// A file that may come from anywhere: content, then signature.
pub(super) fn file(source: &str, unsigned: bool, trust: &Trust) -> Outcome {
    let keys = trust.keys()?;
    let bytes = expatch_update::fetch(source).map_err(unusable)?;
    if unsigned {
        let database = expatch_update::check(&bytes).map_err(unusable)?;
        return said(&database, "whole; its signature was not asked for");
    }
    let (database, signer) = expatch_update::verify(&bytes, &keys).map_err(unusable)?;
    said(&database, &format!("whole, signed with key {signer}"))
}

/// The one in use: built in, named by the environment, or installed (and then
/// its signature was checked when it came in).
pub(super) fn in_use() -> Outcome {
    let database = DatabaseArguments::from_environment().open_for(crate::clock::today())?;
    database.verify().map_err(|error| Failure::database(error.to_string()))?;
    said(&database, "whole")
}

fn said(database: &Database<'_>, how: &str) -> Outcome {
    let identity = database.identity();
    if identity.releases == 0 {
        return Err(Failure::database("the database holds no release: fetch it again"));
    }
    let digest = expatch::hexadecimal(&identity.digest);
    let text = format!(
        "{how}\nversion {}, schema {}, checked through {}, {} releases, {} vulnerabilities\nsha256 {digest}\n",
        identity.version,
        identity.schema,
        identity.as_of,
        identity.releases,
        identity.vulnerabilities
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
