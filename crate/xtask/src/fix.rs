//! `cargo xtask fix`: formats everything, and mends what a linter mends safely.

use crate::check::javascript;
use crate::check::rust;
use std::ffi::OsString;

/// Formats the Rust of every manifest and what Biome reads.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    crate::none_expected(rest)?;
    rust::reformat()?;
    javascript::mend()
}
