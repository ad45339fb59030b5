//! The committed binary is the compiled facts, and the facts are sound.

use expatch_facts::{build, counts, data_folder, export_json, json_schema, read};

#[test]
fn the_committed_database_is_fresh() {
    let folder = data_folder();
    let bytes = build(&folder).unwrap_or_else(|problems| panic!("{problems}"));
    let committed = std::fs::read(folder.join("database.bin")).unwrap();
    assert!(bytes == committed, "database.bin is stale: run `cargo xtask facts compile`");
}

#[test]
fn the_committed_counts_are_fresh() {
    let folder = data_folder();
    let facts = read(&folder).unwrap();
    let committed = std::fs::read_to_string(folder.join("counts.toml")).unwrap();
    assert!(
        counts::file(&facts) == committed,
        "counts.toml is stale: run `cargo xtask facts compile`"
    );
}

#[test]
fn compiling_twice_gives_the_same_bytes() {
    assert!(build(&data_folder()) == build(&data_folder()));
}

#[test]
fn the_export_keeps_to_its_committed_schema() {
    let committed = std::fs::read_to_string(data_folder().join("database.schema.json")).unwrap();
    assert!(committed == json_schema(), "stale schema: run `cargo xtask facts compile`");
    let schema = serde_json::from_str(&committed).unwrap();
    let mut export: serde_json::Value = serde_json::from_str(&export_json()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    if let Some(error) = validator.iter_errors(&export).next() {
        panic!("{}: {error}", error.instance_path());
    }
    assert!(!export.to_string().contains("null"));
    let rows = export["vulnerabilities"].as_array().unwrap().len();
    assert_eq!(rows, expatch::Database::embedded().vulnerabilities().len());
    // The schema can say no.
    export["products"][0]["baselines"][0]["build"] = "15.2".into();
    assert!(!validator.is_valid(&export));
}
