//! Every write of the inventory with a failure at each call to the database in
//! turn: what was acknowledged is there, once; what was refused is not there,
//! or there whole where nobody could tell; and the next request works. Prints
//! the table of what happened.

use crate::draft;
use crate::made;
use crate::postgres::Postgres;
use expatch_store::Cause;
use expatch_store::Error;
use expatch_store::Fault;
use expatch_store::Faults;
use expatch_store::Filter;
use expatch_store::Moment;
use expatch_store::Outcome;
use expatch_store::Scope;
use expatch_store::Store;
use expatch_store::When;
use std::sync::Arc;

/// More calls than any write makes.
const MOST: i64 = 40;

#[tokio::test]
async fn sqlite_survives_a_failure_at_every_call() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/x.db", folder.path().display());
    every_call("SQLite", &url).await;
}

#[tokio::test]
async fn postgresql_survives_a_failure_at_every_call() {
    let postgres = Postgres::start();
    postgres.wait().await;
    every_call("PostgreSQL", &postgres.url).await;
}

/// A disk that stays full is seen as long as it is full, and no longer.
#[tokio::test]
async fn a_ping_sees_that_writes_fail_until_they_work_again() {
    let folder = tempfile::tempdir().unwrap();
    let faults = Arc::new(Faults::default());
    let url = format!("sqlite://{}/x.db", folder.path().display());
    let store = Store::with_faults(&url, Some(faults.clone())).await.unwrap();
    faults.arm(0, Fault::Full, When::Before);
    assert!(matches!(store.remember("x", "1").await, Err(Error::Full)));
    let mut failed = 0;
    for calls in 0..MOST {
        faults.arm(calls, Fault::Full, When::Before);
        let pinged = store.ping().await;
        if faults.disarm() == 0 {
            assert!(pinged.is_ok(), "{pinged:?}");
            break;
        }
        assert!(matches!(pinged, Err(Error::Full)), "{pinged:?}");
        failed += 1;
    }
    // It asked, and then it wrote: each of these calls failed in its turn.
    assert!(failed > 2, "{failed} calls");
    // Once a write has worked, there is nothing to try.
    faults.arm(1, Fault::Full, When::Before);
    assert!(store.ping().await.is_ok());
}

/// A write, by name.
const WRITES: [&str; 7] = ["create", "import", "replace", "assess", "tell", "claim", "token"];

async fn every_call(database: &str, url: &str) {
    let faults = Arc::new(Faults::default());
    let store = Store::with_faults(url, Some(faults.clone())).await.unwrap();
    store.add_webhook("https://example.org/", Moment(0)).await.unwrap();
    let mut round = 0;
    for write in WRITES {
        for fault in Fault::ALL {
            for when in [When::Before, When::After] {
                let (mut calls, mut failed) = (0, 0);
                loop {
                    round += 1;
                    let before = prepare(&store, write, round).await;
                    faults.arm(calls, fault, when);
                    let done = perform(&store, write, round).await;
                    let struck = faults.disarm();
                    let after = state(&store, write).await;
                    match &done {
                        Ok(()) => assert_eq!(after, before + 1, "{write}: acknowledged and lost"),
                        // Whether a commit came through a wire that was cut
                        // then, nobody can tell; but it came whole, or not.
                        Err(Error::Database(_) | Error::Full) => {
                            assert!(after == before || after == before + 1, "{write}: torn");
                            let told = when == When::After && after == before + 1;
                            assert!(told || after == before, "{write}: refused and done");
                            failed += 1;
                        }
                        Err(error) => panic!("{write}: {error}"),
                    }
                    if done.is_err() {
                        let again = perform(&store, write, round).await;
                        let done_before = after == before + 1;
                        // What was done after all is refused as done, or is the same.
                        assert!(again.is_ok() || done_before, "{write} afterwards: {again:?}");
                        let end = state(&store, write).await;
                        assert_eq!(
                            end,
                            before + 1 + usize::from(doubles(write) && done_before),
                            "{write} afterwards"
                        );
                    }
                    if struck == 0 {
                        assert!(done.is_ok(), "{write}");
                        break;
                    }
                    calls += 1;
                    assert!(calls < MOST, "{write} makes more calls than expected");
                }
                assert!(failed > 0, "{write}: no call failed");
                println!(
                    "{database:<11} {write:<8} {fault:?} {when:?}: each of {calls} calls, \
                          {failed} refused, lost 0, doubled 0"
                );
            }
        }
    }
}

/// Acts that are new each time they are asked for: a token.
fn doubles(write: &str) -> bool {
    write == "token"
}

fn name(round: i64) -> String {
    format!("server-{round:05}")
}

/// What the write needs, and the count that it will raise by one.
async fn prepare(store: &Store, write: &str, round: i64) -> usize {
    let good = made("current", 0, Cause::Evidence);
    match write {
        "replace" | "assess" => {
            store.create(&draft(&name(round), &[]), &good, Moment(1)).await.unwrap();
        }
        "tell" => {
            store.create(&draft(&name(round), &[]), &good, Moment(1)).await.unwrap();
            perform(store, "assess", round).await.unwrap();
        }
        "claim" => {
            prepare_tell(store, round).await;
        }
        _ => {}
    }
    state(store, write).await
}

async fn prepare_tell(store: &Store, round: i64) {
    // What earlier rounds left is settled, so that one message is due.
    for old in store.claim(Moment(i64::MAX - 1), 1000, |_| Moment(i64::MAX - 1)).await.unwrap() {
        store.settle(old.seq, &Outcome::Delivered).await.unwrap();
    }
    let good = made("current", 0, Cause::Evidence);
    store.create(&draft(&name(round), &[]), &good, Moment(1)).await.unwrap();
    perform(store, "assess", round).await.unwrap();
    perform(store, "tell", round).await.unwrap();
}

async fn perform(store: &Store, write: &str, round: i64) -> Result<(), Error> {
    let good = made("current", 0, Cause::Evidence);
    let bad = made("exploited", 2, Cause::Database);
    match write {
        "create" => store.create(&draft(&name(round), &[]), &good, Moment(1)).await.map(drop),
        "import" => store.import(vec![(draft(&name(round), &[]), good)], Moment(1)).await.map(drop),
        "replace" => {
            let found = named(store, round).await?;
            let draft = draft(&name(round), &["replaced"]);
            store.replace(&found, &draft, &good, Moment(2)).await.map(drop)
        }
        "assess" => {
            let found = named(store, round).await?;
            let due = store.due("", 100_000).await?;
            let due = due.into_iter().filter(|due| due.id == found).map(|due| (due, bad.clone()));
            store.record(due.collect(), Moment(3)).await.map(drop)
        }
        "tell" => {
            let untold = store.untold(1000).await?;
            store.tell(&untold, "{}", None, Moment(4), Moment(4)).await.map(drop)
        }
        "claim" => store.claim(Moment(5), 9, |_| Moment(i64::MAX - 1)).await.map(drop),
        _ => store.issue(&name(round), &[Scope::Read], None, Moment(1)).await.map(drop),
    }
}

async fn named(store: &Store, round: i64) -> Result<String, Error> {
    let filter = Filter { after: name(round - 1), ..Filter::default() };
    let found = store.servers(&filter, 1).await?;
    found.first().map(|one| one.server.id.clone()).ok_or(Error::NotFound("server"))
}

/// The count that the write raises by one.
async fn state(store: &Store, write: &str) -> usize {
    let all = Filter::default();
    match write {
        "create" | "import" => store.servers(&all, 100_000).await.unwrap().len(),
        "replace" => {
            let tagged = Filter { tag: "replaced".to_owned(), ..all };
            store.servers(&tagged, 100_000).await.unwrap().len()
        }
        "assess" => {
            let exploited = Filter { status: "exploited".to_owned(), ..all };
            store.servers(&exploited, 100_000).await.unwrap().len()
        }
        "tell" | "claim" => {
            let hook = store.webhooks().await.unwrap().remove(0);
            let letters = store.deliveries(&hook.id, 100_000).await.unwrap();
            match write {
                "tell" => letters.len(),
                _ => letters.iter().map(|letter| letter.attempts as usize).sum(),
            }
        }
        _ => store.tokens().await.unwrap().len(),
    }
}
