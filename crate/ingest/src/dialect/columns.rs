//! Tables with a heading row, Shadowserver's among them. Columns are known by
//! name, in any order; renamed, missing and new ones do no harm.

use super::Dialect;
use crate::Identity;
use crate::frame::Block;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::Text;

/// The heading row.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    delimiter: u8,
    names: Vec<String>,
    /// Bytes of the heading row, to leave it out where it stands.
    heading: Vec<u8>,
}

/// Columns of Shadowserver's reports that are neither identity nor version.
const KNOWN: [&str; 12] = [
    "severity",
    "protocol",
    "naics",
    "sic",
    "hostname_source",
    "version",
    "servername",
    "tag",
    "status",
    "detail",
    "method",
    "build",
];

/// Columns named after where their text came from. One that holds a build and
/// nothing else is a column of builds.
const TEXTS: [&str; 10] = [
    "banner", "response", "result", "output", "value", "data", "text", "raw", "evidence", "detail",
];

/// Headings when a Shadowserver file comes without them: the order of 2021.
const SHADOWSERVER: [&str; 15] = [
    "timestamp",
    "ip",
    "port",
    "hostname",
    "tag",
    "asn",
    "geo",
    "region",
    "city",
    "naics",
    "sic",
    "sector",
    "version",
    "servername",
    "url",
];

impl Columns {
    /// Reads the heading row at the beginning of `sample`.
    pub(crate) fn of(sample: &[u8]) -> Self {
        // PowerShell writes a type line above the headings.
        let typed = sample.starts_with(b"#TYPE");
        let skipped = if typed { line_end(sample) } else { 0 };
        let end = skipped + line_end(&sample[skipped..]);
        let line = &sample[skipped..end];
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let delimiter = delimiter(line);
        let cells = cells(line, delimiter);
        let headed = cells.iter().any(|cell| cell.bytes().any(|byte| byte.is_ascii_alphabetic()))
            && !cells.iter().any(|cell| cell.parse::<std::net::IpAddr>().is_ok());
        if headed {
            let heading = sample[..end].to_vec();
            return Self { delimiter, names: cells, heading };
        }
        let names = match cells.len() {
            15 => SHADOWSERVER.map(str::to_owned).to_vec(),
            count => (1..=count).map(|number| format!("column{number}")).collect(),
        };
        Self { delimiter, names, heading: Vec::new() }
    }

    /// Names that mean nothing to this program.
    pub(crate) fn unknown(&self, dialect: Dialect) -> Vec<String> {
        let mut identity = Identity::default();
        let names = self.names.iter().filter(|name| {
            dialect == Dialect::Shadowserver
                && !identity.take(name, "")
                && !KNOWN.contains(&name.as_str())
        });
        names.cloned().collect()
    }

    /// Columns that a Shadowserver report has and this one lacks.
    pub(crate) fn missing(&self, dialect: Dialect) -> Vec<&'static str> {
        let wanted = ["timestamp", "ip", "port", "tag", "version"];
        let lacks = |name: &&str| !self.names.iter().any(|have| have.eq_ignore_ascii_case(name));
        match dialect {
            Dialect::Shadowserver => wanted.into_iter().filter(lacks).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn read<'b>(
        &self,
        block: &'b Block,
        dialect: Dialect,
        sink: &mut dyn FnMut(Row<'b>),
    ) {
        let mut bytes = &block.bytes[..];
        let mut place = block.first;
        // Only the block at the input's beginning holds it.
        if place == 1 && !self.heading.is_empty() && bytes.starts_with(&self.heading) {
            let feeds = memchr::memchr_iter(b'\n', &self.heading).count() as u64;
            for _ in 0..feeds.max(1) {
                sink(Row::Skip(Skip::Blank));
            }
            bytes = &bytes[self.heading.len()..];
            place += feeds;
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        let mut start = 0;
        loop {
            let more = reader.read_byte_record(&mut record);
            let end = usize::try_from(reader.position().byte()).unwrap_or(bytes.len());
            let raw = &bytes[start.min(bytes.len())..end.min(bytes.len())];
            match more {
                Ok(false) => break,
                Ok(true) => sink(self.row(&record, raw, place, dialect)),
                Err(error) => sink(Row::Bad { place, reason: error.to_string(), raw }),
            }
            place += memchr::memchr_iter(b'\n', raw).count() as u64;
            start = end;
        }
    }

    fn row<'b>(
        &self,
        record: &csv::ByteRecord,
        raw: &'b [u8],
        place: u64,
        dialect: Dialect,
    ) -> Row<'b> {
        let text = raw.trim_ascii();
        if text.is_empty() || text == self.heading.trim_ascii() {
            return Row::Skip(Skip::Blank);
        }
        // Shadowserver closes each row with a delimiter, which adds one cell.
        let surplus = record.len().checked_sub(self.names.len() + 1);
        let empty = record.get(self.names.len()).is_none_or(<[u8]>::is_empty);
        if record.len() < 2 && self.names.len() > 2
            || surplus.is_some() && !(surplus == Some(0) && empty)
        {
            let reason =
                format!("{} cells where the heading has {}", record.len(), self.names.len());
            return Row::Bad { place, reason, raw };
        }
        let mut identity = Identity::default();
        let mut text = Text::default();
        let again = super::again::is_table(&self.names);
        if again {
            super::again::cells(&mut text, |name| {
                record.get(self.names.iter().position(|have| have == name)?)
            });
        }
        for (name, cell) in self.names.iter().zip(record) {
            let cell = String::from_utf8_lossy(cell);
            match (dialect, name.to_ascii_lowercase().as_str()) {
                (Dialect::Shadowserver, "version") => shadowserver(&mut text, &cell),
                // A tag such as `exchange;cve-2021-26855` is Shadowserver's own verdict.
                (Dialect::Shadowserver, _) => {
                    identity.take(name, &cell);
                }
                _ if identity.take(name, &cell) || again => {}
                _ => write(&mut text, name, &cell),
            }
        }
        match text.is_empty() {
            true => Row::Skip(Skip::NoEvidence),
            false => Row::Record(Record { identity, text: text.into_bytes(), place }),
        }
    }
}

/// Shadowserver's `version` is the number in the logon page's path.
fn shadowserver(text: &mut Text, version: &str) {
    let version = version.trim();
    if !version.is_empty() {
        text.line(&format!("\"extra.version\": \"{version}\", \"classification.identifier\": \"vulnerable-exchange-server\""));
    }
}

/// One cell or member as the core reads it, `name: value`.
pub(super) fn write(text: &mut Text, name: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let plain = name.to_ascii_lowercase().replace(['-', ' '], "_");
    if plain.contains("displayversion") {
        return text.line(&format!("AdminDisplayVersion : {value}"));
    }
    let version = matches!(
        plain.as_str(),
        "version" | "build" | "exchange_version" | "exchange_build" | "build_number"
    );
    match value {
        // Half a build is none beside anything else.
        _ if version && value.parse::<expatch::BuildPrefix>().is_ok() => text.line(value),
        _ if TEXTS.contains(&plain.as_str()) && value.parse::<expatch::Build>().is_ok() => {
            text.header("Exchange Version", value);
        }
        _ if value.contains('\n') || value.len() > 300 => text.piece(value),
        _ => text.header(name, value),
    }
}

fn line_end(bytes: &[u8]) -> usize {
    memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
}

/// The separator that splits the heading best.
pub(super) fn delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: &u8| cells(line, *delimiter).len();
    // Of equals the first: a comma is the rule.
    let mut best = b',';
    for delimiter in [b';', b'\t', b'|'] {
        if count(&delimiter) > count(&best) {
            best = delimiter;
        }
    }
    best
}

pub(super) fn cells(line: &[u8], delimiter: u8) -> Vec<String> {
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
