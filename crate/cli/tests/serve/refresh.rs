//! Facts of its own making: a folder of published files is read while the
//! server runs, and what came of it outlasts a restart.

use crate::process::Server;
use expatch::Database;
use expatch::Date;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

/// Microsoft's page with one update more than the facts have.
fn page() -> String {
    let builds = Database::embedded().releases().map(|release| release.build);
    let newest = builds.max().expect("releases");
    let (a, b, c, d) = (newest.major(), newest.minor(), newest.third(), newest.revision());
    let day = Date::from_days(Database::embedded().as_of().days() + 1);
    format!(
        "| Product name | Release date | Build number |\n| --- | --- | --- |\n\
         | Exchange Server SE Security Update v9 | {day} | {a}.{b}.{c}.{} |\n",
        d + 1
    )
}

fn start(folder: &Path) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
    // Beside the inventory, and not in the home of whoever runs the tests.
    command.env("XDG_DATA_HOME", folder).env_remove("STATE_DIRECTORY").arg("serve");
    let sources = format!("database.refresh={}", folder.join("sources").display());
    Server::below(&mut command, folder, &["--set", &sources])
}

#[test]
fn a_folder_of_published_files_is_read_and_outlasts_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("sources")).expect("a folder");
    let server = start(folder.path());
    let facts = |server: &Server| {
        let (_, database) = server.ask("GET", "/v1/database", "", "").expect("an answer");
        (database["origin"].clone(), database["digest"].clone(), database["asOf"].clone())
    };
    let own = facts(&server);
    assert_eq!(own.0, "release");
    std::fs::write(folder.path().join("sources/page.md"), page()).expect("written");
    std::fs::write(folder.path().join("sources/kev.json"), "<html>503</html>").expect("written");
    let until = Instant::now() + Duration::from_mins(2);
    let mut now = own.clone();
    while now == own && Instant::now() < until {
        // A signal between two waits is lost; the next one is not.
        server.signal("-HUP");
        std::thread::sleep(Duration::from_millis(500));
        now = facts(&server);
    }
    assert_eq!(now.0, "local");
    assert_eq!(now.2, own.2, "the lists that were not read keep the day");
    drop(server);
    assert_eq!(facts(&start(folder.path())), now);
}
