//! `cargo xtask site`: the page, built from `www/` and the npm package into
//! `www/dist`.

use crate::npm;
use crate::pkg;
use crate::places;
use crate::step::command;
use crate::step::run as start;
use crate::step::step;
use std::ffi::OsString;

/// Builds the npm package, then the page.
pub fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    crate::none_expected(rest)?;
    pkg::build()?;
    build()
}

/// Builds `www/dist` with the npm package as it lies in `pkg/`.
pub fn build() -> anyhow::Result<()> {
    let www = places::www();
    step("npm packages of www/", || npm::install(&www))?;
    let pages = places::target().join("pages");
    step("page", || {
        std::fs::create_dir_all(&pages)?;
        for (name, text) in expatch_facts::reference::files() {
            std::fs::write(pages.join(name), text)?;
        }
        start(command("node", &www).arg("build.mjs").env("EXPATCH_PAGES", &pages))
    })
}
