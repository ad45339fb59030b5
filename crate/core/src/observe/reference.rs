//! Texts that speak about versions instead of showing one server's: advisories,
//! tables of fixes, detection rules; and findings that only look like them.

use super::scanner::is_address;
use super::text::{
    TABLE, around, ends_with, find, has_any, is_host, line_end, line_start, rfind, starts_with,
};

/// Whether the text around `at` speaks about versions instead of showing one
/// server's: an advisory, a table of fixes, a detection rule.
pub(super) fn is_reference(text: &[u8], at: usize) -> bool {
    names_vulnerability(text, at) && !is_observed(text, at)
        || is_compared(text, at)
        || has_any(
            around(text, at, 220),
            &[
                "prior to",
                "earlier than",
                "and earlier",
                "or earlier",
                "before 15",
                "before version",
                "affected version",
                "vulnerable versions",
                "vulnerable version:",
                "affects ",
                "lessthan",
                "fixed in",
                "fixed build",
                "patched in",
                "\"cpe\"",
                "及更早",
                "及以前",
                "之前版本",
                "antérieur",
                "unquoted service path",
                "version < ",
                "version <= ",
                "versions < ",
                "version_compare",
                "nessus plugin",
                "exploit-db",
                "versionendexcluding",
                "versionstartincluding",
                "advisory",
                "fuzzy match",
                "vor build",
                "vor version",
                "avant la version",
                "vóór build",
                "vóór versie",
                "betroffen sind",
            ],
        )
}

/// Whether a sign of comparison stands right before `at`: `< 15.1.2507.6`.
fn is_compared(text: &[u8], at: usize) -> bool {
    const SIGNS: [&[u8]; 9] = [
        b"<",
        b"<=",
        b">=",
        "≤".as_bytes(),
        "低于".as_bytes(),
        b"&lt;",
        b"&#x3c;",
        b"&#60;",
        b"-lt",
    ];
    let before = text[line_start(text, at).max(at.saturating_sub(40))..at].trim_ascii_end();
    SIGNS.iter().any(|sign| ends_with(before, sign))
}

/// Whether a vulnerability is named on the line of `at`. Other lines do not
/// count: reports print them beside what they found.
fn names_vulnerability(text: &[u8], at: usize) -> bool {
    let (start, end) =
        (line_start(text, at).max(at.saturating_sub(220)), line_end(text, at).min(at + 220));
    // A line's end in a JSON string ends the line as well.
    let start = rfind(&text[start..at], b"\\n").map_or(start, |i| start + i);
    let end = find(&text[at..end], b"\\n").map_or(end, |i| at + i);
    has_any(&text[start..end], &["cve-20", "cve-19"])
}

/// Whether the words before `at` say that the version was seen on a machine:
/// the name of a property or of a member that holds it.
fn is_observed(text: &[u8], at: usize) -> bool {
    const NAMES: [&str; 11] = [
        "build number",
        "installed version",
        "installed_version",
        "installedversion",
        "detected version",
        "version detected",
        "remote version",
        "file version",
        "fileversion",
        "software version",
        "softwareversion",
    ];
    let before = &text[line_start(text, at).max(at.saturating_sub(40))..at];
    let sign = |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'"' | b'\'');
    let length = before.len() - before.iter().rev().take_while(|byte| sign(byte)).count();
    length < before.len() && NAMES.iter().any(|name| ends_with(&before[..length], name.as_bytes()))
        || is_inventoried(text, at)
        || is_shodan(text, at)
}

/// Whether `at` stands in the object in which Shodan tells of Exchange.
fn is_shodan(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(300)..at];
    rfind(before, b"\"microsoft_exchange\"").is_some_and(|from| !before[from..].contains(&b'}'))
}

/// Whether `at` is a cell of a row whose table tells of machines, one each.
fn is_inventoried(text: &[u8], at: usize) -> bool {
    let start = line_start(text, at);
    let row = &text[start..line_end(text, at)];
    let delimiter = [b'|', b',', b';', b'\t']
        .into_iter()
        .find(|delimiter| row.iter().filter(|byte| *byte == delimiter).count() > 1);
    // Up to where the rows begin; a table of blanks has its heading on top.
    let mut heading = &text[..memchr::memchr(b'\n', &text[..start.min(400)]).unwrap_or(0)];
    if let Some(delimiter) = delimiter {
        let above = text[start.saturating_sub(TABLE)..start].split(|byte| *byte == b'\n').rev();
        let rows = above.skip(1).take_while(|line| line.contains(&delimiter));
        heading = rows.last().unwrap_or_default();
    }
    has_any(heading, &MACHINES) || names_machine(row)
}

/// What the first column of a table of machines is called.
const MACHINES: [&str; 11] = [
    "device", "hostname", "computer", "asset", "target", "| host", "host,", "url", "dominio",
    "资产", "activo",
];

/// Whether a line begins with the name of a machine or its address.
pub(super) fn names_machine(line: &[u8]) -> bool {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'|');
    let word = line.split(ends).next().unwrap_or_default();
    let word = word.strip_prefix(b"https://").unwrap_or(word);
    let name = word.len() > 3
        && word.iter().all(|byte| is_host(*byte) || *byte == b'/')
        && word.iter().any(u8::is_ascii_alphabetic)
        && (word.contains(&b'.') || word.last().is_some_and(u8::is_ascii_digit));
    name && !starts_with(word, b"cve") && !starts_with(word, b"kb") || is_address(word)
}
