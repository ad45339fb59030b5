//! `expatch db update`: newer facts without a newer program.

use super::Trust;
use super::unusable;
use crate::exit::Outcome;
use crate::present;
use expatch_update::UpdateError;
use std::process::ExitCode;

/// Fetches, checks and installs.
pub(super) fn run(source: Option<&str>, older_too: bool, trust: &Trust) -> Outcome {
    let keys = trust.keys()?;
    let named = std::env::var("EXPATCH_FEED").ok();
    let source = source.or(named.as_deref()).unwrap_or(expatch_update::FEED);
    let path = expatch_update::default_path().ok_or(UpdateError::NoFolder).map_err(unusable)?;
    let bytes = expatch_update::fetch(source).map_err(unusable)?;
    let done = expatch_update::install(&bytes, &path, &keys, older_too).map_err(unusable)?;
    let ((version, day), (before, then)) = (done.now, done.before);
    let text = format!(
        "installed version {version}, checked through {day}, in {}\nbefore: version {before}, checked through {then}\n",
        done.path.display(),
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
