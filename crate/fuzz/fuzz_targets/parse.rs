//! What parses is printed and parses again to the same build.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    if let Ok(build) = expatch::Build::parse(text) {
        assert_eq!(expatch::Build::parse(build.to_string().as_bytes()), Ok(build));
    }
});
