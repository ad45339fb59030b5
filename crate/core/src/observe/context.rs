//! What the neighbourhood says about a finding: Exchange Online, a request, a
//! configuration file, another program.

use super::text::{Number, around, ends_with, find, has_any, is_host, line_end, line_start};

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
            ".add(",
            "extra_headers",
            "return \"",
            " as in the ",
            "\"pattern\"",
            "header \"",
        ],
    ) || is_literal(text, at)
}

/// Whether a program's source spells the header at `at`: `{"X-OWA-Version", "…"}`
/// is no object of JSON, and `"X-OWA-Version: …\r\n"` one line of an answer.
fn is_literal(text: &[u8], at: usize) -> bool {
    let Some(before) = text[..at].strip_suffix(b"\"") else { return false };
    let line = &text[at..line_end(text, at)];
    let Some(close) = line.iter().position(|byte| *byte == b'"') else { return false };
    let paired = line[close + 1..].trim_ascii_start().starts_with(b",");
    line[..close].ends_with(b"\\r\\n") || before.trim_ascii_end().ends_with(b"{") && paired
}

/// Whether a number is the version of the schema that an object of the
/// directory was made with (`0.20 (15.0.0.0)`), which says nothing of a server.
pub(super) fn is_object_version(text: &[u8], number: &Number) -> bool {
    let before =
        &text[line_start(text, number.start).max(number.start.saturating_sub(40))..number.start];
    let schema = before.strip_suffix(b"(").map(<[u8]>::trim_ascii_end).is_some_and(|head| {
        let digits = head.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let major = head[..head.len() - digits].strip_suffix(b"0.");
        digits > 0 && major.is_some_and(|rest| !matches!(rest.last(), Some(b'.' | b'0'..=b'9')))
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
    ) || has_any(&text[line_start(text, at)..at], &["<trace tag="])
        || has_any(&text[line_start(text, at).max(at.saturating_sub(120))..at], &["managed api"])
}

/// Whether a log's line tells that the path was asked for and not there, or a
/// program's that it answers for it: somebody guesses, or pretends.
pub(super) fn is_refused(text: &[u8], at: usize) -> bool {
    let (start, end) = (line_start(text, at), line_end(text, at));
    let (before, after) = (&text[start..at], &text[at..end]);
    has_any(before, &["route(", "{{baseurl}}"])
        || has_any(around(text, end, 60), &["method = '", "method = \"", "method: '", "method: \""])
        || has_any(before, &["get /", "head /", "post /"]) && has_any(after, &[" 404 "])
}

/// Whether a number that can be an address, all parts below 256, is called one.
pub(super) fn is_called_address(text: &[u8], number: &Number) -> bool {
    if number.count() < 4 || number.is_long() || number.parts().iter().any(|part| *part > 255) {
        return false;
    }
    let before =
        &text[line_start(text, number.start).max(number.start.saturating_sub(16))..number.start];
    has_any(before, &[" ip", "ip:", "address", "adress", " in a ", " in\ta\t", "(["])
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
