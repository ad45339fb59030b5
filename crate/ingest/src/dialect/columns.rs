//! Tables: columns are known by name, in any order; renamed, missing and new
//! ones do no harm. What stands above the heading is passed over, a second
//! heading further down holds from there, and without any the cells are known
//! by what stands in them.

use super::again;
use super::cells;
use crate::Identity;
use crate::claim;
use crate::claim::Word;
use crate::evidence::Evidence;
use crate::format::Format;
use crate::format::role::Role;
use crate::format::role::is_exchange;
use crate::frame::Block;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;

/// The heading row and what its columns are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    delimiter: u8,
    names: Vec<String>,
    roles: Vec<Column>,
    format: Option<&'static Format>,
    /// Bytes up to the end of the heading row.
    heading: Vec<u8>,
    /// Lines of those above the heading.
    preamble: u64,
}

/// What a column is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Column {
    /// A role of the format's table.
    Known(&'static str),
    /// A role by its name alone.
    Named(Role),
}

/// Columns of Shadowserver's reports that are neither identity nor version.
const KNOWN: [&str; 11] = [
    "severity",
    "protocol",
    "naics",
    "sic",
    "hostname_source",
    "servername",
    "tag",
    "status",
    "detail",
    "method",
    "build",
];

/// Names that stand in headings beside those that have a role.
const HEADINGS: [&str; 9] = [
    "id",
    "name",
    "server",
    "admindisplayversion",
    "exchangeversion",
    "site",
    "edition",
    "serverrole",
    "identity",
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
        if first.len() >= SHADOWSERVER.len() && first.get(1).is_some_and(is_address) {
            let names = SHADOWSERVER.map(str::to_owned).to_vec();
            return Self::with(delimiter, names, b"", 0);
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
        Self { delimiter, ..Self::default() }
    }

    fn with(delimiter: u8, names: Vec<String>, heading: &[u8], preamble: u64) -> Self {
        let format = Format::of_columns(&names);
        let roles = names.iter().map(|name| {
            let known = format.and_then(|format| format.roles.of_column(name));
            match (known, format) {
                (Some(role), _) => Column::Known(role),
                // A format's other columns are not read.
                (None, Some(_)) => Column::Named(Role::Unread),
                (None, None) => Column::Named(Role::named(name)),
            }
        });
        let roles = roles.collect();
        Self { delimiter, names, roles, format, heading: heading.to_vec(), preamble }
    }

    /// The heading at the beginning of `line`, another than this one's.
    pub(crate) fn another(&self, line: &[u8]) -> Option<Self> {
        let first = line.strip_prefix(b"\"").unwrap_or(line);
        let end = first.iter().position(|byte| *byte == self.delimiter || *byte == b'"')?;
        let first = std::str::from_utf8(first.get(..end)?).ok()?;
        // Most rows are recognised by their first cell.
        if self.names.is_empty() || end > 40 || !is_heading_word(first) {
            return None;
        }
        let line = &line[..row_end(line)];
        let names = cut(plain(line), self.delimiter);
        let sure =
            names != self.names && is_heading(&names) && heading_words(&names) * 2 > names.len();
        sure.then(|| Self::with(self.delimiter, names, line, 0))
    }

    /// The bytes that the heading and what is above it take.
    pub(crate) fn heading(&self) -> &[u8] {
        &self.heading
    }

    /// The format's code, where the table fits one.
    pub(crate) fn format(&self) -> Option<&'static Format> {
        self.format
    }

    /// Columns of a known format that are new to it.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let known = |name: &&String| {
            KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known)) || Role::is_known(name)
        };
        match self.format {
            Some(format) if format.name == "shadowserver" => {
                self.names.iter().filter(|name| !known(name)).cloned().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Columns that Shadowserver's report has and this one lacks.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let wanted = ["timestamp", "ip", "port", "tag", "version"];
        let lacks = |name: &&str| !self.names.iter().any(|have| have.eq_ignore_ascii_case(name));
        match self.format {
            Some(format) if format.name == "shadowserver" => {
                wanted.into_iter().filter(lacks).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn read<'b>(&self, block: &'b Block, sink: &mut dyn FnMut(Row<'b>)) {
        let mut bytes = &block.bytes[..];
        let mut place = block.first;
        // Only the block at the input's beginning holds it, or one that begins
        // with a heading of its own.
        if !self.heading.is_empty() && bytes.starts_with(&self.heading) {
            let feeds = memchr::memchr_iter(b'\n', &self.heading).count() as u64;
            for line in 0..feeds.max(1) {
                sink(Row::Skip(if line < self.preamble { Skip::Preamble } else { Skip::Blank }));
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
                Ok(true) => sink(self.row(&record, raw, place)),
                Err(error) => sink(Row::Bad { place, reason: error.to_string(), raw }),
            }
            place += memchr::memchr_iter(b'\n', raw).count() as u64;
            start = end;
        }
    }

    fn row<'b>(&self, record: &csv::ByteRecord, raw: &'b [u8], place: u64) -> Row<'b> {
        let text = raw.trim_ascii();
        let last = self.heading.trim_ascii_end();
        if record.iter().all(|cell| cell.trim_ascii().is_empty())
            || text.starts_with(b"#")
            || !last.is_empty() && last.ends_with(text) && self.is_heading_row(record)
        {
            return Row::Skip(Skip::Blank);
        }
        let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
        if self.names.is_empty() {
            return cells::read(cells.iter().map(|cell| &**cell), place);
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
        let mut row_of = Cells::default();
        if again::is_table(&self.names) {
            for (name, cell) in self.names.iter().zip(&cells) {
                again::member(&mut row_of.identity, name, cell);
            }
            again::cells(&mut row_of.text, |name| {
                record.get(self.names.iter().position(|have| have == name)?)
            });
            row_of.exchange = true;
        } else {
            row_of.fill(self, &cells);
            let cells = self.names.iter().zip(&cells);
            claim::beside(
                &mut row_of.identity,
                cells.map(|(name, cell)| (Word::of(name), &**cell)),
            );
        }
        let Cells { identity, text, exchange } = row_of;
        row(vec![Record { said: text.into_said(&identity), identity, exchange, place }], true)
    }

    fn is_heading_row(&self, record: &csv::ByteRecord) -> bool {
        record.iter().zip(&self.names).all(|(cell, name)| cell.trim_ascii() == name.as_bytes())
    }
}

/// One row on its way.
#[derive(Default)]
struct Cells {
    identity: Identity,
    text: Evidence,
    exchange: bool,
}

impl Cells {
    fn fill(&mut self, columns: &Columns, cells: &[std::borrow::Cow<'_, str>]) {
        let of = |wanted: Column| {
            let pairs = columns.roles.iter().zip(cells).filter(move |(role, _)| **role == wanted);
            pairs.map(|(_, cell)| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let product = match columns.format {
            Some(_) => Column::Known("product"),
            None => Column::Named(Role::Product),
        };
        let products: Vec<&str> = of(product).collect();
        let by_format = columns.format.is_some_and(|format| {
            format.exchange
                || format.exchange_if.0.iter().filter_map(|path| path.name()).any(|wanted| {
                    let pairs = columns.names.iter().zip(cells);
                    pairs
                        .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
                        .any(|(_, cell)| is_exchange(cell))
                })
        });
        self.exchange = by_format || products.iter().any(|product| is_exchange(product));
        // Another product's version says nothing of Exchange.
        let counts = match columns.format {
            Some(_) => self.exchange,
            None => products.is_empty() || self.exchange,
        };
        if let Some(format) = columns.format {
            self.identity.take("source", &format.by);
        }
        let is_web = columns.format.is_some_and(|format| format.web);
        for ((role, name), cell) in columns.roles.iter().zip(&columns.names).zip(cells) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match role {
                Column::Known("version") if counts && is_web => self.text.shown_on_web(cell),
                Column::Known(role) => self.known(role, cell, counts, &products),
                Column::Named(role) => self.named(*role, name, cell, counts),
            }
        }
    }

    fn known(&mut self, role: &str, cell: &str, counts: bool, products: &[&str]) {
        match role {
            "address" => self.identity.take("ip", cell),
            "version" if counts => self.text.version(cell),
            "pieces" => cell.split("; ").for_each(|note| self.text.note(note)),
            "tags" => self.identity.labels(cell),
            "cves" => self.identity.claim(cell),
            "compromised" => self.identity.broken_into(cell),
            "output" if counts || is_exchange(cell) => {
                self.text.output(products.first().unwrap_or(&""), cell);
            }
            "version" | "output" | "product" => {}
            "http" | "banner" | "body" => self.text.piece(cell),
            _ => self.identity.take(role, cell),
        }
    }

    fn named(&mut self, role: Role, name: &str, cell: &str, counts: bool) {
        match role {
            Role::Identity(field) => self.identity.take(field, cell),
            Role::Host => self.identity.host(cell),
            Role::Machine => self.identity.take("machine", cell),
            Role::Tags => self.identity.labels(cell),
            Role::Cves => self.identity.claim(cell),
            Role::Compromised => self.identity.broken_into(cell),
            Role::Version if counts => self.text.version(cell),
            Role::Product if counts => self.text.product(cell),
            Role::Version | Role::Product | Role::Unread => {}
            // A column of texts may hold builds alone.
            Role::Text if cell.parse::<expatch::Build>().is_ok() => {
                self.text.version(cell);
            }
            Role::Text => self.text.piece(cell),
            Role::Other => self.text.member(name, cell),
        }
    }
}

/// A line without byte order mark.
fn plain(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

fn is_heading_word(name: &str) -> bool {
    let name = name.trim();
    Role::is_known(name) || HEADINGS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn heading_words(names: &[String]) -> usize {
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
fn row_end(bytes: &[u8]) -> usize {
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
