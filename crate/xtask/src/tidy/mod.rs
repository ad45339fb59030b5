//! `cargo xtask tidy`: the house rules that no compiler knows. Each rule reads the
//! files of the tree and names what breaks it, with the place.

mod circles;
mod floors;
mod kinds;
mod paths;
mod reserved;
mod shape;

use crate::places;
use crate::step::command;
use crate::step::output;
use anyhow::Context;
use std::ffi::OsString;
use std::path::Path;

/// A file of the tree, by its path from the top.
pub(crate) struct File {
    path: String,
    text: String,
}

impl File {
    fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text }
    }

    fn ends_with(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|end| end == ending)
    }
}

/// Prints every broken rule.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    crate::none_expected(rest)?;
    check()
}

/// Fails with every broken rule.
pub(crate) fn check() -> anyhow::Result<()> {
    let listed = listed()?;
    let files = files(&listed)?;
    let mut problems = Vec::new();
    kinds::check(listed.split('\0'), &mut problems);
    floors::check(&files, &mut problems);
    circles::check(&files, &mut problems);
    shape::check(&files, &mut problems);
    reserved::check(&files, &mut problems);
    if problems.is_empty() {
        return Ok(());
    }
    let list = problems.iter().map(|problem| format!("  {problem}\n")).collect::<String>();
    anyhow::bail!("{} house rules are broken:\n{}", problems.len(), list.trim_end());
}

/// The paths of the tree's files, each ended by a zero byte.
fn listed() -> anyhow::Result<String> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    output(command("git", &places::root()).args(list)).context("tidy asks git for the files")
}

/// The text files of the tree that people write.
fn files(listed: &str) -> anyhow::Result<Vec<File>> {
    let root = places::root();
    let written = ["rs", "toml", "md", "js", "mjs", "cjs", "ts", "css", "py"];
    let mut files = Vec::new();
    for path in listed.split('\0') {
        let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
        if !ending.is_some_and(|ending| written.contains(&ending)) {
            continue;
        }
        // A file that was removed and not yet committed is listed too.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            files.push(File::new(path, text));
        }
    }
    anyhow::ensure!(!files.is_empty(), "git lists no files in {}", root.display());
    Ok(files)
}

#[cfg(test)]
mod tests {
    /// What a rule says of some files.
    pub(super) fn said(
        rule: fn(&[super::File], &mut Vec<String>),
        files: &[(&str, &str)],
    ) -> Vec<String> {
        let files: Vec<_> =
            files.iter().map(|(path, text)| super::File::new(path, (*text).to_owned())).collect();
        let mut problems = Vec::new();
        rule(&files, &mut problems);
        problems
    }
}
