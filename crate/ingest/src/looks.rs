//! What an input looks like, for those that hold no rows: the answer to
//! "nothing was read" names what it is instead.

/// Forms that hold no rows for us, by their first bytes.
const FORMS: [(&[u8], &str); 18] = [
    (b"%PDF", "a PDF document: export the report as CSV, JSON or XML"),
    (
        b"PK\x03\x04",
        "a zip archive or an Office document: give the archive as a file, a workbook as CSV",
    ),
    (b"\xd0\xcf\x11\xe0", "an old Office document: save it as CSV"),
    (b"SQLite format 3", "an SQLite database; `expatch campaign` reads its own"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture: scan results are needed"),
    (b"\xa1\xb2\xc3\xd4", "a packet capture: scan results are needed"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture: scan results are needed"),
    (b"Obj\x01", "an Avro file: export it as Parquet or JSON"),
    (b"ORC", "an ORC file: export it as Parquet or JSON"),
    (b"ARROW1", "an Arrow file: export it as Parquet or JSON"),
    (b"\x04\x22\x4d\x18", "an LZ4 file: unpack it first"),
];

/// The form of bytes that hold no rows for us, where it is certain.
pub(crate) fn foreign(sample: &[u8]) -> Option<String> {
    let known = FORMS.iter().find(|(mark, _)| sample.starts_with(mark));
    // A word in a text may begin like the mark of a program.
    let known = known.filter(|(mark, _)| mark.len() > 3 || sample.contains(&0));
    if let Some((_, what)) = known {
        return Some((*what).to_owned());
    }
    if sample.get(257..262) == Some(b"ustar") {
        return Some("a tar archive: unpack it first".to_owned());
    }
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    if text.starts_with(b"<") && !is_page(text) {
        let root = crate::dialect::root(text)?;
        if crate::format::Format::of_root(root).is_none() {
            let known = crate::format::FORMATS
                .iter()
                .filter_map(|format| format.element.as_ref().map(|_| format.name.as_str()));
            let known: Vec<&str> = known.collect();
            return Some(format!(
                "XML with the root element <{root}>; supported: {}",
                known.join(", ")
            ));
        }
    }
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    (zeros * 50 > sample.len()).then(|| "binary data of an unknown form".to_owned())
}

/// What an input without rows looks like, as its dialect was recognised; `bad`
/// are the rows of it that cannot be read.
pub(crate) fn empty(dialect: &str, sample: &[u8], bad: u64) -> String {
    foreign(sample).unwrap_or_else(|| {
        let start = String::from_utf8_lossy(&sample[..sample.len().min(60)]);
        let start: String = start.chars().filter(|letter| !letter.is_control()).collect();
        let none = match bad {
            0 => "without any record".to_owned(),
            bad => format!("of which nothing can be read ({bad} bad)"),
        };
        format!("{dialect} {none}; it begins {start:?}")
    })
}

/// A page is read as text: it may be a server's own.
fn is_page(text: &[u8]) -> bool {
    let start = text[..text.len().min(512)].to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<link", b"<meta", b"<script"]
        .iter()
        .any(|mark| memchr::memmem::find(&start, mark).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_rows_is_named() {
        for (sample, word) in [
            (&b"%PDF-1.7\n%x"[..], "PDF"),
            (b"SQLite format 3\0rest", "SQLite"),
            (b"<?xml version=\"1.0\"?><burp><issue/></burp>", "<burp>"),
            (b"\0\0\0\0\x01\x02", "binary"),
        ] {
            let said = foreign(sample).unwrap_or_default();
            assert!(said.contains(word), "{said}");
        }
        for sample in
            [&b"15.2.1748.48\n"[..], b"<html><body>x", b"{\"a\":1}", b"MZ is a prefix", b""]
        {
            assert_eq!(foreign(sample), None);
        }
        assert!(empty("json", b"{}", 0).contains("without any record"));
        assert!(empty("json", b"{", 1).contains("nothing can be read (1 bad)"));
    }
}
