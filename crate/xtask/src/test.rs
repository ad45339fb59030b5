//! `cargo xtask test`: every test there is, those in headless Chromium too.
//! `--long` adds those that take minutes: millions of hostile inputs, the fuzz
//! targets, the whole replay of a campaign, the wheel in Spark with an executor killed.

use crate::browser;
use crate::contract;
use crate::fuzz;
use crate::npm;
use crate::pkg;
use crate::places;
use crate::site;
use crate::step::cargo;
use crate::step::command;
use crate::step::run as start;
use crate::suite::Suite;
use crate::tools;
use crate::wheel;
use lexopt::Arg;
use lexopt::Parser;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

/// Runs every test.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let mut long = false;
    let mut arguments = Parser::from_args(rest);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("long") => long = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let (root, pkg, www) = (places::root(), places::pkg(), places::www());
    let expatch = places::target().join("debug/expatch");
    let mut suite = Suite::default();

    // First the package and the page: the server's tests look at the built page.
    let packed = suite.part("npm package is built", pkg::build);
    let sited = packed && suite.part("page is built", site::build);
    suite.part("OpenSSL is here", tools::openssl);
    suite.part("Rust tests", || start(cargo(&root).args(["test", "--workspace", "--quiet"])));
    suite.part("command is built", || start(cargo(&root).args(["build", "--package=expatch-cli"])));
    if let Some(corpus) = places::corpus() {
        suite.part("corpus", || {
            start(
                command("python3", &root)
                    .arg(corpus.join("score.py"))
                    .arg("--expatch")
                    .arg(&expatch)
                    .arg("--list"),
            )
        });
    }
    suite.part("server's contract by schemathesis", || {
        contract::ask(&expatch, if long { 300 } else { 20 })
    });
    if packed {
        suite.part("npm package under Node", || {
            let mut run = command("node", &pkg);
            start(run.arg("--test").args(tests_in(&pkg.join("test"))?).env("EXPATCH", &expatch))
        });
    }
    if long {
        suite.part("two million hostile inputs", || {
            start(cargo(&root).args([
                "test",
                "--release",
                "--package=expatch",
                "--test=hostile",
                "--",
                "--ignored",
            ]))
        });
        suite.part("server with 10,000 clients, for long, and with a clock that jumps", || {
            tools::faketime()?;
            let run = ["test", "--release", "--package=expatch-cli", "--test=serve", "--"];
            start(cargo(&root).args(run).args(["--ignored", "--nocapture"]))
        });
        suite.part("fuzz targets, half a minute each", || fuzz::targets(30));
        suite.part("the story of 2021, whole", || {
            start(cargo(&root).args([
                "test",
                "--release",
                "--package=expatch-campaign",
                "--",
                "--ignored",
            ]))
        });
    }
    // The wheel stands outside the workspace: a dependency of the core that
    // comes or goes is otherwise noticed by whoever builds it next.
    suite.part("the wheel's lock file is in step", wheel::locked);
    if long {
        suite.part("Python wheel, engines, a killed Spark executor", || {
            tools::java()?;
            wheel::test(&wheel::build()?, true)
        });
    }
    if packed {
        suite.part("npm package as installed", || {
            npm::install_for_this_system(&pkg.join("test/consumers"))?;
            let chromium = browser::chromium()?;
            let mut run = command("node", &pkg);
            run.arg("test/consumers/run.mjs").env("CHROMIUM", chromium).env("EXPATCH", &expatch);
            start(run.arg("--long"))
        });
    }
    if sited {
        suite.part("page in Chromium", || {
            let chromium = browser::chromium()?;
            let mut run = command("node", &www);
            run.arg("test/run.mjs").env("CHROMIUM", chromium);
            start(if long { run.arg("--long") } else { &mut run })
        });
    }
    suite.finish()
}

/// The test files right in `folder`: Node 20 expands no patterns itself.
fn tests_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    anyhow::ensure!(!files.is_empty(), "no tests in {}", folder.display());
    Ok(files)
}
