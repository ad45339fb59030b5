//! What a fresh machine lacks, installed: the WebAssembly target of Rust.

use crate::places;
use crate::step::command;
use crate::step::output;
use crate::step::run;
use anyhow::Context;

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds Rust's WebAssembly target where it is missing.
pub(crate) fn wasm_target() -> anyhow::Result<()> {
    let root = places::root();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder =
        output(command(rustc, &root).args(["--print", "target-libdir", "--target", TARGET]));
    if folder.is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    run(command("rustup", &root).args(["target", "add", TARGET]))
        .with_context(|| format!("Rust's target {TARGET} is needed: `rustup target add {TARGET}`"))
}
