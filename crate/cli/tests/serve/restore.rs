//! Backup, restore and the way back from a newer program, as `crate/server/README.md`
//! says to do them.

use crate::process::Server;
use crate::process::inventory;
use crate::process::token;
use expatch_store::Address;
use expatch_store::Connection;
use expatch_store::values;
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::process::Output;

fn backup(folder: &Path, to: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_expatch"))
        .arg("serve")
        .args(inventory(folder))
        .arg("backup")
        .arg(to)
        .output()
        .expect("the binary runs")
}

fn register(server: &Server, token: &str, name: &str) {
    let draft = json!({ "name": name, "evidence": "15.1.2507.61" }).to_string();
    let (status, made) = server.ask("POST", "/v1/servers", token, &draft).expect("an answer");
    assert_eq!(status, 201, "{made}");
}

fn names(server: &Server, token: &str) -> Vec<String> {
    let (_, page) = server.ask("GET", "/v1/servers", token, "").expect("an answer");
    let servers = page["servers"].as_array().expect("a list").iter();
    let mut names: Vec<String> =
        servers.map(|server| server["name"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_made_while_it_runs_is_restored_by_the_steps_of_the_guide() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, copy) = (folder.path().join("inventory.db"), folder.path().join("copy.db"));
    let token = token(folder.path());
    let mut server = Server::start(folder.path(), &[]);
    register(&server, &token, "before");
    let made = backup(folder.path(), &copy);
    assert!(made.status.success(), "{made:?}");
    register(&server, &token, "after");
    assert_eq!(names(&server, &token), ["after", "before"]);
    // A copy is never written over.
    let again = backup(folder.path(), &copy);
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(!again.status.success() && said.contains("copy.db exists already"), "{said}");

    // Stopped hard, so that SQLite's log lies beside the file.
    server.child.kill().expect("killed");
    server.child.wait().expect("ended");
    assert!(folder.path().join("inventory.db-wal").exists());
    for name in ["inventory.db", "inventory.db-wal", "inventory.db-shm"] {
        std::fs::rename(folder.path().join(name), folder.path().join(format!("{name}.gone")))
            .expect("put aside");
    }
    std::fs::copy(&copy, &file).expect("restored");
    let server = Server::start(folder.path(), &[]);
    assert_eq!(names(&server, &token), ["before"]);
    register(&server, &token, "later");
    assert_eq!(names(&server, &token), ["before", "later"]);
}

#[test]
fn an_older_program_says_which_copy_leads_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inventory.db");
    let token = token(folder.path());
    // What a newer program does before it changes the tables, and then.
    let kept = folder.path().join("inventory.db.before-step-2");
    assert!(backup(folder.path(), &kept).status.success());
    let newer = Connection::open(&Address::Sqlite(file.clone())).expect("it opens");
    newer.execute("INSERT INTO migrations (step) VALUES (?1)", values![2_i64]).expect("written");
    drop(newer);

    let refused = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(inventory(folder.path()))
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains(".before-step-2"), "{said}");

    std::fs::copy(&kept, &file).expect("gone back");
    let server = Server::start(folder.path(), &[]);
    register(&server, &token, "back");
    assert_eq!(names(&server, &token), ["back"]);
}
