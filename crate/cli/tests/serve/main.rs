//! `expatch serve` as a process: killed while it writes, on a full disk, given
//! a newer database under load, with thousands of silent clients, for long,
//! with a clock that jumps, restored, and traced.
#![cfg(unix)]

mod audit;
mod clock;
mod faults;
mod long;
mod process;
mod refresh;
mod reload;
mod restore;
mod traces;
