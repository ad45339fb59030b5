//! What the neighbourhood says about a finding: Exchange Online, a request,
//! a configuration file, an advisory.

use super::text::{
    Number, around, ends_with, find, has_any, is_host, line_end, line_start, next_number, rfind,
    starts_with,
};

/// The host name that begins at `at`; empty where none does.
pub(super) fn host(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at.min(text.len())..];
    let length = rest.iter().take(255).take_while(|byte| is_host(**byte)).count();
    let name = &rest[..length];
    let name = name.strip_suffix(b".").unwrap_or(name);
    if name.iter().any(u8::is_ascii_alphanumeric) { name } else { &[] }
}

/// Whether a host belongs to Exchange Online, by its domain or by the scheme
/// of its names: `CY4PR02CA0010`, `GV3P280CU004`, `SJ1PEPF00001CE2`.
pub(super) fn is_online_host(host: &[u8]) -> bool {
    const DOMAINS: [&[u8]; 6] = [
        b"outlook.com",
        b"office365.com",
        b"outlook.cn",
        b"office.com",
        b"exchangelabs.com",
        b"office365.us",
    ];
    if DOMAINS.iter().any(|domain| ends_with(host, domain)) {
        return true;
    }
    let label = host.split(|byte| *byte == b'.').next().unwrap_or(host);
    if label.iter().any(|byte| !byte.is_ascii_alphanumeric()) || label.len() < 10 {
        return false;
    }
    if find(label, b"pepf0").is_some_and(|at| (2..=4).contains(&at)) {
        return true;
    }
    let digits = |text: &[u8]| text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let tail = digits(label);
    let head = &label[..label.len() - tail];
    if !(2..=5).contains(&tail)
        || !["CA", "MB", "CU", "FT"].iter().any(|w| ends_with(head, w.as_bytes()))
    {
        return false;
    }
    let head = &head[..head.len() - 2];
    let region = digits(head);
    // Four digits begin with 0, as in `AM6PR0501CA0010`; others are years.
    let numbered = (2..=3).contains(&region) || region == 4 && head[head.len() - 4] == b'0';
    let head = &head[..head.len() - region];
    numbered
        && (3..=8).contains(&head.len())
        && head[..2].iter().all(u8::is_ascii_alphabetic)
        && ["P", "PR", "NAM", "EUR", "APC", "LAM", "GBR", "EURP", "APCP", "NAMP"]
            .iter()
            .any(|w| ends_with(head, w.as_bytes()) && head.len() - w.len() >= 2)
}

/// Whether the words before `at` on its line set a header: a configuration
/// file or a program, often a honeypot's, and no server's answer.
pub(super) fn is_configured(text: &[u8], at: usize) -> bool {
    let before = &text[line_start(text, at)..at];
    has_any(
        before,
        &[
            "set_header",
            "add_header",
            "hide_header",
            "setheader",
            "addheader",
            "send_header",
            "header set",
            "header always",
            "header add",
            "header append",
            "header unset",
            "writehead",
            ".set(",
            "set-header",
            "add-header",
            "del-header",
            "appendheader",
            "header(\"",
            "header('",
            "clear_headers",
            "serverheader",
            ".del(",
            "return \"",
            "\"pattern\"",
        ],
    )
}

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
                "vulnerable version",
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

/// Whether a number is the version of the schema that an object of the
/// directory was made with (`0.20 (15.0.0.0)`), which says nothing of a server.
pub(super) fn is_object_version(text: &[u8], number: &Number) -> bool {
    let before =
        &text[line_start(text, number.start).max(number.start.saturating_sub(40))..number.start];
    let schema = before.strip_suffix(b"(").map(<[u8]>::trim_ascii_end).is_some_and(|head| {
        let digits = head.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let head = &head[..head.len() - digits];
        digits > 0
            && head.ends_with(b"0.")
            && !head[..head.len() - 2].ends_with(b".")
            && !head[..head.len() - 2].last().is_some_and(u8::is_ascii_digit)
    });
    schema || number.parts()[3] == 0 && has_any(before, &["exchangebuild"])
}

/// Whether a number is that of a .NET assembly: a constant of the component.
pub(super) fn is_assembly(text: &[u8], number: &Number) -> bool {
    let after = &text[number.end..text.len().min(number.end + 50)];
    let before = &text[number.start.saturating_sub(100)..number.start];
    has_any(after, &["culture=", "publickeytoken"])
        || has_any(before, &["microsoft.exchange."]) && ends_with(before, b", version=")
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
    let top = &text[..text.len().min(400)];
    let heading = &top[..memchr::memchr(b'\n', top).unwrap_or(0)];
    heading.len() < at
        && has_any(heading, &["device", "hostname", "computer", "asset"])
        && has_any(heading, &["version"])
}

/// Whether the words before a number make it a client's or another product's.
pub(super) fn is_foreign(text: &[u8], at: usize) -> bool {
    let before = &text[line_start(text, at).max(at.saturating_sub(40))..at];
    has_any(
        before,
        &[
            "clientver",
            "psversion",
            "outlook/",
            "outlook-",
            "office/",
            "client/",
            "crossforest/",
            "crosssite/",
            "user-agent",
            "mac os",
            "macos",
            "sharepoint",
            "windows nt",
            "smtpsvc",
            "product_version",
            "routingversion",
            "min_version",
            "max_version",
            "chrome/",
            "safari/",
        ],
    ) || has_any(&text[line_start(text, at).max(at.saturating_sub(120))..at], &["managed api"])
}

/// Whether a log's line tells that the path was asked for and not there, or a
/// program's that it answers for it: somebody guesses, or pretends.
pub(super) fn is_refused(text: &[u8], at: usize) -> bool {
    let (start, end) = (line_start(text, at), line_end(text, at));
    let asked = has_any(&text[start..at], &["get /", "head /", "post /", "route("]);
    asked && (has_any(&text[at..end], &[" 404 "]) || has_any(&text[start..at], &["route("]))
}

/// Words before a version that a server should have, not the one it has.
const GOALS: [&str; 41] = [
    "please ",
    "need to",
    "install ",
    "expected",
    "\"fixed",
    "-lt ",
    "-le ",
    "-ge ",
    "upgrade exchange",
    "update exchange",
    "upgrade to",
    "update to",
    "upgrade your",
    "update your",
    "should ",
    "must ",
    "minimum",
    "at least",
    "require",
    "recommend",
    "latest",
    "newest",
    "fixed ",
    "target version",
    "targetversion",
    "missing ",
    "requires",
    "fixedbuild",
    "starting with",
    "starting from",
    "introduced in",
    "ending with",
    "such as ",
    "applyversion",
    "minversion",
    "as of build",
    "since build",
    "older than",
    "newer than",
    "ab build",
    "à partir d",
];

/// The same in other languages, and words of news: there is such a version.
const GOALS_ELSEWHERE: [&str; 51] = [
    "released",
    "download ",
    "announce",
    "aktualisieren",
    "installieren sie",
    "korrigierte",
    "behobene",
    "behoben in",
    "mindestens",
    "neueste",
    "benötigt",
    "erforderlich",
    "sollte",
    "muss ",
    "empfohlen",
    "veröffentlicht",
    "mettre à jour",
    "mettez à jour",
    "mise à jour vers",
    "corrigée",
    "requise",
    "minimale",
    "dernière version",
    "doit ",
    "devrait",
    "recommand",
    "installez",
    "publié",
    "werk exchange",
    "bijwerken naar",
    "bij naar",
    "vereist",
    "minimaal",
    "nieuwste",
    "aanbevolen",
    "moet ",
    "uitgebracht",
    "actualice",
    "actualizar",
    "corregida",
    "mínima",
    "requerida",
    "última versión",
    "aggiorna",
    "corretta",
    "richiesta",
    "ultima versione",
    "обновите",
    "a partir de",
    "начиная с",
    "начинающихся с",
];

/// Whether `text` speaks of a version to come to in another language than
/// English, or as news.
pub(super) fn names_goal_elsewhere(text: &[u8]) -> bool {
    has_any(text, &GOALS_ELSEWHERE)
}

/// Whether the number from `start` to `end` is one to come to: advice, a
/// requirement, the latest there is.
pub(super) fn is_goal(text: &[u8], start: usize, end: usize) -> bool {
    let before = &text[line_start(text, start).max(start.saturating_sub(100))..start];
    let after = &text[end..text.len().min(end + 24)];
    has_any(before, &GOALS) || names_goal_elsewhere(before) || is_later(after)
}

/// Whether `after`, behind a number, means those that follow as well.
pub(super) fn is_later(after: &[u8]) -> bool {
    const WORDS: [&str; 14] = [
        "or later",
        "or newer",
        "or higher",
        "or above",
        "and later",
        "and higher",
        "oder neuer",
        "oder höher",
        "ou ultérieur",
        "o posterior",
        "of hoger",
        "以降",
        "以上",
        "及更高",
    ];
    let after = after.trim_ascii_start();
    let after = after.strip_prefix(b")").unwrap_or(after).trim_ascii_start();
    WORDS.iter().any(|word| starts_with(after, word.as_bytes()))
}

/// Whether the line of `at` is a row of a published table of builds: such rows
/// show a build in both spellings beside its day, and stand together. One row
/// alone may be what somebody copied for the server that he has.
pub(super) fn is_release_row(text: &[u8], at: usize) -> bool {
    let (start, end) = (line_start(text, at), line_end(text, at));
    let above = start.checked_sub(1).map(|end| line_start(text, end)..end);
    let below = end + 1;
    let twice = |line: core::ops::Range<usize>| shows_both_spellings(text, line.start, line.end);
    twice(start..end)
        && (above.is_some_and(twice) || below < text.len() && twice(below..line_end(text, below)))
}

fn shows_both_spellings(text: &[u8], start: usize, end: usize) -> bool {
    let dated = has_any(&text[start..end], &[" 20", "/20", "-20", ".20", " 19"]);
    let Some(first) = next_number(text, start, end).filter(|first| dated && first.count() == 4)
    else {
        return false;
    };
    next_number(text, first.end, end)
        .is_some_and(|other| other.parts() == first.parts() && other.is_long() != first.is_long())
}

/// Whether a number that can be an address, all parts below 256, is called one.
pub(super) fn is_called_address(text: &[u8], number: &Number) -> bool {
    let before =
        &text[line_start(text, number.start).max(number.start.saturating_sub(16))..number.start];
    let called = [" ip", "ip:", "address", "adress", " in a ", " in\ta\t", "(["]
        .iter()
        .any(|w| find(before, w.as_bytes()).is_some());
    number.count() == 4
        && !number.is_long()
        && number.parts().iter().all(|part| *part < 256)
        && called
}

/// Whether `Exchange` or one of its parts is named near `at`.
pub(super) fn mentions_exchange(text: &[u8], at: usize, reach: usize) -> bool {
    has_any(
        around(text, at, reach),
        &["exchange", "exsetup", "outlook web", "x-owa-", "/owa/", "healthchecker", "get-exch"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn online_hosts_are_told_by_domain_or_scheme() {
        for name in [
            "CY4PR02CA0010",
            "GV3P280CU004.internal.outlook.com",
            "MN2PR01CA0007",
            "BY2PR06MB549",
            "SJ1PEPF00001CE2.namprd05.prod.outlook.com",
            "GV1P191MB2243",
        ] {
            assert!(is_online_host(name.as_bytes()), "{name}");
        }
        for name in [
            "EX01",
            "EXCHANGE02",
            "EX19-01.domain.corp",
            "WIN-UPF09R7H264",
            "SRVEXMB01CA02",
            "MBX09C-ORD1",
        ] {
            assert!(!is_online_host(name.as_bytes()), "{name}");
        }
    }
}
