//! What the store promises, asked of SQLite and of PostgreSQL.
#![cfg(unix)]

mod faults;
mod postgres;
mod two;

use expatch_store::Assessment;
use expatch_store::Cause;
use expatch_store::Draft;
use expatch_store::Due;
use expatch_store::EMAIL;
use expatch_store::Error;
use expatch_store::Filter;
use expatch_store::Moment;
use expatch_store::Outcome;
use expatch_store::Range;
use expatch_store::Scope;
use expatch_store::Store;

fn draft(name: &str, tags: &[&str]) -> Draft {
    Draft {
        name: name.to_owned(),
        organisation: "Ministry".to_owned(),
        country: "BE".to_owned(),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        evidence: "a\0b 15.1.2507.6".to_owned(),
    }
}

fn made(status: &str, severity: u8, cause: Cause) -> Assessment {
    Assessment {
        as_of: "2026-11-24".to_owned(),
        digest: "d".repeat(64),
        cause,
        patched: String::from("no"),
        status: status.to_owned(),
        worst: None,
        severity,
        build: Some("15.1.2507.6".to_owned()),
        release: None,
        missing: Some("Sep26SU".to_owned()),
        open: Range { at_least: 3, at_most: 3 },
        exploited: Range { at_least: 1, at_most: 1 },
        headline: String::from("Not patched"),
        summary: "three open".to_owned(),
        at: Moment(0),
    }
}

#[tokio::test]
async fn sqlite_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    // Characters that mean something in an address.
    let url = format!("sqlite://{}/a?b#c %20.db", folder.path().display());
    promises(&Store::open(&url).await.unwrap()).await;
    let again = Store::open(&url).await.unwrap();
    assert_eq!(again.servers(&Filter::default(), 10).await.unwrap().len(), 2);
    assert!(folder.path().join("a?b#c %20.db").exists());
}

#[tokio::test]
async fn postgresql_keeps_its_promises() {
    let postgres = postgres::Postgres::start();
    postgres.wait().await;
    let store = Store::open(&postgres.url).await.unwrap();
    promises(&store).await;
    assert!(store.backup(std::path::Path::new("/tmp/x")).await.is_err());
    let again = Store::open(&postgres.url).await.unwrap();
    assert_eq!(again.servers(&Filter::default(), 10).await.unwrap().len(), 2);
}

async fn promises(store: &Store) {
    store.ping().await.unwrap();
    servers(store).await;
    assessments_and_changes(store).await;
    messages(store).await;
    tokens(store).await;
    estate(store).await;
}

async fn servers(store: &Store) {
    let good = made("current", 0, Cause::Evidence);
    let b = store.create(&draft("b", &["dmz", "50%"]), &good, Moment(5)).await.unwrap();
    assert_eq!((b.evidence.as_str(), b.created_at), ("a\0b 15.1.2507.6", Moment(5)));
    assert_eq!(b.assessment.at, Moment(5));
    let twice = store.create(&draft("b", &[]), &good, Moment(6)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    let many = [draft("B", &[]), draft("a", &["50x"]), draft("b", &["50%", "dmz"])];
    let many = many.map(|draft| (draft, good.clone()));
    let imported = store.import(many.to_vec(), Moment(7)).await.unwrap();
    assert_eq!((imported.created, imported.updated), (2, 1));
    let names = async |filter: Filter| {
        let servers = store.servers(&filter, 10).await.unwrap();
        servers.into_iter().map(|listed| listed.server.name).collect::<Vec<_>>().join(" ")
    };
    // Bytes decide the order, on both.
    assert_eq!(names(Filter::default()).await, "B a b");
    assert_eq!(names(Filter { after: "B".into(), ..Filter::default() }).await, "a b");
    // A per cent sign is a letter like any other.
    assert_eq!(names(Filter { tag: "50%".into(), ..Filter::default() }).await, "b");
    assert_eq!(names(Filter { tag: "DMZ".into(), ..Filter::default() }).await, "b");
    assert_eq!(names(Filter { country: "fr".into(), ..Filter::default() }).await, "");
    let status = Filter { status: "current".into(), country: "be".into(), ..Filter::default() };
    assert_eq!(names(status).await, "B a b");
    let a = store.servers(&Filter::default(), 2).await.unwrap().remove(1).server;
    let taken = store.replace(&a.id, &draft("b", &[]), &good, Moment(8)).await;
    assert!(matches!(taken, Err(Error::Conflict(_))));
    store.delete(&a.id).await.unwrap();
    assert!(matches!(store.delete(&a.id).await, Err(Error::NotFound(_))));
    assert!(matches!(store.server(&a.id).await, Err(Error::NotFound(_))));
    assert!(matches!(store.history(&a.id, i64::MAX, 9).await, Err(Error::NotFound(_))));
}

async fn assessments_and_changes(store: &Store) {
    let due = store.due("", 10).await.unwrap();
    assert_eq!(due.len(), 2);
    let outdated = Due { revision: 99, ..due[1].clone() };
    let worse = made("exploited", 2, Cause::Database);
    let both = vec![(due[0].clone(), worse.clone()), (outdated, worse.clone())];
    assert_eq!(store.record(both, Moment(100)).await.unwrap(), 1);
    // The next day says the same: the server knows of it, the history does not grow.
    let next_day = Assessment { as_of: "2026-11-25".to_owned(), ..worse.clone() };
    let same = vec![(due[0].clone(), next_day)];
    assert_eq!(store.record(same.clone(), Moment(101)).await.unwrap(), 0);
    assert_eq!(store.server(&due[0].id).await.unwrap().assessment.at, Moment(101));
    // A second program gets the same result: nothing happens at all.
    assert_eq!(store.record(same, Moment(102)).await.unwrap(), 0);
    assert_eq!(store.server(&due[0].id).await.unwrap().assessment.at, Moment(101));
    let history = store.history(&due[0].id, i64::MAX, 2).await.unwrap();
    assert_eq!(history[0].1.status, "exploited");
    assert_eq!(history[0].1.at, Moment(100));
    let older = store.history(&due[0].id, history[0].0, 9).await.unwrap();
    assert_eq!(older[0].1.status, "current");
    let untold = store.untold(10).await.unwrap();
    assert_eq!(untold.len(), 1);
    assert_eq!(untold[0].before.as_deref(), Some("current"));
    assert!(untold[0].worse);
    assert_eq!(store.latest_changes(1).await.unwrap()[0], untold[0]);
    let all = store.changes(0, 100).await.unwrap();
    assert_eq!(all.len(), 4);
    assert_eq!(store.changes(all[2].seq, 100).await.unwrap(), untold);
    // One more of its holes is exploited: news, though the status stays.
    let more = Assessment { exploited: Range { at_least: 2, at_most: 3 }, ..worse.clone() };
    assert_eq!(store.record(vec![(due[0].clone(), more)], Moment(103)).await.unwrap(), 1);
    let told = store.untold(10).await.unwrap().pop().unwrap();
    assert_eq!((told.before.as_deref(), told.worse), (Some("exploited"), true));
    // The newest of each server stays, however old.
    assert!(store.forget(Moment(1000)).await.unwrap() > 0);
    assert_eq!(store.history(&due[0].id, i64::MAX, 9).await.unwrap().len(), 1);
    assert_eq!(store.untold(10).await.unwrap().len(), 2);
}

async fn messages(store: &Store) {
    let hook = store.add_webhook("https://example.org/", Moment(1)).await.unwrap();
    assert_eq!(store.webhook(&hook.id).await.unwrap().secret, hook.secret);
    assert!(!format!("{hook:?}").contains(&hook.secret));
    let untold = store.untold(10).await.unwrap();
    let tell = || store.tell(&untold, "{}", Some("text"), Moment(150), Moment(200));
    assert!(tell().await.unwrap());
    // Whoever read the same changes a moment ago tells nobody.
    assert!(!tell().await.unwrap());
    assert!(store.untold(10).await.unwrap().is_empty());
    let claim = |now| store.claim(Moment(now), 9, |attempts| Moment(1000 * (attempts + 1)));
    assert!(claim(199).await.unwrap().is_empty());
    assert!(!store.is_due(Moment(199)).await.unwrap() && store.is_due(Moment(200)).await.unwrap());
    let due = claim(200).await.unwrap();
    assert_eq!(due.len(), 2);
    // Tried before anybody tries: nobody else gets it, now or after a restart.
    assert!(claim(999).await.unwrap().is_empty());
    let mail = due.iter().find(|due| due.target == EMAIL).unwrap();
    assert_eq!((mail.payload.as_str(), mail.created_at), ("text", Moment(150)));
    assert_eq!((mail.attempts, mail.next_at), (1, Moment(1000)));
    store.settle(mail.seq, &Outcome::Delivered).await.unwrap();
    let post = due.iter().find(|due| due.target == hook.id).unwrap();
    let again = Outcome::Again(Moment(300), "refused".to_owned());
    store.settle(post.seq, &again).await.unwrap();
    store.wait_at_most(Moment(250)).await.unwrap();
    assert!(claim(249).await.unwrap().is_empty());
    let second = claim(250).await.unwrap();
    assert_eq!((second[0].attempts, second[0].next_at), (2, Moment(2000)));
    store.settle(post.seq, &Outcome::Dead("gone".to_owned())).await.unwrap();
    assert!(claim(9999).await.unwrap().is_empty());
    let letters = store.deliveries(&hook.id, 9).await.unwrap();
    assert_eq!((letters[0].state.as_str(), letters[0].error.as_str()), ("dead", "gone"));
    let queues = store.queues().await.unwrap();
    let queue = queues.iter().find(|queue| queue.target == hook.id).unwrap();
    assert_eq!((queue.pending, queue.dead), (0, 1));
    assert_eq!(store.revive(&hook.id, Moment(400)).await.unwrap(), 1);
    assert!(store.is_due(Moment(400)).await.unwrap());
    store.delete_webhook(&hook.id).await.unwrap();
    assert!(store.webhooks().await.unwrap().is_empty());
    assert!(!store.is_due(Moment(9999)).await.unwrap());
}

async fn tokens(store: &Store) {
    assert!(store.issue("none", &[], None, Moment(1)).await.is_err());
    let scopes = [Scope::Read, Scope::Write];
    let first = store.issue("soc", &scopes, None, Moment(1)).await.unwrap();
    let known = store.authenticate(&first.text, Moment(2)).await.unwrap().unwrap();
    assert!(known.allows(Scope::Write) && !known.allows(Scope::Admin));
    let mut forged = first.text.clone();
    let last = if forged.pop() == Some('0') { '1' } else { '0' };
    forged.push(last);
    for wrong in [forged.as_str(), "", "expatch_", "expatch__", "expatch_\0_x", &first.text[1..]] {
        assert!(store.authenticate(wrong, Moment(2)).await.unwrap().is_none(), "{wrong:?}");
    }
    assert!(matches!(
        store.rotate("nobody", Moment(50), Moment(10)).await,
        Err(Error::NotFound(_))
    ));
    let second = store.rotate(&first.token.id, Moment(50), Moment(10)).await.unwrap();
    assert!(store.authenticate(&first.text, Moment(49)).await.unwrap().is_some());
    assert!(store.authenticate(&first.text, Moment(50)).await.unwrap().is_none());
    assert!(store.authenticate(&second.text, Moment(50)).await.unwrap().is_some());
    assert_eq!(store.tokens().await.unwrap().len(), 2);
    store.revoke(&second.token.id).await.unwrap();
    assert!(store.authenticate(&second.text, Moment(50)).await.unwrap().is_none());
    assert!(matches!(store.revoke("nobody").await, Err(Error::NotFound(_))));
}

async fn estate(store: &Store) {
    store.count("2026-11-23").await.unwrap();
    store.count("2026-11-24").await.unwrap();
    store.count("2026-11-24").await.unwrap();
    let rows = store.estate("2026-11-24").await.unwrap();
    assert_eq!(rows.iter().map(|row| row.servers).sum::<i64>(), 2);
    assert_eq!(store.standing().await.unwrap().len(), rows.len());
    assert_eq!(store.remembered("assessed").await.unwrap(), None);
    store.remember("assessed", "one").await.unwrap();
    store.remember("assessed", "two").await.unwrap();
    assert_eq!(store.remembered("assessed").await.unwrap().as_deref(), Some("two"));
}

#[tokio::test]
async fn a_backup_is_whole_and_private_and_a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/inventory.db");
    let url = format!("sqlite://{}", path.display());
    let store = Store::open(&url).await.unwrap();
    store.create(&draft("a", &[]), &made("current", 0, Cause::Evidence), Moment(1)).await.unwrap();
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    assert!(matches!(store.backup(&copy).await, Err(Error::Conflict(_))));
    let copied = Store::open(&format!("sqlite://{}", copy.display())).await.unwrap();
    assert_eq!(copied.servers(&Filter::default(), 9).await.unwrap()[0].server.name, "a");
    use std::os::unix::fs::PermissionsExt;
    for file in [&path, &copy] {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    assert!(Store::open("mysql://x").await.is_err());
    assert!(Store::open("sqlite:///proc/nothing/here.db").await.is_err());
}

/// One file, two programs: nobody meets "database is locked".
#[tokio::test]
async fn many_write_and_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/x.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    // Another process: the command that makes tokens, say.
    let other = Store::open(&url).await.unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let store = if number % 2 == 0 { store.clone() } else { other.clone() };
            tokio::spawn(async move {
                let made = made("current", 0, Cause::Evidence);
                store.create(&draft(&format!("s{number}"), &[]), &made, Moment(1)).await.unwrap();
                store.servers(&Filter::default(), 100).await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(store.servers(&Filter::default(), 100).await.unwrap().len(), 40);
}
