//! Where the lines that belong together end.

use super::json;
use super::lines::is_blank;
use super::markup;
use super::text::line_end;

/// Where the lines without a blank one, an object or markup between end.
pub(super) fn paragraph_end(text: &[u8], from: usize) -> usize {
    lines_end(text, from, |line, end| {
        let first = line.trim_ascii_start();
        let place = end - first.len();
        matches!(first.first(), Some(b'{' | b'[')) && json::begins(text, place)
            || first.starts_with(b"<") && markup::begins(text, place) && !first.starts_with(b"<br")
    })
}

/// Where a piece of an object ends: at a blank line.
pub(super) fn piece_end(text: &[u8], from: usize) -> usize {
    lines_end(text, from, |_, _| false)
}

/// Where the line ends before a blank one, or one that `stops` says ends it too.
fn lines_end(text: &[u8], from: usize, stops: impl Fn(&[u8], usize) -> bool) -> usize {
    let mut at = from;
    loop {
        let end = line_end(text, at);
        if end >= text.len() {
            return text.len();
        }
        let next = line_end(text, end + 1);
        let line = &text[end + 1..next];
        if is_blank(line) || stops(line, next) {
            return end;
        }
        at = end + 1;
    }
}
