//! Writing what readers believe: lists of keys and manifests.

use crate::{Manifest, Moment, PublicKey, Refusal, SecretKey, block, digest};
use crate::{list, manifest};
use expatch::{Database, Date};

/// From when to when something counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Term {
    /// When it was made.
    pub issued: Moment,
    /// The last day on which it counts.
    pub expires: Date,
}

/// The manifest of a database, with the lists of keys before it.
///
/// # Errors
/// Bytes that are no whole database; a key that the newest list does not name.
pub fn sign(bytes: &[u8], key: &SecretKey, lists: &str, term: Term) -> Result<String, Refusal> {
    let database = Database::load(bytes)?;
    database.verify()?;
    let content = database.bytes();
    let text = format!(
        "{}\nversion: {}\nchecked: {}\nsize: {}\nsha256: {}\nissued: {}\nexpires: {}\n",
        manifest::HEAD,
        database.version(),
        database.as_of(),
        content.len(),
        expatch::hexadecimal(&digest(content)),
        term.issued,
        term.expires,
    );
    let lists = lists.trim_end_matches('\n');
    let between = if lists.is_empty() { "" } else { "\n\n" };
    let whole = format!("{lists}{between}{}", block::sign(&text, &[key]));
    // What is written is read before anybody else reads it.
    let newest = Manifest::read(whole.as_bytes())?.lists.pop();
    let id = key.public().id();
    match newest {
        Some(list) if !list.data.iter().any(|key| key.id() == id) => Err(Refusal::UnknownKey(id)),
        _ => Ok(whole),
    }
}

/// The lists of keys with one more, which names these keys and is signed by
/// `signers`: a root key of the list before, and one of its own.
///
/// # Errors
/// Signers whom no reader would believe.
pub fn sign_list(
    before: &str,
    root: &[PublicKey],
    data: &[PublicKey],
    signers: &[&SecretKey],
    term: Term,
) -> Result<String, Refusal> {
    let before = before.trim_end_matches('\n');
    let mut known = crate::Keys::of_project(before)?;
    let number = known.lists_texts().concat().matches(list::HEAD).count() + 1;
    let keys = |name: &str, keys: &[PublicKey]| -> String {
        keys.iter().map(|key| format!("{name}: {key}\n")).collect()
    };
    let text = format!(
        "{}\nnumber: {number}\nissued: {}\nexpires: {}\n{}{}",
        list::HEAD,
        term.issued.day(),
        term.expires,
        keys("root", root),
        keys("data", data),
    );
    let between = if before.is_empty() { "" } else { "\n\n" };
    let whole = format!("{before}{between}{}", block::sign(&text, signers));
    if before.is_empty() {
        known = crate::Keys::default().and(root.iter().cloned());
    }
    known.follow(&whole)?;
    Ok(whole)
}
