//! The command in a folder of its own, and what it left there.

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::process::Output;

pub(crate) const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
    command.args(arguments).current_dir(folder).env_remove("EXPATCH_DATABASE");
    command.output().expect("the command starts")
}

#[track_caller]
pub(crate) fn expatch(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("it is text")
}

pub(crate) fn counts(folder: &Path, campaign: &str) -> Value {
    let status = expatch(folder, &["campaign", "status", campaign, "--json"]);
    let status: Value = serde_json::from_str(&status).expect("it is JSON");
    status["counts"].clone()
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("it is there")).expect("it is JSON")
}
