//! The story replayed: Belgium in November 2021, made, scanned, interrupted
//! twice, and counted. The kill is a real one: the scan runs in a process of
//! its own, which is this test's own program started again.

use expatch::Database;
use expatch::Said;
use expatch_campaign::Campaign;
use expatch_campaign::Judge;
use expatch_campaign::Settings;
use expatch_campaign::Setup;
use expatch_campaign::run;
use expatch_farm::Virtual;
use expatch_farm::World;
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

/// Set for it too where it scans the whole country.
const WHOLE: &str = "EXPATCH_TEST_WHOLE";

fn world(is_whole: bool) -> World {
    if is_whole { belgium::world(SEED, belgium::HOSTS) } else { belgium::town(SEED) }
}

fn scan(path: &Path, is_whole: bool) -> u64 {
    let mut campaign = Campaign::open(path).expect("the campaign opens");
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: belgium::DAY };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
    let world = Virtual(Arc::new(world(is_whole)));
    let settings = Settings { batch: 100, ..Settings::default() };
    let scan = run(&mut campaign, Arc::new(world), &judge, settings, |_| ControlFlow::Continue(()));
    runtime.expect("a runtime starts").block_on(scan).expect("the scan ends").done
}

/// The half of the test that runs in the process to be killed; on its own it
/// has nothing to do.
#[test]
fn child() {
    if let Some(path) = std::env::var_os(FILE) {
        scan(Path::new(&path), std::env::var_os(WHOLE).is_some());
    }
}

fn scan_until_killed_at(path: &Path, is_whole: bool, done: u64) {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "child"])
        .env(FILE, path)
        .envs(is_whole.then_some((WHOLE, "1")))
        .stdout(Stdio::null())
        .spawn()
        .expect("the scan starts");
    let reader = Campaign::open(path).expect("the campaign can be read meanwhile");
    let start = Instant::now();
    while reader.done().expect("it can be counted").len() < done {
        assert!(start.elapsed() < Duration::from_mins(30), "the scan does not get on");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

#[test]
fn every_build_of_the_story_is_judged_as_told() {
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: belgium::DAY };
    let severity = |build: &expatch::Build| {
        let header = format!("X-OWA-Version: {build}");
        judge
            .finding(&Said::Text(header.into_bytes()), false)
            .expect("a header is evidence")
            .severity
    };
    for build in &belgium::OPEN {
        assert_eq!(severity(build), 2, "{build} lacks updates");
    }
    for build in &belgium::CLOSED {
        assert!(severity(build) < 2, "{build} had the newest update");
    }
}

#[test]
fn a_town_is_counted_although_the_scan_is_killed_twice() {
    replay(false);
}

#[test]
#[ignore = "takes minutes: cargo test --release -p expatch-campaign --test replay -- --ignored"]
fn belgium_is_counted_although_the_scan_is_killed_twice() {
    replay(true);
}

fn replay(is_whole: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("belgium.expatch");
    let world = world(is_whole);
    let targets = TargetList::read(world.target_line().as_bytes(), &[443]).expect("targets");
    let name = "Belgium, November 2021";
    let contact = "scan@cert.example";
    let setup = Setup { name, seed: 1, contact, targets: &targets, created: 1_637_539_200 };
    Campaign::create(&path, &setup).expect("a new campaign");

    let all = u64::from(world.len());
    scan_until_killed_at(&path, is_whole, all / 4);
    scan_until_killed_at(&path, is_whole, all * 54 / 100);
    let half = Campaign::open(&path).expect("it opens again");
    let told = half.projection().expect("it can be foretold");
    assert!(told.asked < told.total, "killed on the way, not at the end");
    let exposed = world.sites().filter(|site| belgium::is_exposed(site.label)).count() as u64;
    println!("{told:?}");
    assert!((told.low..=told.high).contains(&exposed), "{told:?} of {exposed}");
    drop(half);

    assert_eq!(scan(&path, is_whole), all);
    let counts = Campaign::open(&path).expect("it opens").counts().expect("it counts");
    assert_eq!(counts.done, all);
    assert_eq!(counts.at_risk, exposed, "{:?}", counts.statuses);
    let told = Campaign::open(&path).expect("it opens").projection().expect("it is known");
    assert_eq!((told.low, told.expected, told.high), (exposed, exposed, exposed));
}
