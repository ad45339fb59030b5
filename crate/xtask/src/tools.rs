//! What a fresh machine lacks, installed where that can be done: the WebAssembly
//! target of Rust, the headers of OpenSSL, Python's venv, Java, packages of Debian.

use crate::places;
use crate::step::command;
use crate::step::output;
use crate::step::run;
use anyhow::Context;
use anyhow::bail;
use std::path::Path;
use std::path::PathBuf;

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds Rust's WebAssembly target where it is missing, and the source of `core`
/// and `alloc`, which are compiled for it anew.
pub(crate) fn wasm_target() -> anyhow::Result<()> {
    let lib = printed(&["--print", "target-libdir", "--target", TARGET]);
    if !lib.is_some_and(|folder| folder.is_dir()) {
        add(&["target", "add", TARGET])?;
    }
    Ok(())
}

/// The place that rustc names when asked so.
fn printed(words: &[&str]) -> Option<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    output(command(rustc, &places::root()).args(words)).ok().map(|place| place.trim().into())
}

fn add(words: &[&str]) -> anyhow::Result<()> {
    let call = format!("rustup {}", words.join(" "));
    run(command("rustup", &places::root()).args(words))
        .with_context(|| format!("a part of Rust is missing: `{call}` adds it"))
}

/// Sees to the headers of OpenSSL, which `scan` needs: rustls no longer speaks
/// the TLS of the servers that most need to be read. And to its command, with
/// which a test of the web extension makes a certificate.
pub(crate) fn openssl() -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") || std::env::var_os("OPENSSL_DIR").is_some() {
        return Ok(());
    }
    let root = places::root();
    let known = || {
        output(command("pkg-config", &root).args(["--modversion", "openssl"])).is_ok()
            && output(command("openssl", &root).arg("version")).is_ok()
    };
    see_to(
        known,
        &["libssl-dev", "openssl", "pkg-config"],
        "OpenSSL and its headers are needed: on Debian `sudo apt-get install libssl-dev openssl \
         pkg-config`, on Fedora `sudo dnf install openssl openssl-devel`, or set OPENSSL_DIR",
    )
}

/// Sees to a Python that can make virtual environments.
pub(crate) fn python() -> anyhow::Result<()> {
    let root = places::root();
    see_to(
        || output(command("python3", &root).args(["-c", "import ensurepip, venv"])).is_ok(),
        &["python3-venv"],
        "Python 3 with its venv module is needed: on Debian `sudo apt-get install python3-venv`",
    )
}

/// Sees to PostgreSQL, on which the store is tested too.
pub(crate) fn postgres() -> anyhow::Result<()> {
    let root = places::root();
    see_to(
        || {
            let debian = Path::new("/usr/lib/postgresql").is_dir();
            debian || output(command("initdb", &root).arg("--version")).is_ok()
        },
        &["postgresql"],
        "PostgreSQL's programs are needed for the store's tests: on Debian `sudo apt-get install \
         postgresql`; without it run `cargo test --workspace --exclude expatch-store`",
    )
}

/// A program that PyPI carries as a wheel, installed once below `target`.
pub(crate) fn from_pypi(program: &str, package: &str) -> anyhow::Result<PathBuf> {
    let folder = places::target().join("tools").join(package);
    let installed = folder.join("bin").join(program);
    if !installed.is_file() {
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
        let mut install = command("python3", &places::root());
        run(install.args(pip).arg("--target").arg(&folder).arg(package))
            .with_context(|| format!("{program} comes from PyPI and needs Python's pip"))?;
    }
    Ok(installed)
}

/// Sees to GnuPG, with which notices are signed, and to OpenSSL's command.
pub(crate) fn signers() -> anyhow::Result<()> {
    let root = places::root();
    see_to(
        || {
            ["gpg --version", "openssl version"].into_iter().all(|call| {
                let mut words = call.split(' ');
                let program = words.next().unwrap_or_default();
                output(command(program, &root).args(words)).is_ok()
            })
        },
        &["gnupg", "openssl"],
        "gpg and openssl are needed: on Debian `sudo apt-get install gnupg openssl`",
    )
}

/// Sees to jq, which every runner of GitHub has.
pub(crate) fn jq() -> anyhow::Result<()> {
    let root = places::root();
    see_to(
        || output(command("jq", &root).arg("--version")).is_ok(),
        &["jq"],
        "jq is needed: on Debian `sudo apt-get install jq`",
    )
}

/// Sees to a Java machine, which Spark runs on.
pub(crate) fn java() -> anyhow::Result<()> {
    let root = places::root();
    see_to(
        || output(command("java", &root).arg("-version")).is_ok(),
        &["openjdk-17-jre-headless"],
        "Java 17 or later is needed: on Debian `sudo apt-get install openjdk-17-jre-headless`",
    )
}

/// Sees to libfaketime, by which a test sets a server's clock.
pub(crate) fn faketime() -> anyhow::Result<()> {
    let root = places::root();
    see_to(
        || output(command("faketime", &root).args(["2020-01-01", "true"])).is_ok(),
        &["faketime"],
        "libfaketime is needed: on Debian `sudo apt-get install faketime`",
    )
}

/// Installs what is not known yet; where that is still so afterwards, says what
/// is missing.
fn see_to(
    known: impl Fn() -> bool,
    packages: &[&str],
    missing: &'static str,
) -> anyhow::Result<()> {
    if known() {
        return Ok(());
    }
    debian_install(packages)?;
    if known() { Ok(()) } else { bail!(missing) }
}

/// Installs Debian packages where this is Debian and we are root; otherwise
/// does nothing.
pub(crate) fn debian_install(packages: &[&str]) -> anyhow::Result<()> {
    let root = places::root();
    if !is_root() || !Path::new("/usr/bin/apt-get").is_file() {
        return Ok(());
    }
    run(command("apt-get", &root).args(["update", "-qq"]))?;
    run(command("apt-get", &root)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages))
}

/// Whether we may do everything on this machine.
pub(crate) fn is_root() -> bool {
    output(command("id", &places::root()).arg("-u")).is_ok_and(|id| id.trim() == "0")
}
