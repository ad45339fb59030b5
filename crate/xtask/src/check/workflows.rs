//! The workflows and the action, read by `zizmor` from PyPI: whether they are
//! valid, and what somebody could abuse in them. Its settings are
//! `.github/zizmor.yml`.

use crate::places;
use crate::step::command;
use crate::step::run;
use crate::tools;
use anyhow::Context;

const ZIZMOR: &str = "zizmor==1.32.0";

/// Refuses invalid workflows and what can be abused in them. It asks nobody.
pub(crate) fn check() -> anyhow::Result<()> {
    let root = places::root();
    let zizmor = tools::from_pypi("zizmor", ZIZMOR)?;
    let how = ["--offline", "--no-progress", "--strict-collection"];
    run(command(zizmor, &root).args(how).args([".github", "action.yml"]))
        .context("what is right all the same stands in `.github/zizmor.yml`, with the reason")
}
