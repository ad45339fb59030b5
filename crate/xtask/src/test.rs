//! `cargo xtask test`: every test there is. `--long` adds the consumers that
//! take minutes.

use crate::browser;
use crate::pkg;
use crate::places;
use crate::site;
use crate::step::cargo;
use crate::step::command;
use crate::step::run as start;
use crate::suite::Suite;
use lexopt::Arg;
use lexopt::Parser;
use std::ffi::OsString;

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
    if packed {
        suite.part("npm package under Node", || {
            start(
                command("node", &pkg).args(["--test", "test/*.test.mjs"]).env("EXPATCH", &expatch),
            )
        });
        suite.part("npm package as installed", || {
            let chromium = browser::chromium()?;
            let mut run = command("node", &pkg);
            run.arg("test/consumers/run.mjs").env("CHROMIUM", chromium).env("EXPATCH", &expatch);
            start(if long { run.arg("--long") } else { &mut run })
        });
    }
    if sited {
        suite.part("page in Chromium", || {
            let chromium = browser::chromium()?;
            start(command("node", &www).arg("test/run.mjs").env("CHROMIUM", chromium))
        });
    }
    suite.finish()
}
