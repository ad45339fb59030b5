//! Scan results and inventories of any size: detect the dialect, split the
//! stream at its records, read from each what a server said, judge it, and
//! write one line per server, in order, with exact counts and bounded memory.
//!
//! `bytes → open → frame → dialect → (core) judge → output`

pub mod dialect;
pub mod output;

mod checkpoint;
mod claim;
mod counts;
mod evidence;
mod format;
mod frame;
mod guard;
mod identity;
mod judge;
mod line;
mod looks;
mod node;
mod open;
mod plain;
mod record;
mod run;
mod side;
mod xml;

pub use checkpoint::Checkpoint;
pub use counts::Counts;
pub use dialect::Dialect;
pub use identity::Identity;
pub use output::Form;
pub use record::Record;
pub use record::Skip;
pub use run::Job;
pub use run::Progress;
pub use run::Source;
pub use run::read;
pub use run::run;
