//! Whom a newer database is believed from. A *manifest* says of one database
//! its size, digest, edition and for how long it is the newest; a data key
//! signs it. A *list of keys* says which data keys count; a root key signs it,
//! and the root of the list before where the root itself changes. Both are
//! short texts; they stand together in `expatch.manifest`, and at the end of a
//! signed database file.
//!
//! ```text
//! expatch keys 1            list 1, signed by a root key that a reader has
//! expatch keys 1            list 2, signed by a root key of list 1
//! expatch facts 1           the manifest, signed by a data key of list 2
//! ```
//!
//! These are the roles of The Update Framework, without its file formats.
//! Weighed and left: `tough` (its roles and its durable store are right, but it
//! brings an asynchronous runtime, a second cryptography library in C and JSON
//! in a canonical form, and cannot run in a page), sigstore's bundles (who
//! signed is proven by a service that a reader must reach or pin),
//! minisign (one signature a file, no list of keys; `minisign-verify` adds 20 kB
//! to the page, where `ed25519-dalek` adds 9). Signatures are Ed25519 by
//! `ed25519-dalek`, and nothing here is cryptography of its own.
//!
//! No clock, no file, no network: the day is an argument, and what was seen
//! before is kept by `crate/update`.

mod block;
mod demand;
mod key;
mod keys;
mod list;
mod manifest;
mod moment;
mod refusal;
mod sign;

pub use demand::{Demands, Doubt, is_digest};
pub use key::{KeyId, PublicKey, SecretKey};
pub use keys::Keys;
pub use list::List;
pub use manifest::{Manifest, Order, digest, order, split};
pub use moment::Moment;
pub use refusal::Refusal;
pub use sign::{Term, sign, sign_list};

/// No text of keys and manifest comes near this size.
pub const MAX_TEXT: usize = 64 << 10;
