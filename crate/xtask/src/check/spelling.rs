//! Spelling, by `typos` from PyPI. Its settings are `.typos.toml`.

use crate::places;
use crate::step::command;
use crate::step::run;
use crate::tools;
use anyhow::Context;

const TYPOS: &str = "typos==1.52.0";

/// Refuses misspelt words in what people write.
pub(crate) fn check() -> anyhow::Result<()> {
    let root = places::root();
    let typos = tools::from_pypi("typos", TYPOS)?;
    run(command(typos, &root).args(["--config", ".typos.toml"]))
        .context("a word that is right stands in `.typos.toml`, with the reason")
}
