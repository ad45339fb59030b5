//! What happens around every request, from the outside in: `access` (id,
//! count, log, caught panics, security headers), `head` (one host), `cors`, `rate`
//! (how fast one client may ask), `admission` (how many at once, for how long),
//! `packed` (bodies that come packed), and around the inventory `audit` (who changed
//! what).

pub(crate) mod access;
pub(crate) mod admission;
pub(crate) mod audit;
pub(crate) mod cors;
pub(crate) mod head;
pub(crate) mod packed;
pub(crate) mod rate;
mod security;
