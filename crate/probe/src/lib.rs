//! Polite fingerprinting of listed Exchange servers: who may be asked, in
//! which order, how fast, with which few requests, and what they answered.
//!
//! Nothing here judges: the answers are kept as text and read by [`expatch`].
//! Nothing here attacks: only `GET` requests without credentials to pages
//! that every browser may open.

pub mod ask;
pub mod limits;
pub mod lookup;
pub mod network;
pub mod observation;
pub mod opt_out;
pub mod order;
pub mod pace;
pub mod plan;
pub mod scan;
pub mod target;

mod body;
mod http;
mod tls;

pub use ask::{Contact, Prober};
pub use limits::Limits;
pub use lookup::Lookup;
pub use network::Network;
pub use observation::{Observation, Outcome};
pub use opt_out::OptOut;
pub use order::Order;
pub use scan::{Probe, scan};
pub use target::{Target, TargetList};
