//! Biome: format and lints of the JavaScript, the styles and the JSON that people
//! write. Its settings are `.biome.jsonc`.

use crate::npm;
use crate::places;
use crate::step::command;
use crate::step::run;
use anyhow::Context;

/// Refuses what is not formatted, and what its lints find.
pub(crate) fn check() -> anyhow::Result<()> {
    biome(&["ci", "--error-on-warnings"])
        .context("`cargo xtask fix` formats everything, and mends what is safe to mend")
}

/// Formats, and mends what is safe to mend.
pub(crate) fn mend() -> anyhow::Result<()> {
    biome(&["check", "--write"])
}

fn biome(how: &[&str]) -> anyhow::Result<()> {
    let www = places::www();
    npm::install(&www)?;
    run(command("node", &places::root())
        .arg(www.join("node_modules/@biomejs/biome/bin/biome"))
        .args(how)
        .args(["--config-path=.biome.jsonc", "--colors=off", "--max-diagnostics=50"]))
}
