//! The server's own description held against the server, by schemathesis.

use crate::places;
use crate::step::cargo;
use crate::step::command;
use crate::step::output;
use crate::step::run as start;
use crate::tools;
use anyhow::Context;
use lexopt::Arg;
use lexopt::Parser;
use lexopt::ValueExt;
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// What is asked is made from the description; this version is the one the
/// settings are written for.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// Builds the server and asks it; the number of examples a kind may be given.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let mut arguments = Parser::from_args(rest);
    let examples = match arguments.next()? {
        Some(Arg::Value(count)) => count.parse()?,
        Some(other) => return Err(other.unexpected().into()),
        None => 100,
    };
    start(cargo(&places::root()).args(["build", "--package=expatch-cli"]))?;
    ask(&places::target().join("debug/expatch"), examples)
}

/// Asks a server, with an inventory of its own, everything its description
/// promises; `examples` a kind.
pub(crate) fn ask(expatch: &Path, examples: u32) -> anyhow::Result<()> {
    let root = places::root();
    let venv = places::target().join("schemathesis");
    if !venv.join("bin/schemathesis").is_file() {
        tools::python()?;
        start(command("python3", &root).args(["-m", "venv"]).arg(&venv))?;
        start(command(venv.join("bin/python"), &root).args([
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            SCHEMATHESIS,
        ]))?;
    }
    let folder = places::target().join("contract");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    // No message leaves: the addresses that are made up may be somebody's.
    let database = format!("inventory.database=sqlite://{}", folder.join("inventory.db").display());
    let settings = ["--set", &database, "--set", "inventory.send=false"];
    let token = ["token", "add", "contract", "--scopes", "read,write,admin"];
    let token = output(command(expatch, &root).arg("serve").args(settings).args(token))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let log = fs::File::create(folder.join("log"))?;
    let mut serve = command(expatch, &root);
    serve.arg("serve").args(settings).args(["--listen", &address]).stderr(log);
    let _server = Server::start(serve.stdout(Stdio::null()), port)?;
    start(
        command(venv.join("bin/schemathesis"), &folder)
            .arg("--config-file")
            .arg(root.join("crate/server/tests/schemathesis.toml"))
            .args(["run", &format!("http://{address}/v1/openapi.json"), "--no-color"])
            .args(["--header", &format!("Authorization: Bearer {}", token.trim())])
            .args(["--max-examples", &examples.to_string()]),
    )
}

/// A server that ends with the test.
struct Server(Child);

impl Server {
    fn start(command: &mut std::process::Command, port: u16) -> anyhow::Result<Self> {
        let mut server = Self(command.spawn().context("cannot start the server")?);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.0.try_wait()?;
            anyhow::ensure!(ended.is_none(), "the server ended; see target/contract/log");
            anyhow::ensure!(begun.elapsed() < Duration::from_secs(30), "nothing listens");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
