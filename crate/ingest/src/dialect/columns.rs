//! Tables: columns are known by name, in any order; renamed, missing and new
//! ones do no harm. What stands above the heading is passed over, a second
//! heading further down holds from there, and without any the cells are known
//! by what stands in them.

use super::again;
use super::cells;
use super::heading::cut;
use super::heading::heading_words;
use super::heading::is_heading;
use super::heading::is_heading_word;
use super::heading::plain;
use super::heading::row_end;
use crate::Identity;
use crate::claim;
use crate::claim::Word;
use crate::evidence::Evidence;
use crate::format::Format;
use crate::format::read::record;
use crate::format::role::Role;
use crate::format::role::broken_into;
use crate::format::role::denies;
use crate::format::role::is_exchange;
use crate::format::role::is_exchange_itself;
use crate::format::role::is_over;
use crate::frame::Block;
use crate::node::Node;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;
use std::borrow::Cow;

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

impl Columns {
    /// Rows whose cells are known by what stands in them.
    pub(super) fn headless(delimiter: u8) -> Self {
        Self { delimiter, ..Self::default() }
    }

    pub(super) fn with(delimiter: u8, names: Vec<String>, heading: &[u8], preamble: u64) -> Self {
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
        let mut roles: Vec<Column> = roles.collect();
        // Where both ends of a connection stand, the server is the one asked.
        let side = |name: &String| {
            let first = name.get(..3).unwrap_or_default().to_ascii_lowercase();
            (first == "dst" || first == "des", first == "src" || first == "sou")
        };
        let is_end = |role: &Column| matches!(role, Column::Named(Role::Identity("ip" | "port")));
        let ends = || names.iter().zip(&roles).filter(|(_, role)| is_end(role));
        if ends().any(|(name, _)| side(name).0) {
            for (role, name) in roles.iter_mut().zip(&names) {
                if is_end(role) && side(name).1 {
                    *role = Column::Named(Role::Unread);
                }
            }
        }
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
        let mut cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
        for cell in &mut cells {
            if let Some(bare) = cells::bare(cell).map(str::to_owned) {
                *cell = Cow::Owned(bare);
            }
        }
        if self.names.is_empty() {
            return cells::read(cells.iter().map(|cell| &**cell), place);
        }
        // Of a file that was cut off, the last cell may be any part of what stood there.
        let wanted = self.names.iter().rposition(|name| !name.is_empty());
        if !raw.ends_with(b"\n") && Some(record.len()) <= wanted {
            let reason = "the file ends in the middle of this record".to_owned();
            return Row::Bad { place, reason, raw };
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
        if let Some(format) = self.format.filter(|format| !format.embedded.is_empty()) {
            return self.event(format, &cells, place);
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
        let Cells { identity, text, exchange, over } = row_of;
        if over {
            return Row::Skip(Skip::NoEvidence);
        }
        row(vec![Record { said: text.into_said(&identity), identity, exchange, place }], true)
    }

    /// A row with JSON in a cell, as events are kept in tables: the same as the event.
    fn event<'b>(&self, format: &Format, cells: &[Cow<'_, str>], place: u64) -> Row<'b> {
        let pairs = self.names.iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty());
        let members = pairs.map(|(name, cell)| {
            (Cow::Owned(name.to_ascii_lowercase()), Node::Text(Cow::Borrowed(cell.trim())))
        });
        let mut node = Node::Object(members.collect());
        for name in &format.embedded {
            node.unfold(name);
        }
        Format::of(&node).map_or(Row::Skip(Skip::NoEvidence), |format| {
            record(format, &node, &Identity::default(), place)
        })
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
    /// What was found once and is so no more.
    over: bool,
}

impl Cells {
    fn fill(&mut self, columns: &Columns, cells: &[Cow<'_, str>]) {
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
        let named = columns.format.is_none();
        let services = named && of(Column::Named(Role::Service)).any(is_exchange);
        // Titles of tests in known formats name Exchange in sentences.
        let is_it = if columns.format.is_some() { is_exchange } else { is_exchange_itself };
        self.exchange = by_format || services || products.iter().any(|product| is_it(product));
        // Another product's version says nothing of Exchange.
        let counts = match columns.format {
            Some(_) => self.exchange,
            None => products.is_empty() || self.exchange,
        };
        if let Some(format) = columns.format {
            self.identity.take("source", &format.by);
        }
        let denied = named && of(Column::Named(Role::Found)).any(denies);
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
        // A feed's row about Exchange is about a server, whatever version it shows and
        // even if nothing else is claimed of it.
        let tells = !self.identity.claims.is_empty() || self.identity.compromised.is_some();
        if by_format && counts && !tells {
            self.text.product("Microsoft Exchange Server");
        }
        if named && self.identity.hostname.is_none() {
            of(Column::Named(Role::Reverse)).for_each(|name| self.identity.take("hostname", name));
        }
        if !products.is_empty() && !self.exchange {
            claim::of_another_product(&mut self.identity);
        }
        // What was looked for and not found is no claim.
        if denied {
            self.identity.claims.clear();
        }
    }

    fn known(&mut self, role: &str, cell: &str, counts: bool, products: &[&str]) {
        match role {
            "address" => self.identity.take("ip", cell),
            "version" if counts => self.text.version(cell),
            "state" => self.over |= is_over(cell),
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
            Role::Reverse => {}
            Role::Machine => self.identity.take("machine", cell),
            Role::Tags => {
                self.exchange |= is_exchange(cell);
                self.identity.labels(cell);
            }
            Role::Cves => self.identity.claim(cell),
            Role::Compromised => {
                let word = broken_into(name, cell);
                self.identity.compromised = self.identity.compromised.take().or(word);
            }
            Role::Current if counts && cells::is_version(cell) => self.text.version(cell),
            Role::Version if counts => self.text.version(cell),
            Role::Product if counts => self.text.product(cell),
            Role::Service if counts && is_exchange(cell) => self.text.product(cell),
            Role::Version | Role::Product | Role::Unread | Role::Found => {}
            // Nothing but identifiers of vulnerabilities, whatever it stands under.
            _ if cells::is_claim(cell) => self.identity.claim(cell),
            // A column of texts may hold builds alone.
            Role::Text if cell.parse::<expatch::Build>().is_ok() => {
                self.text.version(cell);
            }
            Role::Text => self.text.piece(cell),
            Role::Named if cells::is_host(cell) => self.identity.host(cell),
            Role::Service | Role::Current | Role::Named | Role::Other => {
                self.text.member(name, cell);
            }
        }
    }
}
