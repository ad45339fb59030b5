//! With thousands of silent clients, and for long.

use crate::process::Server;
use crate::process::ask;
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

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
        let (status, _) = server.ask("POST", "/v1/assess", "", "15.1.2507.61").expect("an answer");
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
