//! Which dialect an input is, by its content and never by its name.

use super::Dialect;
use super::cells;
use super::columns::Columns;
use super::heading::cut;
use super::heading::delimiter;
use super::heading::is_heading;
use crate::format::Format;
use crate::node::Node;
use memchr::memmem;

/// The dialect of an input that begins with `sample` (64 KiB are plenty).
pub fn detect(sample: &[u8]) -> Dialect {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    let holds = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    match text.first() {
        Some(b'<') => root(text)
            .and_then(Format::of_root)
            .map_or(Dialect::LINES, |format| Dialect(&format.name)),
        Some(b'[') if is_nuclei(text) => Dialect("nuclei"),
        Some(b'{' | b'[') => json(text),
        // What an API says, or `jq` of it, where there is no list.
        _ if text.trim_ascii_end() == b"null" => Dialect::NDJSON,
        _ if holds("Nmap scan report for ") || text.starts_with(b"# Nmap ") => Dialect("nmap"),
        _ if text.starts_with(b"Host: ") && holds("Ports: ") => Dialect("nmap"),
        // masscan's lines for grep.
        _ if holds("Timestamp: ") && holds("\tHost: ") => Dialect("nmap"),
        _ if text.starts_with(b"#masscan") || text.starts_with(b"open tcp ") => Dialect("masscan"),
        _ => table(text),
    }
}

/// The name of an XML document's first element.
pub(crate) fn root(text: &[u8]) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = memchr::memchr(b'<', rest)?;
        rest = &rest[at + 1..];
        match rest.first()? {
            b'?' | b'!' => {}
            _ => {
                let end = rest.iter().position(|byte| b" \t\r\n/>".contains(byte))?;
                return std::str::from_utf8(&rest[..end]).ok();
            }
        }
    }
}

/// `[template-id] [protocol] [severity] target`.
pub(super) fn is_nuclei(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = text.get(1).copied().unwrap_or_default();
    first.is_ascii_alphanumeric() && memmem::find_iter(line, b"] [").count() >= 2
}

fn json(text: &[u8]) -> Dialect {
    // A HAR is one document; its entries come late.
    let holds = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    if text.starts_with(b"{") && holds("\"log\"") && holds("\"entries\"") {
        return Dialect("har");
    }
    // The first value; a long one may be cut off, then what is whole in it must do.
    let inner = if text.starts_with(b"[") { &text[1..] } else { text };
    let first = serde_json::Deserializer::from_slice(inner).into_iter::<Node<'_>>().next();
    if let Some(Ok(first)) = first {
        let format = crate::format::answer::format_of(&first, 0);
        return format.map_or(Dialect::NDJSON, |format| Dialect(&format.name));
    }
    match text {
        _ if holds("\"ip_str\"") => Dialect("shodan"),
        _ if holds("\"matched_services\"") || holds("\"service_name\"") => Dialect("censys"),
        _ if text.starts_with(b"{\"ip\":") && holds("\"data\":{\"") => Dialect("zgrab2"),
        _ => Dialect::NDJSON,
    }
}

/// The first of the lines of JSON that stand behind a line of something else, such as a
/// tool's first words.
pub(super) fn json_behind(text: &[u8]) -> Option<&[u8]> {
    let is_value = |line: &&[u8]| line.starts_with(b"{") && line.ends_with(b"}");
    let lines = || text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let value = lines().filter(|line| !line.is_empty()).take(4).find(is_value)?;
    let (values, all) = (lines().filter(is_value).count(), lines().filter(|line| !line.is_empty()));
    let is_json = serde_json::from_slice::<Node<'_>>(value).is_ok();
    // The sample may end in the middle of a line.
    (is_json && values * 2 + 1 >= all.count()).then_some(value)
}

fn table(text: &[u8]) -> Dialect {
    let columns = Columns::of(text);
    if let Some(format) = columns.format() {
        return Dialect(&format.name);
    }
    if !columns.heading().is_empty() {
        return Dialect::CSV;
    }
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = delimiter(line);
    let names = cut(line, delimiter);
    if is_heading(&names) || names.len() >= 15 {
        return Dialect::CSV;
    }
    // Rows without a heading: as many cells in each, and who and what among them.
    if let Some(value) = json_behind(text) {
        return json(value);
    }
    let headless = (names.len() >= 3 || names.len() == 2 && line.starts_with(b"\""))
        && cells::is_row(&names)
        && text
            .split(|byte| *byte == b'\n')
            .take(5)
            .filter(|line| !line.trim_ascii().is_empty())
            .all(|line| cut(line, delimiter).len() == names.len());
    if headless { Dialect::CSV } else { Dialect::LINES }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_dialect() {
        for (sample, dialect) in [
            ("15.2.1748.48\n15.1.2507.6\n", "lines"),
            ("192.0.2.1, 15.2.1748.48\n", "lines"),
            ("ip,hostname,version\n192.0.2.1,a,15.2.1748.48\n", "csv"),
            ("Name;AdminDisplayVersion;Site\nEX01;\"Version 15.2 (Build 1748.10)\";x\n", "csv"),
            ("id,banner\n7,15.2.1748.48\n", "csv"),
            ("\"192.0.2.1\",\"2021-09-01T00:00:00\",\"15.2.858.15\"\n", "csv"),
            ("\u{feff}timestamp,ip,port,tag,version,servername\n", "shadowserver"),
            ("\"report\",\"x\"\nQID,Title,IP,Results\n", "qualys"),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\">", "nmap"),
            ("<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Policy>", "nessus"),
            ("# Nmap 7.94 scan initiated\n", "nmap"),
            ("#masscan\nopen tcp 443 192.0.2.1 1\n", "masscan"),
            ("[tech:iis] [http] [info] https://a.example\n", "nuclei"),
            ("{\"ip\":\"192.0.2.1\",\"data\":{\"http\":{\"status\":\"success\"}}}\n", "zgrab2"),
            ("{\"timestamp\":\"x\",\"url\":\"https://a\",\"input\":\"a\"}\n", "httpx"),
            ("{\"ip_str\":\"192.0.2.1\",\"port\":443,\"data\":\"HTTP/1.1\"}\n", "shodan"),
            ("[{\"ip\":\"192.0.2.1\",\"services\":[]}]", "censys"),
            ("{\"log\":{\"version\":\"1.2\",\"entries\":[", "har"),
            ("{\"server\":\"EX01\",\"version\":\"15.2.1748.48\"}\n", "ndjson"),
            ("[INF] starting\n{\"ip_str\":\"192.0.2.1\",\"port\":443,\"data\":\"\"}\n", "shodan"),
            ("Timestamp: 1790000000\tHost: 192.0.2.1 ()\tPorts: 443/open/tcp//https//\n", "nmap"),
            ("", "lines"),
        ] {
            assert_eq!(detect(sample.as_bytes()).code(), dialect, "{sample}");
        }
    }
}
