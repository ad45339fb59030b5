//! Which findings stand in one record, and what its server is called.
//!
//! A record is a header block, a table row, a list of properties, one mail
//! hop. Only the text between two findings is looked at, so that the whole is
//! linear.

use super::text::{REACH, TABLE, gap, has_any, is_host, line_end, line_start, rfind, starts_with};
use super::{Find, Scan};
use crate::channel::Channel;
use crate::evidence::{Claim, Evidence};
use alloc::string::String;
use alloc::vec::Vec;

/// Farther apart, two findings are not of one record.
const FAR: usize = 2500;

/// Numbers the records of the findings and names their servers.
pub(super) fn assign(scan: Scan<'_>) -> Vec<Evidence> {
    let (text, mut finds) = (scan.text, scan.finds);
    let mut evidence = Vec::with_capacity(finds.len());
    let (mut record, mut first, mut from) = (0, 0, 0);
    while first < finds.len() {
        let mut next = first + 1;
        while next < finds.len()
            && !separated(text, &finds[next - 1], &finds[next])
            && !repeats(&finds[first..next], &finds[next])
        {
            next += 1;
        }
        let place = Place {
            from,
            start: finds[first].span.start,
            end: finds[next - 1].span.end,
            until: finds.get(next).map_or(text.len(), |find| find.span.start),
        };
        let group = &mut finds[first..next];
        let name = given_name(group).or_else(|| {
            read_name(text, &group[0], &place)
                .map(|name| String::from_utf8_lossy(name).into_owned())
        });
        let servers = core::iter::repeat_n(name, group.len());
        evidence.extend(group.iter().zip(servers).map(|(find, server)| Evidence {
            channel: find.channel,
            span: find.span.clone(),
            precision: find.precision,
            claim: find.claim,
            server,
            record,
        }));
        (record, first, from) = (record + 1, next, place.end);
    }
    evidence
}

fn is_hop(channel: Channel) -> bool {
    matches!(channel, Channel::ReceivedId | Channel::MapiId | Channel::InternetMailService)
}

fn is_header(channel: Channel) -> bool {
    matches!(
        channel,
        Channel::XOwaVersion
            | Channel::XServerApplication
            | Channel::ExchangeHeaders
            | Channel::ActiveSync
    )
}

fn is_row(channel: Channel) -> bool {
    matches!(
        channel,
        Channel::BareBuild
            | Channel::InlineBuild
            | Channel::ScannerFinding
            | Channel::ScannerRow
            | Channel::AdminDisplayVersion
            | Channel::AdSerialNumber
            | Channel::ExSetup
            | Channel::Technology
            | Channel::InstalledProgram
            | Channel::NamedRelease
    )
}

/// Whether `next` is a header that the answer has already, with another value.
fn repeats(group: &[Find], next: &Find) -> bool {
    let header = matches!(
        next.channel,
        Channel::XOwaVersion | Channel::XServerApplication | Channel::ServerVersionInfo
    );
    // Those of one channel in a record agree: the last one speaks for all.
    let last = || group.iter().rev().find(|find| find.channel == next.channel);
    header && last().is_some_and(|last| last.claim != next.claim)
}

fn separated(text: &[u8], last: &Find, next: &Find) -> bool {
    if is_hop(last.channel) || is_hop(next.channel) || next.span.start > last.span.end + FAR {
        return true;
    }
    let between = &text[last.span.end.min(next.span.start)..next.span.start];
    if has_any(between, &["\nhttp/", "nmap scan report for", "\"request\":"]) {
        return true;
    }
    let headers = is_header(last.channel) && is_header(next.channel);
    let line = between.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    if headers {
        // One answer has each header once.
        if line && last.channel == Channel::XOwaVersion && next.channel == last.channel {
            return true;
        }
        return between.len() > 800
            || line && has_any(between, &["\n{", "\nhttp://", "\nhttps://"]);
    }
    if !line {
        let objects = has_next_object(between);
        let rows = objects || has_any(between, &["<tr"]);
        // A sentence on two servers. Two numbers of one baseline are one server's,
        // before and after or as two of its parts tell it.
        if let (Claim::Build(one), Claim::Build(other)) = (last.claim, next.claim)
            && (last.channel, next.channel) == (Channel::InlineBuild, Channel::InlineBuild)
            && one.prefix() != other.prefix()
        {
            return true;
        }
        return rows && is_row(last.channel) && is_row(next.channel);
    }
    if is_row(last.channel) && is_row(next.channel) && has_any(between, &["<tr"]) {
        return true;
    }
    // A scanner's line for each address.
    let next_line = &text[line_start(text, next.span.start)..next.span.start];
    if is_row(next.channel)
        && (next_line.starts_with(b"http://") || next_line.starts_with(b"https://"))
    {
        return true;
    }
    if is_blank_between(between) && (is_row(last.channel) || is_row(next.channel)) {
        return true;
    }
    if last.server.is_some() && next.server.is_some() && last.server != next.server {
        return true;
    }
    if has_name_key(between) && !has_any(between, &["<props>"]) {
        return true;
    }
    let objects = has_next_object(between);
    if objects && (is_row(last.channel) || is_row(next.channel)) {
        return true;
    }
    let update = |channel| is_row(channel) || channel == Channel::InstalledUpdate;
    let rows = (is_row(last.channel) && update(next.channel))
        || (update(last.channel) && next.channel == Channel::InlineBuild);
    if last.channel != next.channel && rows && last.channel != Channel::InstalledProgram {
        return is_table(text, last.span.start, next.span.start);
    }
    if last.channel == next.channel && is_row(last.channel) {
        let start = line_start(text, next.span.start);
        let keyed =
            text[start..next.span.start].iter().any(|byte| matches!(byte, b':' | b'=' | b'<'));
        return !keyed || last.claim != next.claim;
    }
    false
}

/// Whether an object ends in `between` and another begins.
fn has_next_object(between: &[u8]) -> bool {
    between.iter().position(|byte| *byte == b'}').is_some_and(|at| between[at..].contains(&b'{'))
}

/// Whether the lines of two findings are rows of one table: as many columns, and
/// more than one.
fn is_table(text: &[u8], one: usize, other: usize) -> bool {
    let columns = |at: usize, delimiter: u8| {
        let line = &text[line_start(text, at)..line_end(text, at)];
        line.iter().filter(|byte| **byte == delimiter).count()
    };
    [b',', b';', b'\t', b'|'].into_iter().any(|delimiter| {
        let count = columns(one, delimiter);
        count > 1 && count == columns(other, delimiter)
    })
}

/// Whether an empty line stands in `between`.
fn is_blank_between(between: &[u8]) -> bool {
    let mut breaks = 0;
    for byte in between {
        match byte {
            b'\n' => breaks += 1,
            // Quoted or commented out, an empty line has its sign.
            b' ' | b'\t' | b'\r' | b'>' | b'#' | b'|' => {}
            _ => breaks = 0,
        }
        if breaks > 1 {
            return true;
        }
    }
    false
}

/// What stands at the edge of a line: blanks, signs of quotation and of comment.
fn is_margin(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'>' | b'#' | b'|')
}

/// Keys whose value names a server.
const NAME_KEYS: [&str; 9] = [
    "name",
    "server",
    "identity",
    "fqdn",
    "computername",
    "pscomputername",
    "machinename",
    "hostname",
    "dnshostname",
];

fn has_name_key(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').skip(1).any(|line| name_on(line).is_some())
}

/// The value on a line such as `Name : EX01`.
fn name_on(line: &[u8]) -> Option<&[u8]> {
    name_behind(line, b':')
}

/// The same with any sign between name and value.
fn name_behind(line: &[u8], sign: u8) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let skip = line
        .iter()
        .take_while(|b| matches!(b, b'-' | b'#' | b'*' | b' ' | b'|' | b'"' | b'\t' | b'>'))
        .count();
    let line = &line[skip..];
    let length = line.iter().take(20).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let key = &line[..length];
    if !NAME_KEYS.iter().any(|name| key.eq_ignore_ascii_case(name.as_bytes())) {
        return None;
    }
    let rest = &line[length..];
    let colon = rest.iter().take(40).position(|byte| *byte == sign)?;
    if rest[..colon].iter().any(|byte| !matches!(byte, b' ' | b'"' | b'\t')) {
        return None;
    }
    let at = gap(rest, colon);
    let value = &rest[at..];
    let length = value.iter().take(255).take_while(|byte| is_host(**byte)).count();
    let rest = value[length..].trim_ascii();
    let plain = rest
        .iter()
        .all(|byte| matches!(byte, b'"' | b',' | b'}' | b'\'' | b';' | b'|' | b'*' | b'`'));
    // A system mailbox goes by a GUID.
    let guid = value[..length].iter().filter(|byte| **byte == b'-').count() >= 4 && length >= 36;
    (length >= 2 && plain && !guid && value[..length].iter().any(u8::is_ascii_alphabetic))
        .then_some(&value[..length])
}

fn given_name(group: &mut [Find]) -> Option<String> {
    let mut by = |makeshift: bool| {
        let mut named = group.iter_mut().filter(|find| find.makeshift == makeshift);
        named.find_map(|find| find.server.take())
    };
    by(false).or_else(|| by(true))
}

/// The name that stands around a record without one of its own.
fn read_name<'t>(text: &'t [u8], first: &Find, place: &Place) -> Option<&'t [u8]> {
    let Place { from, start, end, until } = *place;
    if is_header(first.channel) {
        return listed_host(text, start);
    }
    if is_hop(first.channel) || matches!(first.claim, Claim::NotExchange(_)) {
        return None;
    }
    let before = &text[from.max(start.saturating_sub(1200))..start];
    if let Some(at) = rfind(before, b"nmap scan report for ") {
        let line =
            before[at + "nmap scan report for ".len()..].split(|byte| *byte == b'\n').next()?;
        return Some(line.split(|byte| *byte == b' ').next()?.trim_ascii());
    }
    let mut lines = before.split(|byte| *byte == b'\n');
    // The last piece is the finding's own line.
    lines.next_back();
    if let Some(name) = lines.clone().rev().find_map(asked_on) {
        return Some(name);
    }
    let blank = |line: &&[u8]| line.iter().all(is_margin);
    let after = &text[end..line_end(text, until.min(end + REACH)).min(until.max(end))];
    let behind = || {
        let block = after.split(|byte| *byte == b'\n').skip(1).take(6);
        block.take_while(|line| !blank(line)).find_map(name_on)
    };
    // Its own list of properties first, up and down to an empty line.
    let own = lines.clone().rev().take_while(|line| !blank(line)).find_map(name_on);
    let own = own.or_else(|| lines.clone().any(|line| blank(&line)).then(behind).flatten());
    own.or_else(|| lines.rev().find_map(name_on))
        .or_else(|| directory_name(text, place))
        .or_else(|| hash_member(&text[line_start(text, start)..start]))
        .or_else(|| last_cell(text, first))
        .or_else(|| member_or_cell(text, first, place))
        .or_else(|| is_row(first.channel).then(|| first_column(text, first)).flatten())
        .or_else(behind)
}

/// The machine on which a shell's line was typed: `[EX01]: PS C:\>`, the prompt
/// of a session elsewhere, or `On EX01 C:\>`, as people note it.
fn asked_on(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii_start();
    if let Some(rest) = line.strip_prefix(b"[") {
        let name = super::context::host(rest, 0);
        return (name.len() > 1 && starts_with(&rest[name.len()..], b"]: ps")).then_some(name);
    }
    let drive = line.windows(3).position(|three| three == b":\\>")?.checked_sub(1)?;
    let mut words = line[..drive].split(u8::is_ascii_whitespace);
    let (on, name, end) = (words.next()?, words.next()?, words.next()?);
    let noted = on.eq_ignore_ascii_case(b"on") && end.is_empty() && words.next().is_none();
    (noted && name.len() > 1 && name.iter().all(|byte| is_host(*byte))).then_some(name)
}

/// Where a record stands between its neighbours.
struct Place {
    /// The end of the record before.
    from: usize,
    start: usize,
    end: usize,
    /// The start of the next one.
    until: usize,
}

/// One header per line of a list, the address in front of it.
fn listed_host(text: &[u8], start: usize) -> Option<&[u8]> {
    let line = text[line_start(text, start)..start].trim_ascii_start();
    let word =
        line.split(|byte| matches!(byte, b' ' | b'\t' | b',' | b';' | b'|')).next().unwrap_or(line);
    let word = word.strip_prefix(b"https://").unwrap_or(word);
    let host = super::context::host(word, 0);
    let named = host.contains(&b'.')
        && host.len() < line.len()
        && !matches!(word.get(host.len()), Some(b'(' | b'[' | b'{'));
    named.then_some(host)
}

/// `@{ Name='EX01'; AdminDisplayVersion='…' }`
fn hash_member(line: &[u8]) -> Option<&[u8]> {
    let mut members = line.split(|byte| matches!(byte, b';' | b'{')).rev();
    line.contains(&b'=').then(|| members.find_map(|member| name_behind(member, b'='))).flatten()
}

/// The first column of the record's row.
fn first_column<'t>(text: &'t [u8], first: &Find) -> Option<&'t [u8]> {
    let row = &text[line_start(text, first.span.start)..first.span.start];
    let keyed = row.iter().any(|byte| matches!(byte, b':' | b'=' | b'<' | b'{' | b'('));
    let skip =
        row.iter().take_while(|b| matches!(b, b'#' | b'|' | b' ' | b'\t' | b'*' | b'"' | b'-'));
    let row = &row[skip.count()..];
    let length = row.iter().take(255).take_while(|byte| is_host(**byte)).count();
    let word = &row[..length];
    if length < 2 {
        return None;
    }
    // `- EX01: Exchange 2016 …`
    let after = row[length..].trim_ascii_start();
    let listed = [&b": "[..], b"- ", b"\xe2\x80\x93 "].iter().any(|sign| {
        after.strip_prefix(*sign).is_some_and(|rest| {
            let rest = rest.trim_ascii_start();
            [&b"exchange "[..], b"microsoft exchange "]
                .iter()
                .any(|product| starts_with(rest, product))
        })
    });
    if listed && word.iter().any(u8::is_ascii_digit) {
        return Some(word);
    }
    // A column ends with two spaces, a tab, a bar, a comma; prose does not.
    let rest = row[length..].strip_prefix(b"\"").unwrap_or(&row[length..]);
    let column =
        [&b"  "[..], b" |", b"\t", b"|", b",", b";"].iter().any(|end| rest.starts_with(end));
    // Where commas part the columns, the number begins one.
    let sentence = matches!(first.channel, Channel::InlineBuild | Channel::BareBuild)
        && rest.starts_with(b",")
        && !row.trim_ascii_end().ends_with(b",")
        && !row.ends_with(b"\"");
    let name = word.iter().any(u8::is_ascii_alphabetic)
        && !has_any(word, &["exchange", "exsetup", "version", "application"]);
    (!keyed && column && !sentence && name).then_some(word)
}

/// The server's own name in the directory: `CN=EX01,CN=Servers,CN=…`.
fn directory_name<'t>(text: &'t [u8], place: &Place) -> Option<&'t [u8]> {
    let from = place.from.max(place.start.saturating_sub(600));
    let near = text.get(from..place.until.min(place.end + 600))?;
    let head = &near[..super::text::find(near, b",cn=servers,")?];
    let name = &head[rfind(head, b"cn=")? + "cn=".len()..];
    (!name.is_empty() && name.iter().all(|byte| is_host(*byte))).then_some(name)
}

/// The last cell of the record's row, where the table's last column is
/// `PSComputerName`: the shell adds it to what other machines answered.
fn last_cell<'t>(text: &'t [u8], first: &Find) -> Option<&'t [u8]> {
    let start = line_start(text, first.span.start);
    let above = &text[start.saturating_sub(TABLE)..start];
    let heading = rfind(above, b"pscomputername")? + "pscomputername".len();
    let end = above[heading..].iter().find(|byte| !is_margin(byte));
    // Its line ends, and dashes follow.
    if end != Some(&b'-') || is_blank_between(above[heading..].trim_ascii_end()) {
        return None;
    }
    let row = text[start..line_end(text, start)].trim_ascii_end();
    let word = row.rsplit(|byte| matches!(byte, b' ' | b'\t')).next()?;
    (row.len() > word.len() + 10 && word.iter().all(|byte| is_host(*byte))).then_some(word)
}

/// The name in the same JSON object or HTML row, on one line.
fn member_or_cell<'t>(text: &'t [u8], first: &Find, place: &Place) -> Option<&'t [u8]> {
    use Channel::{AdSerialNumber, AdminDisplayVersion, ExSetup};
    if !matches!(first.channel, AdminDisplayVersion | AdSerialNumber | ExSetup) {
        return None;
    }
    let Place { from, start, end, until } = *place;
    let before = &text[from.max(start.saturating_sub(REACH))..start];
    if let Some(row) = rfind(before, b"<tr") {
        let cells = &before[row..];
        let cell = super::text::find(cells, b"<td")?;
        let name = super::context::host(cells, gap(cells, cell));
        let ends = cells[gap(cells, cell) + name.len()..].starts_with(b"<");
        return (ends && name.iter().any(u8::is_ascii_alphabetic)).then_some(name);
    }
    let open = before.iter().rposition(|byte| *byte == b'}').map_or(0, |i| i + 1);
    let after = &text[end..until.min(end + REACH).max(end)];
    let close = after.iter().position(|byte| *byte == b'{').unwrap_or(after.len());
    let member = |piece: &&'t [u8]| piece.trim_ascii().starts_with(b"\"");
    let parts = |byte: &u8| matches!(byte, b',' | b'{' | b'}');
    if !before.contains(&b'{') {
        return None;
    }
    before[open..]
        .split(parts)
        .filter(member)
        .find_map(name_on)
        .or_else(|| after[..close].split(parts).filter(member).find_map(name_on))
}
