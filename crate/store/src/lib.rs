//! What a service remembers: servers with their evidence, every assessment,
//! what changed, whom to tell, and who may ask. In SQLite or PostgreSQL, with
//! the same queries.
//!
//! Everything that follows from one act (the server, its assessment, the
//! change) is one transaction, and it is on disk when the call returns.

mod assessment;
mod change;
mod delivery;
mod draft;
mod error;
mod estate;
mod id;
mod moment;
mod schema;
mod server;
mod store;
mod token;
mod webhook;

pub use assessment::{Assessment, Cause, Due, Range};
pub use change::Change;
pub use delivery::{Delivery, EMAIL, Outcome};
pub use draft::{Draft, MAX_EVIDENCE};
pub use error::Error;
pub use estate::EstateRow;
pub use moment::Moment;
pub use server::{Filter, Imported, Server};
pub use store::Store;
pub use token::{Issued, Scope, Token};
pub use webhook::Webhook;
