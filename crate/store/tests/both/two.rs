//! Two servers on one database share its work: what one tells or sends the other
//! does not.

use super::draft;
use super::made;
use super::postgres::Postgres;
use expatch_store::Cause;
use expatch_store::EMAIL;
use expatch_store::Moment;
use expatch_store::Outcome;
use expatch_store::Store;
use std::collections::BTreeMap;

#[tokio::test]
async fn two_servers_on_one_postgresql_send_each_message_once() {
    let postgres = Postgres::start();
    postgres.wait().await;
    two(&postgres.url).await;
}

#[tokio::test]
async fn two_servers_on_one_file_send_each_message_once() {
    let folder = tempfile::tempdir().unwrap();
    two(&format!("sqlite://{}/x.db", folder.path().display())).await;
}

async fn two(url: &str) {
    const CHANGES: usize = 120;
    let servers = [Store::open(url).await.unwrap(), Store::open(url).await.unwrap()];
    let hook = servers[0].add_webhook("https://example.org/", Moment(1)).await.unwrap();
    // Both see each change at the same moment, and one of them tells of it.
    let mut told = 0;
    for number in 0..CHANGES {
        let [before, after] = [("current", 0), ("exploited", 2)]
            .map(|(status, severity)| made(status, severity, Cause::Evidence));
        let (draft, store) = (draft(&format!("s{number}"), &[]), &servers[number % 2]);
        let server = store.create(&draft, &before, Moment(2)).await.unwrap();
        store.replace(&server.id, &draft, &after, Moment(2)).await.unwrap();
        let tell = servers.each_ref().map(|store| {
            let store = store.clone();
            tokio::spawn(async move {
                let untold = store.untold(10).await.unwrap();
                let is_new = !untold.is_empty();
                let tell = store.tell(&untold, "{}", Some("text"), Moment(3), Moment(4));
                is_new && tell.await.unwrap()
            })
        });
        for tell in tell {
            told += usize::from(tell.await.unwrap());
        }
    }
    assert_eq!(told, CHANGES);
    // Both send what is due, a few at a time, until nothing is.
    let send = servers.each_ref().map(|store| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut sent = Vec::new();
            while store.is_due(Moment(5)).await.unwrap() {
                for message in store.claim(Moment(5), 7, |_| Moment(1_000_000)).await.unwrap() {
                    store.settle(message.seq, &Outcome::Delivered).await.unwrap();
                    sent.push((message.target, message.seq));
                }
            }
            sent
        })
    });
    let mut sent = BTreeMap::new();
    for task in send {
        for message in task.await.unwrap() {
            *sent.entry(message).or_insert(0) += 1;
        }
    }
    assert!(sent.values().all(|times| *times == 1), "{sent:?}");
    let to = |target: &str| sent.keys().filter(|(to, _)| to == target).count();
    assert_eq!((to(EMAIL), to(&hook.id)), (CHANGES, CHANGES));
}
