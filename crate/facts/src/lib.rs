//! The facts on the developer's side: hand-edited TOML under
//! `crate/core/data/` is read, checked and compiled into the one binary that
//! every other part embeds.
//!
//! `text → read → check → compile → database.bin`

pub mod check;
mod command;
pub mod compare;
pub mod compile;
pub mod counts;
mod embedded;
pub mod fix;
pub mod import;
mod local;
pub mod model;
mod place;
pub mod public;
mod range;
mod read;
pub mod reference;
pub mod refresh;

pub use command::command;
pub use embedded::embedded_texts;
pub use local::{Local, LocalError};
pub use place::{Place, Problem, Problems};
pub use range::{RangeError, baselines_of};
pub use read::{Facts, ProductFacts, Row, read, read_from};

use std::path::{Path, PathBuf};

/// The folder with the facts in this checkout.
pub fn data_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/data")
}

/// Reads, checks and compiles a folder of facts.
///
/// # Errors
/// Every mistake found, each with its file and line.
pub fn build(folder: &Path) -> Result<Vec<u8>, Problems> {
    let facts = read(folder)?;
    let problems = check::check(&facts);
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    compile::compile(&facts).map_err(Problems::from)
}

/// The embedded database as JSON: `pkg/db.json`, `expatch db export --json`.
pub fn export_json() -> String {
    let export = expatch::export::export(&expatch::Database::embedded());
    serde_json::to_string(&export).unwrap_or_default()
}

/// The JSON Schema of [`export_json`], pretty-printed.
pub fn json_schema() -> String {
    let mut text = serde_json::to_string_pretty(&expatch::export::schema()).unwrap_or_default();
    text.push('\n');
    text
}
