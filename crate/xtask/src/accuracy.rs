//! `cargo xtask accuracy`: what each channel gets right on a corpus, and what a
//! plain expression for four dotted numbers would have said.

use crate::places;
use crate::step::cargo;
use crate::step::run as start;
use std::ffi::OsString;

/// Prints the table for the corpus that is named, or the one beside the tree.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let corpus = match rest.as_slice() {
        [] => places::corpus().map(Into::into),
        [folder] => Some(folder.clone()),
        _ => anyhow::bail!("one corpus at a time: cargo xtask accuracy [FOLDER]"),
    };
    let Some(corpus) = corpus else {
        anyhow::bail!("../shared/corpus is missing: name another folder that has an index.jsonl");
    };
    start(
        cargo(&places::root())
            .args(["run", "--quiet", "--package=expatch", "--example=accuracy", "--"])
            .arg(corpus),
    )
}
