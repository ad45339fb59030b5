//! Which dialect an input is, by its content and never by its name.

use super::Dialect;
use super::columns::cells;
use super::columns::delimiter;
use crate::Identity;
use memchr::memmem;
use serde_json::Value;

/// The dialect of an input that begins with `sample` (64 KiB are plenty).
pub fn detect(sample: &[u8]) -> Dialect {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    let holds = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    match text.first() {
        Some(b'<') if holds("<nmaprun") => Dialect::Nmap,
        Some(b'{' | b'[') => json(text),
        _ if holds("Nmap scan report for ") || text.starts_with(b"# Nmap ") => Dialect::Nmap,
        _ if text.starts_with(b"Host: ") && holds("Ports: ") => Dialect::Nmap,
        _ => table(text),
    }
}

fn json(text: &[u8]) -> Dialect {
    let holds = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    if text.starts_with(b"{") && holds("\"entries\"") && holds("\"log\"") {
        return Dialect::Har;
    }
    // The first object; a long one may be cut off, then its words must do.
    let inner = if text.starts_with(b"[") { &text[1..] } else { text };
    let first = serde_json::Deserializer::from_slice(inner).into_iter::<Value>().next();
    let first = first.and_then(Result::ok);
    let has = |key: &str| match &first {
        Some(first) => first.get(key).is_some(),
        None => holds(&format!("\"{key}\"")),
    };
    if has("ip_str") {
        Dialect::Shodan
    } else if has("data") && (has("ip") || has("domain")) {
        Dialect::Zgrab2
    } else if has("services") || has("matched_services") || has("resource") {
        Dialect::Censys
    } else if has("url") && ["input", "header", "webserver", "tech", "hash"].into_iter().any(has) {
        Dialect::Httpx
    } else if has("services") {
        Dialect::Censys
    } else {
        Dialect::Ndjson
    }
}

fn table(text: &[u8]) -> Dialect {
    let text = match text.starts_with(b"#TYPE") {
        true => text.splitn(2, |byte| *byte == b'\n').nth(1).unwrap_or_default(),
        false => text,
    };
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = delimiter(line);
    let names = cells(line, delimiter);
    let has = |name: &str| names.iter().any(|have| have.eq_ignore_ascii_case(name));
    if has("version") && has("ip") && (has("servername") || has("naics") || has("tag")) {
        return Dialect::Shadowserver;
    }
    // A row of Shadowserver's without its heading.
    let is_row = names.get(1).is_some_and(|cell| cell.parse::<std::net::IpAddr>().is_ok());
    if names.len() >= 15 && is_row {
        return Dialect::Shadowserver;
    }
    let mut identity = Identity::default();
    let words = [
        "id",
        "version",
        "build",
        "banner",
        "response",
        "name",
        "server",
        "admindisplayversion",
        "exchangeversion",
    ];
    let known = names.iter().filter(|name| {
        identity.take(name, "") || words.iter().any(|word| name.eq_ignore_ascii_case(word))
    });
    let quoted = line.starts_with(b"\"") && names.len() >= 2;
    if names.len() >= 2 && (known.count() >= 2 || quoted && text.contains(&b'\n')) {
        Dialect::Csv
    } else {
        Dialect::Lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_dialect() {
        for (sample, dialect) in [
            ("15.2.1748.48\n15.1.2507.6\n", Dialect::Lines),
            ("192.0.2.1, 15.2.1748.48\n", Dialect::Lines),
            ("ip,hostname,version\n192.0.2.1,a,15.2.1748.48\n", Dialect::Csv),
            (
                "Name;AdminDisplayVersion;Site\nEX01;\"Version 15.2 (Build 1748.10)\";x\n",
                Dialect::Csv,
            ),
            ("id,banner\n7,15.2.1748.48\n", Dialect::Csv),
            ("\u{feff}timestamp,ip,port,tag,version,servername\n", Dialect::Shadowserver),
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\">",
                Dialect::Nmap,
            ),
            ("# Nmap 7.94 scan initiated\n", Dialect::Nmap),
            ("{\"ip\":\"192.0.2.1\",\"data\":{\"http\":{}}}\n", Dialect::Zgrab2),
            ("{\"timestamp\":\"x\",\"url\":\"https://a\",\"input\":\"a\"}\n", Dialect::Httpx),
            ("{\"ip_str\":\"192.0.2.1\",\"data\":\"HTTP/1.1\"}\n", Dialect::Shodan),
            ("[{\"ip\":\"192.0.2.1\",\"services\":[]}]", Dialect::Censys),
            ("{\"log\":{\"version\":\"1.2\",\"entries\":[", Dialect::Har),
            ("{\"server\":\"EX01\",\"version\":\"15.2.1748.48\"}\n", Dialect::Ndjson),
            ("", Dialect::Lines),
        ] {
            assert_eq!(detect(sample.as_bytes()), dialect, "{sample}");
        }
    }
}
