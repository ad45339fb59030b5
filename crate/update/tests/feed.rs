//! Ways to deceive the reader of a feed. Each is tried against a publisher on
//! the loopback; nothing may be taken, and the reader must say what to do.
//! `cargo test -p expatch-update --test feed -- --nocapture` prints the table
//! that stands in `crate/trust/README.md`.

mod edition;
#[expect(dead_code, reason = "`campaign follow`'s tests use more of it")]
mod site;
#[path = "site/tls.rs"]
mod tls;

use edition::edition;
use expatch::{Database, Date};
use expatch_trust::{Term, sign, sign_list};
use expatch_update::{Done, Keys, Moment, PublicKey, SecretKey, Wire, now, open, update};
use site::{Page, Site};
use std::path::{Path, PathBuf};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes(&[seed; 32])
}

const ROOT: u8 = 1;
const DATA: u8 = 2;

/// A term that began so many seconds ago.
fn term(ago: i64, days: i32) -> Term {
    let issued = Moment::from_seconds(now().seconds() - ago);
    Term { issued, expires: Date::from_days(now().day().days() + days) }
}

/// The lists of keys: each entry is root, data, and who signs.
fn lists(entries: &[(u8, u8, &[u8])]) -> String {
    entries.iter().fold(String::new(), |before, (root, data, signers)| {
        let signers: Vec<SecretKey> = signers.iter().map(|seed| key(*seed)).collect();
        let signers: Vec<&SecretKey> = signers.iter().collect();
        let (root, data) = ([key(*root).public()], [key(*data).public()]);
        sign_list(&before, &root, &data, &signers, term(0, 400)).unwrap()
    })
}

fn first() -> String {
    lists(&[(ROOT, DATA, &[ROOT])])
}

fn manifest(database: &[u8], signer: u8, lists: &str, term: Term) -> Vec<u8> {
    sign(database, &key(signer), lists, term).unwrap().into_bytes()
}

/// A reader with its folder and the publisher that it reads.
struct Reader {
    folder: tempfile::TempDir,
    site: Site,
}

impl Reader {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), site: Site::new() }
    }

    /// One that has edition 5, made an hour ago by the data key of list 1.
    fn with_facts() -> Self {
        let reader = Self::new();
        let database = edition(5, 0);
        reader.publish(&manifest(&database, DATA, &first(), term(3600, 30)), &database);
        assert!(matches!(reader.read(), Ok(Done::Installed(_))), "the good one is taken");
        reader
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("database.bin")
    }

    fn publish(&self, manifest: &[u8], database: &[u8]) {
        self.site.put("/expatch.manifest", Page::Bytes(manifest.to_vec()));
        self.site.put("/expatch.db", Page::Bytes(database.to_vec()));
    }

    fn read(&self) -> Result<Done, String> {
        let keys = Keys::default().and([key(ROOT).public()]);
        let url = self.site.url("/expatch.manifest");
        update(&url, &Wire::default(), &self.path(), keys, false).map_err(|error| error.to_string())
    }

    fn version(&self) -> String {
        open(&self.path()).database().version().to_owned()
    }
}

/// What is done to a reader that has edition 5, and what it says.
type Deception = (&'static str, &'static str, fn(&Reader));

fn offer(reader: &Reader, database: &[u8], signer: u8, lists: &str, term: Term) {
    reader.publish(&manifest(database, signer, lists, term), database);
}

const DECEPTIONS: &[Deception] = &[
    ("signed with a key of one's own", "is not trusted here", |reader| {
        offer(reader, &edition(6, 0), 9, "", term(0, 30));
    }),
    ("a list of keys of one's own", "no root key that is known here has signed", |reader| {
        offer(reader, &edition(6, 0), 9, &lists(&[(9, 9, &[9])]), term(0, 30));
    }),
    ("a second list 1, signed by a stolen root key", "is another one than was seen", |reader| {
        offer(reader, &edition(6, 0), 9, &lists(&[(ROOT, 9, &[ROOT])]), term(0, 30));
    }),
    ("list 2 signed by its own root alone", "no root key that is known here", |reader| {
        let theirs = lists(&[(9, 9, &[9]), (9, 8, &[9])]);
        let forged = [first().trim_end(), theirs.split("\n\n").nth(1).unwrap()].join("\n\n");
        let text = String::from_utf8(manifest(&edition(6, 0), DATA, &first(), term(0, 30)));
        let manifest = text.unwrap().replace(first().trim_end(), forged.trim_end());
        reader.publish(manifest.as_bytes(), &edition(6, 0));
    }),
    ("no signature", "carries no signature", |reader| {
        let text = manifest(&edition(6, 0), DATA, "", term(0, 30));
        let text = String::from_utf8(text).unwrap();
        let text = text.split("signature").next().unwrap();
        reader.publish(text.as_bytes(), &edition(6, 0));
    }),
    ("an empty manifest", "carries no signature", |reader| {
        reader.publish(b"", &edition(6, 0));
    }),
    ("a page instead of the manifest", "whether a proxy answers in its place", |reader| {
        reader.publish(b"<!doctype html><title>Log in</title>\n", &edition(6, 0));
    }),
    ("replay: the manifest before", "was seen here: somebody offers an old one", |reader| {
        offer(reader, &edition(4, 0), DATA, &first(), term(7200, 30));
    }),
    ("rollback after a restart, the installed file lost", "somebody offers an old", |reader| {
        std::fs::remove_file(reader.path()).unwrap();
        offer(reader, &edition(4, 0), DATA, &first(), term(7200, 30));
    }),
    ("rollback after a restart, the memory of it lost", "somebody offers an old", |reader| {
        std::fs::remove_file(reader.path().with_extension("state")).unwrap();
        offer(reader, &edition(4, 0), DATA, &first(), term(7200, 30));
    }),
    ("a new manifest for older facts", "is not newer than", |reader| {
        offer(reader, &edition(9, 20), DATA, &first(), term(0, 30));
    }),
    ("a new manifest for an older edition of one day", "is not newer than", |reader| {
        offer(reader, &edition(4, 0), DATA, &first(), term(0, 30));
    }),
    ("two manifests of one second", "another manifest of the same second", |reader| {
        let kept = std::fs::read(reader.path()).unwrap();
        let text = String::from_utf8_lossy(&kept).into_owned();
        let issued = text.split("\nissued: ").last().unwrap().lines().next().unwrap();
        let term = Term { issued: issued.parse().unwrap(), ..term(0, 30) };
        offer(reader, &edition(6, 0), DATA, &first(), term);
    }),
    ("freeze: a manifest whose term is over", "the manifest ended on", |reader| {
        offer(reader, &edition(6, 0), DATA, &first(), term(60, -1));
    }),
    ("a list of keys whose term is over", "the list of keys ended on", |reader| {
        std::fs::remove_file(reader.path()).unwrap();
        std::fs::remove_file(reader.path().with_extension("state")).unwrap();
        let (root, data) = ([key(ROOT).public()], [key(DATA).public()]);
        let ended = sign_list("", &root, &data, &[&key(ROOT)], term(60, -1)).unwrap();
        offer(reader, &edition(6, 0), DATA, &ended, term(60, 30));
    }),
    ("a manifest of the year 2081", "which has not come", |reader| {
        offer(reader, &edition(6, 0), DATA, &first(), term(-55 * 366 * 86_400, 30_000));
    }),
    ("facts checked through the year 2081", "which has not come", |reader| {
        offer(reader, &edition(6, -55 * 366), DATA, &first(), term(0, 30));
    }),
    ("half a manifest", "manifest", |reader| {
        let whole = manifest(&edition(6, 0), DATA, &first(), term(0, 30));
        reader.publish(&whole[..whole.len() / 2], &edition(6, 0));
    }),
    ("a connection cut within the manifest", "cannot read http", |reader| {
        let whole = manifest(&edition(6, 0), DATA, &first(), term(0, 30));
        reader.site.put("/expatch.manifest", Page::Cut(whole));
    }),
    ("half a database", "its manifest says", |reader| {
        let whole = edition(6, 0);
        let manifest = manifest(&whole, DATA, &first(), term(0, 30));
        reader.publish(&manifest, &whole[..whole.len() / 2]);
    }),
    ("a connection cut within the database", "cannot read http", |reader| {
        offer(reader, &edition(6, 0), DATA, &first(), term(0, 30));
        reader.site.put("/expatch.db", Page::Cut(edition(6, 0)));
    }),
    ("a manifest without end", "larger than the 65536 bytes", |reader| {
        reader.site.put("/expatch.manifest", Page::Endless);
    }),
    ("a database without end", "bytes that it may have", |reader| {
        offer(reader, &edition(6, 0), DATA, &first(), term(0, 30));
        reader.site.put("/expatch.db", Page::Endless);
    }),
    ("another database of the same size", "not the one that its manifest names", |reader| {
        let manifest = manifest(&edition(6, 0), DATA, &first(), term(0, 30));
        reader.publish(&manifest, &edition(7, 0));
    }),
    ("the database with the manifest of another edition", "not of one edition", |reader| {
        let newest = manifest(&edition(6, 0), DATA, &first(), term(0, 30));
        let other = manifest(&edition(6, 0), DATA, &first(), term(60, 30));
        reader.publish(&newest, &[edition(6, 0), other].concat());
    }),
    ("nothing there", "cannot read http", |reader| {
        reader.site.put("/expatch.manifest", Page::Moved(reader.site.url("/nowhere")));
    }),
];

#[test]
fn no_deception_is_taken_and_each_is_named_with_what_to_do() {
    let mut table = String::from("| tried | the reader says |\n|---|---|\n");
    for (name, why, deceive) in DECEPTIONS {
        let reader = Reader::with_facts();
        let before = std::fs::read(reader.path()).unwrap();
        deceive(&reader);
        let said = reader.read().expect_err(name);
        assert!(said.contains(why), "{name}: {said}");
        if reader.path().exists() {
            assert_eq!(std::fs::read(reader.path()).unwrap(), before, "{name}");
        }
        assert!(["test-5", Database::embedded().version()].contains(&reader.version().as_str()));
        table.push_str(&format!("| {name} | … {why} … |\n"));
    }
    println!("{table}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../trust/README.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains(&table), "crate/trust/README.md has another table than:\n{table}");
}

#[test]
fn the_same_facts_published_anew_are_up_to_date_and_newer_ones_are_taken() {
    let reader = Reader::with_facts();
    offer(&reader, &edition(5, 0), DATA, &first(), term(60, 30));
    assert!(matches!(reader.read(), Ok(Done::UpToDate { .. })));
    // The manifest from before that is an old one now.
    offer(&reader, &edition(6, 0), DATA, &first(), term(1800, 30));
    assert!(reader.read().unwrap_err().contains("somebody offers an old one"));
    offer(&reader, &edition(6, 0), DATA, &first(), term(30, 30));
    assert!(matches!(reader.read(), Ok(Done::Installed(_))));
    assert_eq!(reader.version(), "test-6");
}

/// The data key is stolen; the root names another one.
#[test]
fn a_stolen_data_key_is_retired_and_what_it_signed_is_left() {
    let reader = Reader::with_facts();
    // The thief offers facts of his own, which are taken: nobody knows yet.
    offer(&reader, &edition(99, 0), DATA, &first(), term(60, 30));
    assert!(matches!(reader.read(), Ok(Done::Installed(_))));
    let rotated = lists(&[(ROOT, DATA, &[ROOT]), (ROOT, 3, &[ROOT])]);
    // The thief's own manifest with the new lists before it.
    let theirs = manifest(&edition(100, 0), DATA, &first(), term(0, 30));
    let theirs = String::from_utf8(theirs).unwrap().replace(first().trim_end(), rotated.trim_end());
    reader.publish(theirs.as_bytes(), &edition(100, 0));
    let said = reader.read().unwrap_err();
    assert!(said.contains("a newer list of keys has left out"), "{said}");
    assert_eq!(reader.version(), "test-99");
    // The project's next one is an older edition than the thief's, and is taken.
    offer(&reader, &edition(7, 0), 3, &rotated, term(120, 30));
    assert!(matches!(reader.read(), Ok(Done::Installed(_))));
    assert_eq!(reader.version(), "test-7");
    // The thief without the new list: the reader remembers it, file or no file.
    offer(&reader, &edition(101, 0), DATA, &first(), term(0, 30));
    assert!(reader.read().unwrap_err().contains("has left out"));
    std::fs::remove_file(reader.path()).unwrap();
    assert!(reader.read().unwrap_err().contains("has left out"));
}

/// Two changes of the root, of which a reader sees only the last.
#[test]
fn a_reader_that_slept_through_two_changes_of_the_root_follows_them() {
    let all = lists(&[(ROOT, DATA, &[ROOT]), (11, 12, &[ROOT, 11]), (21, 22, &[11, 21])]);
    let reader = Reader::with_facts();
    offer(&reader, &edition(6, 0), 22, &all, term(0, 30));
    assert!(matches!(reader.read(), Ok(Done::Installed(_))));
    // What the first root signs now counts no more, though the user still names it.
    offer(&reader, &edition(7, 0), ROOT, "", term(0, 30));
    assert!(reader.read().unwrap_err().contains("has left out"));
    // A list that is left out is missed.
    let blocks: Vec<&str> = all.trim_end().split("\n\n").collect();
    let fresh = Reader::new();
    let gap = [blocks[0], blocks[2]].join("\n\n");
    let text = String::from_utf8(manifest(&edition(6, 0), 22, &all, term(0, 30))).unwrap();
    fresh.publish(text.replace(all.trim_end(), &gap).as_bytes(), &edition(6, 0));
    assert!(fresh.read().unwrap_err().contains("list of keys 2 is not there"));
}

#[test]
fn one_bit_flipped_anywhere_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let database = edition(6, 0);
    let rotated = lists(&[(ROOT, DATA, &[ROOT]), (11, 12, &[ROOT, 11])]);
    let manifest = manifest(&database, 12, &rotated, term(0, 30));
    let source = at("expatch.manifest").display().to_string();
    let keys = || Keys::default().and([key(ROOT).public()]);
    let read = || update(&source, &Wire::default(), &at("mine/database.bin"), keys(), false);
    // Which bits are of a signature's line and which are of the rest.
    let (mut signatures, mut rest, mut place) = (Vec::new(), Vec::new(), 0);
    for line in String::from_utf8(manifest.clone()).unwrap().split_inclusive('\n') {
        let bits = place * 8..(place + line.len()) * 8;
        if line.starts_with("signature") {
            signatures.extend(bits);
        } else {
            rest.extend(bits);
        }
        place += line.len();
    }
    let places = |bits: &[usize]| -> Vec<usize> {
        (0..1000).map(|place| bits[place * bits.len() / 1000]).collect()
    };
    let all: Vec<usize> = (0..database.len() * 8).collect();
    for (what, places) in [
        ("signatures", places(&signatures)),
        ("manifest", places(&rest)),
        ("database", places(&all)),
    ] {
        for bit in &places {
            let (mut text, mut bytes) = (manifest.clone(), database.clone());
            let flipped = if what == "database" { &mut bytes } else { &mut text };
            flipped[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(at("expatch.manifest"), text).unwrap();
            std::fs::write(at("expatch.db"), bytes).unwrap();
            let done = read();
            assert!(done.is_err(), "{what}, bit {bit}: {done:?}");
            assert!(!at("mine/database.bin").exists(), "{what}, bit {bit}");
        }
        println!("{} bits of the {what} flipped, one at a time: nothing taken", places.len());
    }
    std::fs::write(at("expatch.manifest"), &manifest).unwrap();
    std::fs::write(at("expatch.db"), &database).unwrap();
    assert!(matches!(read(), Ok(Done::Installed(_))), "the whole one is taken");
}

#[test]
fn what_begins_on_https_is_not_led_to_http() {
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    let (secure, certificate) = tls::secure();
    std::fs::write(&ca_file, certificate).unwrap();
    let plain = Site::new();
    let database = edition(6, 0);
    let manifest = manifest(&database, DATA, &first(), term(0, 30));
    for site in [&plain, &secure] {
        site.put("/expatch.manifest", Page::Bytes(manifest.clone()));
        site.put("/expatch.db", Page::Bytes(database.clone()));
    }
    let read = |name: &str| {
        let source = secure.url(name);
        let wire = Wire { ca_file: Some(ca_file.clone()) };
        let keys: [PublicKey; 1] = [key(ROOT).public()];
        let path = folder.path().join("database.bin");
        update(&source, &wire, &path, Keys::default().and(keys), false)
    };
    secure.put("/led.manifest", Page::Moved(plain.url("/expatch.manifest")));
    let said = read("/led.manifest").unwrap_err().to_string();
    assert!(said.contains("cannot read https://") && said.contains("https"), "{said}");
    assert!(!folder.path().join("database.bin").exists());
    // A redirect within https is followed.
    let within = secure.url("/expatch.manifest");
    secure.put("/within.manifest", Page::Moved(within));
    secure.put("/within.db", Page::Bytes(database.clone()));
    assert!(matches!(read("/within.manifest"), Ok(Done::Installed(_))));
}
