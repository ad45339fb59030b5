//! Any bytes are read, and every place lies within them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    for piece in expatch::observe(text).evidence {
        assert!(piece.span.start <= piece.span.end && piece.span.end <= text.len());
    }
});
