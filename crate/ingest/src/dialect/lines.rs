//! Any text, one server per line: builds, URLs, headers behind an address.

use super::cells::Cell;
use crate::Identity;
use crate::evidence::Evidence;
use crate::format::role::is_exchange;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;
use expatch::Build;
use expatch::ClaimedVulnerability;
use expatch::Database;
use expatch::Said;
use std::net::IpAddr;
use std::net::SocketAddr;

pub(super) fn read<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    if raw.starts_with(b"#") {
        return sink(Row::Skip(Skip::Blank));
    }
    let (mut identity, text) = identity(raw);
    other_name(&mut identity, text);
    if let Some(said) = technologies(text, &identity) {
        return sink(Row::Record(Record { identity, said, exchange: false, place }));
    }
    // Nothing but vulnerabilities behind a host: what somebody says of it.
    if identity.ip.is_some() || identity.hostname.is_some() {
        identity.claim(&claims(text));
    }
    let said = Said::Text(text.to_vec());
    let record = Record { identity, said, exchange: false, place };
    sink(if record.identity.claims.is_empty() {
        Row::Record(record)
    } else {
        row(vec![record], true)
    });
}

/// A text that is a list of vulnerabilities, or nothing.
fn claims(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut words = text.split([' ', ',', ';', '\t']).filter(|word| !word.is_empty());
    let all = words.all(|word| ClaimedVulnerability::identifier(word).is_some());
    if all { text.into_owned() } else { String::new() }
}

/// `https://mail.example.org [200] [IIS:10.0,Microsoft Exchange Server:15.1.2242]`, as
/// httpx prints what it recognised.
fn technologies(line: &[u8], identity: &Identity) -> Option<Said> {
    let line = std::str::from_utf8(line).ok()?;
    let (_, lists) = line.split_once(" [").filter(|_| line.starts_with("http"))?;
    let names = lists.split(['[', ']']).flat_map(|list| list.split(','));
    let mut text = Evidence::default();
    names
        .map(str::trim)
        .filter(|name| name.contains(':') && is_exchange(name))
        .for_each(|name| text.piece(name));
    (!text.is_empty()).then(|| text.into_said(identity))
}

/// The name beside an address, or the address beside a name: `192.0.2.1 mail.example.org`,
/// `mail.example.org (192.0.2.1)`.
fn other_name(identity: &mut Identity, text: &[u8]) {
    let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
    let Ok(word) = std::str::from_utf8(&text[..end]) else { return };
    let word = word.trim_matches(['(', ')', '[', ']', ',', ';', ':']);
    let has_more = end < text.len() && !is_released(word);
    match super::cells::kind(word) {
        Cell::Address if identity.hostname.is_some() && has_more => identity.take("ip", word),
        Cell::Name if identity.ip.is_some() && has_more => identity.take("hostname", word),
        _ => {}
    }
}

/// Takes an address or a URL at the line's beginning for its identity, and
/// what follows for its text.
fn identity(raw: &[u8]) -> (Identity, &[u8]) {
    let mut identity = Identity::default();
    let end = raw.iter().position(|byte| b" \t,;|".contains(byte)).unwrap_or(raw.len());
    let Ok(word) = std::str::from_utf8(&raw[..end]) else { return (identity, raw) };
    let rest = || raw[end..].trim_ascii_start().trim_prefix_separators();
    if ["https://", "http://", "hxxp://", "hxxps://"].iter().any(|start| word.starts_with(start)) {
        identity.host(word);
        // The path may be the evidence.
        return (identity, raw);
    }
    if let Ok(ip) = word.parse::<IpAddr>() {
        // `15.2.221.12` alone is 2019 RTM, though it could be an address.
        if rest().is_empty() && is_released(word) {
            return (identity, raw);
        }
        identity.ip = Some(ip.to_string());
        let rest = rest();
        return match port(rest) {
            Some((port, rest)) => {
                identity.port = Some(port);
                (identity, rest)
            }
            None => (identity, rest),
        };
    }
    if let Ok(address) = word.parse::<SocketAddr>() {
        identity.ip = Some(address.ip().to_string());
        identity.port = Some(address.port());
        return (identity, rest());
    }
    // `mail.example.org 15.2.1748.48`: a name with letters and more behind it.
    let name = word.trim_end_matches(':');
    let is_name = name.contains('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        && name
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()));
    if is_name && end < raw.len() {
        identity.hostname = Some(name.to_owned());
        return (identity, rest());
    }
    (identity, raw)
}

/// Whether a word is the number of a release.
pub(super) fn is_released(word: &str) -> bool {
    let build = Build::parse(word.as_bytes()).ok();
    build.is_some_and(|build| Database::embedded().find(build).is_some())
}

/// A port number and what stands behind it.
fn port(raw: &[u8]) -> Option<(u16, &[u8])> {
    let end = raw.iter().position(|byte| !byte.is_ascii_digit())?;
    // `15.2…` is the build and no port.
    if !b" \t,;|/".contains(&raw[end]) {
        return None;
    }
    let port = std::str::from_utf8(&raw[..end]).ok()?.parse().ok()?;
    Some((port, raw[end..].trim_ascii_start().trim_prefix_separators()))
}

trait TrimSeparators {
    fn trim_prefix_separators(&self) -> &Self;
}

impl TrimSeparators for [u8] {
    fn trim_prefix_separators(&self) -> &Self {
        let start = self.iter().position(|byte| !b" \t,;|".contains(byte));
        start.map_or(&[], |start| &self[start..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, ip: Option<&str>, port: Option<u16>, host: Option<&str>, text: &str) {
        let (identity, rest) = identity(line.as_bytes());
        assert_eq!(identity.ip.as_deref(), ip);
        assert_eq!(identity.port, port);
        assert_eq!(identity.hostname.as_deref(), host);
        assert_eq!(std::str::from_utf8(rest), Ok(text));
    }

    #[test]
    fn the_first_word_may_say_who() {
        check("15.2.1748.48", None, None, None, "15.2.1748.48");
        check("15.2.221.12", None, None, None, "15.2.221.12");
        check("15.2.221.12 15.2.1748.48", Some("15.2.221.12"), None, None, "15.2.1748.48");
        check("15.2.221.13", Some("15.2.221.13"), None, None, "");
        check("192.0.2.1 15.2.1748.48", Some("192.0.2.1"), None, None, "15.2.1748.48");
        check(
            "192.0.2.1 443 Outlook X-OWA-Version: 15.2.1",
            Some("192.0.2.1"),
            Some(443),
            None,
            "Outlook X-OWA-Version: 15.2.1",
        );
        check("192.0.2.1:443, 15.2.1748.48", Some("192.0.2.1"), Some(443), None, "15.2.1748.48");
        check(
            "mail.example.org\t15.2.1748.48",
            None,
            None,
            Some("mail.example.org"),
            "15.2.1748.48",
        );
        let url = "https://mail.example.org:444/owa/auth/15.2.1748/x";
        check(url, None, Some(444), Some("mail.example.org"), url);
        check("Version 15.1 (Build 2507.6)", None, None, None, "Version 15.1 (Build 2507.6)");
    }
}
