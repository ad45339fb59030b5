//! What scanners and inventories print on lines: nmap, rows without headings,
//! technologies, rows of SQL, objects within a line.

use super::Channel;
use super::Role;
use super::lines::finish;
use crate::document::lines::content;
use crate::document::number::Number;
use crate::document::number::next_number;
use crate::document::number::number;
use crate::document::text::bare;
use crate::document::text::find;
use crate::document::text::is_address;
use crate::document::text::starts_with;
use crate::document::text::trim;
use crate::evidence::Claim;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::value;
use crate::subject::Record;
use crate::subject::is_machine;
use alloc::vec::Vec;
use core::ops::Range;

/// The block of nmap's script `ms-exchange-version`, whose title is the first of
/// the lines; where it ends.
pub(super) fn nmap(
    reader: &mut Reader<'_>,
    record: &mut Option<Record>,
    lines: &[Range<usize>],
) -> Option<usize> {
    let text = reader.text;
    let (line, below) = lines.split_first()?;
    let inner = content(text, line.clone()).range;
    let title = &text[inner];
    if !starts_with(title, b"ms-exchange-version") || starts_with(title, b"ms-exchange-version.nse")
    {
        return None;
    }
    finish(reader, record);
    let mut found = Record::new(reader, Block::Line, false);
    if let Some(name) = reader.context.machine.clone() {
        found.call(3, name);
    }
    let mut numbers: Vec<Number> = Vec::new();
    let mut end = line.end;
    for line in below {
        let rest = text[line.clone()].trim_ascii_start();
        if !rest.starts_with(b"|") {
            break;
        }
        end = line.end;
        let inner = content(text, line.clone()).range;
        let words = &text[inner.clone()];
        if let Some(at) = find(words, b"exchange_server") {
            match super::directory::cpe_claim(text, inner.start + at) {
                Some(Ok(number)) => reader.note(&found, Channel::Cpe, &number, Precision::Exact),
                Some(Err(named)) => reader.put(
                    &found,
                    Channel::Cpe,
                    inner.clone(),
                    Precision::Baseline,
                    Standing::Observed,
                    Claim::Named(named),
                ),
                None => {}
            }
        } else if !starts_with(words, b"name:") && !starts_with(words, b"product:") {
            numbers.extend(next_number(text, inner.clone()).filter(Number::is_plausible));
        }
        reader.read(inner);
    }
    nmap_numbers(reader, &found, numbers);
    found.close(reader);
    Some(end)
}

/// The script names every release that a path of three parts can be.
fn nmap_numbers(reader: &mut Reader<'_>, found: &Record, numbers: Vec<Number>) {
    let several = numbers.iter().any(|number| !number.agrees(&numbers[0]));
    for number in numbers {
        let number = if several { Number::of(number.parts(), 3, number.span()) } else { number };
        reader.note(found, Channel::NmapExchangeVersion, &number, Precision::Exact);
    }
}

/// The same script in nmap's XML: what it printed is an attribute.
pub(crate) fn nmap_script(reader: &mut Reader<'_>, record: &Record, tag: Range<usize>) {
    let text = reader.text;
    if let Some(output) = find(&text[tag.clone()], b"output=").map(|at| tag.start + at) {
        nmap_output(reader, record, output..tag.end);
    }
}

/// What the script printed, in a field of its own.
pub(crate) fn nmap_output(reader: &mut Reader<'_>, record: &Record, output: Range<usize>) {
    let text = reader.text;
    let mut numbers: Vec<Number> = Vec::new();
    let mut at = output.start;
    while let Some(number) = next_number(text, at..output.end) {
        at = number.end;
        numbers.extend(Some(number).filter(Number::is_plausible));
    }
    nmap_numbers(reader, record, numbers);
}

/// `INSERT INTO programs(name, version, …) VALUES ("…", "15.1.1591.10", …)`: a row
/// below its columns.
pub(super) fn insert(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    if !starts_with(words, b"insert into ") {
        return false;
    }
    let (Some(open), Some(values)) = (memchr::memchr(b'(', words), find(words, b"values")) else {
        return false;
    };
    let Some(close) =
        memchr::memchr(b')', &words[open..]).map(|i| open + i).filter(|close| *close < values)
    else {
        return false;
    };
    let Some(first) = memchr::memchr(b'(', &words[values..]).map(|i| values + i + 1) else {
        return false;
    };
    let last = memchr::memrchr(b')', words).unwrap_or(words.len());
    let titles =
        crate::document::rows::cells(text, line.start + open + 1..line.start + close, b',');
    let row = line.start + first..line.start + last.max(first);
    let cells: Vec<_> = crate::document::rows::cells(text, row, b',')
        .into_iter()
        .map(|cell| bare(text, cell))
        .collect();
    crate::document::row::row(reader, &titles, &cells, Block::Properties);
    true
}

/// Objects within a line: `Response headers: {'X-FEServer': 'EX01'}`.
pub(super) fn braces(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let open =
        memchr::memchr_iter(b'{', &text[line.clone()]).map(|at| line.start + at).find(|at| {
            text.get(at + 1).is_some_and(|byte| matches!(byte, b'"' | b'\''))
                && crate::document::json::begins(text, *at)
        });
    let Some(open) = open else { return false };
    // A value behind a label; in a program an object stands behind a name or `=`.
    let before = text[line.start..open].trim_ascii_end();
    let label = before.is_empty()
        || before.ends_with(b":") && !before.ends_with(b"::")
        || before.ends_with(b"=>")
        || before.ends_with(b"-");
    if !label {
        return false;
    }
    // `{$build -like "…"} {"Exchange 2019"}` is a program's.
    let Some(stop) = crate::document::json::end(text, open, line.end) else { return false };
    let member = memchr::memchr(b':', &text[open..stop]).is_some();
    if !member {
        return false;
    }
    object_behind(reader, line.start..line.start + before.len(), open..stop);
    true
}

/// `ok: [EX01] => {…}` of Ansible, `EX01: {…}`.
pub(crate) fn object_behind(reader: &mut Reader<'_>, before: Range<usize>, object: Range<usize>) {
    let text = reader.text;
    let mut around = Record::new(reader, Block::Json, true);
    if let Some(name) = name_before(text, trim(text, before)) {
        around.call(20, name);
    }
    crate::document::json::read(reader, object, Some(&mut around));
    around.close(reader);
}

/// The machine in square brackets before an object, or before the colon.
fn name_before(text: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let open = memchr::memchr(b'[', words).map(|at| range.start + at + 1);
    let name = match open {
        Some(open) => open..open + memchr::memchr(b']', &text[open..range.end])?,
        None => range.start..range.end - usize::from(words.ends_with(b":")),
    };
    super::stated::names_machine(&text[name.clone()]).then_some(name)
}

/// `Name=EX01 Product="Exchange Server 2019" Build=15.2.1544.11` on one line, behind
/// whatever a log puts before it; with colons, `Server: EX01 Version: 15.2.1544.11`, it
/// begins with the name, and all are fields.
pub(super) fn pairs(reader: &mut Reader<'_>, line: &Range<usize>, sign: u8) -> bool {
    let text = reader.text;
    let first = memchr::memchr(sign, &text[line.clone()]).map(|at| line.start..line.start + at);
    // Most lines with colons begin with a day or a sentence.
    if sign == b':' && first.is_none_or(|key| super::fields::role(&text[key]).is_none()) {
        return false;
    }
    let mut fields: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for sign in memchr::memchr_iter(sign, &text[line.clone()]).map(|at| line.start + at) {
        let word =
            |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'-' | b'.');
        let length = text[line.start..sign].iter().rev().take_while(word).count();
        let key = sign - length..sign;
        if let Some((_, last)) = fields.last_mut() {
            last.end = key.start.max(last.start);
        }
        fields.push((key, sign + 1..line.end));
    }
    // `CN=EX01,CN=Servers,DC=example` is a place in a directory.
    let place = |key: &Range<usize>| {
        [&b"cn"[..], b"dc", b"ou"].iter().any(|it| text[key.clone()].eq_ignore_ascii_case(it))
    };
    if fields.iter().any(|(key, _)| place(key)) {
        return false;
    }
    let role = |key: &Range<usize>| super::fields::role(&text[key.clone()]);
    let named = fields.iter().any(|(key, _)| matches!(role(key), Some(Role::Name(_))));
    if !named || fields.iter().filter(|(key, _)| role(key).is_some()).count() < 2 {
        return false;
    }
    // A quoted value ends with its quotation mark, whatever a log puts behind it.
    let shown = |value: &Range<usize>| {
        let value = trim(text, value.clone());
        let quoted = match &text[value.clone()] {
            [b'"', rest @ ..] => memchr::memchr(b'"', rest).map(|length| length + 2),
            _ => None,
        };
        let end = match quoted {
            Some(length) => value.start + length,
            None => value.end - usize::from(text[value.clone()].ends_with(b"}")),
        };
        value.start..end.max(value.start)
    };
    // A word left over behind a version may belong to the next name: `Target version:`.
    let whole = |(key, value): &(Range<usize>, Range<usize>)| match role(key) {
        Some(Role::Version | Role::LabelledVersion) => value::whole(text, shown(value)).is_ok(),
        Some(Role::Name(_)) => sign == b'=' || is_machine(&text[bare(text, shown(value))]),
        known => sign == b'=' || known.is_some(),
    };
    if sign == b':' && fields[0].0.start > line.start || !fields.iter().all(whole) {
        return false;
    }
    let mut record = Record::new(reader, Block::Properties, true);
    for (key, value) in fields {
        record.field(reader, key, shown(&value));
    }
    let any = record.is_named();
    record.close(reader);
    any
}

/// A row of Shadowserver's without its heading: the version, then the server's name.
pub(super) fn scanner_row(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let cells = crate::document::rows::cells(text, line.clone(), b',');
    if cells.len() < 10 || !cells.iter().any(|cell| is_tag(&text[cell.clone()])) {
        return false;
    }
    let mut record = Record::new(reader, Block::Table, true);
    for (at, cell) in cells.iter().enumerate() {
        let words = &text[cell.clone()];
        if is_tag(words) {
            record.tag = Some(cell.start..cell.start + "exchange".len());
        } else if is_address(words) {
            record.call(2, cell.clone());
        } else if let Some(number) = next_number(text, cell.clone())
            .filter(|number| number.span() == *cell && number.is_plausible())
        {
            reader.note(&record, Channel::ScannerRow, &number, Precision::Exact);
            if let Some(name) = cells.get(at + 1).filter(|name| is_machine(&text[(*name).clone()]))
            {
                record.call(20, name.clone());
            }
        }
    }
    record.close(reader);
    true
}

/// `exchange;cve-2021-26855`.
pub(super) fn is_tag(cell: &[u8]) -> bool {
    starts_with(cell, b"exchange;")
        || cell.eq_ignore_ascii_case(b"exchange")
        || find(cell, b"vulnerable-exchange-server").is_some()
}

/// What a template of nuclei extracted: `[exchange-version] [http] [info]
/// https://mail.example.org/owa/ ["15.2.1544"]`. The template's name says whose it is.
pub(super) fn extracted(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let mut heads: Vec<Range<usize>> = Vec::new();
    let mut at = line.start;
    while text[..line.end].get(at) == Some(&b'[') {
        let Some(close) = memchr::memchr(b']', &text[at..line.end]).map(|i| at + i) else {
            return false;
        };
        heads.push(at + 1..close);
        at = trim(text, close + 1..line.end).start;
    }
    let [template, _, _] = &heads[..] else { return false };
    let found = |word: &[u8]| find(&text[template.clone()], word).is_some();
    let target =
        at..at + text[at..line.end].iter().take_while(|it| !it.is_ascii_whitespace()).count();
    let results = trim(text, target.end..line.end);
    if !found(b"exchange") && !found(b"owa") || !text[results.clone()].starts_with(b"[") {
        return false;
    }
    let Ok(value::Value { number: Some(number), named: None, .. }) = value::whole(text, results)
    else {
        return false;
    };
    let mut record = Record::new(reader, Block::Line, true);
    let host = super::http::host_of(text, target);
    record.call(1, host);
    reader.note(&record, Channel::Technology, &number, Precision::Exact);
    record.close(reader);
    true
}

/// An answer with its line ends escaped, behind the cells that say whose it is:
/// `192.0.2.10\t443\tmail.example.org\tHTTP/1.1 200 OK\\r\\nX-OWA-Version: …`.
pub(super) fn escaped(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let Some(at) = find(words, b"http/").filter(|at| *at > 0 && words[at - 1] == b'\t') else {
        return false;
    };
    if memchr::memmem::find(&words[at..], b"\\r\\n").is_none() {
        return false;
    }
    let answer = line.start + at..line.end;
    let mut record = Record::new(reader, Block::Line, true);
    for cell in crate::document::rows::cells(text, line.start..answer.start - 1, b'\t') {
        let name = &text[cell.clone()];
        if is_address(name) {
            record.call(2, cell);
        } else if name.contains(&b'.') && super::stated::names_machine(name) {
            record.call(11, cell);
        }
    }
    reader.nested(&mut record, answer);
    record.close(reader);
    true
}

/// What tools that recognise technologies print: `Outlook Web App:15.2.1544`,
/// `[Microsoft Outlook Web Access 15.2.659]`, intrigue's ` - Microsoft Outlook Web Access 15.2.659`.
pub(super) fn technology(
    reader: &mut Reader<'_>,
    record: &mut Record,
    line: &Range<usize>,
) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let Some(at) = find(words, b"outlook web ").or_else(|| find(words, b"outlook-web-")) else {
        return false;
    };
    let from = line.start + at + "outlook web ".len();
    let rest = &text[from..line.end];
    let word = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let mark = rest.get(word).copied().unwrap_or_default();
    if !matches!(mark, b':' | b' ' | b'[' | b'/') {
        return false;
    }
    let Some(number) = number(text, from + word + 1).filter(Number::is_plausible) else {
        return false;
    };
    // A list of technologies in brackets, or a dash before the name and two blanks behind.
    let listed = matches!(mark, b':' | b'[')
        && matches!(text[number.end..line.end].first(), None | Some(b',' | b']' | b' '));
    let intrigue = text[number.end..line.end].starts_with(b"  - ")
        || text[number.end..line.end].trim_ascii().is_empty();
    if !listed && !intrigue {
        return false;
    }
    let first = words.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    if starts_with(first, b"http") && record.block != Block::Json {
        // Each line is about the host at its beginning.
        let host = super::http::host_of(text, line.start..line.start + first.len());
        let mut own = Record::new(reader, Block::Line, false);
        own.call(1, host);
        reader.note(&own, Channel::Technology, &number, Precision::Exact);
        own.close(reader);
    } else {
        reader.note(record, Channel::Technology, &number, Precision::Exact);
    }
    reader.read(line.clone());
    true
}
