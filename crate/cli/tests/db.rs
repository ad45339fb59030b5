//! `expatch db` from outside: newer facts come in when they are signed, and
//! nothing changes when they are not.

use expatch::Database;
use expatch::Date;
use expatch::database::layout;
use expatch_update::SecretKey;
use std::path::Path;
use std::process::Command;
use std::process::Output;

/// A user's folder with a key that is not the release key.
struct Place {
    folder: tempfile::TempDir,
    key: SecretKey,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().expect("a folder"),
            key: SecretKey::from_bytes(&[7; 32]),
        };
        place.write("key.pub", place.key.public().to_string().as_bytes());
        place
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.to_str().expect("UTF-8").into()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_expatch"))
            .args(arguments)
            .env_remove("EXPATCH_DATABASE")
            .env("XDG_DATA_HOME", self.folder.path())
            .output()
            .expect("the binary runs")
    }

    /// Runs with the key trusted; gives the code and all that was said.
    #[track_caller]
    fn said(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        let bytes = [output.stdout, output.stderr].concat();
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn installed(&self) -> Option<Vec<u8>> {
        std::fs::read(self.folder.path().join("expatch/database.bin")).ok()
    }
}

/// Forty days after the embedded facts end.
fn later() -> Date {
    Date::from_days(Database::embedded().as_of().days() + 40)
}

/// The embedded database, as if its facts went on until [`later`].
fn newer() -> Vec<u8> {
    let mut bytes = Database::embedded().bytes().to_vec();
    bytes[layout::AS_OF..layout::AS_OF + 4].copy_from_slice(&later().days().to_le_bytes());
    layout::seal(&mut bytes);
    bytes
}

#[test]
fn a_signed_newer_file_becomes_the_database_of_every_command() {
    let place = Place::new();
    let file = place.write("new.db", &expatch_update::sign(&newer(), &place.key).expect("signed"));
    let key = place.folder.path().join("key.pub");
    let trust = ["--public-key", key.to_str().expect("UTF-8")];
    let said = place.said(&[&["db", "verify", &file][..], &trust].concat(), 0);
    assert!(said.contains("signed with key") && said.contains(&later().to_string()), "{said}");
    let said = place.said(&[&["db", "update", &file][..], &trust].concat(), 0);
    assert!(said.contains(&format!("checked through {}", later())), "{said}");
    assert!(place.said(&["db", "show"], 0).contains(&later().to_string()));
    assert!(place.said(&["db", "verify"], 0).starts_with("whole"));
    let said = String::from_utf8(place.run(&["check", "--format", "json", "15.1.2507.6"]).stdout);
    let report: serde_json::Value = serde_json::from_str(&said.expect("UTF-8")).expect("JSON");
    assert_eq!(report["database"]["asOf"], later().to_string());
}

#[test]
fn a_bad_file_changes_nothing_and_says_why() {
    let place = Place::new();
    let key = place.folder.path().join("key.pub");
    let key = key.to_str().expect("UTF-8");
    let signed = expatch_update::sign(&newer(), &place.key).expect("signed");
    let mut flipped = signed.clone();
    flipped[4000] ^= 1;
    let cases = [
        (place.write("unsigned.db", &newer()), "no signature"),
        (place.write("short.db", &signed[..3000]), "database"),
        (place.write("flipped.db", &flipped), "content"),
        (place.write("page.db", b"<!doctype html><title>404</title>"), "database"),
        (place.write("empty.db", b""), "database"),
        (Path::new("/no/such.db").to_str().expect("UTF-8").to_owned(), "/no/such.db"),
    ];
    for (file, why) in cases {
        let said = place.said(&["db", "update", &file, "--public-key", key], 69);
        assert!(said.contains(why), "{file}: {said}");
        assert_eq!(place.installed(), None, "{file}");
    }
    let good = place.write("good.db", &signed);
    assert!(place.said(&["db", "update", &good], 69).contains("not trusted"));
    assert_eq!(place.installed(), None);
    // Not newer: refused unless asked for.
    place.said(&["db", "update", &good, "--public-key", key], 0);
    let before = place.installed();
    assert!(place.said(&["db", "update", &good, "--public-key", key], 69).contains("not newer"));
    assert_eq!(place.installed(), before);
    place.said(&["db", "update", &good, "--older-too", "--public-key", key], 0);
}

#[test]
fn a_damaged_installed_file_is_passed_over_aloud() {
    let place = Place::new();
    std::fs::create_dir(place.folder.path().join("expatch")).expect("a folder");
    place.write("expatch/database.bin", b"torn");
    let said = place.said(&["db", "show"], 0);
    assert!(said.contains("installed database is not used"), "{said}");
    assert!(said.contains(&Database::embedded().as_of().to_string()), "{said}");
}

#[test]
fn the_export_is_one_object_and_has_a_schema() {
    let place = Place::new();
    let export: serde_json::Value =
        serde_json::from_str(&place.said(&["db", "export", "--json"], 0)).expect("JSON");
    assert_eq!(
        export["releases"].as_array().map(Vec::len),
        Some(Database::embedded().releases().len())
    );
    let rows = place.said(&["releases", "--format", "json"], 0);
    let rows: serde_json::Value = serde_json::from_str(&rows).expect("JSON");
    assert_eq!(export["releases"], rows, "the same rows by both ways");
    let rows = place.said(&["cve", "--format", "json"], 0);
    let rows: serde_json::Value = serde_json::from_str(&rows).expect("JSON");
    assert_eq!(export["vulnerabilities"], rows, "the same rows by both ways");
    let schema = place.said(&["db", "export", "--schema"], 0);
    assert!(schema.contains("https://json-schema.org/draft/2020-12/schema"));
}
