//! The elements of an XML document that are one record each, found by a pull
//! parser, so that comments, quoted data and names that only begin alike do
//! not cut one.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::ops::Range;

/// Cuts as far as elements of this name end. Returns how many bytes are done
/// with, and whether an element is open behind them.
pub(super) fn cut(name: &str, bytes: &[u8], records: &mut Vec<Range<usize>>) -> (usize, bool) {
    records.clear();
    let mut reader = Reader::from_reader(bytes);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut done = 0;
    let mut open: Option<(usize, usize)> = None;
    loop {
        let start = position(&reader);
        let event = match reader.read_event() {
            // What is cut off here ends in the next bytes.
            Err(_) | Ok(Event::Eof) => {
                return (open.map_or(done, |(start, _)| start), open.is_some());
            }
            Ok(event) => event,
        };
        let end = position(&reader);
        match (&event, &mut open) {
            (Event::Start(element), None) if is(element.local_name().as_ref(), name) => {
                open = Some((start, 1));
            }
            (Event::Start(element), Some((_, depth)))
                if is(element.local_name().as_ref(), name) =>
            {
                *depth += 1;
            }
            (Event::Empty(element), None) if is(element.local_name().as_ref(), name) => {
                records.push(start..end);
            }
            (Event::End(element), Some((from, depth)))
                if is(element.local_name().as_ref(), name) =>
            {
                *depth -= 1;
                if *depth == 0 {
                    records.push(*from..end);
                    open = None;
                }
            }
            _ => {}
        }
        // A text may go on in the next bytes, but none outside is wanted.
        if open.is_none() {
            done = end;
        }
    }
}

fn is(have: &str, wanted: &str) -> bool {
    have == wanted
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}
