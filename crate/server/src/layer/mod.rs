//! What happens around every request, from the outside in: `access` (id,
//! count, log, caught panics, security headers), `admission` (how many at
//! once, for how long), `cors`, `rate` (how fast one client may ask).

pub(crate) mod access;
pub(crate) mod admission;
pub(crate) mod cors;
pub(crate) mod rate;
mod security;
