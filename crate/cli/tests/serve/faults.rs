//! Killed while it writes, and on a full disk: nothing acknowledged is lost.

use crate::process::Server;
use crate::process::ask;
use crate::process::token;
use serde_json::json;
use std::process::Command;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

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
                        let draft = json!({ "name": format!("r{round}-{name}"), "evidence": "15.1.2507.61" });
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
    let (status, report) = server.ask("POST", "/v1/assess", "", "15.1.2507.61").expect("an answer");
    assert_eq!((status, &report["servers"][0]["build"]), (200, &json!("15.1.2507.61")));
    all_there(&server, &token, &ids);
    let refused = |(status, problem): (u16, serde_json::Value)| (status, problem["code"].clone());
    let draft = json!({ "name": "one more", "evidence": "x".repeat(9000) }).to_string();
    let full = (503, json!("inventory-failed"));
    let written = server.ask("POST", "/v1/servers", &token, &draft).expect("an answer");
    assert_eq!(refused(written), full);
    assert_eq!(server.ask("GET", "/healthz", "", "").expect("an answer").0, 200);
    drop(server);
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.ask("GET", "/readyz", "", "").expect("an answer").0, 200);
    all_there(&server, &token, &ids);
    assert!(!register_one(&server, &token).is_empty(), "there is room again");
}

fn register_one(server: &Server, token: &str) -> String {
    let draft = json!({ "name": "after", "evidence": "15.1.2507.61" }).to_string();
    let (status, made) = server.ask("POST", "/v1/servers", token, &draft).expect("an answer");
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().expect("an id").to_owned()
}
