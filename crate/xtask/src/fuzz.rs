//! A short run of the fuzz targets, with their seeds.

use crate::places;
use crate::step::cargo;
use crate::step::command;
use crate::step::run;
use std::fs;

/// The targets in `crate/fuzz/fuzz_targets`.
const TARGETS: [&str; 5] = ["observe", "document", "list", "parse", "assess"];

/// Runs each target for so many seconds; installs `cargo-fuzz` below `target`
/// where that is missing.
pub(crate) fn targets(seconds: u32) -> anyhow::Result<()> {
    let (root, tools) = (places::root(), places::target().join("tools"));
    let fuzz = tools.join("bin/cargo-fuzz");
    if !fuzz.is_file() {
        let install = ["install", "cargo-fuzz", "--version=^0.13", "--locked", "--quiet", "--root"];
        run(cargo(&root).args(install).arg(&tools))?;
    }
    for target in TARGETS {
        // What is found anew is kept apart from the seeds.
        let corpus = places::target().join("fuzz").join(target);
        fs::create_dir_all(&corpus)?;
        run(command(&fuzz, &root.join("crate"))
            // AddressSanitizer is `-Zsanitizer=address`, which stable refuses
            // (rust-lang/rust#39699); nothing that is released is built so.
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["run", "--fuzz-dir", "fuzz", target])
            .arg(corpus)
            .arg(root.join("crate/fuzz/seeds"))
            .args(["--", &format!("-max_total_time={seconds}"), "-verbosity=0"]))?;
    }
    Ok(())
}
