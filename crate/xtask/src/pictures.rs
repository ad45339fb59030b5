//! `cargo xtask pictures`: what the page says, where, and how it looks, recorded
//! anew for the tests. The difference is then there to read and to look at.

use crate::browser;
use crate::pkg;
use crate::places;
use crate::site;
use crate::step::command;
use crate::step::run as start;
use std::ffi::OsString;

/// Builds the page and records every state.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    crate::none_expected(rest)?;
    pkg::build()?;
    site::build()?;
    let pinned = browser::pinned()?;
    for file in ["test/looks.test.mjs", "test/pictures.mjs"] {
        let mut record = command("node", &places::www());
        start(record.args(["--test", file]).env("CHROMIUM", &pinned).env("EXPATCH_RECORD", "1"))?;
    }
    eprintln!("▸ recorded in www/test/looks: `git diff` shows what changed");
    Ok(())
}

/// Compares the pictures.
pub(crate) fn compare() -> anyhow::Result<()> {
    let pinned = browser::pinned()?;
    let mut compare = command("node", &places::www());
    start(compare.args(["--test", "test/pictures.mjs"]).env("CHROMIUM", pinned))
}
