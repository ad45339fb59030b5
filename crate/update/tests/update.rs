//! A good file replaces the installed one; a bad file changes nothing.

use expatch::Database;
use expatch::database::layout;
use expatch_update::{
    Origin, PublicKey, SecretKey, UpdateError, check, fetch, install, open, sign, verify,
};
use std::path::Path;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes(&[seed; 32])
}

/// The embedded database, made `days` newer.
fn newer(days: i32, version: &str) -> Vec<u8> {
    let mut bytes = Database::embedded().bytes().to_vec();
    let day = Database::embedded().as_of().days() + days;
    bytes[layout::AS_OF..layout::AS_OF + 4].copy_from_slice(&day.to_le_bytes());
    let mut padded = [0; layout::DATA_VERSION_LENGTH];
    padded[..version.len()].copy_from_slice(version.as_bytes());
    bytes[layout::DATA_VERSION..layout::ENDS].copy_from_slice(&padded);
    layout::seal(&mut bytes);
    bytes
}

#[test]
fn a_signed_file_is_verified_by_its_own_key_only() {
    let signed = sign(Database::embedded().bytes(), &key(1)).unwrap();
    let verified = verify(&signed, &[key(2).public(), key(1).public()]).unwrap();
    assert_eq!(verified.signer, key(1).public().id());
    assert_eq!(verified.database.digest(), Database::embedded().digest());
    assert!(matches!(verify(&signed, &[key(2).public()]), Err(UpdateError::UnknownKey(_))));
    let unsigned = Database::embedded().bytes();
    assert!(matches!(verify(unsigned, &[key(1).public()]), Err(UpdateError::Unsigned)));
    assert!(check(unsigned).is_ok());
}

#[test]
fn changed_content_is_refused_even_with_its_digest_made_to_fit() {
    let mut signed = sign(Database::embedded().bytes(), &key(1)).unwrap();
    let other = newer(40, "2026.11.17");
    signed[..other.len()].copy_from_slice(&other);
    assert!(matches!(verify(&signed, &[key(1).public()]), Err(UpdateError::BadSignature(_))));
    let mut flipped = sign(Database::embedded().bytes(), &key(1)).unwrap();
    let at = flipped.len() - 100;
    flipped[at] ^= 1;
    assert!(matches!(verify(&flipped, &[key(1).public()]), Err(UpdateError::Database(_))));
}

#[test]
fn a_newer_file_is_installed_and_the_last_good_one_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/database.bin");
    assert_eq!(open(&path).origin, Origin::Embedded);
    let keys = [key(1).public()];
    let first = sign(&newer(40, "2026.11.17"), &key(1)).unwrap();
    let installed = install(&first, &path, &keys, false).unwrap();
    assert_eq!(installed.now.0, "2026.11.17");
    assert_eq!(open(&path).origin, Origin::File(path.clone()));
    let second = sign(&newer(40, "2026.11.17-2"), &key(1)).unwrap();
    install(&second, &path, &keys, false).unwrap();
    assert_eq!(open(&path).database().version(), "2026.11.17-2");
    // The disk eats the newest file: the one before it takes over, and says so.
    std::fs::write(&path, &second[..1000]).unwrap();
    let loaded = open(&path);
    assert_eq!(loaded.database().version(), "2026.11.17");
    assert_eq!(loaded.passed_over.len(), 1);
}

#[test]
fn a_bad_file_changes_nothing_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("database.bin");
    let keys = [key(1).public()];
    let good = sign(&newer(40, "2026.11.17"), &key(1)).unwrap();
    install(&good, &path, &keys, false).unwrap();
    let older = sign(Database::embedded().bytes(), &key(1)).unwrap();
    let stranger = sign(&newer(50, "2026.11.27"), &key(2)).unwrap();
    let unsigned = newer(50, "2026.11.27");
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
        (&older, "not newer"),
    ] {
        let error = install(bytes, &path, &keys, false).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), good);
    }
    assert!(install(&older, &path, &keys, true).is_ok());
}

#[test]
fn sources_that_cannot_be_read_name_themselves() {
    let error = fetch("/no/such/file.bin").unwrap_err().to_string();
    assert!(error.contains("/no/such/file.bin"), "{error}");
    let large = tempfile::NamedTempFile::new().unwrap();
    large.as_file().set_len(expatch_update::MAX_BYTES + 1).unwrap();
    let name = large.path().display().to_string();
    assert!(matches!(fetch(&name), Err(UpdateError::TooLarge(_))));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/data/database.bin");
    assert_eq!(fetch(&file.display().to_string()).unwrap(), Database::embedded().bytes());
}

#[test]
fn key_files_hold_one_key_and_comments() {
    let public = key(1).public();
    assert_eq!(PublicKey::parse(&format!("# mine\n\n{public}\n")).unwrap(), public);
    assert_eq!(PublicKey::embedded().len(), 1);
    for text in ["", "# only a comment", "abc", &"g".repeat(64)] {
        assert!(PublicKey::parse(text).is_err(), "{text}");
    }
}
