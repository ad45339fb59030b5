//! `cargo xtask deb`: the Debian package, with the page in the program.

use crate::notices;
use crate::pkg;
use crate::places;
use crate::site;
use crate::step::cargo;
use crate::step::command;
use crate::step::output;
use crate::step::run as start;
use crate::step::step;
use crate::suite::not_run;
use crate::tools;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Builds all of it and prints where the package is.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    crate::none_expected(rest)?;
    needed()?;
    pkg::build()?;
    site::build()?;
    step("the command, with the page in it", || {
        let build = ["build", "--release", "--locked", "--package=expatch-cli"];
        let page = places::www().join("dist");
        start(cargo(&places::root()).args(build).env("EXPATCH_EMBED_SITE", page))
    })?;
    let package = pack(&places::target().join("release/expatch"), "xz")?;
    println!("{}", package.display());
    Ok(())
}

/// Packs a built command and tests the package in a root of its own.
pub(crate) fn test(program: &Path) -> anyhow::Result<()> {
    if !Path::new("/usr/bin/dpkg").is_file() {
        return Err(not_run("this is no Debian"));
    }
    if !tools::is_root() {
        return Err(not_run("only root can install a package"));
    }
    needed()?;
    let package = pack(program, "none")?;
    let script = places::root().join("packaging/debian/test.sh");
    start(command("bash", &places::root()).arg(script).arg(package))
}

fn pack(program: &Path, compression: &str) -> anyhow::Result<PathBuf> {
    step("the Debian package", || {
        let folder = places::target().join("deb");
        fs::create_dir_all(&folder)?;
        let notices = folder.join("THIRD-PARTY.md");
        fs::write(&notices, notices::of_the_command()?)?;
        let script = places::root().join("packaging/debian/build.sh");
        let mut build = command("bash", &places::root());
        build.arg(script).arg(program).arg(notices).arg(&folder).arg(compression);
        Ok(PathBuf::from(output(&mut build)?.trim()))
    })
}

fn needed() -> anyhow::Result<()> {
    tools::openssl()?;
    if !Path::new("/usr/bin/dpkg-shlibdeps").is_file() || !Path::new("/usr/bin/curl").is_file() {
        tools::debian_install(&["dpkg-dev", "binutils", "curl"])?;
    }
    Ok(())
}
