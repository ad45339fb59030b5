//! Records survive every way of cutting the stream.

use super::*;

/// The records of `text`, read in blocks of `size` bytes.
fn records(text: &str, framing: Framing, size: usize) -> Vec<(u64, String)> {
    let mut framer = Framer::new(text.as_bytes(), framing, size, Mark::default());
    let mut all = Vec::new();
    while let Some(block) = framer.next(Block::default()).expect("memory does not fail") {
        if block.records.is_empty() {
            for (number, line) in block.bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
                all.push((block.first + number as u64, String::from_utf8_lossy(line).into_owned()));
            }
        }
        for (number, range) in block.records.iter().enumerate() {
            let record = String::from_utf8_lossy(&block.bytes[range.clone()]).into_owned();
            all.push((block.first + number as u64, record));
        }
    }
    all
}

#[track_caller]
fn check(text: &str, framing: Framing, expected: &[&str]) {
    for size in [1, 2, 3, 7, 16, 64, 4096] {
        let found = records(text, framing, size);
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, expected, "in blocks of {size}");
        let places: Vec<u64> = found.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, (1..=expected.len() as u64).collect::<Vec<_>>());
    }
}

#[test]
fn lines_with_and_without_a_last_line_feed() {
    check("a\nbb\n\nccc", Framing::Lines, &["a\n", "bb\n", "\n", "ccc"]);
    check("a\nbb\n", Framing::Lines, &["a\n", "bb\n"]);
    check("", Framing::Lines, &[]);
}

#[test]
fn a_line_feed_between_quotes_ends_no_block() {
    let text = "ip,note\n1,\"a\nb\"\"\n\"\n2,c\n";
    for size in [1, 5, 9, 4096] {
        let mut framer = Framer::new(text.as_bytes(), Framing::Csv, size, Mark::default());
        let mut whole = Vec::new();
        while let Some(block) = framer.next(Block::default()).expect("memory does not fail") {
            let quotes = block.bytes.iter().filter(|byte| **byte == b'"').count();
            assert_eq!(quotes % 2, 0, "a block ends inside quotes");
            whole.extend_from_slice(&block.bytes);
        }
        assert_eq!(whole, text.as_bytes());
    }
}

#[test]
fn objects_of_an_array_and_of_har() {
    check(
        "[ {\"a\":\"}\\\"{\"},\n {\"b\":{}}\n]",
        Framing::Objects,
        &["{\"a\":\"}\\\"{\"}", "{\"b\":{}}"],
    );
    let har =
        "{\"log\":{\"creator\":{\"name\":\"x\"},\"entries\" : [{\"a\":1},{\"b\":2}],\"z\":{}}}";
    check(har, Framing::Objects, &["{\"a\":1}", "{\"b\":2}"]);
}

#[test]
fn hosts_of_nmap_xml_but_not_their_hints() {
    let xml =
        "<nmaprun><hosthint><a/></hosthint><host s=\"1\"><x/></host>\n<host><y/></host></nmaprun>";
    check(xml, Framing::Hosts, &["<host s=\"1\"><x/></host>", "<host><y/></host>"]);
}

#[test]
fn reports_of_nmap_text() {
    let text = "Starting Nmap\nNmap scan report for a\n1\nNmap scan report for b\n2\n";
    check(text, Framing::NmapText, &["Nmap scan report for a\n1\n", "Nmap scan report for b\n2\n"]);
}

#[test]
fn a_record_without_end_is_passed_over_and_told() {
    let mut text = vec![b'x'; LONGEST + (3 << 20)];
    text.extend_from_slice(b"\nnext\n");
    let mut framer = Framer::new(&text[..], Framing::Lines, 1 << 16, Mark::default());
    let first = framer.next(Block::default()).unwrap().unwrap();
    assert!(first.too_long && first.first == 1 && first.bytes.len() == 200);
    let second = framer.next(first).unwrap().unwrap();
    assert_eq!(
        (second.bytes.as_slice(), second.first, second.too_long),
        (&b"next\n"[..], 2, false)
    );
    assert!(framer.next(second).unwrap().is_none());
}

#[test]
fn whole_records_before_a_fault_are_given_out() {
    struct Faulty(bool);
    impl Read for Faulty {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.0, true) {
                return Err(io::Error::other("torn"));
            }
            buffer[..7].copy_from_slice(b"one\ntwo");
            Ok(7)
        }
    }
    let mut framer = Framer::new(Faulty(false), Framing::Lines, 1 << 16, Mark::default());
    let block = framer.next(Block::default()).unwrap().unwrap();
    assert_eq!(block.bytes, b"one\n");
    assert!(framer.next(block).is_err());
}
