//! Lines of text: properties, the output of tools, lists of machines. Each line
//! is asked in turn what it is; the first that reads it whole has it.

use super::Role;
use super::asked::answer;
use super::asked::asked;
use super::asked::context;
use super::asked::machine;
use super::program::caps;
use super::program::is_library;
use super::program::program;
use super::program::proxy_row;
use super::scanner::braces;
use super::scanner::escaped;
use super::scanner::extracted;
use super::scanner::insert;
use super::scanner::nmap;
use super::scanner::pairs;
use super::scanner::scanner_row;
use super::scanner::technology;
use super::sentence::printed;
use super::sentence::sentence;
use super::sentence::title;
use super::stated::item;
use super::stated::names_machine;
use super::stated::values_alone;
use crate::document::lines::Content;
use crate::document::lines::content;
use crate::document::lines::field;
use crate::document::lines::forwarded;
use crate::document::lines::prompt;
use crate::document::text::bare;
use crate::document::text::find;
use crate::document::text::starts_with;
use crate::document::text::trim;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::state;
use crate::subject::Record;
use alloc::vec::Vec;
use core::ops::Range;

/// Reads the lines of a paragraph that are no table's.
pub(crate) fn lines(reader: &mut Reader<'_>, all: &[Range<usize>]) {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
    let text = reader.text;
    let whole = first.start..last.end;
    if !reader.has_hit(&whole) {
        all.iter().for_each(|line| context(reader, line.clone()));
        return;
    }
    let contents: Vec<Content> = all.iter().map(|line| content(text, line.clone())).collect();
    if values_alone(reader, &contents) {
        return;
    }
    // Quoted output has the sign on every line; a remark in a program has not.
    let quoted = contents.iter().all(|line| line.comment || line.range.is_empty());
    // In a comment of C's kind every line begins with a star.
    let starred = find(&text[whole.clone()], b"/*").is_some();
    let mut record: Option<Record> = None;
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut done = 0;
    let mut forward = false;
    let mut depth = 0_u32;
    let mut below: Option<(usize, Why)> = None;
    reader.context.hops.clear();
    for (index, (line, inner)) in all.iter().zip(&contents).enumerate() {
        if inner.range.is_empty() || line.start < done {
            continue;
        }
        if reader.is_stopped() {
            break;
        }
        reader.key = 0..0;
        reader.context.date.clone_from(&inner.date);
        if core::mem::take(&mut forward) {
            finish(reader, &mut record);
        }
        if let Some(command) = prompt(&text[line.clone()]) {
            finish(reader, &mut record);
            names.clear();
            asked(reader, line, command);
            continue;
        }
        if starred && text[line.clone()].trim_ascii_start().starts_with(b"*") {
            continue;
        }
        // `desired:` and what is indented below it.
        let indent = inner.range.start - line.start;
        below = below.filter(|(outer, _)| indent > *outer);
        if let Some((_, why)) = below {
            reader.mention_all(line.clone(), why);
            continue;
        }
        // Behind a sign of comment only complete output counts.
        if inner.comment && (!quoted || find(&text[inner.range.clone()], b"href=").is_some()) {
            continue;
        }
        let mut range = inner.range.clone();
        // A line that was sent on is its machine's, whatever stands around it.
        if let Some((host, message)) = forwarded(text, range.clone()) {
            finish(reader, &mut record);
            names.clear();
            if !reader.has_hit(line) {
                continue;
            }
            forward = true;
            open(reader, &mut record).call(20, host);
            range = trim(text, message..range.end);
        }
        // A scanner's report begins.
        if starts_with(&text[range.clone()], b"nmap scan report for ") {
            finish(reader, &mut record);
            machine(reader, range);
            continue;
        }
        if let Some(end) = nmap(reader, &mut record, &all[index..]) {
            done = end;
            continue;
        }
        if reader.has_hit(line) && sentence(reader, &mut record, range.clone()) {
            done = done.max(reader.context.told);
            continue;
        }
        let several = |sign| memchr::memchr_iter(sign, &text[range.clone()]).nth(1).is_some();
        if [b'=', b':']
            .into_iter()
            .any(|sign| several(sign) && reader.has_hit(line) && pairs(reader, &range, sign))
        {
            continue;
        }
        depth = braced(&text[range.clone()], depth);
        if depth > 0 && memchr::memchr(b'=', &text[range.clone()]).is_some() {
            reader.mention_all(range, Why::Sentence);
            continue;
        }
        if let Some((key, role, value)) = field(text, range.clone())
            && !(matches!(role, Role::Part(..))
                && find(&text[value.clone()], b"majorbuildnumber=").is_some())
            && !is_library(&text[range.clone()])
        {
            below = match role {
                Role::Target(why) if value.is_empty() => Some((indent, why)),
                _ => below,
            };
            property(reader, &mut record, &mut names, key, role, value);
            continue;
        }
        // A name alone above properties is that of what follows.
        if machine_above(text, &contents[index..]) {
            finish(reader, &mut record);
            names.clear();
            open(reader, &mut record).call(9, bare_name(text, range));
            continue;
        }
        // Setup's log says which machine it is on.
        let own = starts_with(&text[range.clone()], b"evaluated [setting:computername");
        if own && record.is_some() && sentence(reader, &mut record, range.clone()) {
            continue;
        }
        if !reader.has_hit(line) {
            continue;
        }
        if let Some(end) = hops(reader, line) {
            done = end;
            continue;
        }
        reader.enter(Block::Line);
        if title(reader, record.as_ref(), range.clone()) {
            continue;
        }
        let own = open(reader, &mut record);
        if !other_line(reader, own, range.clone()) && !item(reader, range.clone()) {
            let why = state::told(&text[range.clone()]).unwrap_or(Why::Sentence);
            reader.sweep(range, why);
        }
    }
    reader.context.date = None;
    finish(reader, &mut record);
    // What was asked for last may be answered below a blank line.
    if prompt(&text[last.clone()]).is_none() {
        reader.context.listing = false;
        reader.context.exsetup = false;
    }
}

/// How deep in braces of a program what stands below a line is: `Package SU {`. What
/// a program assigns there is no server's; `instance of Win32_Product {` is output.
fn braced(line: &[u8], depth: u32) -> u32 {
    match line {
        [b'}', ..] => depth.saturating_sub(1),
        [first, .., b'{'] if *first != b'{' && !starts_with(line, b"instance of ") => depth + 1,
        _ => depth,
    }
}

/// `[EX01]`, `EX01:`, `**EX01**`: the name without its marks.
fn bare_name(text: &[u8], range: Range<usize>) -> Range<usize> {
    let end = range.end - usize::from(text[range.clone()].ends_with(b":"));
    bare(text, range.start..end)
}

/// How many lines below a name a known property may stand.
const NEAR: usize = 4;

/// Whether the first of the lines is a machine's name and properties follow.
fn machine_above(text: &[u8], lines: &[Content]) -> bool {
    let [first, below @ ..] = lines else { return false };
    let name = bare_name(text, first.range.clone());
    if name.is_empty() || name.len() > 80 || !names_machine(&text[name]) {
        return false;
    }
    let mut near = below.iter().take(NEAR);
    near.find_map(|line| field(text, line.range.clone()))
        .is_some_and(|(_, role, _)| !matches!(role, Role::Name(_) | Role::Header(_)))
}

pub(super) fn finish(reader: &mut Reader<'_>, record: &mut Option<Record>) {
    if let Some(record) = record.take() {
        record.close(reader);
    }
}

/// A property of the record that is open, or of a new one.
pub(super) fn property(
    reader: &mut Reader<'_>,
    record: &mut Option<Record>,
    names: &mut Vec<Range<usize>>,
    key: Range<usize>,
    role: Role,
    value: Range<usize>,
) {
    let text = reader.text;
    if let Role::Name(_) = role {
        // The same name again begins the next server.
        let known = &text[key.clone()];
        if names.iter().any(|name| text[name.clone()] == *known) {
            finish(reader, record);
            names.clear();
        }
        names.push(key.clone());
        if known.eq_ignore_ascii_case(b"computer") || known.eq_ignore_ascii_case(b"machine") {
            reader.context.machine = Some(value.clone());
        }
    }
    if matches!(role, Role::Header(_)) && inline(reader, &value) {
        return;
    }
    // An answer has each of these headers once: what comes again is the next answer's.
    if let Role::Header(header) = role
        && super::http::is_once(header)
    {
        let known = &text[key.clone()];
        let told = |own: &Record| reader.evidence[own.first..].iter().any(super::http::is_told);
        if names.iter().any(|name| text[name.clone()] == *known)
            && record.as_ref().is_some_and(told)
        {
            finish(reader, record);
            names.clear();
        }
        names.push(key.clone());
    }
    let open = open(reader, record);
    if starts_with(&text[key.clone()], b"sig[") || starts_with(&text[value.clone()], b"appversion")
    {
        return;
    }
    reader.enter(Block::Properties);
    reader.key = key;
    open.take(reader, role, value);
}

pub(super) fn inline(reader: &Reader<'_>, value: &Range<usize>) -> bool {
    super::http::holds_more_headers(reader.text, value.clone())
}

/// The open record, or a new one.
pub(super) fn open<'r>(reader: &mut Reader<'_>, record: &'r mut Option<Record>) -> &'r mut Record {
    record.get_or_insert_with(|| Record::new(reader, Block::Properties, false))
}

/// Mail hops on a line; where the last one ends.
pub(super) fn hops(reader: &mut Reader<'_>, line: &Range<usize>) -> Option<usize> {
    let first = reader.hits.partition_point(|at| *at < line.start);
    let mut end = None;
    for index in first..reader.hits.len() {
        let at = reader.hits[index];
        if at >= line.end {
            break;
        }
        if end.is_some_and(|end| at < end) {
            continue;
        }
        if let Some(stop) = super::mail::hop(reader, at) {
            end = Some(stop);
        } else if starts_with(&reader.text[at..], b"mail")
            && super::mail::internet_mail_service(reader, at)
        {
            end = Some(line.end.min(at + 40));
        }
    }
    end
}

/// What else a line can be. Whether it was something.
pub(super) fn other_line(reader: &mut Reader<'_>, record: &mut Record, line: Range<usize>) -> bool {
    let text = reader.text;
    if is_request(&text[line.clone()]) {
        reader.mention_all(line, Why::Request);
        return true;
    }
    answer(reader, record, &line)
        || super::file::line(reader, record, line.clone())
        || insert(reader, &line)
        || super::http::inline_headers(reader, line.clone())
        || braces(reader, &line)
        || program(reader, record, &line)
        || super::banner::line(reader, record, line.clone())
        || scanner_row(reader, &line)
        || extracted(reader, &line)
        || escaped(reader, &line)
        || proxy_row(reader, record, &line)
        || technology(reader, record, &line)
        || super::directory::cookie(reader, record, line.clone())
        || loose_attributes(reader, record, &line)
        || web_line(reader, line)
}

/// `MajorVersion="15" MinorVersion="2" …` without its element.
pub(super) fn loose_attributes(
    reader: &mut Reader<'_>,
    record: &mut Record,
    line: &Range<usize>,
) -> bool {
    let words = &reader.text[line.clone()];
    if find(words, b"majorbuildnumber=").is_none() {
        return false;
    }
    crate::document::markup::attributes(reader, record, line.clone(), b"");
    true
}

/// Paths on a line, each line an answer of its own.
pub(super) fn web_line(reader: &mut Reader<'_>, line: Range<usize>) -> bool {
    let mut record = Record::new(reader, Block::Line, false);
    let any = super::web::paths(reader, &mut record, line);
    record.close(reader);
    any
}

/// A request line, or a command that makes one.
pub(super) fn is_request(line: &[u8]) -> bool {
    ["get /", "post /", "head /", "options /", "curl ", "wget "]
        .iter()
        .any(|verb| starts_with(line, verb.as_bytes()))
}

/// Literals in the value of a field: greetings, paths, sentences of programs.
pub(crate) fn literals(reader: &mut Reader<'_>, record: &mut Record, value: Range<usize>) -> bool {
    let before = reader.evidence.len() + reader.updates.len();
    let range = bare(reader.text, value);
    let one = memchr::memchr2(b'\\', b'\n', &reader.text[range.clone()]).is_none();
    if let Some((key, role @ Role::Header(_), value)) =
        field(reader.text, range.clone()).filter(|_| one)
    {
        reader.key = key;
        record.take(reader, role, value);
        return true;
    }
    let any = printed(reader, record, range.clone())
        || super::directory::cookie(reader, record, range.clone())
        || super::banner::line(reader, record, range.clone())
        || caps(reader, &range)
        || technology(reader, record, &range)
        || super::web::paths(reader, record, range);
    any && reader.evidence.len() + reader.updates.len() > before
}

/// Whether a product's field holds prose: a sentence about updates.
pub(crate) fn is_prose(words: &[u8]) -> bool {
    words.len() > 200
}
