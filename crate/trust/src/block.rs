//! A signed block of text: a head, `name: value` lines, signatures of all that
//! stands before them. There is one way to write a block, so that every byte is
//! either signed or part of a signature.

use crate::{KeyId, PublicKey, Refusal, SecretKey, key};
use ed25519_dalek::{Signature, Signer as _};

/// A block of the text, nothing in it checked but its form.
pub(crate) struct Block<'a> {
    /// The number of its first line in the text.
    pub(crate) line: usize,
    /// All of it.
    pub(crate) text: &'a str,
    /// Its first line.
    pub(crate) head: &'a str,
    signed: &'a str,
    fields: Vec<(&'a str, &'a str)>,
    signatures: Vec<(KeyId, Signature)>,
    next: usize,
}

const SIGNATURE: &str = "signature: ";

/// Cuts a text into its blocks, between which an empty line stands.
pub(crate) fn blocks(text: &str) -> Result<Vec<Block<'_>>, Refusal> {
    let Some(whole) = text.strip_suffix('\n') else {
        return Err(Refusal::Format(text.lines().count(), "does not end"));
    };
    let mut line = 1;
    let mut blocks = Vec::new();
    for part in whole.split("\n\n") {
        blocks.push(one(part, line)?);
        line += part.split('\n').count() + 1;
    }
    Ok(blocks)
}

/// Reads one block, whose first line has this number.
pub(crate) fn one(text: &str, first: usize) -> Result<Block<'_>, Refusal> {
    let mut lines = text.split('\n').zip(first..);
    let (head, _) = lines.next().unwrap_or_default();
    let (mut fields, mut signatures) = (Vec::new(), Vec::new());
    let mut signed = text.len();
    for (line, number) in lines {
        if let Some(rest) = line.strip_prefix(SIGNATURE) {
            if signatures.is_empty() {
                signed = line.as_ptr() as usize - text.as_ptr() as usize;
            }
            let read = signature(rest);
            signatures.push(read.ok_or(Refusal::Format(number, "holds no signature"))?);
        } else if let Some(field) = line.split_once(": ").filter(|_| signatures.is_empty()) {
            fields.push(field);
        } else {
            return Err(Refusal::Format(number, "is none of a manifest"));
        }
    }
    if signatures.is_empty() {
        return Err(Refusal::Unsigned);
    }
    Ok(Block { line: first, text, head, signed: &text[..signed], fields, signatures, next: 0 })
}

fn signature(text: &str) -> Option<(KeyId, Signature)> {
    let (id, signature) = text.split_once(' ')?;
    Some((KeyId(key::digits(id)?), Signature::from_bytes(&key::digits(signature)?)))
}

impl<'a> Block<'a> {
    /// The next field's value, if it has this name.
    pub(crate) fn maybe(&mut self, name: &str) -> Option<&'a str> {
        let (found, value) = self.fields.get(self.next)?;
        if *found != name {
            return None;
        }
        self.next += 1;
        Some(value)
    }

    /// The next field, which must have this name and a value that `read` reads.
    pub(crate) fn field<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Refusal> {
        let value = self.maybe(name).and_then(read);
        value.ok_or(Refusal::Format(self.line + self.next, "is not what stands there"))
    }

    /// That there is no further field.
    pub(crate) fn end(&self) -> Result<(), Refusal> {
        if self.next == self.fields.len() {
            return Ok(());
        }
        Err(Refusal::Format(self.line + self.next + 1, "is not known to this program"))
    }

    /// The keys that signed it, as it says.
    pub(crate) fn signers(&self) -> impl Iterator<Item = KeyId> {
        self.signatures.iter().map(|(id, _)| *id)
    }

    /// Checks the signature of one key.
    pub(crate) fn signed_by(&self, key: &PublicKey) -> Result<(), Refusal> {
        let id = key.id();
        let Some((_, signature)) = self.signatures.iter().find(|(signer, _)| *signer == id) else {
            return Err(Refusal::UnknownKey(id));
        };
        let signed = key.0.verify_strict(self.signed.as_bytes(), signature);
        signed.map_err(|_| Refusal::BadSignature(id))
    }
}

/// The block with the signatures of `keys`.
pub(crate) fn sign(text: &str, keys: &[&SecretKey]) -> String {
    let mut signed = text.to_owned();
    for key in keys {
        let signature = key.0.sign(text.as_bytes()).to_bytes();
        signed.push_str(SIGNATURE);
        signed.push_str(&format!("{} {}\n", key.public().id(), expatch::hexadecimal(&signature)));
    }
    signed
}
