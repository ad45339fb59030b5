//! `expatch serve` as a process: killed while it writes, on a full disk, given
//! a newer database under load, with thousands of silent clients, for long.
#![cfg(unix)]

use expatch::Database;
use expatch::database::layout;
use expatch_update::SecretKey;
use serde_json::Value;
use serde_json::json;
use sha2::Digest as _;
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
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// A server with an inventory in a folder that outlives it.
struct Server {
    child: Child,
    address: SocketAddr,
}

fn inventory(folder: &Path) -> [String; 2] {
    ["--set".into(), format!("inventory.database=sqlite://{}/inventory.db", folder.display())]
}

impl Server {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::below(Command::new(env!("CARGO_BIN_EXE_expatch")).arg("serve"), folder, arguments)
    }

    /// Starts whatever ends in becoming `expatch serve`.
    fn below(command: &mut Command, folder: &Path, arguments: &[&str]) -> Self {
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
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn ask(&self, method: &str, path: &str, token: &str, body: &str) -> Option<(u16, Value)> {
        ask(self.address, method, path, token, body)
    }

    fn signal(&self, signal: &str) {
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
fn ask(
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

fn token(folder: &Path) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .arg("serve")
        .args(inventory(folder))
        .args(["token", "add", "test", "--scopes", "read,write,admin"])
        .output()
        .expect("the binary runs");
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).expect("UTF-8").trim().to_owned()
}

/// Registers servers until one is not acknowledged; what was.
fn register(server: &Server, token: &str, most: usize) -> Vec<String> {
    let evidence = format!("X-OWA-Version: 15.1.2507.6\n{}", "x".repeat(2000));
    let draft = |number| json!({ "name": format!("s{number}"), "evidence": evidence }).to_string();
    (0..most)
        .map_while(|number| match server.ask("POST", "/v1/servers", token, &draft(number))? {
            (201, made) => Some(made["id"].as_str()?.to_owned()),
            (status, problem) => {
                assert!(status >= 500, "{status}: {problem}");
                None
            }
        })
        .collect()
}

#[track_caller]
fn all_there(server: &Server, token: &str, ids: &[String]) {
    for id in ids {
        let (status, found) =
            server.ask("GET", &format!("/v1/servers/{id}"), token, "").expect("an answer");
        assert_eq!(status, 200, "{id}: {found}");
        assert_eq!(found["assessment"]["status"], "exploited", "{found}");
    }
}

#[test]
fn what_was_acknowledged_survives_kill_9_in_the_middle_of_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = token(folder.path());
    let mut known = Vec::new();
    for round in 0..3 {
        let mut server = Server::start(folder.path(), &[]);
        all_there(&server, &token, &known);
        let stop = Instant::now() + Duration::from_millis(300 + 70 * round);
        let (ids, number) = (std::sync::Mutex::new(Vec::new()), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    loop {
                        let name = number.fetch_add(1, Ordering::Relaxed);
                        let draft = json!({ "name": format!("r{round}-{name}"), "evidence": "15.1.2507.6" });
                        match ask(server.address, "POST", "/v1/servers", &token, &draft.to_string()) {
                            Some((201, made)) => ids
                                .lock()
                                .expect("no panic")
                                .push(made["id"].as_str().expect("an id").to_owned()),
                            // The server is gone.
                            _ => break,
                        }
                    }
                });
            }
            std::thread::sleep(stop.saturating_duration_since(Instant::now()));
            server.signal("-9");
        });
        server.child.wait().expect("it ends");
        let acknowledged = ids.into_inner().expect("no panic");
        assert!(!acknowledged.is_empty());
        known.extend(acknowledged);
    }
    all_there(&Server::start(folder.path(), &[]), &token, &known);
}

#[test]
fn a_full_disk_refuses_writes_loses_nothing_and_goes_on_answering() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = token(folder.path());
    // No file may grow beyond 2 MiB: to the program that is a full disk.
    let script = "trap '' XFSZ; ulimit -f 2048; exec \"$0\" serve \"$@\"";
    let mut shell = Command::new("bash");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_expatch")]);
    let server = Server::below(&mut shell, folder.path(), &[]);
    let ids = register(&server, &token, 5000);
    assert!((10..5000).contains(&ids.len()), "{} were acknowledged", ids.len());
    let (status, report) = server.ask("POST", "/v1/assess", "", "15.1.2507.6").expect("an answer");
    assert_eq!((status, &report["servers"][0]["build"]), (200, &json!("15.1.2507.6")));
    all_there(&server, &token, &ids);
    drop(server);
    let server = Server::start(folder.path(), &[]);
    all_there(&server, &token, &ids);
    assert!(!register_one(&server, &token).is_empty(), "there is room again");
}

fn register_one(server: &Server, token: &str) -> String {
    let draft = json!({ "name": "after", "evidence": "15.1.2507.6" }).to_string();
    let (status, made) = server.ask("POST", "/v1/servers", token, &draft).expect("an answer");
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().expect("an id").to_owned()
}

/// The embedded database, as if its facts went on for so many days.
fn newer(days: i32) -> Vec<u8> {
    let mut bytes = Database::embedded().bytes().to_vec();
    let day = Database::embedded().as_of().days() + days;
    bytes[layout::AS_OF..layout::AS_OF + 4].copy_from_slice(&day.to_le_bytes());
    let digest = sha2::Sha256::digest(&bytes[layout::LENGTH..]);
    bytes[layout::DIGEST..layout::LENGTH].copy_from_slice(&digest);
    bytes
}

#[test]
fn a_newer_database_is_taken_under_load_without_a_dropped_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let key = SecretKey::from_bytes(&[7; 32]);
    std::fs::write(at("key.pub"), key.public().to_string()).expect("written");
    // As a person should: a new file in the place of the old one, at once.
    let put = |bytes: &[u8]| {
        std::fs::write(at("new"), bytes).expect("written");
        std::fs::rename(at("new"), at("facts.db")).expect("renamed");
    };
    let sign = |bytes: &[u8]| expatch_update::sign(bytes, &key).expect("signed");
    put(&sign(Database::embedded().bytes()));
    let settings = [
        format!("database.file={}", at("facts.db").display()),
        format!("database.key_file={}", at("key.pub").display()),
        "database.check_seconds=1".to_owned(),
    ];
    let arguments: Vec<&str> = settings.iter().flat_map(|set| ["--set", set.as_str()]).collect();
    let server = Server::start(folder.path(), &arguments);
    let as_of = || {
        let (_, database) = server.ask("GET", "/v1/database", "", "").expect("an answer");
        database["asOf"].as_str().expect("a day").to_owned()
    };
    let day =
        |days| expatch::Date::from_days(Database::embedded().as_of().days() + days).to_string();
    assert_eq!(as_of(), day(0));
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let answer = ask(server.address, "POST", "/v1/assess", "", "15.2.1748.10");
                    let (status, report) = answer.expect("an answer");
                    assert_eq!(
                        (status, &report["servers"][0]["build"]),
                        (200, &json!("15.2.1748.10"))
                    );
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for days in [40, 41] {
            put(&sign(&newer(days)));
            let until = Instant::now() + Duration::from_secs(20);
            while as_of() != day(days) && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(50));
            }
            assert_eq!(as_of(), day(days));
        }
        // Damaged, foreign, older: each is looked at and left.
        let foreign = expatch_update::sign(&newer(60), &SecretKey::from_bytes(&[8; 32]));
        for bad in [b"<html>".to_vec(), foreign.expect("signed"), sign(&newer(20))] {
            put(&bad);
            server.signal("-HUP");
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(as_of(), day(41));
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 100);
}

/// Kibibytes of memory that a process holds.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it runs");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

#[test]
#[ignore = "needs 20,100 file handles; run by `cargo xtask test --long`"]
fn ten_thousand_idle_connections_leave_the_server_quick_and_small() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = "ulimit -n 12000; exec \"$0\" serve \"$@\"";
    let mut shell = Command::new("bash");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_expatch")]);
    let seconds = ["--set", "limits.header_seconds=300"];
    let server = Server::below(&mut shell, folder.path(), &seconds);
    let before = memory(server.child.id());
    let idle: Vec<TcpStream> = (0..10_000)
        .map(|_| TcpStream::connect(server.address).expect("taken; see `ulimit -n`"))
        .collect();
    let asked = Instant::now();
    for _ in 0..100 {
        let (status, _) = server.ask("POST", "/v1/assess", "", "15.1.2507.6").expect("an answer");
        assert_eq!(status, 200);
    }
    let took = asked.elapsed();
    let after = memory(server.child.id());
    println!(
        "10,000 idle connections: {} KiB → {} KiB, {:.1} KiB each; a request takes {:?}",
        before,
        after,
        (after - before) as f64 / 10_000.0,
        took / 100
    );
    // 64 MiB and what connections take, at most 16 KiB each.
    assert!(after < (64 << 10) + 16 * 10_000, "{after} KiB");
    drop(idle);
}

#[test]
#[ignore = "half a minute; run by `cargo xtask test --long`"]
fn a_soak_leaves_memory_flat() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let page = "<link href=\"/owa/auth/15.1.2242/themes/\">".to_owned() + &"x".repeat(100_000);
    let load = |seconds| {
        let (until, asked) = (Instant::now() + Duration::from_secs(seconds), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while Instant::now() < until {
                        for text in ["X-OWA-Version: 15.1.2507.6", "nothing", &page] {
                            let answer = ask(server.address, "POST", "/v1/assess", "", text);
                            assert_eq!(answer.expect("an answer").0, 200);
                            asked.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        (asked.into_inner(), memory(server.child.id()))
    };
    let (_, warm) = load(5);
    let (asked, after) = load(25);
    println!("{asked} requests: {warm} KiB → {after} KiB");
    assert!(after < warm + (8 << 10), "{warm} KiB → {after} KiB");
}
