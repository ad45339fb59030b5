//! HTML and XML: elements are fields of the element around them, rows of tables
//! are rows, attributes are fields of their element. CLIXML's `N` names them.

use super::text::find;
use super::text::trim;
use crate::channel::Role;
use crate::channel::fields::role;
use crate::channel::label::label;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use alloc::vec::Vec;
use core::ops::Range;

/// Where the markup that begins at `start` ends: at the first paragraph without
/// a tag, not within scripts, styles and what is shown as it was printed.
pub(crate) fn end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut script = false;
    while at < text.len() {
        let stop = super::text::line_end(text, at);
        let line = &text[at..stop];
        let blank = line.trim_ascii().is_empty();
        if line.trim_ascii_start().starts_with(b"```") || super::lines::is_prompt(line) {
            return at;
        }
        let tag = |names: [&[u8]; 3]| names.iter().any(|name| find(line, name).is_some());
        if tag([b"<script", b"<style", b"<pre"]) {
            script = true;
        }
        if tag([b"</script", b"</style", b"</pre"]) {
            script = false;
        }
        if blank && !script {
            // What follows is looked at before it is taken in.
            let next = text[stop..]
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())
                .map_or(text.len(), |i| stop + i);
            if text.get(next) != Some(&b'<') {
                return stop.min(text.len());
            }
        }
        at = stop + 1;
    }
    text.len()
}

/// Whether markup begins at `at`.
pub(crate) fn begins(text: &[u8], at: usize) -> bool {
    match text.get(at + 1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => text.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(byte) if byte.is_ascii_alphabetic() => {
            // `<user@example.org>` is an address.
            let name = text[at + 1..]
                .iter()
                .take(64)
                .take_while(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
                })
                .count();
            matches!(text.get(at + 1 + name), Some(b'>' | b' ' | b'\t' | b'\r' | b'\n' | b'/'))
        }
        _ => false,
    }
}

/// An element that is open.
struct Element {
    name: Range<usize>,
    /// What `N` or `Name` calls it.
    called: Range<usize>,
    /// Where its text begins, as long as no other element stood in it.
    leaf: Option<usize>,
    record: Option<Record>,
    /// Its value is a bound of a rule.
    bound: bool,
}

/// A table of HTML while it is read.
#[derive(Default)]
struct Table {
    titles: Vec<Range<usize>>,
    cells: Vec<Range<usize>>,
    heading: bool,
    cell: Option<usize>,
    /// Two columns, the first of which names the second.
    properties: Option<Record>,
}

/// Reads the markup in `range`; its pieces belong to `head`'s answer where it is
/// the body of one.
pub(crate) fn read(reader: &mut Reader<'_>, range: Range<usize>, head: Option<&mut Record>) {
    reader.enter(Block::Markup);
    let text = reader.text;
    let mut page = Record::new(reader, Block::Markup, false);
    let mut open: Vec<Element> = Vec::new();
    let mut tables: Vec<Table> = Vec::new();
    let mut at = range.start;
    while let Some(length) = memchr::memchr(b'<', &text[at..range.end])
        && !reader.is_stopped()
    {
        let start = at + length;
        // The last tag may be cut off.
        let stop = memchr::memchr(b'>', &text[start..range.end])
            .map_or(range.end, |length| start + length);
        at = (stop + 1).min(range.end);
        let tag = &text[start + 1..stop];
        let from = usize::from(tag.first() == Some(&b'/'));
        let length = tag[from..]
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'/' && **byte != b'>')
            .count();
        let name = start + 1 + from..start + 1 + from + length;
        let local = local(text, name.clone());
        if from == 1 {
            end_table(reader, &mut tables, &text[local.clone()], start);
            shut(reader, &mut open, &mut page, &text[local], start);
            continue;
        }
        if matches!(tag.first(), Some(b'!' | b'?')) {
            continue;
        }
        let empty = tag.last() == Some(&b'/');
        begin_table(reader, &mut tables, &text[local.clone()], start, stop + 1);
        if is_void(&text[local.clone()]) {
            attributes(reader, &mut page, name.end..stop, &text[local]);
            continue;
        }
        if let Some(around) = open.last_mut() {
            around.leaf = None;
        }
        let mut record = Record::new(reader, Block::Markup, true);
        let called = attributes(reader, &mut record, name.end..stop, &text[local.clone()]);
        if text[local.clone()].eq_ignore_ascii_case(b"script")
            && find(tag, b"id=\"ms-exchange-version\"").is_some()
        {
            // The elements inside say the same again.
            let end = find(&text[stop..range.end], b"</script").map_or(stop, |end| stop + end);
            crate::channel::nmap_script(reader, &record, name.end..stop);
            reader.read(start..end);
            at = end;
        }
        // `<version operation="less than">` of a rule.
        let bound = find(tag, b"operation=").is_some() && find(tag, b"\"equals\"").is_none();
        let element =
            Element { name: local, called, leaf: Some(stop + 1), record: Some(record), bound };
        if empty {
            finish(reader, element, &mut open, &mut page, stop + 1);
        } else if open.len() < DEEPEST {
            open.push(element);
        }
    }
    while let Some(element) = open.pop() {
        finish(reader, element, &mut open, &mut page, range.end);
    }
    crate::channel::page(reader, &mut page, range.clone());
    match head {
        Some(head) => page.close_into(reader, head),
        None => page.close(reader),
    }
    reader.sweep(range, Why::Sentence);
}

const DEEPEST: usize = 256;

/// Elements of HTML that hold nothing.
fn is_void(name: &[u8]) -> bool {
    [&b"br"[..], b"img", b"link", b"meta", b"input", b"hr", b"base", b"col", b"source"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
}

/// A name without its prefix.
fn local(text: &[u8], name: Range<usize>) -> Range<usize> {
    match memchr::memrchr(b':', &text[name.clone()]) {
        Some(colon) => name.start + colon + 1..name.end,
        None => name,
    }
}

/// Reads the attributes as fields; what `N` or `Name` calls the element.
pub(crate) fn attributes(
    reader: &mut Reader<'_>,
    record: &mut Record,
    range: Range<usize>,
    element: &[u8],
) -> Range<usize> {
    let text = reader.text;
    let mut called = 0..0;
    let mut at = range.start;
    let manifest = element.eq_ignore_ascii_case(b"assemblyidentity");
    let mut assembly = [0..0, 0..0, 0..0];
    let mut names: Vec<(Range<usize>, Role, Range<usize>)> = Vec::new();
    let mut tells = false;
    while let Some(length) = memchr::memchr(b'=', &text[at..range.end]) {
        let sign = at + length;
        let name = trim(text, at..sign);
        let word = text[name.clone()]
            .iter()
            .rposition(u8::is_ascii_whitespace)
            .map_or(name.start, |i| name.start + i + 1);
        let name = local(text, word..name.end);
        let open = text[sign + 1..range.end]
            .iter()
            .position(|byte| !byte.is_ascii_whitespace())
            .map_or(range.end, |i| sign + 1 + i);
        let quote = text[..range.end].get(open).copied().unwrap_or_default();
        let (value, next) = if matches!(quote, b'"' | b'\'') {
            let close = memchr::memchr(quote, &text[open + 1..range.end])
                .map_or(range.end, |i| open + 1 + i);
            (open + 1..close, (close + 1).min(range.end))
        } else {
            let end = text[open..range.end]
                .iter()
                .position(u8::is_ascii_whitespace)
                .map_or(range.end, |i| open + i);
            (open..end, end)
        };
        let key = &text[name.clone()];
        if key.eq_ignore_ascii_case(b"n") || key.eq_ignore_ascii_case(b"name") {
            called = value.clone();
            assembly[0] = value.clone();
        }
        if manifest {
            if key.eq_ignore_ascii_case(b"version") {
                assembly[1] = value.clone();
            } else if key.eq_ignore_ascii_case(b"publickeytoken") {
                assembly[2] = value.clone();
            }
        } else if let Some(role) = role(key).filter(|it| {
            !matches!(
                it,
                Role::Text
                    | Role::Url
                    | Role::File
                    | Role::Target(_)
                    | Role::Other
                    | Role::Header(_)
            )
        }) {
            // `Version` of an XML prolog, of a schema, of a CLIXML stream.
            let generic = role == Role::Version
                && !crate::document::number::next_number(text, value.clone())
                    .is_some_and(|it| it.is_plausible());
            if matches!(role, Role::Name(_)) {
                names.push((name.clone(), role, value.clone()));
            } else if !generic {
                tells = true;
                reader.key = name.clone();
                record.take(reader, role, value.clone());
            }
        }
        at = next;
    }
    // What a form or a field is called is no machine's name; a scanner's host is.
    let host = [&b"hostname"[..], b"reporthost"].iter().any(|it| element.eq_ignore_ascii_case(it));
    let setting = element.eq_ignore_ascii_case(b"add");
    for (name, role, value) in names.into_iter().filter(|_| tells && !setting || host) {
        reader.key = name;
        record.take(reader, role, value);
    }
    if manifest {
        crate::channel::manifest(reader, record, &assembly);
    }
    called
}

/// Ends an element by its name, and those in it that nothing ended.
fn shut(
    reader: &mut Reader<'_>,
    open: &mut Vec<Element>,
    page: &mut Record,
    name: &[u8],
    at: usize,
) {
    let text = reader.text;
    let Some(place) = open
        .iter()
        .rev()
        .take(16)
        .position(|element| text[element.name.clone()].eq_ignore_ascii_case(name))
    else {
        return;
    };
    for _ in 0..=place {
        if let Some(element) = open.pop() {
            finish(reader, element, open, page, at);
        }
    }
}

fn finish(
    reader: &mut Reader<'_>,
    mut element: Element,
    open: &mut Vec<Element>,
    page: &mut Record,
    at: usize,
) {
    let text = reader.text;
    let Some(mut record) = element.record.take() else { return };
    // What an envelope holds names people and items; its head is the server's.
    if text[element.name.clone()].eq_ignore_ascii_case(b"body")
        && open.iter().any(|it| text[it.name.clone()].eq_ignore_ascii_case(b"envelope"))
    {
        record.forget_name();
    }
    // A value that prints itself stands below its name: `<Obj N="AdminDisplayVersion"><ToString>`.
    let printed = text[element.name.clone()].eq_ignore_ascii_case(b"tostring");
    let levels = usize::from(printed);
    let key = if printed {
        open.last().map_or(0..0, |around| around.called.clone())
    } else if element.called.is_empty() {
        element.name.clone()
    } else {
        element.called.clone()
    };
    let mut rest: Vec<Element> = Vec::new();
    for _ in 0..levels {
        rest.extend(open.pop());
    }
    // `<pre>…</pre>`, `<pre><code>…</code></pre>`: what a page shows as it was printed.
    let is_shown = |it: &Element| text[it.name.clone()].eq_ignore_ascii_case(b"pre");
    let shown = is_shown(&element) || open.last().is_some_and(is_shown);
    let around = match open.last_mut() {
        Some(Element { record: Some(record), .. }) => record,
        _ => page,
    };
    if let Some(from) = element.leaf.filter(|from| *from <= at) {
        let value = trim(text, from..at);
        if element.bound {
            reader.mention_all(value, Why::Reference);
        } else if reader.has_hit(&value) && shown {
            reader.quoted(around, value);
        } else if !value.is_empty() {
            leaf(reader, around, key, value, printed);
        }
    }
    record.close_into(reader, around);
    open.extend(rest.into_iter().rev());
}

fn leaf(
    reader: &mut Reader<'_>,
    record: &mut Record,
    key: Range<usize>,
    value: Range<usize>,
    printed: bool,
) {
    let text = reader.text;
    if printed && memchr::memmem::find(&text[value.clone()], b"_x000D_").is_some() {
        return crate::channel::printed_properties(reader, record, value);
    }
    // The schema that made an object says nothing of a server.
    if text[key.clone()].eq_ignore_ascii_case(b"exchangebuild") {
        return reader.mention_all(value, Why::Schema);
    }
    let known = label(&text[key.clone()]);
    reader.key = key;
    match known {
        Some(Role::Header(_) | Role::Text | Role::Target(_) | Role::Url | Role::Product) | None
            if !reader.has_hit(&value) => {}
        Some(Role::Product) | None
            if is_output(&text[reader.key.clone()])
                && memchr::memchr(b'\n', &text[value.clone()]).is_some() =>
        {
            reader.nested(record, value);
        }
        // Only what has lines or tags is a text of its own.
        Some(Role::Text) if memchr::memchr2(b'\n', b'&', &text[value.clone()]).is_none() => {
            crate::channel::literals(reader, record, value);
        }
        // Text of a page is no header, whatever it is called.
        Some(Role::Header(_)) => {}
        Some(role) => record.take(reader, role, value),
        None if printed => {
            record.take(reader, Role::Display(crate::channel::Channel::AdminDisplayVersion), value);
        }
        None => {
            crate::channel::literals(reader, record, value);
        }
    }
}

/// Elements that hold the lines a tool printed.
fn is_output(name: &[u8]) -> bool {
    [&b"samp"[..], b"textarea", b"description", b"detail", b"details"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
}

fn begin_table(
    reader: &mut Reader<'_>,
    tables: &mut Vec<Table>,
    name: &[u8],
    start: usize,
    after: usize,
) {
    if name.eq_ignore_ascii_case(b"table") {
        tables.push(Table::default());
        return;
    }
    if tables.is_empty() && (is_tr(name) && name.len() == 2 || name.eq_ignore_ascii_case(b"td")) {
        tables.push(Table::default());
    }
    let Some(table) = tables.last_mut() else { return };
    if is_tr(name) {
        end_row(reader, table, start);
    } else if is_td(name) {
        end_cell(reader, table, start);
        table.heading =
            name.eq_ignore_ascii_case(b"th") && (table.cells.is_empty() || table.heading);
        table.cell = Some(after);
    }
}

fn end_table(reader: &mut Reader<'_>, tables: &mut Vec<Table>, name: &[u8], at: usize) {
    let Some(table) = tables.last_mut() else { return };
    if is_td(name) {
        end_cell(reader, table, at);
    } else if is_tr(name) {
        end_row(reader, table, at);
    } else if name.eq_ignore_ascii_case(b"table") {
        end_row(reader, table, at);
        if let Some(record) = table.properties.take() {
            record.close(reader);
        }
        tables.pop();
    }
}

fn end_cell(reader: &mut Reader<'_>, table: &mut Table, at: usize) {
    if let Some(from) = table.cell.take() {
        let cell = untagged(reader.text, from..at.max(from));
        table.cells.push(cell);
    }
}

/// The text of a cell, without the tags at its ends.
fn untagged(text: &[u8], range: Range<usize>) -> Range<usize> {
    let mut range = trim(text, range);
    while text[range.clone()].starts_with(b"<") {
        let Some(close) = memchr::memchr(b'>', &text[range.clone()]) else { return range };
        range = trim(text, range.start + close + 1..range.end);
    }
    let end = memchr::memchr(b'<', &text[range.clone()]).map_or(range.end, |i| range.start + i);
    trim(text, range.start..end)
}

fn end_row(reader: &mut Reader<'_>, table: &mut Table, at: usize) {
    end_cell(reader, table, at);
    let cells = core::mem::take(&mut table.cells);
    let text = reader.text;
    let known = |cells: &[Range<usize>]| {
        cells.iter().filter(|cell| label(&text[(*cell).clone()]).is_some()).count()
    };
    match cells.len() {
        0 => {}
        // `<tr><th>Name</th><td>EX01</td></tr>`: the first cell names the second.
        2 if table.titles.is_empty()
            && known(&cells) == 1
            && label(&text[cells[0].clone()]).is_some() =>
        {
            let mut record = match table.properties.take() {
                Some(record) => record,
                None => Record::new(reader, Block::Properties, false),
            };
            let naming = matches!(label(&text[cells[0].clone()]), Some(Role::Name(_)));
            if naming && record.is_named() {
                record.close(reader);
                record = Record::new(reader, Block::Properties, false);
            }
            record.field(reader, cells[0].clone(), cells[1].clone());
            table.properties = Some(record);
        }
        _ if table.heading || table.titles.is_empty() && known(&cells) > 1 => table.titles = cells,
        _ => super::row::row(reader, &table.titles, &cells, Block::Table),
    }
    table.heading = false;
}

/// A row of a table, of a spreadsheet.
fn is_tr(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"tr") || name.eq_ignore_ascii_case(b"row")
}

/// A cell.
fn is_td(name: &[u8]) -> bool {
    [&b"td"[..], b"th", b"cell"].iter().any(|it| name.eq_ignore_ascii_case(it))
}
