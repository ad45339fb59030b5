//! What is remembered: servers with their evidence, campaigns with their
//! targets, every assessment, what changed, whom to tell, and who may ask. In
//! SQLite or PostgreSQL, with the same queries.
//!
//! Everything that follows from one act (the server, its assessment, the
//! change) is one transaction, and it is on disk when the call returns.
//!
//! [`Store`] is for a service, which waits without holding a thread;
//! [`Connection`] is for a command.

mod assessment;
mod change;
mod connection;
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
pub use connection::{Address, Column, Connection, Row, Transaction, Value};
#[doc(hidden)]
pub use connection::{Fault, Faults, When};
pub use delivery::{Delivery, EMAIL, Outcome, Queue};
pub use draft::{Draft, MAX_EVIDENCE};
pub use error::Error;
pub use estate::EstateRow;
pub use moment::Moment;
pub use server::{Filter, Imported, Listed, Server};
pub use store::{Store, ready};
pub use token::{Issued, Scope, Token};
pub use webhook::Webhook;
