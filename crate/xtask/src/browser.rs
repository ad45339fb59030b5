//! A Chromium for the browser tests: found, installed, or asked for.

use crate::npm;
use crate::places;
use crate::step::command;
use crate::step::output;
use crate::suite::not_run;
use crate::tools::debian_install;
use anyhow::Context;
use anyhow::bail;
use std::fs;
use std::path::PathBuf;

const PLACES: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The browser to test with: `$CHROMIUM`, or one that is installed, or (on
/// Debian and systems like it, as root) one that is installed now.
pub fn chromium() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        if named.is_file() {
            return Ok(named);
        }
        bail!("CHROMIUM names {}, which is not a file", named.display());
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    debian_install(&["chromium"])?;
    match installed() {
        Some(found) => Ok(found),
        None => bail!(
            "the browser tests need Chromium: on Debian `sudo apt-get install chromium`, \
             elsewhere install Chromium or Chrome and set CHROMIUM to its program"
        ),
    }
}

/// The Chromium of the page's lock file, in which pictures are taken: the same
/// everywhere, where it runs.
pub fn pinned() -> anyhow::Result<PathBuf> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err(not_run("the Chromium of the pictures is for Linux on x86-64"));
    }
    let www = places::www();
    npm::install(&www)?;
    // The libraries that it shares with every other Chromium.
    chromium()?;
    let manifest = www.join("node_modules/@sparticuz/chromium/package.json");
    let manifest: serde_json::Value = serde_json::from_str(&fs::read_to_string(manifest)?)?;
    let version = manifest["version"].as_str().context("a package has a version")?;
    // A folder for each version, as one that is there is not unpacked again.
    let folder = places::target().join("tools/chromium").join(version);
    fs::create_dir_all(&folder)?;
    let unpack = output(command("node", &www).arg("test/pinned.mjs").env("TMPDIR", &folder))?;
    Ok(unpack.trim().into())
}

fn installed() -> Option<PathBuf> {
    PLACES.iter().map(PathBuf::from).find(|place| place.is_file())
}
