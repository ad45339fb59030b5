//! The committed binary is the compiled facts, and the facts are sound.

use expatch_facts::{build, counts, data_folder, read};

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
