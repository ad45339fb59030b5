//! Rust's own checks: format, lints, documentation.

use crate::places;
use crate::step::cargo;
use crate::step::run;
use anyhow::Context;

/// Manifests that `cargo fmt` does not reach from the root.
const APART: [&str; 2] = ["crate/fuzz/Cargo.toml", "crate/python/Cargo.toml"];

/// Refuses code of any manifest that is not formatted.
pub(crate) fn format() -> anyhow::Result<()> {
    each_manifest(&["--check"]).context("`cargo xtask fix` formats everything")
}

/// Formats the code of every manifest.
pub(crate) fn reformat() -> anyhow::Result<()> {
    each_manifest(&[])
}

fn each_manifest(how: &[&str]) -> anyhow::Result<()> {
    let root = places::root();
    let mut manifests = vec![root.join("Cargo.toml")];
    manifests.extend(APART.map(|manifest| root.join(manifest)));
    let mut all = Ok(());
    for manifest in manifests {
        let mut format = cargo(&root);
        format.args(["fmt", "--all", "--manifest-path"]).arg(manifest).args(how);
        // Each is shown before the first failure ends this.
        all = all.and(run(&mut format));
    }
    all
}

/// Refuses warnings of the compiler and of clippy.
pub(crate) fn lint() -> anyhow::Result<()> {
    let lint = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    run(cargo(&places::root()).args(lint))
        .context("an exception is an `#[expect(lint, reason = \"…\")]` in its place")
}

/// Refuses warnings of rustdoc, such as a link that leads nowhere.
pub(crate) fn document() -> anyhow::Result<()> {
    let document = ["doc", "--workspace", "--no-deps", "--quiet"];
    run(cargo(&places::root()).args(document).env("RUSTDOCFLAGS", "--deny warnings"))
}
