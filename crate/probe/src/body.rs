//! Bodies: never more of them than a page needs, compressed or not.

use aho_corasick::AhoCorasick;
use flate2::read::MultiGzDecoder;
use flate2::read::ZlibDecoder;
use std::io::Read;
use std::sync::LazyLock;

/// The longest line that is kept of a page.
const LONGEST_LINE: usize = 512;

/// The most that is kept of a page.
const MOST_KEPT: usize = 4096;

/// What a line must hold to be worth keeping as evidence.
static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let marks = ["/owa/", "/ecp/", "exporttool", "owaversion", "/themes/", "serverversion"];
    let marks = AhoCorasick::builder().ascii_case_insensitive(true).build(marks);
    marks.expect("six short words make a searcher")
});

/// Decompresses at most `most` bytes, although we asked for none: some servers
/// compress whatever the client says. Broken data gives what came before it.
pub(crate) fn decompress(body: Vec<u8>, encoding: Option<&str>, most: usize) -> Vec<u8> {
    let mut text = Vec::new();
    let most = most as u64;
    // The result is what could be read; an error only ends it.
    let _ = match encoding.map(str::trim) {
        Some("gzip" | "x-gzip") => {
            MultiGzDecoder::new(body.as_slice()).take(most).read_to_end(&mut text)
        }
        Some("deflate") => ZlibDecoder::new(body.as_slice()).take(most).read_to_end(&mut text),
        _ => return body,
    };
    text
}

/// The lines of a page that may speak of a version, cut to what is readable.
pub(crate) fn telling_lines(body: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    for line in body.split(|byte| *byte == b'\n') {
        let Some(mark) = MARKS.find(line) else { continue };
        // In a page of one long line the place counts, not the line's start.
        let start = mark.start().saturating_sub(LONGEST_LINE / 4);
        let line = &line[start..line.len().min(start + LONGEST_LINE)];
        if kept.len() + line.len() >= MOST_KEPT {
            break;
        }
        kept.extend_from_slice(line.trim_ascii());
        kept.push(b'\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn a_bomb_stays_small() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        for _ in 0..1000 {
            bomb.write_all(&vec![0; 65536]).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        assert!(bomb.len() < 100_000);
        assert_eq!(decompress(bomb, Some("gzip"), 65536).len(), 65536);
    }

    #[test]
    fn broken_compression_gives_what_came_before() {
        let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
        zipped.write_all(b"/owa/auth/15.2.858/themes").unwrap();
        let mut zipped = zipped.finish().unwrap();
        zipped.truncate(zipped.len() - 4);
        assert!(decompress(zipped, Some("gzip"), 100).starts_with(b"/owa/auth/15.2.858"));
        assert_eq!(decompress(b"plain".to_vec(), Some("gzip"), 100), b"");
        assert_eq!(decompress(b"plain".to_vec(), None, 100), b"plain");
    }

    #[test]
    fn only_lines_that_tell_are_kept() {
        let page = b"<html>\n<link href=\"/owa/auth/15.2.858/themes/resources/favicon.ico\">\nbye";
        assert_eq!(
            telling_lines(page),
            b"<link href=\"/owa/auth/15.2.858/themes/resources/favicon.ico\">\n"
        );
        let long = [vec![b'x'; 100_000], b"/owa/15.1".to_vec(), vec![b'y'; 100_000]].concat();
        let kept = telling_lines(&long);
        assert!(kept.len() <= LONGEST_LINE + 1);
        assert!(kept.windows(9).any(|window| window == b"/owa/15.1"));
    }
}
