//! A list of keys: which root keys may sign the next list, which data keys may
//! sign manifests. Lists are numbered; a newer one replaces those before it.

use crate::block::{self, Block};
use crate::{KeyId, PublicKey, Refusal};
use expatch::Date;

pub(crate) const HEAD: &str = "expatch keys 1";

/// One list of keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct List {
    /// Its number, from 1; each list has the number after the one before it.
    pub number: u32,
    /// The day it was made.
    pub issued: Date,
    /// The last day on which it counts.
    pub expires: Date,
    /// Who may sign the next list.
    pub root: Vec<PublicKey>,
    /// Who may sign manifests.
    pub data: Vec<PublicKey>,
    pub(crate) text: String,
}

impl List {
    pub(crate) fn read(mut block: Block<'_>) -> Result<(Self, Block<'_>), Refusal> {
        let number = block.field("number", number)?;
        let issued = block.field("issued", |value| value.parse().ok())?;
        let expires = block.field("expires", |value| value.parse().ok())?;
        let mut keys = |name| {
            let mut keys = vec![block.field(name, key)?];
            while let Some(value) = block.maybe(name) {
                let key = key(value);
                keys.push(key.ok_or(Refusal::Format(block.line, "holds no key"))?);
            }
            Ok::<_, Refusal>(keys)
        };
        let (root, data) = (keys("root")?, keys("data")?);
        block.end()?;
        let text = block.text.to_owned();
        let list = Self { number, issued, expires, root, data, text };
        // Who names a key must have it: a list with a mistyped root would be the last one.
        list.signed_by_one_of(&block, &list.root)?;
        Ok((list, block))
    }

    /// The first list of a text, signed by its own root and by nobody's leave.
    ///
    /// # Errors
    /// A text that does not begin with a list.
    pub fn first(text: &str) -> Result<Self, Refusal> {
        let first = text.split("\n\n").next().unwrap_or_default();
        Self::read(block::one(first, 1)?).map(|(list, _)| list)
    }

    /// Whether it names a key, for whatever.
    pub fn names(&self, id: KeyId) -> bool {
        self.root.iter().chain(&self.data).any(|key| key.id() == id)
    }

    /// That one of `keys` signed it, and no signature of theirs is a false one.
    pub(crate) fn signed_by_one_of(
        &self,
        block: &Block<'_>,
        keys: &[PublicKey],
    ) -> Result<(), Refusal> {
        let mut signed = false;
        for key in keys {
            if block.signers().any(|id| id == key.id()) {
                block.signed_by(key)?;
                signed = true;
            }
        }
        if signed { Ok(()) } else { Err(Refusal::ForeignList(self.number)) }
    }

    /// That every signature is of a root key of its own or of the list before:
    /// nothing in a list is left unread.
    pub(crate) fn no_other_signers(
        &self,
        block: &Block<'_>,
        before: &[PublicKey],
    ) -> Result<(), Refusal> {
        let known = |id| self.root.iter().chain(before).any(|key| key.id() == id);
        match block.signers().find(|id| !known(*id)) {
            Some(_) => Err(Refusal::ForeignList(self.number)),
            None => Ok(()),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}

fn key(text: &str) -> Option<PublicKey> {
    PublicKey::from_digits(text)
}
