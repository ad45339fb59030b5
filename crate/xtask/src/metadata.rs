//! What cargo knows of the packages that are linked: `cargo metadata`, as far as
//! the policy and the notices ask.

use crate::places;
use crate::step::cargo;
use crate::step::output;
use serde::Deserialize;
use std::ffi::OsStr;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// One package.
#[derive(Default, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) repository: Option<String>,
    /// Where it comes from; nothing for our own.
    pub(crate) source: Option<String>,
    pub(crate) manifest_path: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
}

/// What a package asks for.
#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) req: String,
    pub(crate) path: Option<String>,
}

/// The packages that cargo names when asked with `words`.
pub(crate) fn packages(
    words: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> anyhow::Result<Vec<Package>> {
    let mut ask = cargo(&places::root());
    let said = output(ask.args(["metadata", "--format-version=1"]).args(words))?;
    let Metadata { packages } = serde_json::from_str(&said)?;
    Ok(packages)
}
