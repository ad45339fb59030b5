//! Inputs that are a build and little else: typed, or a list with one per line.
//!
//! * Grammar: four or three dotted numbers in either spelling, a release in
//!   words, a `KB` number; at most a dozen words around, or rows of a table
//!   with names or addresses in any column.
//! * Precision: four parts exact, three the baseline.
//! * Pitfalls: other products' numbers: the third part must be one Exchange can
//!   have, and no other product may be named on the line.

use super::Scan;
use super::advice::is_told_elsewhere;
use super::context::{is_assembly, is_called_address, is_object_version};
use super::named;
use super::scanner::is_address;
use super::text::{Number, ends_with, has_any, is_host, next_number, number, starts_with};
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Named, Precision};

/// Reads the whole input as a build or as a list of builds.
pub(super) fn read(scan: &mut Scan<'_>) {
    let text = scan.text;
    let start = text.len() - text.trim_ascii_start().len();
    let typed = text.trim_ascii();
    if typed.is_empty() {
        return;
    }
    if typed.len() <= 120 && scan.finds.is_empty() && alone(scan, start, start + typed.len()) {
        return;
    }
    if !is_covered(scan) && is_list(text) {
        list(scan);
    }
}

/// Whether a short text holds no number that another grammar has not read:
/// then a list has nothing to add, and what makes one need not be asked.
fn is_covered(scan: &Scan<'_>) -> bool {
    let found = |start: usize, end: usize| {
        scan.finds.iter().any(|find| find.span.start < end && find.span.end > start)
    };
    scan.text.len() <= SHORT
        && !scan.finds.is_empty()
        && (numbers(scan.text).all(|number| found(number.start, number.end))
            || lines(scan.text).all(|(start, end)| {
                only_number(scan.text, start, end).is_none() || found(start, end)
            }))
}

/// The numbers that can be builds, wherever they stand.
fn numbers(text: &[u8]) -> impl Iterator<Item = Number> {
    let mut from = 0;
    core::iter::from_fn(move || {
        let number = next_number(text, from, text.len())?;
        from = number.end;
        Some(number)
    })
    .filter(Number::is_plausible)
}

/// A text of one server, mostly.
const SHORT: usize = 4096;

/// The whole input is one number or one name. Whether it was.
fn alone(scan: &mut Scan<'_>, start: usize, end: usize) -> bool {
    let text = scan.text;
    let at = start + usize::from(matches!(text[start], b'v' | b'V'));
    if let Some(number) = number(text, at).filter(|number| number.end == end && number.count() >= 2)
    {
        let span = number.start..number.end;
        let exchange = number.is_family() && (number.count() > 2 || number.parts()[0] >= 8);
        if number.count() == 4 && !exchange
            || number.count() == 3 && exchange && !number.is_plausible()
        {
            scan.note_not(span, LookAlike::OtherProduct);
        } else if number.count() == 2 && exchange && !number.is_online() {
            let [major, minor, ..] = number.parts();
            let prefix = BuildPrefix::new(major, minor, None);
            scan.note(Channel::BareBuild, span, Precision::Product, Claim::Prefix(prefix));
        } else if exchange {
            scan.note_number(Channel::BareBuild, &number, Precision::Exact);
        }
        return true;
    }
    if let Some((kb, after)) = named::kb(text, start)
        && after == end
    {
        let claim = Claim::Named(Named { product: 1, kb: Some(kb), ..Named::default() });
        scan.note(Channel::NamedRelease, start..end, Precision::Exact, claim);
        return true;
    }
    let words = text[start..end].split(|byte| byte.is_ascii_whitespace()).count();
    let from = super::text::find(&text[start..end], b"exchange").map_or(start, |i| start + i);
    if words <= 12
        && !text[start..end].contains(&b'\n')
        && let Some((named, after)) = named::parse(text, from)
        && (named.baseline.is_some() || named.update.is_some() || from > start || after == end)
        && !super::advice::is_goal(text, from, after)
        && !has_any(
            &text[start..end],
            &["earlier", "before", "prior", "against", "m/^", "cve-", "older", "及更早"],
        )
    {
        let precision = named::precision(&named);
        scan.note(Channel::NamedRelease, from..after, precision, Claim::Named(named));
        return true;
    }
    false
}

/// A row of a list is not longer.
const LONGEST: usize = 240;

/// Names of products that count their versions like Exchange.
const OTHERS: [&str; 47] = [
    "next",
    "npm",
    "node",
    "chrome",
    "firefox",
    "vmware",
    "sonar",
    "macos",
    "ios ",
    "adobe",
    "acrobat",
    "postgres",
    "sharepoint",
    "cisco",
    "big-ip",
    "f5 ",
    "kerio",
    "zimbra",
    "react",
    "helm",
    "outlook",
    "teams",
    "windows",
    "iis/",
    "oracle",
    "sql",
    "java",
    "gitlab",
    "android",
    "edge/",
    "tencent",
    "matlab",
    "visual",
    "office",
    "safari",
    "fortin",
    "veeam",
    "esxi",
    "fileversion",
    "kext",
    "unifi",
    "plesk",
    "qt ",
    "acronis",
    "managed api",
    "<trace ",
    "<assemblyidentity",
];

/// Words for the version a server should have, as scanners put it beside the
/// one it has (`Fixed version : 15.1.2507.9`).
const GOALS: [&str; 15] = [
    "fixed",
    "required",
    "minimum",
    "expected",
    "latest",
    "newest",
    "available",
    "recommend",
    "should",
    "update to",
    "upgrade to",
    "needed",
    "supported",
    "vulnerable",
    "range",
];

/// Whether another product that counts like Exchange is named.
pub(super) fn names_another(text: &[u8]) -> bool {
    has_any(text, &OTHERS)
}

/// The line's one build, where the line is a row or a short sentence.
fn row(text: &[u8], start: usize, end: usize) -> Option<Number> {
    let line = &text[start..end];
    // Most lines of a page hold no number: only what has one is worth a search.
    // `OwaVersion` is a component's.
    let component = || label(line).is_some_and(|name| starts_with(name, b"owa"));
    only_number(text, start, end).filter(|_| {
        !component() && !names_another(line) && !has_any(line, &GOALS) && !is_told_elsewhere(line)
    })
}

/// The one number of a short line that can be a build.
fn only_number(text: &[u8], start: usize, end: usize) -> Option<Number> {
    if end - start > LONGEST {
        return None;
    }
    let mut from = start;
    let mut found: Option<Number> = None;
    while let Some(number) = next_number(text, from, end) {
        from = number.end;
        let before = number.start.checked_sub(1).filter(|i| *i >= start).map(|i| text[i]);
        let glued = matches!(before, Some(b'-' | b'.' | b'~' | b'/' | b'@' | b'_'))
            || matches!(text.get(number.end), Some(b'-' | b'/' | b'_'));
        if !number.is_plausible()
            || glued
            || is_object_version(text, &number)
            || is_assembly(text, &number)
            || is_called_address(text, &number)
            || found.is_some_and(|other| other.parts() == number.parts())
        {
            continue;
        }
        if found.is_some_and(|other| other.count() == 4 && number.count() == 4) {
            return None;
        }
        if found.is_none_or(|other| number.count() > other.count()) {
            found = Some(number);
        }
    }
    found
}

fn lines(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    core::iter::from_fn(move || {
        if start > text.len() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', &text[start..]).map_or(text.len(), |i| start + i);
        let line = (start, end);
        start = end + 1;
        Some(line)
    })
    .filter(|(start, end)| !text[*start..*end].trim_ascii().is_empty())
}

/// Whether most lines hold one build and few words. A table's heading row
/// counts for none, nor do the other members of a short `name: value` list in
/// which a member called version or build holds it.
fn is_list(text: &[u8]) -> bool {
    let (mut all, mut rows) = (0, 0);
    let mut known = None;
    let mut labelled = || {
        let check = || text.len() <= 2000 && is_labelled(text) && !names_another(text);
        *known.get_or_insert_with(check)
    };
    for (start, end) in lines(text).take(100) {
        let line = &text[start..end];
        let is_short =
            || line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count() <= 14;
        let row = line.len() <= LONGEST && is_short() && row(text, start, end).is_some();
        let aside = !row && (all == 0 && is_heading(line) || label(line).is_some() && labelled());
        all += usize::from(!aside);
        rows += usize::from(row);
    }
    rows * 10 >= all * 6 && rows > 0
}

/// Names of columns above a table: several, short, without a digit.
fn is_heading(line: &[u8]) -> bool {
    [b',', b';', b'\t', b'|'].into_iter().any(|delimiter| {
        let cells = line.split(|byte| *byte == delimiter);
        // A text without line ends is one line: `contains` looks at few bytes at once.
        memchr::memchr(delimiter, line).is_some()
            && cells.clone().all(|cell| cell.len() <= 40 && !cell.iter().any(u8::is_ascii_digit))
    })
}

/// Whether a member called version or build holds a whole build.
fn is_labelled(text: &[u8]) -> bool {
    lines(text).take(30).any(|(start, end)| {
        let line = &text[start..end];
        label(line).is_some_and(|name| has_any(name, &["versi", "build"]))
            && row(text, start, end).is_some_and(|number| number.count() == 4)
    })
}

/// The name in `name: value` or `name = value`.
fn label(line: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr2(b':', b'=', line)?;
    let name = line[..end].trim_ascii();
    let plain = |byte: &u8| matches!(byte, b' ' | b'_' | b'-') || !byte.is_ascii_punctuation();
    (!name.is_empty() && name.len() <= 30 && name.iter().all(plain)).then_some(name)
}

fn list(scan: &mut Scan<'_>) {
    let text = scan.text;
    let mut seen = 0;
    let before = core::mem::take(&mut scan.finds);
    for (start, end) in lines(text) {
        let Some(number) = row(text, start, end) else { continue };
        while seen < before.len() && before[seen].span.end <= start {
            seen += 1;
        }
        if before.get(seen).is_some_and(|find| find.span.start < end)
            || super::reference::is_reference(text, number.start)
        {
            continue;
        }
        scan.note_number(Channel::BareBuild, &number, Precision::Exact);
        if let Some(name) = name(&text[start..end]) {
            scan.name_last(name, false);
        }
    }
    scan.finds.extend(before);
    scan.settle();
}

/// Whether a name is a file's.
fn is_file(name: &[u8]) -> bool {
    [".dll", ".exe", ".csv", ".txt"].iter().any(|end| ends_with(name, end.as_bytes()))
}

/// The first column that is a host's name or address.
fn name(line: &[u8]) -> Option<&[u8]> {
    let mut fields = line
        .split(|byte| matches!(byte, b',' | b';' | b'\t' | b' ' | b'|' | b'"' | b'\''))
        .filter(|field| !field.is_empty());
    fields.find(|field| {
        let field = field.strip_prefix(b"https://").unwrap_or(field);
        is_address(field)
            && !number(field, 0).is_some_and(|n| n.is_plausible() && n.parts()[0] == 15)
            || !starts_with(field, b"kb")
                && !named::is_release_word(field)
                && !is_file(field)
                && field.iter().all(|byte| is_host(*byte))
                && field.iter().any(u8::is_ascii_alphabetic)
                && field.iter().any(|byte| byte.is_ascii_digit() || *byte == b'.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn lists(text: &str, expected: bool) {
        assert_eq!(is_list(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn a_heading_row_is_no_row() {
        lists("Name,Version\nEX1,15.2.1748.48\n", true);
        lists("Server;Rolle;Version\nEX1;Mailbox;15.2.1748.48\n", true);
        // Only the first line can be one.
        lists("EX1,15.2.1748.48\na,b\nc,d\n", false);
        lists("ip,product,version\n192.0.2.1,Microsoft SQL Server,15.2.1748.48\n", false);
    }

    #[test]
    fn a_member_called_version_is_a_row_of_its_own() {
        lists("Name: EX1\nRole: Mailbox\nVersion: 15.2.1748.48\n", true);
        lists("name = EX1\nbuild = 15.2.1748.48\n", true);
        lists("Installed version : 15.1.2507.6\n", true);
        lists("Path : C:\\x\nFixed version : 15.1.2507.9\n", false);
        lists("Latest build: 15.2.2562.53\n", false);
        lists("Name: EX1\nFirmware: 15.2.1748.48\nSite: Wien\n", false);
        lists("Name: Google Chrome\nVersion: 15.0.874.121\n", false);
        lists("Name: EX1\nVersion: 15.2.1748\nSite: Wien\n", false);
    }
}
