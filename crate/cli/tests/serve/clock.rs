//! The machine's own clock jumps under a running server, by libfaketime.

use crate::process::Server;
use crate::process::token;
use serde_json::Value;
use serde_json::json;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

/// Where Debian's `libfaketime` puts it.
fn library() -> PathBuf {
    let name = "faketime/libfaketimeMT.so.1";
    let folders = ["x86_64-linux-gnu", "aarch64-linux-gnu", ""];
    let found = folders.iter().map(|folder| Path::new("/usr/lib").join(folder).join(name));
    let found = found.into_iter().find(|path| path.is_file());
    found.expect("libfaketime; `apt-get install libfaketime`")
}

/// Takes webhooks and tells the number of each message; refuses the first.
fn sink() -> (String, mpsc::Receiver<(u64, bool)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    let (sender, messages) = mpsc::channel();
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let mut stream = stream.expect("a client");
            let mut text = Vec::new();
            while !text.ends_with(b"}") {
                let mut piece = [0; 4096];
                let length = stream.read(&mut piece).expect("a message");
                text.extend_from_slice(&piece[..length]);
            }
            let text = String::from_utf8(text).expect("UTF-8").to_ascii_lowercase();
            let number = text.split_once("expatch-delivery: ").expect("a number").1;
            let number = number.lines().next().unwrap_or_default().trim().parse();
            let status = if count == 0 { "503 No" } else { "200 OK" };
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("answered");
            if sender.send((number.expect("a number"), count > 0)).is_err() {
                return;
            }
        }
    });
    (url, messages)
}

/// The day that the server takes for today.
fn today(server: &Server) -> expatch::Date {
    let (_, report) = server.ask("POST", "/v1/assess", "", "15.2.2562.53").expect("an answer");
    report["asOf"].as_str().expect("a day").parse().expect("a day")
}

#[test]
#[ignore = "needs Debian's libfaketime; run by `cargo xtask test --long`"]
fn the_machines_clock_jumps_a_month_ahead_and_a_day_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (token, offset) = (token(folder.path()), folder.path().join("offset"));
    let set = |days: i32| std::fs::write(&offset, format!("{days:+}d")).expect("written");
    set(0);
    let (url, messages) = sink();
    let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
    command
        .arg("serve")
        .env("LD_PRELOAD", library())
        .env("FAKETIME_TIMESTAMP_FILE", &offset)
        .env("FAKETIME_NO_CACHE", "1")
        // Nobody can set the other clock of the machine either.
        .env("DONT_FAKE_MONOTONIC", "1");
    let settings = ["inventory.allow_internal=true", "inventory.retry_seconds=1"];
    let settings: Vec<_> = settings.iter().flat_map(|set| ["--set", set]).collect();
    let server = Server::below(&mut command, folder.path(), &settings);
    let ask = |method: &str, path: &str, body: &Value| {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, value) = server.ask(method, path, &token, &body).expect("an answer");
        assert!((200..300).contains(&status), "{path}: {status} {value}");
        value
    };
    ask("POST", "/v1/webhooks", &json!({ "url": url }));
    let made = ask("POST", "/v1/servers", &json!({ "name": "mail", "evidence": "15.2.2562.53" }));
    let path = format!("/v1/servers/{}", made["id"].as_str().expect("an id"));
    let start = today(&server);
    // To a day when its facts were fresh, so that verdicts change; then a day
    // back while a message waits for its second try; then a month ahead.
    let fresh = expatch::Database::embedded().as_of().days() + 4 - start.days();
    let mut numbers = Vec::new();
    for (days, told) in [(fresh, 1), (fresh - 1, 1), (31, 1)] {
        set(days);
        assert_eq!(today(&server).days() - start.days(), days);
        for _ in 0..told {
            numbers.push(messages.recv_timeout(Duration::from_secs(30)).expect("a message"));
        }
        let day = today(&server).to_string();
        let assessed = || ask("GET", &path, &Value::Null)["assessment"]["asOf"] == day.as_str();
        let mut looks = (0..600).map(|_| std::thread::sleep(Duration::from_millis(50)));
        assert!(looks.any(|()| assessed()), "never assessed for {day}");
    }
    let [(first, false), (again, true), (last, true)] = numbers[..] else { panic!("{numbers:?}") };
    assert_eq!(first, again);
    assert!(last > first);
    // What was acknowledged is all there, over a kill -9 as well.
    let history = ask("GET", &format!("{path}/history"), &Value::Null);
    assert!(history["assessments"].as_array().expect("a list").len() >= 4, "{history}");
    server.signal("-9");
    let server = Server::start(folder.path(), &settings);
    let (status, _) = server.ask("GET", &path, &token, "").expect("an answer");
    assert_eq!(status, 200);
    // Back at the true day the verdict is what it was a month ahead: no news,
    // and nothing that was sent is sent again.
    let day = today(&server).to_string();
    let mut looks = (0..600).map(|_| std::thread::sleep(Duration::from_millis(50)));
    let found = || server.ask("GET", &path, &token, "").expect("an answer").1;
    assert!(looks.any(|()| found()["assessment"]["asOf"] == day.as_str()));
    assert!(messages.try_recv().is_err());
}
