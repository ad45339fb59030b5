//! The shapes that rows come in. What scanners call things stands in the table
//! of formats; here is what the shape alone shows.

pub(crate) mod again;
pub(crate) mod cells;
mod columns;
mod detect;
mod findings;
pub(crate) mod headers;
mod heading;
pub(crate) mod json;
mod lines;
mod nmap;
mod prefilter;

use crate::Identity;
use crate::format::FORMATS;
use crate::format::Format;
use crate::format::Kind;
use crate::frame::Block;
use crate::frame::Framing;
use crate::node::Node;
use crate::plain::uncoloured;
use crate::record::Row;
use crate::record::Skip;
use std::borrow::Cow;

pub(crate) use columns::Columns;
pub use detect::detect;
pub(crate) use detect::root;

/// A form of input: a shape, or one of the table's formats.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Dialect(pub(crate) &'static str);

impl Dialect {
    /// Any text, one server per line.
    pub const LINES: Self = Self("lines");
    /// A table with or without a heading row.
    pub const CSV: Self = Self("csv");
    /// Any JSON: values one after the other, an array, an answer.
    pub const NDJSON: Self = Self("ndjson");

    /// All of them.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::LINES, Self::CSV, Self::NDJSON];
        for format in FORMATS.iter() {
            if !all.contains(&Self(&format.name)) {
                all.push(Self(&format.name));
            }
        }
        all
    }

    /// The dialect of this name.
    pub fn named(code: &str) -> Option<Self> {
        Self::all().into_iter().find(|dialect| dialect.0 == code)
    }

    /// The stable name.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// How an input of this dialect that begins with `sample` is split.
    fn framing(self, sample: &[u8]) -> Framing {
        let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
        let is_json = text.starts_with(b"{") || text.starts_with(b"[");
        let table = FORMATS.iter().any(|format| format.name == self.0 && format.kind == Kind::Csv);
        if text.starts_with(b"<") {
            let format = root(text).and_then(Format::of_root).or_else(|| Format::xml(self.0));
            if let Some(element) = format.and_then(|format| format.element.as_deref()) {
                return Framing::Elements(element);
            }
        }
        match self.0 {
            "lines" => Framing::Lines,
            "csv" => Framing::Csv,
            "nmap" if memchr::memmem::find(text, b"Nmap scan report for ").is_some() => {
                Framing::NmapText
            }
            "nmap" => Framing::Lines,
            "masscan" if !is_json => Framing::Lines,
            "nuclei" if detect::is_nuclei(text) => Framing::Lines,
            _ if !is_json && detect::json_behind(text).is_some() => Framing::Lines,
            _ if is_json && is_pretty(text) => Framing::Values,
            _ if is_json => Framing::Lines,
            _ if table => Framing::Csv,
            _ => Framing::Lines,
        }
    }
}

/// Whether JSON is more than one value per line: an array, a document over
/// many lines, or one without an end in sight.
fn is_pretty(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match serde_json::from_slice::<Node<'_>>(line.trim_ascii()) {
        // A row of cells, one per line; else the records of an array.
        Ok(Node::List(list)) => list.iter().any(|row| row.is_object() || row.is_array()),
        Ok(Node::Object(_)) => false,
        _ => true,
    }
}

/// What reading the blocks of one input needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) dialect: Dialect,
    pub(crate) framing: Framing,
    pub(crate) columns: Option<Columns>,
    /// The format that rows are tried for first.
    format: Option<&'static Format>,
    /// Rows without any word of evidence need not be parsed.
    scan: bool,
}

impl Reader {
    /// A reader for an input that begins with `sample`.
    pub(crate) fn new(dialect: Dialect, sample: &[u8]) -> Self {
        let framing = dialect.framing(sample);
        let columns = (framing == Framing::Csv).then(|| Columns::of(sample));
        let json = || {
            let of_name = move |format: &&Format| format.name == dialect.0;
            FORMATS.iter().filter(|format| format.kind == Kind::Json).filter(of_name)
        };
        let format = match framing {
            Framing::Elements(_) => root(sample.trim_ascii_start())
                .and_then(Format::of_root)
                .or_else(|| Format::xml(dialect.0)),
            Framing::Csv => None,
            // Of several rows of one name, each record says by itself which it is.
            _ => Some(json()).filter(|all| all.clone().count() == 1).and_then(|mut all| all.next()),
        };
        let scan = match framing {
            Framing::Elements(_) | Framing::Csv => format.is_some_and(|format| format.scan),
            _ => json().any(|format| format.scan),
        };
        Self { dialect, framing, columns, format, scan }
    }

    /// Hands every row of `block` to `sink`, in order.
    pub(crate) fn read<'b>(&self, block: &'b Block, sink: &mut dyn FnMut(Row<'b>)) {
        if let Some(fault) = &block.fault {
            sink(Row::Bad { place: block.first, reason: fault.clone(), raw: &block.bytes });
            return;
        }
        match (self.framing, &block.columns) {
            (Framing::Csv, Some(columns)) => columns.read(block, sink),
            (Framing::Lines | Framing::Csv, _) => {
                let (mut place, mut start) = (block.first, 0);
                // What stands behind the last line feed is a line, if it is anything.
                let ends = memchr::memchr_iter(b'\n', &block.bytes).map(|at| at + 1);
                let last =
                    Some(block.bytes.len()).filter(|end| *end > 0 && block.bytes[end - 1] != b'\n');
                for end in ends.chain(last) {
                    self.record(block.bytes[start..end].trim_ascii(), place, sink);
                    (place, start) = (place + 1, end);
                }
            }
            _ => {
                for (place, range) in (block.first..).zip(&block.records) {
                    self.record(&block.bytes[range.clone()], place, sink);
                }
            }
        }
    }

    fn record<'b>(&self, raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
        // A byte order mark belongs to no row; it stands before the first.
        let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
        if raw.is_empty() {
            return sink(Row::Skip(Skip::Blank));
        }
        if self.framing == Framing::Lines
            && let Cow::Owned(plain) = uncoloured(raw)
        {
            return self.record(plain.trim_ascii(), place, &mut |row| {
                // What cannot be read is kept as it was.
                sink(match row {
                    Row::Bad { place, reason, .. } => Row::Bad { place, reason, raw },
                    Row::Record(record) => Row::Record(record),
                    Row::Records(records) => Row::Records(records),
                    Row::Skip(skip) => Row::Skip(skip),
                });
            });
        }
        let is_json = raw.starts_with(b"{") || raw.starts_with(b"[");
        match (self.framing, self.dialect.0) {
            (Framing::Elements(_), _) => self.element(raw, place, sink),
            (Framing::NmapText, _) => nmap::text(raw, place, sink),
            (Framing::Lines, "lines") => lines::read(raw, place, sink),
            (Framing::Lines, "nmap") => nmap::grepable(raw, place, sink),
            (Framing::Lines, "masscan") if !is_json => findings::masscan(raw, place, sink),
            (Framing::Lines, "nuclei") if !raw.starts_with(b"{") => {
                findings::nuclei(raw, place, sink);
            }
            _ => self.value(raw, place, sink),
        }
    }

    fn element<'b>(&self, raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
        match (crate::xml::element(raw), self.format) {
            (Ok(node), Some(format)) => {
                sink(crate::format::read::record(format, &node, &Identity::default(), place));
            }
            (Err(reason), _) => sink(Row::Bad { place, reason, raw }),
            (Ok(_), None) => sink(Row::Skip(Skip::NoEvidence)),
        }
    }

    /// A JSON value. Of a scan's only those that can hold evidence are parsed;
    /// of the others only the brackets are looked at.
    fn value<'b>(&self, raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
        let whole = raw.starts_with(b"{") && raw.ends_with(b"}")
            || raw.starts_with(b"[") && raw.ends_with(b"]");
        if !whole {
            // A line of an array that stands between its brackets.
            if matches!(raw, b"[" | b"]" | b",") {
                return sink(Row::Skip(Skip::Blank));
            }
            if raw == b"null" {
                return sink(Row::Skip(Skip::Empty));
            }
            let trimmed = raw.strip_suffix(b",").unwrap_or(raw);
            if trimmed.len() < raw.len() && trimmed.starts_with(b"{") && trimmed.ends_with(b"}") {
                return self.value(trimmed, place, sink);
            }
            let reason = "not a JSON object from brace to brace".to_owned();
            return sink(Row::Bad { place, reason, raw });
        }
        // A scanner's row tells by words; a row of anybody's own may hold a bare
        // number.
        if self.scan && !prefilter::may_tell(raw) {
            return sink(Row::Skip(Skip::NoEvidence));
        }
        match serde_json::from_slice::<Node<'_>>(raw) {
            Ok(mut node) => crate::format::answer::value(
                &mut node,
                self.format,
                &Identity::default(),
                place,
                0,
                sink,
            ),
            Err(error) => sink(Row::Bad { place, reason: error.to_string(), raw }),
        }
    }
}
