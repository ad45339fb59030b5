//! A made world of web servers for tests and benchmarks: Exchange front ends
//! in every style that gives a build away or hides it, other servers, hostile
//! ones, and silence. Everything follows from a seed, so the truth is known.
//!
//! The pages follow the grammar of real ones and are written here; none is
//! copied. [`serve`](serve::serve) answers on 127/8, [`Virtual`] without any
//! socket.

pub mod belgium;
pub mod mmdb;
pub mod names;
pub mod reply;
pub mod serve;
pub mod site;
pub mod world;

mod hostile;
mod identity;
mod r#virtual;

pub use site::{Hostile, Site, Style};
pub use r#virtual::Virtual;
pub use world::{Group, World};
