//! What Microsoft's HealthChecker says of settings that no version shows, and
//! the role of a server where the shell or it prints one.
//!
//! Its lines stand in sections of their own behind the one with the build, in
//! text and in HTML alike, so each belongs to the build before it. Sources:
//! `Invoke-AnalyzerExchangeInformation.ps1`, `Invoke-AnalyzerOrganizationInformation.ps1`
//! and `Invoke-AnalyzerSecurityVulnerability.ps1` of microsoft/CSS-Exchange.

use crate::channel::Channel;
use crate::document::text::find;
use crate::document::text::trim;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::Precision;
use crate::evidence::Setting;
use crate::evidence::Standing;
use crate::order;
use alloc::vec::Vec;
use core::ops::Range;

/// Line, what it says when true and when false, and what the same report prints
/// where the value is not enough.
const LINES: [(&[u8], Setting, Setting, &[u8]); 2] = [
    (
        b"Extended Protection Enabled (Any VDir)",
        Setting::ExtendedProtectionOn,
        Setting::ExtendedProtectionOff,
        b"CVE-2022-24516",
    ),
    (
        b"Enable Download Domains",
        Setting::DownloadDomainsOn,
        Setting::DownloadDomainsOff,
        b"CVE-2021-1730",
    ),
];

const PASSED: &[u8] = b"All known security issues in this version of the script passed.";
const MADE: &[u8] = b"Generation Time";

/// Adds what is said of settings to the evidence, each behind the piece whose
/// server it belongs to.
pub(crate) fn settings(text: &[u8], evidence: &mut Vec<Evidence>) {
    let is_report = |piece: &Evidence| piece.channel == Channel::HealthChecker;
    let mut builds: Vec<usize> =
        (0..evidence.len()).filter(|at| is_report(&evidence[*at])).collect();
    order::by_key(&mut builds, |at| evidence[*at].span.start);
    let mut found: Vec<(usize, Evidence)> = Vec::new();
    for (number, at) in builds.iter().enumerate() {
        let start = evidence[*at].span.end;
        let end = builds.get(number + 1).map_or(text.len(), |next| evidence[*next].span.start);
        let before = number.checked_sub(1).map_or(0, |last| evidence[builds[last]].span.end);
        for (setting, span) in said(text, start..end, before) {
            found.push((*at, told(&evidence[*at], setting, span)));
        }
    }
    let shows_role = [Channel::HealthChecker, Channel::AdminDisplayVersion];
    let pieces = evidence.iter().enumerate();
    for (at, piece) in pieces.filter(|(_, piece)| shows_role.contains(&piece.channel)) {
        if let Some(span) = edge(text, piece.span.start) {
            found.push((at, told(piece, Setting::EdgeRole, span)));
        }
    }
    if found.is_empty() {
        return;
    }
    order::by_key(&mut found, |(at, _)| *at);
    let mut found = found.into_iter().peekable();
    let read = core::mem::take(evidence);
    for (at, piece) in read.into_iter().enumerate() {
        evidence.push(piece);
        while let Some((_, piece)) = found.next_if(|(after, _)| *after == at) {
            evidence.push(piece);
        }
    }
}

/// A setting of the server that `piece` speaks of.
fn told(piece: &Evidence, setting: Setting, span: Range<usize>) -> Evidence {
    Evidence {
        span,
        precision: Precision::None,
        standing: Standing::Observed,
        claim: Claim::Setting(setting),
        ..piece.clone()
    }
}

/// How far from a version the role of its server stands, in bytes.
const NEAR: usize = 2_048;

/// `ServerRole : Edge` or `Server Role: Edge` in the paragraph around `at`.
fn edge(text: &[u8], at: usize) -> Option<Range<usize>> {
    let text = &text[..text.len().min(at + NEAR)];
    let blank = |line: &[u8]| line.trim_ascii().is_empty();
    let mut start = at;
    while let Some(before) = start.checked_sub(1).filter(|_| at - start < NEAR) {
        let line = memchr::memrchr(b'\n', &text[..before]).map_or(0, |end| end + 1);
        if blank(&text[line..before]) {
            break;
        }
        start = line;
    }
    let mut line = start;
    while line < text.len() {
        let end = memchr::memchr(b'\n', &text[line..]).map_or(text.len(), |end| line + end);
        let said = &text[line..end];
        if blank(said) && line > at {
            break;
        }
        let mut parts = said.splitn(2, |sign| *sign == b':');
        let (key, value) = (parts.next()?.trim_ascii(), parts.next().unwrap_or_default());
        if (key == b"ServerRole" || key == b"Server Role") && value.trim_ascii() == b"Edge" {
            return Some(trim(text, line..end));
        }
        line = end + 1;
    }
    None
}

/// What one server's sections say; its own began at `before` at the earliest.
fn said(text: &[u8], section: Range<usize>, before: usize) -> Vec<(Setting, Range<usize>)> {
    let part = &text[section.clone()];
    let mut found = Vec::new();
    for (key, on, off, contrary) in LINES {
        let Some(at) = find(part, key) else { continue };
        let Some((value, end)) = value(&part[at + key.len()..]) else { continue };
        let setting = if value && find(part, contrary).is_none() { on } else { off };
        found.push((setting, section.start + at..section.start + at + key.len() + end));
    }
    if let Some(at) = find(part, PASSED)
        && let Some(year) = year(&text[before..section.start + at])
    {
        let setting = match year {
            ..2024 => return found,
            2024..2026 => Setting::ChecksPassed,
            _ => Setting::NewChecksPassed,
        };
        found.push((setting, section.start + at..section.start + at + PASSED.len()));
    }
    found
}

/// `: True` or `</td><td class="Grey">True</td>`, and where it ends.
fn value(after: &[u8]) -> Option<(bool, usize)> {
    let mut at = 0;
    while let Some(sign) = after.get(at) {
        match sign {
            b'<' => at += memchr::memchr(b'>', &after[at..])? + 1,
            b':' | b' ' | b'\t' => at += 1,
            // HTML has line ends between cells; text ends there.
            b'\r' | b'\n' if after.starts_with(b"<") => at += 1,
            _ => break,
        }
    }
    let rest = &after[at..];
    let end = rest.iter().position(|sign| b"<\r\n".contains(sign)).unwrap_or(rest.len());
    let value = trim(rest, 0..end);
    match &rest[value.clone()] {
        b"True" => Some((true, at + value.end)),
        b"False" => Some((false, at + value.end)),
        _ => None,
    }
}

/// The year in which the report was made: `10/07/2026 11:23:45`, whatever the
/// order of day and month.
fn year(text: &[u8]) -> Option<u16> {
    let at = memchr::memmem::rfind(text, MADE)? + MADE.len();
    let line = &text[at..text.len().min(at + 80)];
    let digits = line
        .windows(4)
        .find(|four| four.starts_with(b"20") && four.iter().all(u8::is_ascii_digit))?;
    core::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use crate::evidence::Claim;
    use crate::evidence::Setting;
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    const HEAD: &str = "Exchange Information\n--------------------\n\tName: EX01\n\tGeneration Time: 10/07/2026 11:23:45\n\tBuild Number: 15.01.2507.061\n";

    fn settings(text: &str) -> Vec<(Option<String>, Setting, String)> {
        let reading = crate::observe(text.as_bytes());
        let pieces = reading.evidence.into_iter();
        pieces
            .filter_map(|piece| match piece.claim {
                Claim::Setting(setting) => Some((piece.server, setting, text[piece.span].into())),
                _ => None,
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Setting)]) {
        let found = settings(text);
        let found: Vec<_> = found
            .iter()
            .map(|(server, setting, _)| (server.as_deref().unwrap_or_default(), *setting))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_line_is_read_whole() {
        let on = "\tExtended Protection Enabled (Any VDir): True\n";
        check(&format!("{HEAD}{on}"), &[("EX01", Setting::ExtendedProtectionOn)]);
        let off = "\tExtended Protection Enabled (Any VDir): False\n";
        check(&format!("{HEAD}{off}"), &[("EX01", Setting::ExtendedProtectionOff)]);
        let said = settings(&format!("{HEAD}{on}"));
        assert_eq!(said[0].2, "Extended Protection Enabled (Any VDir): True");
        for other in [
            "\tExtended Protection Enabled (Any VDir): True, on some\n",
            "\tExtended Protection Enabled (Any VDir)\nTrue\n",
            "\tEnable Download Domains: Unknown\n",
        ] {
            check(&format!("{HEAD}{other}"), &[]);
        }
        // Without a report around it nobody knows whose it is.
        check(on, &[]);
    }

    #[test]
    fn an_edge_server_is_known_by_its_role() {
        check(&format!("{HEAD}\tServer Role: Edge\n"), &[("EX01", Setting::EdgeRole)]);
        check(&format!("{HEAD}\tServer Role: Mailbox\n"), &[]);
        let shell =
            "Name : EX01\nServerRole : ROLE\nAdminDisplayVersion : Version 15.2 (Build 1748.10)\n";
        check(&shell.replace("ROLE", "Edge"), &[("EX01", Setting::EdgeRole)]);
        check(&shell.replace("ROLE", "Mailbox, ClientAccess"), &[]);
        // Another server's paragraph says nothing of this one.
        let two = format!(
            "{}\n{}",
            shell.replace("ROLE", "Mailbox"),
            shell.replace("ROLE", "Edge").replace("EX01", "EX02")
        );
        check(&two, &[("EX02", Setting::EdgeRole)]);
    }

    #[test]
    fn what_the_report_finds_wrong_outweighs_the_value() {
        let text = format!(
            "{HEAD}\tExtended Protection Enabled (Any VDir): True\n\nSecurity Vulnerability\n----------------------\n\tSecurity Vulnerability: CVE-2022-24516, CVE-2024-21410\n\t\tExtended Protection isn't configured as expected\n"
        );
        check(&text, &[("EX01", Setting::ExtendedProtectionOff)]);
    }

    #[test]
    fn each_server_has_its_own() {
        let second = HEAD.replace("EX01", "EX02").replace("061", "044");
        let text = format!(
            "{HEAD}\tEnable Download Domains: True\n\n{second}\tEnable Download Domains: False\n"
        );
        check(
            &text,
            &[("EX01", Setting::DownloadDomainsOn), ("EX02", Setting::DownloadDomainsOff)],
        );
        let row = |name: &str, build: &str, value: &str| {
            format!(
                "<tr>\r\n<th>Server Name</th>\r\n<th>{name}</th>\r\n</tr>\r\n<tr>\r\n<td class=\"Grey\">Build Number</td><td class=\"Grey\">{build}</td>\r\n</tr>\r\n<tr>\r\n<td class=\"Grey\">Extended Protection Enabled (Any VDir)</td><td class=\"Grey\">{value}</td>\r\n</tr>\r\n"
            )
        };
        let text = format!(
            "<html><body><h1>Exchange Health Checker v25.1</h1><table>{}{}</table></body></html>",
            row("EX01", "15.02.2562.053", "True"),
            row("EX02", "15.02.1748.039", "False"),
        );
        check(
            &text,
            &[("EX01", Setting::ExtendedProtectionOn), ("EX02", Setting::ExtendedProtectionOff)],
        );
    }

    #[test]
    fn a_report_that_found_nothing_counts_from_the_year_in_which_it_looked() {
        let passed = "\nSecurity Vulnerability\n----------------------\n\tAll known security issues in this version of the script passed.\n";
        check(&format!("{HEAD}{passed}"), &[("EX01", Setting::NewChecksPassed)]);
        let older = HEAD.replace("10/07/2026", "07.10.2024");
        check(&format!("{older}{passed}"), &[("EX01", Setting::ChecksPassed)]);
        let old = HEAD.replace("10/07/2026", "10/07/2021");
        check(&format!("{old}{passed}"), &[]);
        let undated = HEAD.replace("\tGeneration Time: 10/07/2026 11:23:45\n", "");
        check(&format!("{undated}{passed}"), &[]);
    }
}
