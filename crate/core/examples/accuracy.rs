//! What each channel gets right on a corpus, and beside it what a plain regular
//! expression for four dotted numbers would have said.
//!
//! `cargo run -p expatch --example accuracy [CORPUS]`
//!
//! A file counts for the channel the corpus names. `wrong` is a server where
//! there is none, an exact build where there is only a baseline, or a number
//! that was not read. The expression is wrong where it finds a number in what
//! is no server, or finds none of the right ones, or another one first.

use expatch::Build;
use expatch::Database;
use expatch::evidence::Claim;
use expatch::observe;
use expatch::resolve::Finding;
use expatch::resolve::resolve;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Default)]
struct Row {
    files: usize,
    exact: usize,
    candidates: usize,
    silent: usize,
    wrong: usize,
    plain_wrong: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| default.into()));
    let index = root.join("index.jsonl");
    let index = std::fs::read_to_string(&index)
        .map_err(|error| format!("{}: {error}; name a corpus as the argument", index.display()))?;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for line in index.lines() {
        let entry: Value = serde_json::from_str(line)?;
        let text = std::fs::read(root.join(entry["file"].as_str().unwrap_or_default()))?;
        let name = entry["observable"].as_str().filter(|name| !name.is_empty()).unwrap_or("(none)");
        count(rows.entry(name.into()).or_default(), &text, &entry["expected"]);
    }
    println!(
        "{:34} {:>5} {:>5} {:>10} {:>6} {:>5}   plain expression wrong",
        "channel", "files", "exact", "candidates", "silent", "wrong"
    );
    let mut all = Row::default();
    for (name, row) in &rows {
        print(name, row);
        all.files += row.files;
        all.exact += row.exact;
        all.candidates += row.candidates;
        all.silent += row.silent;
        all.wrong += row.wrong;
        all.plain_wrong += row.plain_wrong;
    }
    print("all", &all);
    Ok(())
}

fn print(name: &str, row: &Row) {
    let Row { files, exact, candidates, silent, wrong, plain_wrong } = row;
    println!(
        "{name:34} {files:>5} {exact:>5} {candidates:>10} {silent:>6} {wrong:>5}   {plain_wrong:>5}"
    );
}

fn count(row: &mut Row, text: &[u8], expected: &Value) {
    let wanted: Vec<&str> = match &expected["normalised"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().filter(|number| !number.is_empty()).collect(),
    };
    let subjects = resolve(observe(text).evidence, &Database::embedded());
    let read = |number: &str| {
        subjects.iter().flat_map(|subject| &subject.evidence).any(|piece| {
            let seen = match piece.claim {
                Claim::Build(build) => build.to_string(),
                Claim::Prefix(prefix) => prefix.to_string(),
                _ => return false,
            };
            seen.starts_with(number) || number.starts_with(&seen)
        })
    };
    let unread = wanted.iter().any(|number| !read(number));
    let exact =
        subjects.iter().any(|s| matches!(s.finding, Finding::Exact(_) | Finding::Unreleased(_)));
    let candidates = subjects.iter().any(|s| matches!(s.finding, Finding::Candidates(_)));
    let server = exact || candidates || subjects.iter().any(|s| s.finding == Finding::Unknown);
    let none = expected["on_prem"] == false;
    row.files += 1;
    row.exact += usize::from(exact);
    row.candidates += usize::from(candidates && !exact);
    row.silent += usize::from(!exact && !candidates);
    row.wrong +=
        usize::from(none && server || !none && unread || expected["bound"] == "cu" && exact);
    let plain = four_numbers(text);
    let plain_wrong = match plain {
        Some(_) if none || wanted.is_empty() => true,
        Some(build) => !wanted.contains(&build.to_string().as_str()) || expected["bound"] == "cu",
        None => !wanted.is_empty(),
    };
    row.plain_wrong += usize::from(plain_wrong);
}

/// The first match of `\d+\.\d+\.\d+\.\d+`.
fn four_numbers(text: &[u8]) -> Option<Build> {
    text.split(|byte| !byte.is_ascii_digit() && *byte != b'.')
        .map(|word| word.strip_suffix(b".").unwrap_or(word))
        .find_map(|word| Build::parse(word).ok())
}
