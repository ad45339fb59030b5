//! Ed25519 keys as 64 hexadecimal digits in a file; lines with `#` are comments.

use crate::UpdateError;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::Digest as _;
use std::fmt;

/// The key that signs the project's own releases. Its private half is in no repository.
const RELEASE: &str = include_str!("../release.pub");

/// The first eight bytes of the SHA-256 of a public key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A key that signatures are checked with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey(pub(crate) VerifyingKey);

impl PublicKey {
    /// The keys that every expatch trusts.
    pub fn embedded() -> Vec<Self> {
        Self::parse(RELEASE).into_iter().collect()
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// Texts without 64 hexadecimal digits, and digits that are no key.
    pub fn parse(text: &str) -> Result<Self, UpdateError> {
        VerifyingKey::from_bytes(&digits(text)?)
            .map(Self)
            .map_err(|_| UpdateError::Key("the 64 hexadecimal digits are no Ed25519 public key"))
    }

    /// The name under which signatures refer to it.
    pub fn id(&self) -> KeyId {
        let digest: [u8; 32] = sha2::Sha256::digest(self.0.as_bytes()).into();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        KeyId(id)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A key that signs. It prints nothing of itself.
pub struct SecretKey(pub(crate) SigningKey);

impl SecretKey {
    /// The key with these bytes, which come from a good random source.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// Texts without 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, UpdateError> {
        digits(text).map(|bytes| Self::from_bytes(&bytes))
    }

    /// The key that checks what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

fn digits(text: &str) -> Result<[u8; 32], UpdateError> {
    let wrong = UpdateError::Key("a key file holds one line of 64 hexadecimal digits");
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(line) = lines.find(|line| !line.starts_with('#')) else { return Err(wrong) };
    if line.len() != 64 || !line.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong);
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(line.as_bytes().chunks(2)) {
        let pair = str::from_utf8(pair).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).unwrap_or_default();
    }
    Ok(bytes)
}
