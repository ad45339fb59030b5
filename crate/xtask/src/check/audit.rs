//! Known holes in dependencies. Both lists are somebody else's service: where it
//! does not answer, the part says so.

use crate::places;
use crate::step::command;
use crate::suite::not_run;
use anyhow::Context;
use serde_json::Value;
use std::path::Path;
use std::process::Output;

/// Holes this severe in what builds and tests the packages fail; npm users get no
/// dependencies.
const SEVERE: [&str; 2] = ["high", "critical"];

/// Asks npm's registry about every lock file.
pub(crate) fn npm() -> anyhow::Result<()> {
    let root = places::root();
    for folder in ["pkg", "pkg/test/consumers", "www", "packaging/powershell"] {
        let done = start("npm", &root.join(folder), &["audit", "--json"])?;
        judge(folder, &String::from_utf8_lossy(&done.stdout))?;
    }
    Ok(())
}

/// What npm's answer for a folder means.
fn judge(folder: &str, said: &str) -> anyhow::Result<()> {
    let said: Value = serde_json::from_str(said)
        .with_context(|| format!("`npm audit` in {folder} printed no JSON"))?;
    let Some(found) = said["vulnerabilities"].as_object() else {
        let why = said["message"].as_str().or_else(|| said["error"]["summary"].as_str());
        let why = why.unwrap_or("no answer").lines().next().unwrap_or_default();
        return Err(not_run(format!("npm's registry does not answer audits: {why}")));
    };
    let severe: Vec<_> = found
        .iter()
        .filter(|(_, hole)| hole["severity"].as_str().is_some_and(|grade| SEVERE.contains(&grade)))
        .map(|(name, hole)| format!("{name} ({})", hole["severity"].as_str().unwrap_or_default()))
        .collect();
    anyhow::ensure!(severe.is_empty(), "{folder}: known vulnerabilities in {}", severe.join(", "));
    Ok(())
}

/// Asks the database of RustSec, through `cargo-deny` where that is installed.
pub(crate) fn rust() -> anyhow::Result<()> {
    let root = places::root();
    if !start("cargo", &root, &["deny", "--version"])?.status.success() {
        return Err(not_run("cargo-deny is not installed: `cargo install cargo-deny`"));
    }
    let done = start("cargo", &root, &["deny", "--color=never", "check", "advisories"])?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() && said.contains("failed to fetch advisory database") {
        return Err(not_run("the advisory database cannot be reached"));
    }
    anyhow::ensure!(done.status.success(), "{}", said.trim());
    Ok(())
}

fn start(program: &str, folder: &Path, words: &[&str]) -> anyhow::Result<Output> {
    let done = command(program, folder).args(words).output();
    done.with_context(|| format!("cannot start `{program} {}`", words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn a_registry_that_does_not_answer_is_not_a_clean_one() {
        let why = |said| judge("pkg", said).unwrap_err().to_string();
        assert!(why(r#"{"message":"405 Method Not Allowed"}"#).contains("does not answer"));
        assert!(why(r#"{"error":{"summary":"ENOTFOUND"}}"#).contains("ENOTFOUND"));
        assert!(why("<html>").contains("no JSON"));
    }

    #[test]
    fn a_severe_hole_fails_and_a_small_one_does_not() {
        let said = |grade| format!(r#"{{"vulnerabilities":{{"x":{{"severity":"{grade}"}}}}}}"#);
        assert!(judge("pkg", &said("critical")).unwrap_err().to_string().contains("x (critical)"));
        assert!(judge("pkg", &said("low")).is_ok());
        assert!(judge("pkg", r#"{"vulnerabilities":{}}"#).is_ok());
    }
}
