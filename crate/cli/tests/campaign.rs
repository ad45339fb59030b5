//! `expatch scan` and what follows it, from outside: a farm on loopback, kill
//! -9, opt-out, another day, comparison, import, hand-over.

use expatch_farm::Group;
use expatch_farm::World;
use expatch_farm::belgium;
use expatch_farm::serve;
use expatch_probe::target::Scheme;
use serde_json::Value;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

const BINARY: &str = env!("CARGO_BIN_EXE_expatch");

#[track_caller]
fn expatch(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(BINARY).args(arguments).current_dir(folder).output();
    let output = output.expect("the command starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    output
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], code: i32, says: &str) {
    let output = Command::new(BINARY).args(arguments).current_dir(folder).output();
    let output = output.expect("the command starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    assert!(error.contains(says), "{arguments:?}: {error}");
}

fn status(folder: &Path, campaign: &str) -> Value {
    let output = expatch(folder, &["campaign", "status", campaign, "--json"]);
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

fn hosts(counts: &Value, list: &str, name: &str) -> u64 {
    let list = counts["counts"][list].as_array().expect(list);
    list.iter()
        .find(|count| count["name"] == name)
        .map_or(0, |count| count["hosts"].as_u64().expect("a number"))
}

/// Starts a farm of its own at these addresses; it ends with the runtime.
fn farm(runtime: &tokio::runtime::Runtime, second: u8) -> Arc<World> {
    let styles = &[expatch_farm::Style::Header];
    let groups = vec![
        Group { label: "open", count: 90, builds: &belgium::OPEN, styles },
        Group { label: "closed", count: 60, builds: &belgium::CLOSED, styles },
    ];
    let world = World::new(5, Ipv4Addr::new(127, second, 0, 0), 200, groups).answering(255);
    runtime.block_on(async {
        let (listener, world) = serve::bind(world.on(Scheme::Http, 0)).await.expect("a free port");
        let world = Arc::new(world);
        tokio::spawn(serve::serve(listener, Arc::clone(&world)));
        world
    })
}

fn scan<'a>(rate: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["scan", "test.expatch", "--targets", "targets"];
    arguments.extend(["--contact", "scan@cert.example", "--as-of", "2021-11-22"]);
    arguments.extend(["--network-rate", "0", "--retries", "0", "--seed", "7", "--rate", rate]);
    // A busy machine is slow, not silent.
    arguments.extend(["--timeout", "60"]);
    arguments.extend(more);
    arguments
}

#[test]
fn a_killed_scan_goes_on_and_counts_what_is_there() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let world = farm(&runtime, 21);
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("targets"), world.target_line()).expect("targets");
    let mut child = Command::new(BINARY)
        .args(scan("40", &[]))
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("the scan starts");
    let start = Instant::now();
    loop {
        std::thread::sleep(Duration::from_millis(100));
        assert!(start.elapsed() < Duration::from_mins(2), "the scan does not get on");
        let is_there = folder.join("test.expatch").exists();
        let done = is_there.then(|| {
            let tried = Command::new(BINARY)
                .args(["campaign", "status", "test.expatch", "--json"])
                .current_dir(folder)
                .output()
                .expect("the command starts");
            let value: Value = serde_json::from_slice(&tried.stdout).unwrap_or_default();
            value["counts"]["done"].as_u64().unwrap_or(0)
        });
        if done.is_some_and(|done| done > 0) {
            break;
        }
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let half = status(folder, "test.expatch");
    let done = half["counts"]["done"].as_u64().expect("a number");
    // A quick machine may have asked all of them before it was killed.
    assert!((1..=200).contains(&done), "{done}");
    let told = &half["projection"];
    assert!(told["low"].as_u64() <= told["high"].as_u64(), "{told}");

    expatch(folder, &scan("0", &[]));
    let end = status(folder, "test.expatch");
    assert_eq!((&end["counts"]["done"], &end["counts"]["atRisk"]), (&200.into(), &90.into()));
    // The same command again has nothing to do.
    expatch(folder, &scan("0", &[]));
    assert_eq!(status(folder, "test.expatch"), end);

    // Another day, without asking anybody: on 2021-03-01 the holes were not known.
    expatch(folder, &["campaign", "assess", "test.expatch", "--as-of", "2021-03-01"]);
    let before = status(folder, "test.expatch");
    assert_eq!(before["counts"]["asOf"], "2021-03-01");
    assert!(before["counts"]["atRisk"].as_u64() < Some(90), "{before}");
}

#[test]
fn who_opted_out_is_not_asked() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let world = farm(&runtime, 22);
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("targets"), world.target_line()).expect("targets");
    std::fs::write(folder.join("spare"), "127.22.0.0/25\n").expect("an opt-out file");
    expatch(folder, &scan("0", &["--opt-out", "spare"]));
    let end = status(folder, "test.expatch");
    assert_eq!(hosts(&end, "outcomes", "opted-out"), 128);
    assert_eq!(hosts(&end, "outcomes", "answered"), 72, "{end}");
}

const BEFORE: &str = "192.0.2.1,X-OWA-Version: 15.2.986.9\n192.0.2.2,X-OWA-Version: 15.2.986.9\n\
    192.0.2.3,X-OWA-Version: 15.2.986.9\n192.0.2.5,X-OWA-Version: 15.2.986.14\n";
const AFTER: &str = "192.0.2.1,X-OWA-Version: 15.2.986.14\n192.0.2.2,X-OWA-Version: 15.2.986.9\n\
    192.0.2.4,X-OWA-Version: 15.2.986.9\n192.0.2.5,X-OWA-Version: 15.2.986.5\n";

#[test]
fn two_imports_show_who_has_patched() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for (name, rows) in [("before", BEFORE), ("after", AFTER)] {
        std::fs::write(folder.join(name), format!("ip,banner\n{rows}")).expect("a file");
        let campaign = format!("{name}.expatch");
        expatch(folder, &["campaign", "import", &campaign, name, "--as-of", "2021-11-22"]);
    }
    let output = expatch(folder, &["campaign", "compare", "before.expatch", "after.expatch"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let count = |name: &str| {
        let line = text.lines().find(|line| line.ends_with(&format!("  {name}")));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
    };
    for (change, hosts) in [("new", 1), ("fixed", 1), ("open", 1), ("gone", 1), ("relapsed", 1)] {
        assert_eq!(count(change), Some(hosts), "{change}: {text}");
    }

    // What `bulk` wrote gives the same campaign.
    expatch(folder, &["bulk", "before", "-o", "bulk.ndjson", "--as-of", "2021-11-22"]);
    let again = ["campaign", "import", "again.expatch", "bulk.ndjson", "--as-of", "2021-11-22"];
    expatch(folder, &again);
    let output = expatch(folder, &["campaign", "compare", "before.expatch", "again.expatch"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("3  open") && text.contains("1  unchanged"), "{text}");

    // And goes all the way to those who must be notified.
    expatch(folder, &["notify", "after.expatch", "-o", "notices", "--from", "cert@cert.example"]);
    expatch(folder, &["report", "after.expatch", "-o", "report.html", "--lang", "de"]);
    let publisher = ["--publisher", "CERT.example", "--namespace", "https://cert.example/"];
    let mut export = vec!["campaign", "export", "after.expatch", "-o", "bundle"];
    export.extend(publisher);
    expatch(folder, &export);
    for file in ["notices/manifest.json", "bundle/manifest.json", "report.html"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    refused(folder, &export, 65, "not empty");
}

#[test]
fn what_must_not_be_scanned_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for (text, code, says) in [
        ("0.0.0.0/0", 64, "ZMap"),
        ("mail.example.org", 64, "--i-am-authorised"),
        ("# nobody", 65, "names no host"),
        ("203.0.113.0/33", 65, "line 1"),
    ] {
        std::fs::write(folder.join("targets"), text).expect("targets");
        refused(folder, &scan("0", &[]), code, says);
        assert!(!folder.join("test.expatch").exists(), "{text}");
    }
    refused(folder, &["campaign", "status", "nosuch"], 65, "nosuch");
    let contact = ["scan", "x.expatch", "--targets", "targets", "--contact", "nobody"];
    refused(folder, &contact, 64, "mail address");
}
