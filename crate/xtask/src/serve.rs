//! `cargo xtask serve`: everything built and served on this machine.

use crate::pkg;
use crate::places;
use crate::site;
use crate::step::cargo;
use crate::step::run as start;
use crate::step::step;
use crate::tools;
use anyhow::Context;
use lexopt::Arg;
use lexopt::Parser;
use lexopt::ValueExt;
use std::ffi::OsString;

/// Builds package, page and server, then serves until interrupted.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let mut listen = String::from("127.0.0.1:8080");
    let mut arguments = Parser::from_args(rest);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("listen") => listen = arguments.value()?.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    pkg::build()?;
    site::build()?;
    step("OpenSSL", tools::openssl)?;
    step("server", || start(cargo(&places::root()).args(["build", "--package=expatch-cli"])))?;
    eprintln!("▸ serving http://{listen} until Ctrl-C");
    let mut server = std::process::Command::new(places::target().join("debug/expatch"))
        .args(["serve", "--listen", &listen, "--site"])
        .arg(places::www().join("dist"))
        .spawn()
        .context("cannot start the server")?;
    // Ctrl-C reaches the server too, as it is of the same process group: it
    // stops in order and this waits for it.
    let ended = server.wait().context("cannot wait for the server")?;
    anyhow::ensure!(ended.success(), "the server ended with {ended}");
    Ok(())
}
