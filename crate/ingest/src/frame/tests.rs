//! Records survive every way of cutting the stream.

use super::*;

/// The records of `text`, read in blocks of `size` bytes.
fn records(text: &str, framing: Framing, size: usize) -> Vec<(u64, String)> {
    let mut framer = Framer::new(text.as_bytes(), framing, size, Mark::default(), None);
    let mut all = Vec::new();
    while let Some(block) = framer.next(Block::default()).expect("memory does not fail") {
        if matches!(framing, Framing::Lines | Framing::Csv) {
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
        let mut framer = Framer::new(text.as_bytes(), Framing::Csv, size, Mark::default(), None);
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
        Framing::Values,
        &["{\"a\":\"}\\\"{\"}", "{\"b\":{}}"],
    );
    let har =
        "{\"log\":{\"creator\":{\"name\":\"x\"},\"entries\" : [{\"a\":1},{\"b\":2}],\"z\":{}}}";
    check(har, Framing::Values, &["{\"a\":1}", "{\"b\":2}"]);
}

#[test]
fn hosts_of_nmap_xml_but_not_their_hints() {
    let xml =
        "<nmaprun><hosthint><a/></hosthint><host s=\"1\"><x/></host>\n<host><y/></host></nmaprun>";
    check(xml, Framing::Elements("host"), &["<host s=\"1\"><x/></host>", "<host><y/></host>"]);
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
    let mut framer = Framer::new(&text[..], Framing::Lines, 1 << 16, Mark::default(), None);
    let first = framer.next(Block::default()).unwrap().unwrap();
    assert!(first.fault.is_some() && first.first == 1 && first.bytes.len() == 200);
    let second = framer.next(first).unwrap().unwrap();
    assert_eq!(
        (second.bytes.as_slice(), second.first, second.fault.is_none()),
        (&b"next\n"[..], 2, true)
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
    let mut framer = Framer::new(Faulty(false), Framing::Lines, 1 << 16, Mark::default(), None);
    let block = framer.next(Block::default()).unwrap().unwrap();
    assert_eq!(block.bytes, b"one\n");
    assert!(framer.next(block).is_err());
}

#[test]
fn answers_arrays_and_documents_one_after_the_other() {
    let answer = "{\"code\":200,\"result\":{\"query\":\"[{\",\"hits\":[{\"a\":[1]},{\"b\":2}],\"n\":{\"m\":[{}]}}}\n[{\"c\":3}]\n{\n\"d\":4}";
    check(answer, Framing::Values, &["{\"a\":[1]}", "{\"b\":2}", "{\"c\":3}", "{\n\"d\":4}"]);
}

#[test]
fn a_record_that_the_file_ends_in_is_told() {
    for (text, framing) in [
        ("[{\"a\":1},{\"b\":", Framing::Values),
        ("<r><host><x/></host><host><y>", Framing::Elements("host")),
    ] {
        let mut framer = Framer::new(text.as_bytes(), framing, 4, Mark::default(), None);
        let (mut whole, mut torn) = (0, 0);
        while let Some(block) = framer.next(Block::default()).expect("memory does not fail") {
            whole += block.records.len();
            torn += usize::from(block.fault.is_some());
        }
        assert_eq!((whole, torn), (1, 1), "{text}");
    }
}

#[test]
fn a_second_heading_ends_a_block() {
    let text =
        "ip,version\n192.0.2.1,15.1.2507.6\nhost,port,version\nmail.example.org,443,15.1.2507.6\n";
    for size in [1, 20, 40, 4096] {
        let columns = Some(Columns::of(text.as_bytes()));
        let mut framer = Framer::new(text.as_bytes(), Framing::Csv, size, Mark::default(), columns);
        let mut headings = Vec::new();
        while let Some(block) = framer.next(Block::default()).expect("memory does not fail") {
            let heading = block.columns.expect("a table").heading().to_vec();
            headings.push(String::from_utf8(heading).expect("UTF-8"));
        }
        headings.dedup();
        assert_eq!(headings, ["ip,version\n", "host,port,version\n"], "in blocks of {size}");
    }
}
