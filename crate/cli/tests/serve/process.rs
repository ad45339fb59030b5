//! `expatch serve` as a process, and the requests of its tests.

use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

/// A server with an inventory in a folder that outlives it.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

pub(crate) fn inventory(folder: &Path) -> [String; 2] {
    ["--set".into(), format!("inventory.database=sqlite://{}/inventory.db", folder.display())]
}

impl Server {
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::below(Command::new(env!("CARGO_BIN_EXE_expatch")).arg("serve"), folder, arguments)
    }

    /// Starts whatever ends in becoming `expatch serve`.
    pub(crate) fn below(command: &mut Command, folder: &Path, arguments: &[&str]) -> Self {
        Self::telling(command, folder, arguments, drop)
    }

    /// The same, with what it says once it serves, line by line.
    pub(crate) fn telling(
        command: &mut Command,
        folder: &Path,
        arguments: &[&str],
        told: impl Fn(String) + Send + 'static,
    ) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--set", "log.level=warn"])
            .args(inventory(folder))
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("://")?.1.split_once(',')?.0.parse().ok())
            .expect("it says where it serves");
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(told));
        Self { child, address }
    }

    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> Option<(u16, Value)> {
        ask(self.address, method, path, token, body)
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request; `None` where no whole answer came.
pub(crate) fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    body: &str,
) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let kind = if body.starts_with('{') { "application/json" } else { "text/plain" };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

pub(crate) fn token(folder: &Path) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .arg("serve")
        .args(inventory(folder))
        .args(["token", "add", "test", "--scopes", "read,write,admin"])
        .output()
        .expect("the binary runs");
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).expect("UTF-8").trim().to_owned()
}
