//! The forms that scanners and inventories write, each read by one module.

mod again;
mod censys;
mod columns;
mod detect;
mod har;
mod headers;
mod httpx;
mod json;
mod lines;
mod nmap;
mod node;
mod prefilter;
mod shodan;
mod zgrab2;

use crate::frame::Block;
use crate::frame::Framing;
use crate::record::Row;
use crate::record::Skip;
use node::Node;

pub(crate) use columns::Columns;
pub use detect::detect;

/// A form of input.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Dialect {
    /// Any text, one server per line.
    Lines,
    /// A table with a heading row.
    Csv,
    /// Any JSON object per line, or an array of objects.
    Ndjson,
    /// nmap: XML, its own text, or its grepable lines.
    Nmap,
    /// ZGrab2's results.
    Zgrab2,
    /// ProjectDiscovery httpx's results.
    Httpx,
    /// Shodan's downloads.
    Shodan,
    /// Censys' hosts.
    Censys,
    /// Shadowserver's reports.
    Shadowserver,
    /// A browser's or proxy's archive.
    Har,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Lines,
        Self::Csv,
        Self::Ndjson,
        Self::Nmap,
        Self::Zgrab2,
        Self::Httpx,
        Self::Shodan,
        Self::Censys,
        Self::Shadowserver,
        Self::Har,
    ];

    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Nmap => "nmap",
            Self::Zgrab2 => "zgrab2",
            Self::Httpx => "httpx",
            Self::Shodan => "shodan",
            Self::Censys => "censys",
            Self::Shadowserver => "shadowserver",
            Self::Har => "har",
        }
    }

    /// How an input of this dialect that begins with `sample` is split.
    pub(crate) fn framing(self, sample: &[u8]) -> Framing {
        let first = sample.trim_ascii_start();
        match self {
            Self::Lines => Framing::Lines,
            Self::Csv | Self::Shadowserver => Framing::Csv,
            Self::Nmap if first.starts_with(b"<") => Framing::Hosts,
            Self::Nmap if memchr::memmem::find(sample, b"Nmap scan report for ").is_some() => {
                Framing::NmapText
            }
            Self::Nmap => Framing::Lines,
            Self::Har => Framing::Objects,
            _ if first.starts_with(b"[") => Framing::Objects,
            // A document printed over many lines.
            _ if first.starts_with(b"{\n") || first.starts_with(b"{\r") => Framing::Objects,
            _ => Framing::Lines,
        }
    }
}

/// What reading the blocks of one input needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) dialect: Dialect,
    pub(crate) framing: Framing,
    pub(crate) columns: Option<Columns>,
}

impl Reader {
    /// A reader for an input that begins with `sample`.
    pub(crate) fn new(dialect: Dialect, sample: &[u8]) -> Self {
        let framing = dialect.framing(sample);
        let columns = (framing == Framing::Csv).then(|| Columns::of(sample));
        Self { dialect, framing, columns }
    }

    /// Hands every row of `block` to `sink`, in order.
    pub(crate) fn read<'b>(&self, block: &'b Block, sink: &mut dyn FnMut(Row<'b>)) {
        if block.too_long {
            let reason = format!("longer than {} MiB", crate::frame::LONGEST >> 20);
            sink(Row::Bad { place: block.first, reason, raw: &block.bytes });
            return;
        }
        match (self.framing, &self.columns) {
            (Framing::Csv, Some(columns)) => columns.read(block, self.dialect, sink),
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
        if raw.is_empty() {
            return sink(Row::Skip(Skip::Blank));
        }
        match self.dialect {
            Dialect::Lines => lines::read(raw, place, sink),
            Dialect::Nmap if self.framing == Framing::Hosts => nmap::xml(raw, place, sink),
            Dialect::Nmap if self.framing == Framing::NmapText => nmap::text(raw, place, sink),
            Dialect::Nmap => nmap::grepable(raw, place, sink),
            _ => self.object(raw, place, sink),
        }
    }

    /// A JSON object. Of a scanner's only those that can hold evidence are
    /// parsed; of the others only the brackets are looked at.
    fn object<'b>(&self, raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
        if !(raw.starts_with(b"{") && raw.ends_with(b"}")) {
            let reason = "not a JSON object from brace to brace".to_owned();
            return sink(Row::Bad { place, reason, raw });
        }
        // A scanner's row tells by words; a row of anybody's own may hold a bare
        // number.
        if self.dialect != Dialect::Ndjson && !prefilter::may_tell(raw) {
            return sink(Row::Skip(Skip::NoEvidence));
        }
        let value: Node<'_> = match serde_json::from_slice(raw) {
            Ok(value) => value,
            Err(error) => return sink(Row::Bad { place, reason: error.to_string(), raw }),
        };
        match self.dialect {
            Dialect::Zgrab2 => zgrab2::read(&value, place, sink),
            Dialect::Httpx => httpx::read(&value, place, sink),
            Dialect::Shodan => shodan::read(&value, place, sink),
            Dialect::Censys => censys::read(&value, place, sink),
            Dialect::Har => har::read(&value, place, sink),
            _ => json::read(&value, place, sink),
        }
    }
}
