//! A signed database is the database with a trailer: mark, key id, Ed25519
//! signature of all bytes before the trailer. [`Database::load`] ignores it, so
//! that a signed file works wherever an unsigned one does.

use crate::{KeyId, PublicKey, SecretKey, UpdateError};
use ed25519_dalek::{Signature, Signer as _};
use expatch::Database;

const MARK: [u8; 8] = *b"EXPSIG1\n";

/// Bytes of the trailer.
pub const SIGNATURE_LENGTH: usize = 8 + 8 + 64;

/// A database whose content and signature were checked.
#[derive(Clone, Copy)]
pub struct Verified<'a> {
    /// The database.
    pub database: Database<'a>,
    /// The key that signed it.
    pub signer: KeyId,
}

/// Checks that `bytes` are a whole database: schema, bounds, digest, and no day
/// that has not come; but no signature.
///
/// # Errors
/// Foreign, damaged or unreadable files; days in the future.
pub fn check(bytes: &[u8]) -> Result<Database<'_>, UpdateError> {
    let database = Database::load(bytes)?;
    database.verify()?;
    let newest = database.newest_row();
    // One day, for the time zones.
    if newest.days() > crate::today().days() + 1 {
        return Err(UpdateError::Future(newest));
    }
    Ok(database)
}

/// Checks that `bytes` are a whole database signed by one of `keys`.
///
/// # Errors
/// As [`check`]; no signature, one of an unknown key, one of other content.
pub fn verify<'a>(bytes: &'a [u8], keys: &[PublicKey]) -> Result<Verified<'a>, UpdateError> {
    let database = check(bytes)?;
    let content = database.bytes();
    let trailer = &bytes[content.len()..];
    let Some((id, signature)) = read(trailer) else { return Err(UpdateError::Unsigned) };
    let Some(key) = keys.iter().find(|key| key.id() == id) else {
        return Err(UpdateError::UnknownKey(id));
    };
    key.0.verify_strict(content, &signature).map_err(|_| UpdateError::BadSignature(id))?;
    Ok(Verified { database, signer: id })
}

/// The database with a signature; an older signature is replaced.
///
/// # Errors
/// Bytes that are no whole database.
pub fn sign(bytes: &[u8], key: &SecretKey) -> Result<Vec<u8>, UpdateError> {
    let content = check(bytes)?.bytes();
    let mut signed = content.to_vec();
    signed.extend(MARK);
    signed.extend(key.public().id().0);
    signed.extend(key.0.sign(content).to_bytes());
    Ok(signed)
}

fn read(trailer: &[u8]) -> Option<(KeyId, Signature)> {
    let rest = trailer.strip_prefix(&MARK)?;
    let (id, signature) = rest.split_first_chunk::<8>()?;
    let signature: &[u8; 64] = signature.try_into().ok()?;
    Some((KeyId(*id), Signature::from_bytes(signature)))
}
