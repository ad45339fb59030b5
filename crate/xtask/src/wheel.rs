//! `cargo xtask wheel`: the Python wheel, and its tests in an empty environment.

use crate::places;
use crate::step::cargo;
use crate::step::command;
use crate::step::output;
use crate::step::run as start;
use crate::step::step;
use anyhow::Context;
use lexopt::Arg;
use lexopt::Parser;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// What the tests of columns and engines need beside the wheel.
pub const ENGINES: [&str; 5] = ["pyarrow", "polars", "duckdb", "datafusion", "numpy"];

/// What Spark needs beside a JDK.
pub const SPARK: [&str; 2] = ["pyspark>=4.1", "pandas<3"];

/// What the guides stand on: Kafka's client with brokers to test with, and
/// ClickHouse as a library.
const GUIDES: [&str; 2] = ["confluent-kafka>=2.16", "chdb>=4"];

/// Builds the wheel; with `--test` installs it into an empty environment and
/// tests it there, first alone, then with the engines; with `--spark` also in
/// Spark, which needs a JDK and some minutes, and as the guides say.
pub fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let (mut test, mut spark) = (false, false);
    let mut arguments = Parser::from_args(rest);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("test") => test = true,
            Arg::Long("spark") => (test, spark) = (true, true),
            other => return Err(other.unexpected().into()),
        }
    }
    let wheel = build()?;
    println!("{}", wheel.display());
    if test { self::test(&wheel, spark) } else { Ok(()) }
}

/// The wheel as a file.
pub fn build() -> anyhow::Result<PathBuf> {
    let (root, folder) = (places::root(), places::target().join("wheel"));
    let package = root.join("crate/python");
    let tools = step("maturin", || {
        let tools = environment("maturin")?;
        start(pip(&tools).args(["install", "-q", "maturin>=1.9,<2"]))?;
        Ok(tools)
    })?;
    step("Python wheel", || {
        for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
            fs::copy(root.join(name), package.join(name))?;
        }
        let dist = folder.join("dist");
        // Only what is built now may be found there.
        fs::remove_dir_all(&dist).or_else(|why| match why.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(why),
        })?;
        start(
            command(tools.join("bin/maturin"), &package)
                .args(["build", "--release", "--locked", "--out"])
                .arg(&dist)
                .env("CARGO_TARGET_DIR", places::target().join("python")),
        )?;
        let mut built = fs::read_dir(&dist)?.filter_map(|entry| Some(entry.ok()?.path()));
        built
            .find(|path| path.extension().is_some_and(|end| end == "whl"))
            .with_context(|| format!("maturin left no wheel in {}", dist.display()))
    })
}

/// Refuses a lock file that no longer fits the crates it is for.
pub fn locked() -> anyhow::Result<()> {
    let package = places::root().join("crate/python");
    let said = output(cargo(&package).args(["tree", "--locked", "--depth=0", "--quiet"]));
    said.context("crate/python/Cargo.lock is old: `cd crate/python && cargo update --workspace`")?;
    Ok(())
}

/// Tests a wheel where nothing else is installed, then beside the engines.
pub fn test(wheel: &Path, spark: bool) -> anyhow::Result<()> {
    let root = places::root();
    let fresh = places::target().join("wheel/test");
    step("empty Python environment", || {
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        environment("test")?;
        start(pip(&fresh).args(["install", "-q", "pytest"]).arg(wheel))
    })?;
    start(cargo(&root).args(["build", "--quiet", "--package=expatch-cli"]))?;
    let tests = || {
        let mut tests = command(fresh.join("bin/pytest"), &root.join("crate/python"));
        tests.arg("-q").env("EXPATCH", places::target().join("debug/expatch"));
        tests
    };
    step("wheel alone", || start(&mut tests()))?;
    step("engines from PyPI", || {
        let more = if spark { [SPARK, GUIDES].concat() } else { Vec::new() };
        start(pip(&fresh).args(["install", "-q"]).args(ENGINES).args(more))
    })?;
    step("wheel beside the engines", || start(&mut tests()))
}

/// A virtual environment below `target/wheel`, made where it is missing.
pub fn environment(name: &str) -> anyhow::Result<PathBuf> {
    let root = places::root();
    let folder = places::target().join("wheel").join(name);
    if !folder.join("bin/python").exists() {
        let asked =
            "import sys; print('%d.%d' % sys.version_info[:2], sys.version_info >= (3, 11))";
        let said = output(command("python3", &root).args(["-c", asked]))
            .context("CPython 3.11 or later is needed")?;
        let (version, enough) = said.trim().split_once(' ').unwrap_or_default();
        anyhow::ensure!(enough == "True", "CPython {version} is too old, 3.11 or later is needed");
        start(command("python3", &root).args(["-m", "venv"]).arg(&folder))?;
    }
    Ok(folder)
}

/// `pip` of an environment.
pub fn pip(environment: &Path) -> std::process::Command {
    let mut pip = command(environment.join("bin/python"), &places::root());
    pip.args(["-m", "pip", "--disable-pip-version-check"]);
    pip
}
