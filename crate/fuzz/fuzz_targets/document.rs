//! However bytes are cut into blocks, records and fields: every step lies within
//! them, tracing changes nothing, and cells stand in their row one after another.
#![no_main]

use expatch_observe::document::rows::cells;
use expatch_observe::explain;
use expatch_observe::observe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let (traced, steps) = explain(text);
    assert_eq!(traced.evidence, observe(text).evidence);
    for step in steps {
        for span in [step.span, step.field] {
            assert!(span.start <= span.end && span.end <= text.len(), "{span:?}");
        }
    }
    for mark in *b",;\t|" {
        let mut end = 0;
        for cell in cells(text, 0..text.len(), mark) {
            assert!(end <= cell.start && cell.start <= cell.end, "{cell:?} after {end}");
            end = cell.end;
        }
        assert!(end <= text.len());
    }
});
