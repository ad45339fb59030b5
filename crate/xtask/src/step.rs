//! Steps a person can follow: what is done, the command behind it, how long it
//! took, and where it failed.

use anyhow::Context;
use anyhow::bail;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Instant;

/// Does `work` under a heading and prints how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    eprintln!("▸ {title}");
    let start = Instant::now();
    let value = work().with_context(|| title.to_owned())?;
    eprintln!("✓ {title} ({:.1} s)", start.elapsed().as_secs_f64());
    Ok(value)
}

/// A command in the work tree.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// `cargo` of the same toolchain.
pub fn cargo(folder: &Path) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
}

/// Runs a command to its end, its output passing through.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = show(command);
    eprintln!("  $ {shown}");
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed, {status}");
    }
    Ok(())
}

/// Runs a command and takes what it prints.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = show(command);
    let done = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    if !done.status.success() {
        bail!("`{shown}` failed: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
