//! `expatch db` from outside: newer facts come in when they are signed, and
//! nothing changes when they are not.

#[path = "../../update/tests/site/mod.rs"]
#[expect(dead_code, reason = "the tests of the feed use more of it")]
mod site;

use expatch::Database;
use expatch::database::layout;
use expatch_trust::Moment;
use expatch_trust::Term;
use expatch_trust::sign;
use expatch_update::SecretKey;
use site::Page;
use site::Site;
use std::cell::Cell;
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
            .env_remove("EXPATCH_FEED")
            .env_remove("EXPATCH_PUBLIC_KEY")
            .current_dir(self.folder.path())
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

/// A later edition of the embedded database. A later day would be refused as
/// soon as the facts are of today.
const NEWER: &str = "test-40";

fn newer() -> Vec<u8> {
    let mut bytes = Database::embedded().bytes().to_vec();
    let mut version = [0; layout::DATA_VERSION_LENGTH];
    version[..NEWER.len()].copy_from_slice(NEWER.as_bytes());
    bytes[layout::DATA_VERSION..layout::ENDS].copy_from_slice(&version);
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
    assert!(said.contains("signed with key") && said.contains(NEWER), "{said}");
    let said = place.said(&[&["db", "update", &file][..], &trust].concat(), 0);
    assert!(said.contains(&format!("installed version {NEWER}")), "{said}");
    assert!(place.said(&["db", "show"], 0).contains(NEWER));
    assert!(place.said(&["db", "verify"], 0).starts_with("whole"));
    let said = String::from_utf8(place.run(&["check", "--format", "json", "15.1.2507.6"]).stdout);
    let report: serde_json::Value = serde_json::from_str(&said.expect("UTF-8")).expect("JSON");
    assert_eq!(report["database"]["version"], NEWER);
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
        (place.write("flipped.db", &flipped), "not the one that its manifest names"),
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
    place.said(&["db", "update", &good, "--public-key", key], 0);
    let before = place.installed();
    let said = place.said(&["db", "update", &good, "--public-key", key], 0);
    assert!(said.contains("nothing newer is published"), "{said}");
    // What was published before it is refused unless asked for.
    let older = expatch_update::sign(Database::embedded().bytes(), &place.key).expect("signed");
    let older = place.write("older.db", &older);
    let said = place.said(&["db", "update", &older, "--public-key", key], 69);
    assert!(said.contains("not newer") || said.contains("same second"), "{said}");
    assert_eq!(place.installed(), before);
    place.said(&["db", "update", &older, "--older-too", "--public-key", key], 0);
}

/// A feed on the loopback, by `--url` and by the setting.
#[test]
fn a_feed_is_read_and_its_failures_change_nothing() {
    let place = Place::new();
    let feed = Site::new();
    let url = feed.url("/expatch.manifest");
    let key = place.folder.path().join("key.pub");
    let key = key.to_str().expect("UTF-8");
    let update = ["db", "update", "--url", &url, "--public-key", key];
    // Each is made a second after the one before it.
    let began = expatch_update::now().seconds() - 60;
    let count = Cell::new(0);
    let publish = |bytes: &[u8], key: &SecretKey| {
        count.set(count.get() + 1);
        let issued = Moment::from_seconds(began + count.get());
        let term = Term { issued, ..expatch_update::term() };
        let manifest = sign(bytes, key, "", term).expect("signed");
        feed.put("/expatch.manifest", Page::Bytes(manifest.into_bytes()));
        feed.put("/expatch.db", Page::Bytes(bytes.to_vec()));
    };
    let refused = |why: &str| {
        let said = place.said(&update, 69);
        assert!(said.contains(why), "{why}: {said}");
        assert_eq!(place.installed(), None, "{why}");
    };
    refused("cannot read http");
    publish(&newer(), &SecretKey::from_bytes(&[8; 32]));
    refused("is not trusted here");
    publish(&newer(), &place.key);
    feed.put("/expatch.db", Page::Bytes(newer()[..4000].to_vec()));
    refused("its manifest says");
    feed.put("/expatch.db", Page::Endless);
    refused("bytes that it may have");
    // Most vulnerabilities are gone.
    let mut texts = expatch_facts::embedded_texts();
    texts.retain(|name, _| !name.starts_with("vulnerabilities/202"));
    texts.insert("database.toml".to_owned(), "version = \"2099.01.01-9\"\n".to_owned());
    let few = expatch_facts::read_from(texts).expect("facts");
    publish(&expatch_facts::compile::compile(&few).expect("compiled"), &place.key);
    refused("that is no newer edition");
    // Without its key, and without any.
    publish(&newer(), &place.key);
    let said = place.said(&["db", "update", "--url", &url], 69);
    assert!(said.contains("built without a release key"), "{said}");
    let said = place.said(&update, 0);
    assert!(said.contains(&format!("installed version {NEWER}")), "{said}");
    let said = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .args(["db", "update"])
        .env("XDG_DATA_HOME", place.folder.path())
        .env("EXPATCH_FEED", &url)
        .env("EXPATCH_PUBLIC_KEY", key)
        .output()
        .expect("the binary runs");
    assert!(said.status.success(), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains("nothing newer is published"));
}

/// Every command of the ceremony in `crate/trust/README.md`, in its order.
#[test]
fn the_ceremony_works_as_it_is_written() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../trust/README.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let ceremony = page.split("## The ceremony").nth(1).expect("the ceremony");
    let place = Place::new();
    let mut ran = 0;
    for line in ceremony.lines().filter_map(|line| line.strip_prefix("expatch ")) {
        let command = line.split('#').next().unwrap_or_default();
        // After the first list and after two more the newest data key signs.
        let command = command.replace("--key data.key", "--key data-2.key");
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        if arguments[..3] == ["db", "key", "new"] && place.folder.path().join(arguments[3]).exists()
        {
            continue;
        }
        if arguments[1] == "sign" {
            let bytes = newer();
            place.write("newer.bin", &bytes);
            arguments.extend(["--database", "newer.bin"]);
        }
        place.said(&arguments, 0);
        ran += 1;
    }
    assert!(ran >= 9, "{ran} commands");
    assert!(place.installed().is_some());
    let lists = std::fs::read_to_string(place.folder.path().join("keys.txt")).expect("the lists");
    assert_eq!(lists.matches("expatch keys 1").count(), 3);
    let private = std::fs::read_to_string(place.folder.path().join("root.key")).expect("the key");
    assert!(private.starts_with("# private"));
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
