//! npm packages by their lock files, installed once per lock file.

use crate::step::command;
use crate::step::output;
use crate::step::run;
use anyhow::Context;
use anyhow::bail;
use std::fs;
use std::path::Path;

/// Makes `folder/node_modules` what `folder/package-lock.json` says.
///
/// Does nothing where the same lock file was installed before.
pub fn install(folder: &Path) -> anyhow::Result<()> {
    install_with(folder, &["ci"])
}

/// The same where the lock file lacks the builds for other systems: some
/// registries do not carry them, and `npm ci` then refuses the whole file.
pub fn install_for_this_system(folder: &Path) -> anyhow::Result<()> {
    install_with(folder, &["install", "--no-save"])
}

fn install_with(folder: &Path, how: &[&str]) -> anyhow::Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    node_is_new_enough(folder)?;
    let quiet = ["--no-fund", "--no-audit", "--loglevel=error"];
    run(command("npm", folder).args(how).args(quiet))?;
    fs::create_dir_all(folder.join("node_modules"))?;
    fs::write(stamp, wanted).context("cannot note which lock file was installed")
}

/// Fails with what to install where Node is missing or older than 20.
fn node_is_new_enough(folder: &Path) -> anyhow::Result<()> {
    let version = output(command("node", folder).arg("--version"))
        .context("Node 20 or later is needed: install it from https://nodejs.org")?;
    let major = version.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    match major.parse::<u32>() {
        Ok(20..) => Ok(()),
        _ => bail!("Node {} is too old, 20 or later is needed", version.trim()),
    }
}
