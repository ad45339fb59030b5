//! Ed25519 keys as 64 hexadecimal digits in a file; lines with `#` are comments.

use crate::Refusal;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::Digest as _;
use std::fmt;

/// The first eight bytes of the SHA-256 of a public key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    /// Reads the sixteen digits that it prints.
    pub fn parse(text: &str) -> Option<Self> {
        digits(text).map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&expatch::hexadecimal(&self.0))
    }
}

/// A key that signatures are checked with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey(pub(crate) VerifyingKey);

impl PublicKey {
    /// Reads the text of a key file.
    ///
    /// # Errors
    /// Texts without 64 hexadecimal digits, and digits that are no key.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let digits = line(text)?;
        Self::from_digits(&digits)
            .ok_or(Refusal::Key("the 64 hexadecimal digits are no Ed25519 public key"))
    }

    /// The key with these 64 digits.
    pub(crate) fn from_digits(text: &str) -> Option<Self> {
        VerifyingKey::from_bytes(&digits(text)?).ok().map(Self)
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
        f.write_str(&expatch::hexadecimal(self.0.as_bytes()))
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
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bytes = digits(&line(text)?).ok_or(LINE)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// The key that checks what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

const LINE: Refusal = Refusal::Key("a key file holds one line of 64 hexadecimal digits");

/// The one line of a key file that is no comment.
fn line(text: &str) -> Result<String, Refusal> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.find(|line| !line.starts_with('#')).unwrap_or_default();
    let line = line.to_ascii_lowercase();
    if digits::<32>(&line).is_some() { Ok(line) } else { Err(LINE) }
}

/// The bytes that lower-case hexadecimal digits stand for.
pub(crate) fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(bytes)
}
