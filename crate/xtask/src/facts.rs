//! `cargo xtask facts …`: the facts' own command.

use std::ffi::OsString;

/// Hands everything on to `crate/facts`.
pub(crate) fn run(rest: &[OsString]) -> anyhow::Result<()> {
    expatch_facts::command(rest).map_err(|error| anyhow::anyhow!("{error}"))
}
