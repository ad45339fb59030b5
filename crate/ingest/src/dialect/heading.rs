//! Which row of a table is its heading, and by what its cells are apart.

use super::Columns;
use super::cells;
use crate::format::Format;
use crate::format::role::Role;

/// Names that stand in headings beside those that have a role.
const HEADINGS: [&str; 11] = [
    "finding",
    "id",
    "severity",
    "name",
    "server",
    "admindisplayversion",
    "exchangeversion",
    "site",
    "edition",
    "serverrole",
    "identity",
];

/// Headings when a Shadowserver file comes without them, by the day from which its
/// columns stood so: that of now, that of 2021.
const SHADOWSERVER: [&str; 2] = [
    "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,hostname_source,\
     sector,version,servername,url",
    "timestamp,ip,port,hostname,tag,asn,geo,region,city,naics,sic,sector,version,servername,url",
];

/// Lines above a heading that are looked through.
const PREAMBLE: usize = 24;

impl Columns {
    /// Finds the heading row near the beginning of `sample`.
    pub(crate) fn of(sample: &[u8]) -> Self {
        let mut start = 0;
        for above in 0..PREAMBLE {
            let end = start + row_end(&sample[start..]);
            if end == start {
                break;
            }
            let line = plain(&sample[start..end]);
            let delimiter = delimiter(line);
            let names = cut(line, delimiter);
            let known = heading_words(&names);
            // Above other lines only what is sure to be a heading is one.
            let sure = known >= 3 || Format::of_columns(&names).is_some() || known == names.len();
            if is_heading(&names) && (above == 0 || sure) {
                let lines = memchr::memchr_iter(b'\n', &sample[..start]).count();
                return Self::with(delimiter, names, &sample[..end], lines as u64);
            }
            start = end;
        }
        let line = plain(&sample[..row_end(sample)]);
        let delimiter = delimiter(line);
        let first = cut(line, delimiter);
        let is_address = |cell: &String| cell.parse::<std::net::IpAddr>().is_ok();
        for order in SHADOWSERVER {
            let names: Vec<String> = order.split(',').map(str::to_owned).collect();
            let at = names.iter().position(|name| name == "ip").unwrap_or_default();
            // Each row may close with a delimiter.
            let fits = first.len() == names.len() || first.len() == names.len() + 1;
            if fits && first.get(at).is_some_and(is_address) {
                return Self::with(delimiter, names, b"", 0);
            }
        }
        // A heading in words of its own, as a shell quotes it.
        let is_data = |cell: &String| {
            !matches!(
                cells::kind(cell),
                cells::Cell::Other | cells::Cell::Empty | cells::Cell::Name
            )
        };
        if line.starts_with(b"\"") && first.len() > 1 && !first.iter().any(is_data) {
            return Self::with(delimiter, first, &sample[..row_end(sample)], 0);
        }
        Self::headless(delimiter)
    }
}

/// A line without byte order mark.
pub(super) fn plain(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

pub(super) fn is_heading_word(name: &str) -> bool {
    let name = name.trim();
    Role::is_known(name) || HEADINGS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

pub(super) fn heading_words(names: &[String]) -> usize {
    names.iter().filter(|name| is_heading_word(name)).count()
}

/// Whether cells are names of columns.
pub(super) fn is_heading(names: &[String]) -> bool {
    let is_data = |cell: &String| {
        !matches!(
            cells::kind(cell),
            // `source.ip` looks like a name.
            cells::Cell::Other | cells::Cell::Empty | cells::Cell::Name | cells::Cell::Country
        )
    };
    names.len() >= 2
        && !names.iter().any(is_data)
        && (heading_words(names) >= 2 || Format::of_columns(names).is_some())
}

/// Where the first row ends, quoted line feeds in it.
pub(super) fn row_end(bytes: &[u8]) -> usize {
    let mut quotes = 0_usize;
    for at in memchr::memchr2_iter(b'"', b'\n', bytes) {
        if bytes[at] == b'"' {
            quotes += 1;
        } else if quotes.is_multiple_of(2) {
            return at + 1;
        }
    }
    // A quote that never closes.
    memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
}

/// The separator that splits the heading best.
pub(super) fn delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: &u8| cut(line, *delimiter).len();
    // Of equals the first: a comma is the rule.
    let mut best = b',';
    for delimiter in [b';', b'\t', b'|'] {
        if count(&delimiter) > count(&best) {
            best = delimiter;
        }
    }
    best
}

pub(super) fn cut(line: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => {
            record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}
