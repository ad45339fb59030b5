//! Cuts a stream of bytes into lines without ever holding more than one line's
//! limit of an endless one.

use bytes::Bytes;
use bytes::BytesMut;

/// One line of the input.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Line {
    /// Its bytes, without the line's end.
    Whole(Bytes),
    /// It is longer than the limit, and was dropped.
    TooLong,
}

/// A cutter with what is left of the last chunk.
#[derive(Debug)]
pub(crate) struct Cutter {
    rest: BytesMut,
    limit: usize,
    skipping: bool,
}

impl Cutter {
    /// A cutter that drops lines longer than `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self { rest: BytesMut::new(), limit, skipping: false }
    }

    /// The lines that end in this chunk.
    pub(crate) fn push(&mut self, mut chunk: &[u8], lines: &mut Vec<Line>) {
        while let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            let (line, after) = (&chunk[..end], &chunk[end + 1..]);
            chunk = after;
            if self.skipping || self.rest.len() + line.len() > self.limit {
                self.skipping = false;
                self.rest.clear();
                lines.push(Line::TooLong);
                continue;
            }
            self.rest.extend_from_slice(line);
            lines.push(self.take());
        }
        if self.skipping || self.rest.len() + chunk.len() > self.limit {
            self.skipping = true;
            self.rest.clear();
        } else {
            self.rest.extend_from_slice(chunk);
        }
    }

    /// The last line, where the input does not end with a line's end.
    pub(crate) fn finish(&mut self) -> Option<Line> {
        match (self.skipping, self.rest.is_empty()) {
            (true, _) => Some(Line::TooLong),
            (false, true) => None,
            (false, false) => Some(self.take()),
        }
    }

    fn take(&mut self) -> Line {
        let mut line = self.rest.split();
        if line.last() == Some(&b'\r') {
            line.truncate(line.len() - 1);
        }
        Line::Whole(line.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&str], limit: usize) -> Vec<Line> {
        let (mut cutter, mut lines) = (Cutter::new(limit), Vec::new());
        for chunk in chunks {
            cutter.push(chunk.as_bytes(), &mut lines);
        }
        lines.extend(cutter.finish());
        lines
    }

    fn whole(text: &'static str) -> Line {
        Line::Whole(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn where_the_chunks_end_does_not_matter() {
        let expected = [whole("one"), whole(""), whole("two"), whole("end")];
        let text = "one\r\n\ntwo\nend";
        assert_eq!(cut(&[text], 100), expected);
        let bytes: Vec<String> = text.chars().map(String::from).collect();
        let bytes: Vec<&str> = bytes.iter().map(String::as_str).collect();
        assert_eq!(cut(&bytes, 100), expected);
    }

    #[test]
    fn a_line_over_the_limit_is_dropped_and_the_next_one_is_not() {
        assert_eq!(cut(&["12345\n1234\n"], 4), [Line::TooLong, whole("1234")]);
        assert_eq!(cut(&["123", "45", "6\n12"], 4), [Line::TooLong, whole("12")]);
        assert_eq!(cut(&["123", "45"], 4), [Line::TooLong]);
    }
}
