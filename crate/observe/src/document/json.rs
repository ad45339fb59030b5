//! Objects and arrays: JSON, and what people print like it (Python, JavaScript,
//! a piece without its beginning). Every object is a record; what it cannot
//! decide by itself goes to the one around it.

use crate::channel::Channel;
use crate::channel::Role;
use crate::channel::fields::role;
use crate::channel::label::label;
use crate::document::text::trim;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use alloc::vec::Vec;
use core::ops::Range;

/// The byte after the value that begins at `start` with a bracket; `None`
/// where the text ends before it does.
pub(crate) fn end(text: &[u8], start: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    while at < limit {
        match text[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' => at = string_end(text, at, limit)?,
            _ => {
                let next = text[at..limit]
                    .iter()
                    .position(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b'"'));
                at += next?;
                continue;
            }
        }
        at += 1;
    }
    None
}

/// Where a piece without its opening bracket ends that goes on to `limit` at most: with
/// the line of its closing bracket, if no other item follows there.
pub(crate) fn piece_end(text: &[u8], start: usize, limit: usize) -> usize {
    let mut at = start;
    while at < limit {
        match text[at] {
            b'{' | b'[' => match end(text, at, limit) {
                Some(close) => at = close,
                None => return limit,
            },
            b'}' | b']' => {
                let line = super::text::line_end(text, at).min(limit);
                let rest = text[at + 1..limit].trim_ascii_start();
                if rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
                    return line;
                }
                at += 1;
            }
            b'"' => match string_end(text, at, limit) {
                Some(close) => at = close + 1,
                None => return limit,
            },
            _ => at += 1,
        }
    }
    limit
}

/// Where the quotation mark stands that ends the string at `start`.
fn string_end(text: &[u8], start: usize, limit: usize) -> Option<usize> {
    let quote = text[start];
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(quote, b'\\', text.get(at..limit)?)?;
        if text[at] == quote {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether a bracket at `at` begins a value: an object's first name, an
/// array's first item.
pub(crate) fn begins(text: &[u8], at: usize) -> bool {
    let rest = &text[at + 1..text.len().min(at + 200)];
    let next = rest.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(next) = next else { return false };
    match (text[at], rest[next]) {
        (b'{', b'"' | b'\'') => true,
        (b'{', byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
            let name = rest[next..]
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
                .count();
            rest[next + name..].trim_ascii_start().starts_with(b":")
        }
        (b'{', b'}') | (b'[', b'{') => true,
        (b'[', b'"' | b'\'') => true,
        _ => false,
    }
}

/// Whether a line is a member of an object: `"name": value,`.
pub(crate) fn is_member(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let Some(first) = line.first() else { return false };
    if matches!(first, b'"' | b'\'') {
        let Some(close) = memchr::memchr(*first, &line[1..]) else { return false };
        return line[close + 2..].trim_ascii_start().starts_with(b":");
    }
    let open = matches!(line.last(), Some(b',' | b'{' | b'['));
    let name = line
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        .count();
    open && name > 0
        && line[name..].starts_with(b":")
        && matches!(
            line[name + 1..].trim_ascii_start().first(),
            Some(b'"' | b'\'' | b'{' | b'[' | b'0'..=b'9')
        )
}

/// One open bracket.
struct Level {
    /// The name under which it stands, as far as its items have none.
    key: Range<usize>,
    record: Option<Record>,
    /// `{"name": "X-OWA-Version", "value": "…"}`.
    pair: [Option<Range<usize>>; 2],
    /// What stands below `affected` or `recommended` is no machine's, and why.
    target: Option<Why>,
    /// The headers below `request` are a client's.
    request: bool,
}

/// Reads the values in `range`, for `outer` where it is a record's.
pub(crate) fn read(reader: &mut Reader<'_>, range: Range<usize>, outer: Option<&mut Record>) {
    reader.enter(Block::Json);
    let text = reader.text;
    // A piece without its bracket is one object.
    let first = text[range.clone()].iter().find(|byte| !byte.is_ascii_whitespace());
    // One object behind a machine's name is that machine's.
    let listed = matches!(first, Some(b'{' | b'[')) && (outer.is_none() || first == Some(&b'['));
    let root = Record::new(reader, Block::Json, false);
    let root =
        Level { key: 0..0, record: Some(root), pair: [None, None], target: None, request: false };
    let mut levels = alloc::vec![root];
    let mut key: Option<Range<usize>> = None;
    let mut at = range.start;
    while at < range.end && !reader.is_stopped() {
        match text[at] {
            b'{' | b'[' => {
                let object = text[at] == b'{';
                let inherited = levels.last().map_or(0..0, |level| level.key.clone());
                let name = key.take().unwrap_or(inherited);
                if levels.len() < DEEPEST {
                    let mut record = object.then(|| Record::new(reader, Block::Json, true));
                    let told = role(&text[name.clone()]);
                    if let (Some(record), Some(Role::Display(channel) | Role::Number(channel))) =
                        (&mut record, told)
                    {
                        record.channel = Some(channel);
                    }
                    let around = levels.last().and_then(|level| level.target);
                    let target = around.or(match told {
                        Some(Role::Target(why)) => Some(why),
                        _ => None,
                    });
                    let request = levels.last().is_some_and(|level| level.request)
                        || text[name.clone()].eq_ignore_ascii_case(b"request");
                    levels.push(Level { key: name, record, pair: [None, None], target, request });
                }
                at += 1;
            }
            b'}' | b']' => {
                if levels.len() > 1 {
                    close(reader, &mut levels, listed);
                }
                key = None;
                at += 1;
            }
            quote @ (b'"' | b'\'' | b'`') => {
                let end = string_end(text, at, range.end);
                let end = match end {
                    // An apostrophe is no quotation mark that ends lines below.
                    Some(end) if quote == b'"' || !text[at..end].contains(&b'\n') => end,
                    _ => super::text::line_end(text, at).min(range.end),
                };
                let value = at + 1..end;
                at = (end + 1).min(range.end);
                let blanks = text[at..range.end]
                    .iter()
                    .take_while(|byte| byte.is_ascii_whitespace())
                    .count();
                if text[..range.end].get(at + blanks) == Some(&b':') {
                    key = Some(value);
                    at += blanks + 1;
                } else {
                    member(reader, &mut levels, key.take(), value);
                }
            }
            byte if byte.is_ascii_whitespace()
                || matches!(byte, b',' | b':' | b';' | b'(' | b')') =>
            {
                at += 1;
            }
            _ => {
                let stop = |byte: &u8| {
                    matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'\n')
                };
                let end = text[at..range.end]
                    .iter()
                    .position(stop)
                    .map_or(range.end, |length| at + length);
                let word = trim(text, at..end.max(at + 1));
                at = end.max(at + 1);
                if text[..range.end].get(end) == Some(&b':') && text.get(end + 1) != Some(&b'/') {
                    key = Some(word);
                } else if !word.is_empty() {
                    member(reader, &mut levels, key.take(), word);
                }
            }
        }
    }
    while levels.len() > 1 {
        close(reader, &mut levels, listed);
    }
    if let Some(record) = levels.pop().and_then(|level| level.record) {
        match outer {
            Some(outer) => record.close_into(reader, outer),
            None => record.close(reader),
        }
    }
    reader.sweep(range, Why::NoMachine);
}

/// Deeper brackets belong to the deepest.
const DEEPEST: usize = 64;

fn close(reader: &mut Reader<'_>, levels: &mut Vec<Level>, listed: bool) {
    let Some(level) = levels.pop() else { return };
    let Some(mut record) = level.record else { return };
    // `{"EX01": {…}}`: the key is the name.
    let key = &reader.text[level.key.clone()];
    if !record.is_named() && is_name(key) {
        record.call(8, level.key.clone());
    }
    let around = levels.iter().rposition(|level| level.record.is_some());
    if let [Some(name), Some(value)] = level.pair
        && matches!(role(&reader.text[name.clone()]), Some(Role::Header(_) | Role::Display(_)))
        && let Some(outer) = around.and_then(|at| levels[at].record.as_mut())
    {
        if level.request {
            reader.mention_all(value, Why::Request);
        } else {
            outer.field(reader, name, value);
        }
        return;
    }
    match around {
        // The root is no machine: what stands on its level is one each.
        Some(0) if listed => record.close(reader),
        Some(at) => match levels[at].record.take() {
            Some(mut outer) => {
                record.close_into(reader, &mut outer);
                levels[at].record = Some(outer);
            }
            None => record.close(reader),
        },
        None => {
            record.row = true;
            record.close(reader);
        }
    }
}

fn member(
    reader: &mut Reader<'_>,
    levels: &mut [Level],
    key: Option<Range<usize>>,
    value: Range<usize>,
) {
    let text = reader.text;
    let inherited = levels.last().map_or(0..0, |level| level.key.clone());
    let name = key.unwrap_or(inherited);
    if let Some(level) = levels.last_mut() {
        if text[name.clone()].eq_ignore_ascii_case(b"name") {
            level.pair[0] = Some(value.clone());
        } else if text[name.clone()].eq_ignore_ascii_case(b"value") {
            level.pair[1] = Some(value.clone());
        }
    }
    if let Some(why) = levels.last().and_then(|level| level.target) {
        return reader.mention_all(value, why);
    }
    let asked = levels.last().is_some_and(|level| level.request);
    let Some(record) = levels.iter_mut().rev().find_map(|level| level.record.as_mut()) else {
        return;
    };
    // Which of nmap's scripts printed the output.
    if text[name.clone()].eq_ignore_ascii_case(b"id")
        && text[value.clone()] == *b"ms-exchange-version"
    {
        record.channel = Some(Channel::NmapExchangeVersion);
        return;
    }
    let known = label(&text[name.clone()]);
    if asked && matches!(known, Some(Role::Header(_))) {
        return reader.mention_all(value, Why::Request);
    }
    reader.key = name;
    match known {
        // A key that only these records use for a server's release.
        Some(Role::Product) if crate::channel::is_prose(&text[value.clone()]) => {
            reader.mention_all(value, Why::Sentence);
        }
        Some(role) => record.take(reader, role, value),
        None if !reader.has_hit(&value) => {}
        // An event's message: its lines are read as lines, not as one sentence.
        None if has_lines(&text[value.clone()]) => reader.nested(record, value),
        None if is_name(&text[reader.key.clone()])
            && crate::channel::pair(reader, reader.key.clone(), value.clone()) => {}
        None => {
            if !super::row::unknown(reader, record, value.clone()) && is_text(&text[value.clone()])
            {
                reader.nested(record, value);
            }
        }
    }
}

/// Whether a key is a machine's name, and not `extracted-results`.
fn is_name(key: &[u8]) -> bool {
    let sure = key.iter().any(u8::is_ascii_digit)
        || key.contains(&b'.')
        || key.iter().all(u8::is_ascii_uppercase);
    // `0b1c2d3e-…` numbers an update or an object.
    let number = key.len() >= 8 && key.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    sure && !number && crate::channel::names_machine(key)
}

/// Whether a string has several lines, their ends escaped as JSON does it. A folder may
/// begin with that letter.
fn has_lines(value: &[u8]) -> bool {
    let folder = |at: &usize| *at > 0 && matches!(value[at - 1], b'\\' | b':');
    memchr::memmem::find_iter(value, b"\\n").any(|at| !folder(&at))
}

/// Whether a string is a text of its own: it has lines, escaped or not, or tags.
fn is_text(value: &[u8]) -> bool {
    memchr::memmem::find(value, b"\\n").is_some()
        || memchr::memmem::find(value, b"\\r").is_some()
        || memchr::memmem::find(value, b"\\x0").is_some()
        || memchr::memchr2(b'\n', b'<', value).is_some()
}
