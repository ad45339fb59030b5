//! The story replayed: Belgium in November 2021, made, scanned, interrupted
//! twice, and counted. The kill is a real one: the scan runs in a process of
//! its own, which is this test's own program started again.

use expatch::Database;
use expatch_campaign::Campaign;
use expatch_campaign::Judge;
use expatch_campaign::Settings;
use expatch_campaign::Setup;
use expatch_campaign::run;
use expatch_farm::Virtual;
use expatch_farm::belgium;
use expatch_probe::TargetList;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

const SEED: u64 = 20_211_122;

/// Set for the process that is to be killed.
const FILE: &str = "EXPATCH_TEST_CAMPAIGN";

/// All of the country where `EXPATCH_LONG` is set, otherwise its tenth with
/// all its Exchange servers.
fn hosts() -> u32 {
    if std::env::var_os("EXPATCH_LONG").is_some() { belgium::HOSTS } else { belgium::HOSTS / 10 }
}

fn scan(path: &Path) -> u64 {
    let mut campaign = Campaign::open(path).expect("the campaign opens");
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: belgium::DAY };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
    let world = Virtual(Arc::new(belgium::world(SEED, hosts())));
    let settings = Settings { batch: 500, ..Settings::default() };
    let scan = run(&mut campaign, Arc::new(world), &judge, settings, |_| ControlFlow::Continue(()));
    runtime.expect("a runtime starts").block_on(scan).expect("the scan ends").done
}

/// The half of the test that runs in the process to be killed; on its own it
/// has nothing to do.
#[test]
fn child() {
    if let Some(path) = std::env::var_os(FILE) {
        scan(Path::new(&path));
    }
}

fn scan_until_killed_at(path: &Path, done: u64) {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "child"])
        .env(FILE, path)
        .stdout(Stdio::null())
        .spawn()
        .expect("the scan starts");
    let reader = Campaign::open(path).expect("the campaign can be read meanwhile");
    let start = Instant::now();
    while reader.done().expect("it can be counted").len() < done {
        assert!(start.elapsed() < Duration::from_secs(300), "the scan does not get on");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

#[test]
#[ignore = "takes minutes: cargo test -p expatch-campaign --test replay -- --ignored"]
fn belgium_is_counted_although_the_scan_is_killed_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("belgium.expatch");
    let world = belgium::world(SEED, hosts());
    let targets = TargetList::read(world.target_line().as_bytes(), &[443]).expect("targets");
    let name = "Belgium, November 2021";
    let contact = "scan@cert.example";
    let setup = Setup { name, seed: 1, contact, targets: &targets, created: 1_637_539_200 };
    Campaign::create(&path, &setup).expect("a new campaign");

    let all = u64::from(hosts());
    scan_until_killed_at(&path, all / 4);
    scan_until_killed_at(&path, all * 54 / 100);
    let half = Campaign::open(&path).expect("it opens again");
    let told = half.projection().expect("it can be foretold");
    assert!(told.asked < told.total, "killed on the way, not at the end");
    let exposed = u64::from(belgium::EXPOSED);
    // Five intervals of a hundred miss; `project` tests how many. Here one scan
    // must have come near.
    assert!(told.expected.abs_diff(exposed) < exposed / 10, "{told:?}");
    drop(half);

    assert_eq!(scan(&path), all);
    let counts = Campaign::open(&path).expect("it opens").counts().expect("it counts");
    assert_eq!(counts.done, all);
    assert_eq!(counts.at_risk, exposed, "{:?}", counts.statuses);
    let told = Campaign::open(&path).expect("it opens").projection().expect("it is known");
    assert_eq!((told.low, told.expected, told.high), (exposed, exposed, exposed));
    println!("{counts:#?}");
}
