//! What benchmarks share: the machine's name, release builds, timed commands.

use crate::Scale;
use anyhow::Context;
use anyhow::bail;
use serde::Deserialize;
use serde::Serialize;
use std::fmt;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Instant;
use xtask::places;
use xtask::step::cargo;
use xtask::step::command;
use xtask::step::output;
use xtask::step::run;

/// The day for which benchmarks judge, so that two runs do the same work.
pub(crate) const AS_OF: &str = "2026-11-23";

/// Where and when something was measured.
#[derive(Deserialize, Serialize)]
pub(crate) struct Machine {
    pub(crate) day: String,
    processor: String,
    cores: usize,
    system: String,
    commit: String,
    /// Processes that were ready to run, on the average, when it began.
    load: f64,
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { day, processor, cores, system, commit, load } = self;
        write!(f, "{day}, {processor}, {cores} cores, {system}, commit {commit}, load {load}")
    }
}

/// This machine, now.
pub(crate) fn machine() -> anyhow::Result<Machine> {
    let root = places::root();
    let said = |program: &str, words: &[&str]| {
        output(command(program, &root).args(words)).map(|text| text.trim().to_owned())
    };
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processor = read("/proc/cpuinfo")
        .lines()
        .find_map(|line| Some(line.strip_prefix("model name")?.split_once(": ")?.1.to_owned()));
    Ok(Machine {
        day: said("date", &["-u", "+%Y-%m-%d"])?,
        processor: processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        system: said("uname", &["-sr"])?,
        commit: said("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default(),
        load: read("/proc/loadavg").split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0.0),
    })
}

/// Builds a program of a package for measuring.
pub(crate) fn release(package: &str, program: &str) -> anyhow::Result<PathBuf> {
    run(cargo(&places::root()).args(["build", "--quiet", "--release"]).args([
        "--package",
        package,
        "--bin",
        program,
    ]))?;
    Ok(places::target().join("release").join(program))
}

/// Builds an example of the core for measuring.
pub(crate) fn example(package: &str, name: &str) -> anyhow::Result<PathBuf> {
    run(cargo(&places::root())
        .args(["build", "--quiet", "--release", "--package", package])
        .args(["--example", name]))?;
    Ok(places::target().join("release/examples").join(name))
}

/// Where files to measure with are made.
pub(crate) fn scratch(name: &str) -> anyhow::Result<PathBuf> {
    let folder = places::target().join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(name))
}

/// Where a program lies, or which Debian package brings it.
pub(crate) fn installed(program: &str, package: &str) -> anyhow::Result<()> {
    match command(program, &places::root()).arg("--version").output() {
        Ok(_) => Ok(()),
        Err(_) => bail!("no {program} on this machine: `apt-get install {package}`"),
    }
}

/// Seconds that each of `commands` takes, round by round through all of them,
/// after one round that warms the files.
pub(crate) fn race(scale: &Scale, commands: &mut [Command]) -> anyhow::Result<Vec<Vec<f64>>> {
    let mut taken = vec![Vec::new(); commands.len()];
    for round in 0..=scale.rounds {
        for (command, taken) in commands.iter_mut().zip(&mut taken) {
            let start = Instant::now();
            let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
            let seconds = start.elapsed().as_secs_f64();
            let done = done.with_context(|| format!("cannot start {command:?}"))?;
            // ripgrep says by 1 that it found nothing, expatch by 3.
            anyhow::ensure!(matches!(done.code(), Some(0 | 1 | 3)), "{command:?} failed: {done}");
            if round > 0 {
                taken.push(seconds);
            }
        }
    }
    Ok(taken)
}

/// A command bound to one core where the system can do that.
pub(crate) fn on_one_core(program: impl AsRef<Path>) -> Command {
    let root = places::root();
    if command("taskset", &root).arg("--version").output().is_ok() {
        let mut bound = command("taskset", &root);
        bound.args(["-c", "0"]).arg(program.as_ref());
        bound
    } else {
        command(program.as_ref(), &root)
    }
}
