//! The manifest of one database.

use crate::block::{self, Block};
use crate::list::{self, List};
use crate::{KeyId, Keys, MAX_TEXT, Moment, Refusal, key};
use expatch::{Database, Date};
use sha2::Digest as _;
use std::fmt;

pub(crate) const HEAD: &str = "expatch facts 1";

/// The manifest of one database, with the lists of keys that stand before it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Manifest {
    /// The database's version.
    pub version: String,
    /// The day through which its sources were checked.
    pub checked: Date,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of all its bytes.
    pub sha256: [u8; 32],
    /// When the manifest was made. Later ones replace earlier ones.
    pub issued: Moment,
    /// The last day on which it counts: who is offered an older one is held back.
    pub expires: Date,
    /// The lists of keys, the oldest first.
    pub lists: Vec<List>,
    signer: KeyId,
    text: String,
}

impl Manifest {
    /// Reads the text of `expatch.manifest`. It is believed after [`Self::verify`].
    ///
    /// # Errors
    /// Whatever is written in another way than we write it.
    pub fn read(text: &[u8]) -> Result<Self, Refusal> {
        if text.is_empty() {
            return Err(Refusal::Unsigned);
        }
        let known = |text: &&str| text.len() <= MAX_TEXT && text.starts_with("expatch ");
        let text = str::from_utf8(text).ok().filter(known).ok_or(Refusal::NoManifest)?;
        let mut blocks = block::blocks(text)?;
        let last = blocks.pop().filter(|block| block.head == HEAD);
        let mut block = last.ok_or(Refusal::Unsigned)?;
        let mut lists = Vec::new();
        for block in blocks {
            if block.head != list::HEAD {
                return Err(Refusal::Format(block.line, "is not known to this program"));
            }
            lists.push(List::read(block)?.0);
        }
        let version = block.field("version", |value| Some(value.to_owned()))?;
        let checked = block.field("checked", |value| value.parse().ok())?;
        let size = block.field("size", |value| {
            let size: u64 = value.parse().ok()?;
            (size.to_string() == value).then_some(size)
        })?;
        let sha256 = block.field("sha256", key::digits)?;
        let issued = block.field("issued", |value| value.parse().ok())?;
        let expires = block.field("expires", |value| value.parse().ok())?;
        block.end()?;
        let mut signers = block.signers();
        let (Some(signer), None) = (signers.next(), signers.next()) else {
            return Err(Refusal::Format(block.line, "begins a manifest with several signatures"));
        };
        drop(signers);
        let text = text.to_owned();
        Ok(Self { version, checked, size, sha256, issued, expires, lists, signer, text })
    }

    /// The whole text, lists of keys included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The key that signed it, as it says.
    pub fn signer(&self) -> KeyId {
        self.signer
    }

    /// The text of the lists of keys, empty where there are none.
    pub fn lists_text(&self) -> String {
        self.lists.iter().map(|list| format!("{}\n\n", list.text)).collect()
    }

    /// Follows the lists of keys and checks the signature. Nothing is said of
    /// the day: see [`Self::fresh`].
    ///
    /// # Errors
    /// Lists that do not follow from what is known, keys that do not count,
    /// signatures of something else.
    pub fn verify(&self, keys: &mut Keys) -> Result<KeyId, Refusal> {
        keys.follow(&self.lists_text())?;
        self.signed(&self.block()?, keys)
    }

    fn block(&self) -> Result<Block<'_>, Refusal> {
        block::blocks(&self.text)?.pop().ok_or(Refusal::Unsigned)
    }

    fn signed(&self, block: &Block<'_>, keys: &Keys) -> Result<KeyId, Refusal> {
        let id = self.signer;
        if keys.retired(id) {
            return Err(Refusal::RetiredKey(id));
        }
        let key = keys.data(id).ok_or(Refusal::UnknownKey(id))?;
        block.signed_by(key).map(|()| id)
    }

    /// That it counts at this moment: it does not come from the future, and
    /// neither it nor the keys have ended.
    ///
    /// # Errors
    /// A day that has not come or is over.
    pub fn fresh(&self, now: Moment, keys: &Keys) -> Result<(), Refusal> {
        self.not_of_the_future(now.day())?;
        if self.expires < now.day() {
            return Err(Refusal::Ended(self.expires));
        }
        match keys.end_of(self.signer) {
            Some(end) if end < now.day() => Err(Refusal::ListEnded(end)),
            _ => Ok(()),
        }
    }

    /// That it speaks of no day that has not come. One day is allowed, for
    /// clocks that differ.
    ///
    /// # Errors
    /// A day that has not come.
    pub fn not_of_the_future(&self, today: Date) -> Result<(), Refusal> {
        let newest = self.checked.max(self.issued.day());
        if newest.days() > today.days() + 1 { Err(Refusal::Future(newest)) } else { Ok(()) }
    }

    /// That `content` is the database it speaks of.
    ///
    /// # Errors
    /// Another size, other bytes, bytes that are no database.
    pub fn matches<'a>(&self, content: &'a [u8]) -> Result<Database<'a>, Refusal> {
        let found = content.len() as u64;
        if found != self.size {
            return Err(Refusal::Size { named: self.size, found });
        }
        if digest(content) != self.sha256 {
            return Err(Refusal::Content);
        }
        let database = Database::load(content)?;
        database.verify()?;
        if database.version() != self.version || database.as_of() != self.checked {
            return Err(Refusal::Content);
        }
        Ok(database)
    }
}

/// The SHA-256 of all bytes of a database, as manifests have it.
pub fn digest(content: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(content).into()
}

/// Cuts a signed file into the database and the text of its manifest, which is
/// empty where the file is not signed.
///
/// # Errors
/// Bytes that do not begin with a database.
pub fn split(bytes: &[u8]) -> Result<(Database<'_>, &[u8]), Refusal> {
    let database = Database::load(bytes)?;
    Ok((database, &bytes[database.bytes().len()..]))
}

/// Where a database stands among others: by day, then by how far its sources
/// were read, then by the serial of its version.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Order {
    checked: Date,
    read: i64,
    serial: u32,
}

/// Where a database stands among others.
pub fn order(database: &Database<'_>) -> Order {
    let serial = database.version().split_once('-').and_then(|(_, serial)| serial.parse().ok());
    Order {
        checked: database.as_of(),
        read: database.coverage().map(|source| i64::from(source.through.days())).sum(),
        serial: serial.unwrap_or(1),
    }
}

/// As it is kept: `2026-10-08/102345/1`.
impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.checked, self.read, self.serial)
    }
}

impl Order {
    /// Reads what it prints.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let checked = parts.next()?.parse().ok()?;
        let (read, serial) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(Self { checked, read, serial })
    }
}
