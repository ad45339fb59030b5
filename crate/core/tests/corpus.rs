//! The artefacts of `../shared/corpus`, where they are present: nothing that is
//! no server is taken for one, and every number is read.

use expatch::Database;
use expatch::evidence::Claim;
use expatch::observe::observe;
use expatch::resolve::Finding;
use expatch::resolve::resolve;
use serde_json::Value;
use std::path::Path;

#[test]
fn no_artefact_is_mistaken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(index) = std::fs::read_to_string(root.join("index.jsonl")) else {
        eprintln!("skipped: no corpus at {}", root.display());
        return;
    };
    let database = Database::embedded();
    let mut wrong = Vec::new();
    for line in index.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let (file, expected) = (row["file"].as_str().unwrap(), &row["expected"]);
        let text = std::fs::read(root.join(file)).unwrap();
        let evidence = observe(&text);
        assert!(evidence.iter().all(|piece| piece.span.end <= text.len()), "{file}");
        let seen: Vec<String> = evidence
            .iter()
            .filter_map(|piece| match piece.claim {
                Claim::Build(build) => Some(build.to_string()),
                _ => None,
            })
            .collect();
        let subjects = resolve(evidence, &database);
        let quiet =
            |finding: &Finding| matches!(finding, Finding::Online | Finding::NotExchange(_));
        match expected["on_prem"].as_bool() {
            Some(false) if !subjects.iter().all(|subject| quiet(&subject.finding)) => {
                wrong.push(format!("{file}: taken for a server"));
            }
            Some(true) if expected["precision"] == "exact" => {
                let wanted = match &expected["normalised"] {
                    Value::Array(all) => all.clone(),
                    one => vec![one.clone()],
                };
                for build in wanted.iter().filter_map(Value::as_str) {
                    let exact = subjects.iter().any(|subject| match subject.finding {
                        Finding::Exact(found) | Finding::Unreleased(found) => {
                            found.to_string() == build
                        }
                        _ => false,
                    });
                    let sure =
                        matches!(expected["bound"].as_str(), Some("exact" | "exact-observed"));
                    if sure && !exact || !sure && !seen.iter().any(|found| found == build) {
                        wrong.push(format!("{file}: {build} not read"));
                    }
                }
            }
            Some(true) if expected["bound"] == "cu" => {
                let exact =
                    subjects.iter().any(|subject| matches!(subject.finding, Finding::Exact(_)));
                if exact {
                    wrong.push(format!("{file}: a baseline was taken for an exact build"));
                }
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
