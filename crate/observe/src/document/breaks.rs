//! Line ends that a web form doubled or lost: a list with a blank line after each
//! line becomes one again, a terminal's output on one line becomes lines.

use super::decode::Plain;
use super::decode::step;
use super::lines::prompt;
use super::text::line_end;
use alloc::vec::Vec;
use core::ops::Range;

/// A longer text was no form's.
const LONGEST: usize = 1 << 16;

/// The text without the blank line after each of its properties, and where its
/// stretches stood; nothing for any other text.
pub(crate) fn single_spaced(text: &[u8]) -> Option<Plain> {
    let first = line_end(text, 0);
    let second = text.get(first + 1..line_end(text, (first + 1).min(text.len())))?;
    if text.len() > LONGEST || !second.trim_ascii().is_empty() {
        return None;
    }
    let mut kept: Vec<Range<usize>> = Vec::new();
    let (mut at, mut blank) = (0, true);
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end].trim_ascii();
        if !line.is_empty() {
            if !blank || !line.iter().any(|byte| matches!(byte, b':' | b'=')) {
                return None;
            }
            kept.push(at..end);
        }
        blank = line.is_empty();
        at = end + 1;
    }
    // The same property again and again is a list of servers.
    let key =
        |line: &Range<usize>| text[line.clone()].split(|byte| matches!(byte, b':' | b'=')).next();
    let same = kept.iter().all(|line| key(line) == key(&kept[0]));
    if kept.len() < 3 || same {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut steps = alloc::vec![(0, 0)];
    for line in kept {
        step(&mut steps, bytes.len(), line.start);
        let whole = line.start..text.len().min(line.end + 1);
        bytes.extend_from_slice(&text[whole]);
    }
    Some((bytes, steps))
}

/// A text of which every line is quoted, without the signs, and where its stretches stood.
pub(crate) fn unquoted(text: &[u8]) -> Option<Plain> {
    let first = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if text[first] != b'>' || text.len() > LONGEST {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut steps = alloc::vec![(0, 0)];
    let (mut at, mut lines) = (0, 0);
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        let mut signs = line.iter().take_while(|byte| **byte == b' ').count();
        if line.get(signs) == Some(&b'>') {
            while line.get(signs) == Some(&b'>') {
                signs += 1;
            }
            signs += usize::from(line.get(signs) == Some(&b' '));
        } else if line.trim_ascii().is_empty() {
            signs = 0;
        } else {
            return None;
        }
        step(&mut steps, bytes.len(), at + signs);
        bytes.extend_from_slice(&text[at + signs..text.len().min(end + 1)]);
        at = end + 1;
        lines += 1;
    }
    (lines > 1).then_some((bytes, steps))
}

/// The text with line ends in place of the blanks where a terminal had them: before
/// the titles, around the rule below them, before the next prompt.
pub(crate) fn lines_again(text: &[u8]) -> Option<Vec<u8>> {
    // Every prompt ends with that sign.
    if text.len() > LONGEST || memchr::memchr(b'>', text).is_none() {
        return None;
    }
    let mut found: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(rule) = memchr::memmem::find(&text[at..], b" ---").map(|place| at + place) {
        let from = text[..rule].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let end = line_end(text, rule);
        let line = from..end;
        at = end;
        if prompt(&text[line.clone()]).is_none() {
            continue;
        }
        let bytes = found.get_or_insert_with(|| text.to_vec());
        break_up(bytes, line, rule);
    }
    found
}

/// Breaks one line, whose first rule begins behind the blank at `rule`.
fn break_up(bytes: &mut [u8], line: Range<usize>, rule: usize) {
    let rest = &bytes[rule + 1..line.end];
    let length = rest.iter().take_while(|byte| matches!(byte, b'-' | b' ')).count();
    let columns = rest[..length].split(|byte| *byte == b' ').filter(|run| !run.is_empty()).count();
    // As many words before the rule as it has columns are the titles.
    let titles = bytes[line.start..rule]
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, byte)| **byte == b' ')
        .map(|(place, _)| line.start + place)
        .nth(columns.saturating_sub(1));
    let after = rule + length;
    let next = [&b" [PS] "[..], b" PS C:\\"]
        .iter()
        .filter_map(|mark| memchr::memmem::find(&bytes[after..line.end], mark))
        .map(|place| after + place)
        .min();
    for place in [titles, Some(rule), Some(after), next].into_iter().flatten() {
        if bytes[place] == b' ' {
            bytes[place] = b'\n';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::String;

    #[test]
    fn doubled_line_ends_are_halved() {
        let text = b"Name : EX01\r\n\r\nSite : A\r\n\r\nBuild : 15.2.1748.39\r\n";
        let (bytes, steps) = single_spaced(text).expect("a list");
        assert_eq!(bytes, b"Name : EX01\r\nSite : A\r\nBuild : 15.2.1748.39\r\n");
        assert_eq!(steps.len(), 3);
        for other in [
            "Build: 1\n\nBuild: 2\n\nBuild: 3",
            "Name : EX01\nSite : A\n\nName : EX02",
            "one\n\ntwo: b\n\nthree: c",
            "a: b\n\nc: d",
            "",
            "\n",
        ] {
            assert!(single_spaced(other.as_bytes()).is_none(), "{other:?}");
        }
    }

    #[test]
    fn a_terminal_on_one_line_gets_its_lines_back() {
        let text = b"[PS] C:\\>gcm x A B --- --- 1 2 [PS] C:\\>hostname";
        let lines = lines_again(text).expect("a terminal");
        let expected = "[PS] C:\\>gcm x\nA B\n--- ---\n1 2\n[PS] C:\\>hostname";
        assert_eq!(String::from_utf8(lines).unwrap(), expected);
        assert!(lines_again(b"EX01 --- 15.2.1748.39").is_none());
    }
}
