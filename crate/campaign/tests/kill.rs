//! `kill -9` at any moment of a scan, an import and the inventory's writes, in
//! SQLite and in PostgreSQL: what was acknowledged is there, once. The process
//! that is killed is this test's own program started again.
#![cfg(unix)]

#[path = "../../store/tests/both/postgres.rs"]
mod postgres;

use expatch::Database;
use expatch::Date;
use expatch::Said;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::Settings;
use expatch_campaign::Setup;
use expatch_campaign::import::Imported;
use expatch_campaign::place::Place;
use expatch_campaign::run;
use expatch_farm::Virtual;
use expatch_farm::belgium;
use expatch_probe::TargetList;
use expatch_store::Assessment;
use expatch_store::Cause;
use expatch_store::Draft;
use expatch_store::Error;
use expatch_store::Filter;
use expatch_store::Moment;
use expatch_store::Range;
use expatch_store::Store;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::ops::ControlFlow;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

/// What the process to be killed does, where, and from which row on.
const WHAT: &str = "EXPATCH_TEST_WHAT";
const WHERE: &str = "EXPATCH_TEST_WHERE";
const FROM: &str = "EXPATCH_TEST_FROM";

/// Rows of one batch of an import.
const BATCH: u64 = 20;
const SEED: u64 = 20_211_122;

/// The half of the test that runs in the process to be killed; on its own it
/// has nothing to do.
#[test]
fn child() {
    let Ok(what) = std::env::var(WHAT) else { return };
    let place = std::env::var(WHERE).expect("a place");
    let from = std::env::var(FROM).expect("a row").parse().expect("a number");
    match what.as_str() {
        "import" => import(&place, from),
        "scan" => scan(&place),
        _ => inventory(&place, from),
    }
}

/// Says that everything up to here was acknowledged.
fn acknowledged(number: u64) {
    let mut out = std::io::stdout().lock();
    // The test's own harness writes without a line's end.
    write!(out, "\nacknowledged {number}\n").expect("somebody listens");
    out.flush().expect("somebody listens");
}

fn judge<'d>(database: &'d Database<'static>) -> Judge<'d> {
    Judge { database, as_of: Date::new(2021, 11, 22).expect("a day") }
}

fn import(place: &str, from: u64) {
    let mut campaign = Campaign::open_at(&place.parse().expect("a home")).expect("it opens");
    let database = Database::embedded();
    let judge = judge(&database);
    let assessment = campaign.assess(&judge, 0).expect("it is assessed");
    let row = |number: u64| Imported {
        target: format!("https://host-{number}.example:443"),
        address: None,
        said: Said::Text(b"X-OWA-Version: 15.2.986.9\r\n".to_vec()),
        seen: Some(0),
        place: Place { country: Some("BE".to_owned()), ..Place::default() },
        ..Imported::default()
    };
    for start in (from..).step_by(BATCH as usize) {
        let rows: Vec<_> = (start..start + BATCH).map(row).collect();
        campaign.import(&rows, assessment, &judge, 0).expect("it is written");
        acknowledged(start + BATCH);
    }
}

fn scan(place: &str) {
    let mut campaign = Campaign::open_at(&place.parse().expect("a home")).expect("it opens");
    let database = Database::embedded();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
    let world = Virtual(Arc::new(belgium::town(SEED)));
    let settings = Settings { batch: 10, ..Settings::default() };
    let judge = Judge { database: &database, as_of: belgium::DAY };
    let scan = run(&mut campaign, Arc::new(world), &judge, settings, |progress| {
        acknowledged(progress.done);
        ControlFlow::Continue(())
    });
    runtime.expect("a runtime starts").block_on(scan).expect("the scan ends");
}

fn inventory(place: &str, from: u64) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let store = Store::open(place).await.expect("it opens");
        for number in from.. {
            let draft = Draft { name: format!("server-{number:06}"), ..Draft::default() };
            match store.create(&draft, &made(), Moment(1)).await {
                // Written just before the kill, and not acknowledged any more.
                Ok(_) | Err(Error::Conflict(_)) => acknowledged(number + 1),
                Err(error) => panic!("{error}"),
            }
        }
    });
}

fn made() -> Assessment {
    Assessment {
        as_of: "2026-11-24".to_owned(),
        digest: "d".repeat(64),
        cause: Cause::Evidence,
        patched: "yes".to_owned(),
        worst: None,
        status: "current".to_owned(),
        severity: 0,
        build: None,
        release: None,
        missing: None,
        open: Range::default(),
        exploited: Range::default(),
        headline: "Yes".to_owned(),
        summary: "fine".to_owned(),
        at: Moment(0),
    }
}

/// Starts the process, kills it some time after its first acknowledgement, and
/// gives the last one. `None` where it ended before.
fn killed(what: &str, place: &str, from: u64, wait: Duration) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "child", "--nocapture"])
        .env(WHAT, what)
        .env(WHERE, place)
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut last = None;
    let number = |line: &str| line.strip_prefix("acknowledged ")?.parse::<u64>().ok();
    for line in lines.by_ref() {
        last = number(&line.expect("text"));
        if last.is_some() {
            break;
        }
    }
    std::thread::sleep(wait);
    child.kill().expect("it can be killed");
    let ended = child.wait().expect("it ends");
    // What it said before, and the pipe still holds. Half a line is nothing said.
    for line in lines.map_while(Result::ok) {
        last = number(&line).or(last);
    }
    (!ended.success()).then_some(last.expect("it acknowledged something"))
}

/// Waits that differ from kill to kill and are the same in every run.
fn wait(kill: u64) -> Duration {
    Duration::from_micros(expatch_probe::order::mix(kill) % 60_000)
}

fn campaign_at(place: &str, targets: &TargetList) {
    let home: Home = place.parse().expect("a home");
    let name = home.name();
    let setup = Setup { name: &name, seed: 1, contact: "a@b.example", targets, created: 0 };
    Campaign::create_at(&home, &setup).expect("a new campaign");
}

fn import_survives(place: &str, kills: u64) {
    campaign_at(place, &TargetList::default());
    let home: Home = place.parse().expect("a home");
    let mut from = 0;
    for kill in 0..kills {
        from = killed("import", place, from, wait(kill)).expect("an import never ends here");
        let counts = Campaign::open_at(&home).expect("it opens").counts().expect("it counts");
        let known = from..=from + BATCH;
        assert!(known.contains(&counts.done), "{from} acknowledged, {} there", counts.done);
        // No target without its verdict and its place, none with two.
        assert_eq!((counts.servers, counts.at_risk), (counts.done, counts.done));
        assert_eq!(counts.countries[0].hosts, counts.done);
    }
    println!("{place}: import killed {kills} times, {from} rows, lost 0, doubled 0");
}

fn scan_survives(place: &dyn Fn(u64) -> String, kills: u64) {
    let world = belgium::town(SEED);
    let targets = TargetList::read(world.target_line().as_bytes(), &[443]).expect("targets");
    let exposed = world.sites().filter(|site| belgium::is_exposed(site.label)).count() as u64;
    let all = u64::from(world.len());
    let (mut kill, mut round) = (0, 0);
    while kill < kills {
        let place = place(round);
        let home: Home = place.parse().expect("a home");
        campaign_at(&place, &targets);
        round += 1;
        loop {
            let acknowledged = match kill < kills {
                true => killed("scan", &place, 0, wait(kill)),
                false => {
                    scan(&place);
                    None
                }
            };
            let campaign = Campaign::open_at(&home).expect("it opens");
            let counts = campaign.counts().expect("it counts");
            let Some(acknowledged) = acknowledged else {
                assert_eq!((counts.done, counts.at_risk), (all, exposed));
                break;
            };
            kill += 1;
            let done = campaign.done().expect("it counts").len();
            assert_eq!(done, counts.done, "no target twice");
            assert!(done >= acknowledged, "{acknowledged} acknowledged, {done} there");
        }
    }
    println!("scan killed {kills} times in {round} campaigns, lost 0, doubled 0");
}

fn inventory_survives(place: &str, kills: u64) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let mut from = 0;
    for kill in 0..kills {
        from = killed("inventory", place, from, wait(kill)).expect("it never ends");
        let (servers, changes) = runtime.block_on(async {
            let store = Store::open(place).await.expect("it opens");
            let servers = store.servers(&Filter::default(), i64::MAX).await.expect("a list");
            (servers, store.changes(0, i64::MAX).await.expect("a list"))
        });
        let count = servers.len() as u64;
        assert!((from..=from + 1).contains(&count), "{from} acknowledged, {count} there");
        for (number, listed) in servers.iter().enumerate() {
            assert_eq!(listed.server.name, format!("server-{number:06}"));
        }
        assert_eq!(changes.len(), servers.len(), "each with its change");
    }
    println!("{place}: inventory killed {kills} times, {from} servers, lost 0, doubled 0");
}

fn sqlite(kills: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    import_survives(&at("import.expatch"), kills);
    scan_survives(&|round| at(&format!("scan-{round}.expatch")), kills);
    inventory_survives(&format!("sqlite://{}", at("inventory.db")), kills);
}

fn postgresql(kills: u64) {
    let postgres = postgres::Postgres::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(postgres.wait());
    let url = &postgres.url;
    import_survives(&format!("{url}#import"), kills);
    scan_survives(&|round| format!("{url}#scan-{round}"), kills);
    inventory_survives(url, kills);
}

#[test]
fn sqlite_keeps_what_it_acknowledged() {
    sqlite(3);
}

#[test]
fn postgresql_keeps_what_it_acknowledged() {
    postgresql(3);
}

#[test]
#[ignore = "takes minutes: cargo test -p expatch-campaign --test kill -- --ignored --nocapture"]
fn fifty_kills_of_everything() {
    sqlite(50);
    postgresql(50);
}
