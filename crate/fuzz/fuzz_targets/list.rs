//! Any bytes as a list: no panic, and the same rows in pieces of any size.
#![no_main]

use expatch_observe::list::List;
use expatch_observe::list::Part;
use libfuzzer_sys::fuzz_target;

fn parts(text: &[u8], size: usize) -> Vec<(String, String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut take = |part: Part<'_>| match part {
        Part::Row(row) => all.push((row.name, row.country, row.text.to_vec())),
        Part::Text(text) => all.push((String::new(), String::new(), text.to_vec())),
    };
    let mut list = List::new("");
    for piece in text.chunks(size) {
        list.push(piece, false, &mut take);
    }
    list.push(b"", true, &mut take);
    all
}

fuzz_target!(|text: &[u8]| {
    let whole = parts(text, text.len().max(1));
    assert_eq!(whole, parts(text, 7));
    let kept: usize = whole.iter().map(|(_, _, row)| row.len()).sum();
    assert!(kept <= text.len());
});
