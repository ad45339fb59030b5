//! The binding of the core to JavaScript and nothing else: an object that owns
//! its database, what JavaScript holds in its hands in, JSON text or columns of
//! numbers out. `pkg/` makes the pleasant shape of it.
//!
//! Options and records cross by `serde-wasm-bindgen`. Reports cross as JSON text,
//! which JavaScript parses: the same text is what the command and HTTP answer.
#![forbid(unsafe_code)]

pub mod build;
mod error;
mod exchange;
pub mod list;
pub mod many;
mod options;
mod record;
mod stated;
#[cfg(feature = "views")]
mod text;
mod trust;
#[cfg(feature = "web")]
mod web;
pub mod workspace;

use wasm_bindgen::prelude::wasm_bindgen;

/// Whether this module answers to JavaScript of `version`: an older `.wasm` in
/// a cache beside newer JavaScript is recognised before it misleads.
#[wasm_bindgen]
pub fn answers_to(version: &str) -> bool {
    let ours = semver::Version::parse(env!("CARGO_PKG_VERSION"));
    let wanted = semver::VersionReq::parse(version);
    ours.is_ok_and(|ours| wanted.is_ok_and(|wanted| wanted.matches(&ours)))
}

#[cfg(test)]
mod tests {
    use super::answers_to;

    #[test]
    fn another_version_is_told_apart() {
        assert!(answers_to(concat!("^", env!("CARGO_PKG_VERSION"))));
        assert!(!answers_to("^99.0.0"));
        assert!(!answers_to("no version"));
    }
}
