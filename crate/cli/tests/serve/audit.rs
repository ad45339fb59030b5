//! The log says who changed what, and who was refused; never what was sent.

use crate::process::Server;
use crate::process::inventory;
use crate::process::token;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;

#[test]
fn every_change_and_every_refusal_has_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = token(folder.path());
    let (said, lines) = mpsc::channel();
    let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
    let server = Server::telling(
        command.arg("serve").args(["--set", "log.format=json"]).args(inventory(folder.path())),
        folder.path(),
        &["--set", "log.level=warn,audit=info"],
        move |line| drop(said.send(line)),
    );
    let body = r#"{"name":"mail.example","evidence":"X-OWA-Version: 15.1.2507.6"}"#;
    let (status, made) = server.ask("POST", "/v1/servers", &token, body).expect("an answer");
    assert_eq!(status, 201);
    let place = format!("/v1/servers/{}", made["id"].as_str().expect("an identity"));
    assert_eq!(server.ask("GET", &place, &token, "").expect("an answer").0, 200);
    assert_eq!(server.ask("DELETE", &place, "expatch_no_such", "").expect("an answer").0, 401);
    assert_eq!(server.ask("DELETE", &place, &token, "").expect("an answer").0, 204);
    let start = Instant::now();
    let mut audit = Vec::new();
    while audit.len() < 3 {
        let left = Duration::from_secs(20).saturating_sub(start.elapsed());
        let line: String = lines.recv_timeout(left).expect("three lines");
        assert!(!line.contains(&token) && !line.contains("15.1.2507.6"), "{line}");
        let line: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        if line["event"] == "audit" {
            audit.push(line);
        }
    }
    let told = |line: &serde_json::Value| {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        (text("message"), text("token"), text("method"), text("path"), line["status"].as_u64())
    };
    let row = |message: &str, token: &str, method: &str, path: &str, status| {
        (message.into(), token.into(), method.into(), path.into(), Some(status))
    };
    let want = [
        row("changed", "test", "POST", "/v1/servers", 201),
        row("refused", "-", "DELETE", &place, 401),
        row("changed", "test", "DELETE", &place, 204),
    ];
    assert_eq!(audit.iter().map(told).collect::<Vec<_>>(), want);
}
