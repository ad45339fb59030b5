//! Any bytes get a report.
#![no_main]

use expatch::{Database, Language, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let options = Options::new("2026-11-23".parse().expect("a day"), Language::English);
    let report = expatch::assess(text, &Database::embedded(), &options);
    assert!(
        report
            .servers
            .iter()
            .all(|server| server.evidence.iter().all(|piece| piece.end <= text.len()))
    );
});
