//! A Chromium for the browser tests: found, installed, or asked for.

use crate::tools::debian_install;
use anyhow::bail;
use std::path::PathBuf;

const PLACES: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The browser to test with: `$CHROMIUM`, or one that is installed, or (on
/// Debian and its kin, as root) one that is installed now.
pub(crate) fn chromium() -> anyhow::Result<PathBuf> {
    if let Some(told) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        if told.is_file() {
            return Ok(told);
        }
        bail!("CHROMIUM says {}, which is no file", told.display());
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

fn installed() -> Option<PathBuf> {
    PLACES.iter().map(PathBuf::from).find(|place| place.is_file())
}
