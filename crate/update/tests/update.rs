//! A good file replaces the installed one; a bad file changes nothing.

mod edition;

use edition::edition;
use expatch::Database;
use expatch::database::layout;
use expatch_update::{
    Done, Installed, Keys, Origin, PublicKey, SecretKey, UpdateError, check, fetch, install, open,
    sign, verify,
};
use std::path::Path;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes(&[seed; 32])
}

fn trusting(seeds: &[u8]) -> Keys {
    Keys::default().and(seeds.iter().map(|seed| key(*seed).public()))
}

fn installed(done: Done) -> Installed {
    match done {
        Done::Installed(installed) => installed,
        Done::UpToDate { .. } => panic!("nothing was installed: {done:?}"),
    }
}

#[test]
fn a_signed_file_is_verified_by_its_own_key_only() {
    let signed = sign(Database::embedded().bytes(), &key(1)).unwrap();
    let (database, signer) = verify(&signed, &trusting(&[2, 1])).unwrap();
    assert_eq!(signer, key(1).public().id());
    assert_eq!(database.digest(), Database::embedded().digest());
    let said = |bytes: &[u8], keys: &Keys| verify(bytes, keys).map(|_| ()).unwrap_err().to_string();
    assert!(said(&signed, &trusting(&[2])).contains("not trusted here"));
    let unsigned = Database::embedded().bytes();
    assert!(said(unsigned, &trusting(&[1])).contains("no signature"));
    assert!(check(unsigned).is_ok());
}

#[test]
fn changed_content_is_refused_even_with_its_digest_made_to_fit() {
    let mut signed = sign(Database::embedded().bytes(), &key(1)).unwrap();
    let other = edition(2, 0);
    signed[..other.len()].copy_from_slice(&other);
    let error = verify(&signed, &trusting(&[1])).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("not the one that its manifest names"), "{error}");
}

#[test]
fn a_newer_file_is_installed_and_the_last_good_one_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/database.bin");
    assert_eq!(open(&path).origin, Origin::Embedded);
    let first = sign(&edition(2, 0), &key(1)).unwrap();
    let done = install(&first, &path, trusting(&[1]), false).unwrap();
    assert_eq!(installed(done).now.0, "test-2");
    assert_eq!(open(&path).origin, Origin::File(path.clone()));
    let again = install(&first, &path, trusting(&[1]), false).unwrap();
    assert!(matches!(again, Done::UpToDate { .. }), "{again:?}");
    let second = sign(&edition(3, 0), &key(1)).unwrap();
    install(&second, &path, trusting(&[1]), true).unwrap();
    assert_eq!(open(&path).database().version(), "test-3");
    // The disk eats the newest file: the one before it takes over, and says so.
    std::fs::write(&path, &second[..1000]).unwrap();
    let loaded = open(&path);
    assert_eq!(loaded.database().version(), "test-2");
    assert_eq!(loaded.passed_over.len(), 1);
}

#[test]
fn a_bad_file_changes_nothing_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("database.bin");
    let good = sign(&edition(5, 0), &key(1)).unwrap();
    install(&good, &path, trusting(&[1]), false).unwrap();
    let older = sign(&edition(3, 0), &key(1)).unwrap();
    let stranger = sign(&edition(9, 0), &key(2)).unwrap();
    let unsigned = edition(9, 0);
    let mut schema = good.clone();
    schema[layout::VERSION] = 9;
    let cut = &good[..good.len() / 2];
    for (bytes, why) in [
        (b"".as_slice(), "not an expatch database"),
        (b"<!DOCTYPE html><title>404</title>", "not an expatch database"),
        (cut, "damaged"),
        (&schema, "schema 9.0.0"),
        (&unsigned, "no signature"),
        (&stranger, "not trusted"),
    ] {
        let error = install(bytes, &path, trusting(&[1]), false).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), good);
    }
    assert!(install(&older, &path, trusting(&[1]), false).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), good);
    installed(install(&older, &path, trusting(&[1]), true).unwrap());
}

#[test]
fn sources_that_cannot_be_read_name_themselves() {
    let error = fetch("/no/such/file.bin").unwrap_err().to_string();
    assert!(error.contains("/no/such/file.bin"), "{error}");
    let large = tempfile::NamedTempFile::new().unwrap();
    large.as_file().set_len(expatch_update::MAX_BYTES + 1).unwrap();
    let name = large.path().display().to_string();
    assert!(matches!(fetch(&name), Err(UpdateError::TooLarge { .. })));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/data/database.bin");
    assert_eq!(fetch(&file.display().to_string()).unwrap(), Database::embedded().bytes());
}

#[test]
fn key_files_hold_one_key_and_comments() {
    let public = key(1).public();
    assert_eq!(PublicKey::parse(&format!("# mine\n\n{public}\n")).unwrap(), public);
    for text in ["", "# only a comment", "abc", &"g".repeat(64)] {
        assert!(PublicKey::parse(text).is_err(), "{text}");
    }
}
