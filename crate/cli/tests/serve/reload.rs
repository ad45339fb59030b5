//! Given a newer database, and bad ones, under load.

use crate::process::Server;
use crate::process::ask;
use expatch::Database;
use expatch::database::layout;
use expatch_update::SecretKey;
use serde_json::json;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// The embedded database, as if its facts ended so many days earlier, by its
/// version. Later days would be refused as soon as the facts are of today.
fn edition(version: &str, earlier: i32) -> Vec<u8> {
    let mut bytes = Database::embedded().bytes().to_vec();
    let day = Database::embedded().as_of().days() - earlier;
    bytes[layout::AS_OF..layout::AS_OF + 4].copy_from_slice(&day.to_le_bytes());
    let mut padded = [0; layout::DATA_VERSION_LENGTH];
    padded[..version.len()].copy_from_slice(version.as_bytes());
    bytes[layout::DATA_VERSION..layout::ENDS].copy_from_slice(&padded);
    layout::seal(&mut bytes);
    bytes
}

/// Tells the other threads to stop, whichever way the scope is left.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
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
    let version = || {
        let (_, database) = server.ask("GET", "/v1/database", "", "").expect("an answer");
        database["version"].as_str().expect("a version").to_owned()
    };
    assert_eq!(version(), Database::embedded().version());
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        // A failed assertion must end the threads too, or the test never ends.
        let _stopped = StopOnDrop(&stop);
        for _ in 0..3 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let answer = ask(server.address, "POST", "/v1/assess", "", "15.2.1748.39");
                    let (status, report) = answer.expect("an answer");
                    assert_eq!(
                        (status, &report["servers"][0]["build"]),
                        (200, &json!("15.2.1748.39"))
                    );
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for name in ["second", "third"] {
            put(&sign(&edition(name, 0)));
            let until = Instant::now() + Duration::from_secs(20);
            while version() != name && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(50));
            }
            assert_eq!(version(), name);
        }
        // Damaged, foreign, older: each is looked at and left.
        let stranger = SecretKey::from_bytes(&[8; 32]);
        let foreign = expatch_update::sign(&edition("foreign", 0), &stranger).expect("signed");
        for bad in [b"<html>".to_vec(), foreign, sign(&edition("older", 20))] {
            put(&bad);
            server.signal("-HUP");
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(version(), "third");
        }
    });
    assert!(asked.load(Ordering::Relaxed) > 100);
}
