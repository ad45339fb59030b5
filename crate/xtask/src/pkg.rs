//! `cargo xtask pkg`: the built half of the npm package, `pkg/dist`.

use crate::notices;
use crate::npm;
use crate::places;
use crate::step::command;
use crate::step::run as start;
use crate::step::step;
use crate::tools;
use crate::wasm;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Builds `pkg/dist`.
pub fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    crate::none_expected(rest)?;
    build()
}

/// Builds `pkg/dist` from the work tree, installing what that needs.
pub fn build() -> anyhow::Result<()> {
    let folder = places::pkg();
    let dist = folder.join("dist");
    step("Rust's WebAssembly target", tools::wasm_target)?;
    step("npm packages of pkg/", || npm::install(&folder))?;
    step("WebAssembly", || wasm::build(&dist))?;
    step("npm package", || {
        for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
            fs::copy(places::root().join(name), folder.join(name))?;
        }
        fs::write(dist.join("db.json"), expatch_facts::export_json())?;
        // A release has signed it before; elsewhere it is the same without a signature.
        let database = match std::env::var_os("EXPATCH_FEED_FOLDER") {
            Some(feed) => fs::read(Path::new(&feed).join("expatch.db"))?,
            None => expatch::Database::embedded().bytes().to_vec(),
        };
        fs::write(dist.join("expatch.db"), database)?;
        notices::write(&folder)?;
        let schema = serde_json::to_string_pretty(&expatch::schema::report())?;
        fs::write(dist.join("schema.json"), schema)?;
        start(command("node", &folder).arg("build/dist.mjs"))
    })
}
