//! Where things lie in the work tree.

use std::path::Path;
use std::path::PathBuf;

/// The top of the work tree.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_path_buf()
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The npm package.
pub fn pkg() -> PathBuf {
    root().join("pkg")
}

/// The page.
pub fn www() -> PathBuf {
    root().join("www")
}

/// The corpus of real artefacts, where it lies beside the work tree.
pub fn corpus() -> Option<PathBuf> {
    let corpus = root().join("../shared/corpus");
    corpus.join("index.jsonl").is_file().then_some(corpus)
}
