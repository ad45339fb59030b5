//! Splits a stream into blocks that end where a record ends, so that blocks
//! can be read in parallel and a run can go on after any of them.

mod cut;
mod elements;

use crate::dialect::Columns;
use expatch::list::values;
use std::io;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
pub(crate) use values::At;

/// How records are distinguished before anything in them is understood.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Framing {
    /// One record per line.
    Lines,
    /// CSV: a line feed between quotes ends no record.
    Csv,
    /// Nmap's own text: a record begins with `Nmap scan report for`.
    NmapText,
    /// JSON documents: the members of the array of records, or whole ones.
    Values,
    /// XML elements of one name.
    Elements(&'static str),
}

/// The longest record that is read; a longer one is bad.
pub(crate) const LONGEST: usize = 8 << 20;
/// Bytes kept of a record that cannot be read.
const WITNESS: usize = 200;

/// Some whole records.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    /// Where each record stands, for framings whose records are not lines.
    pub(crate) records: Vec<Range<usize>>,
    /// The line, or the ordinal number, of the first record, from 1.
    pub(crate) first: u64,
    /// Where the stream goes on after this block.
    pub(crate) next: Mark,
    /// Why the one record in it cannot be read; only its start is here.
    pub(crate) fault: Option<String>,
    /// Bytes of the stream that it stands for.
    pub(crate) length: u64,
    /// Bytes passed over that belong to no record.
    pub(crate) unread: u64,
    /// The heading that holds for the rows of a table.
    pub(crate) columns: Option<Arc<Columns>>,
}

/// A place between two records.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Mark {
    /// Bytes of the decoded stream before it.
    pub(crate) offset: u64,
    /// Lines (or records) before it.
    pub(crate) place: u64,
    /// Where in a JSON document it is.
    pub(crate) at: At,
}

/// The splitter.
pub(crate) struct Framer<R> {
    input: R,
    framing: Framing,
    size: usize,
    /// Bytes read that belong to the next block.
    rest: Vec<u8>,
    mark: Mark,
    /// The heading in force, for tables.
    columns: Option<Arc<Columns>>,
    /// Whether the input's own heading has been passed.
    headed: bool,
    ended: bool,
    fault: Option<io::Error>,
}

impl<R: Read> Framer<R> {
    /// Splits `input`, which stands at `mark`, into blocks of about `size`
    /// bytes. `columns` is the heading in force there.
    pub(crate) fn new(
        input: R,
        framing: Framing,
        size: usize,
        mark: Mark,
        columns: Option<Columns>,
    ) -> Self {
        let (columns, headed) = (columns.map(Arc::new), mark.offset > 0);
        let rest = Vec::new();
        Self { input, framing, size, rest, mark, columns, headed, ended: false, fault: None }
    }

    /// The next block, in the storage of an old one; `None` at the end.
    ///
    /// # Errors
    /// What the stream says: a corrupt gzip member, a disk fault. Every whole
    /// record before the fault has been given out by then.
    pub(crate) fn next(&mut self, mut block: Block) -> io::Result<Option<Block>> {
        block.bytes.clear();
        block.records.clear();
        block.fault = None;
        block.unread = 0;
        block.bytes.append(&mut self.rest);
        let mut wanted = self.size;
        loop {
            self.fill(&mut block.bytes, wanted);
            let found = self.cut(&block.bytes, &mut block.records);
            if found > 0 {
                return Ok(Some(self.close(block, found)));
            }
            if self.ended {
                if let Some(fault) = self.fault.take() {
                    return Err(fault);
                }
                return Ok(self.torn(block));
            }
            if block.bytes.len() >= LONGEST {
                return Ok(Some(self.pass_over(block)));
            }
            wanted = block.bytes.len() * 2;
        }
    }

    /// What is left at the end: nothing but blanks, or a record that the file
    /// ends in the middle of.
    fn torn(&mut self, mut block: Block) -> Option<Block> {
        let length = block.bytes.len() as u64;
        let left = block.bytes.trim_ascii();
        if left.is_empty() {
            return None;
        }
        // Nmap's head without any host, the end of an XML document.
        let is_record = match self.framing {
            Framing::Elements(name) => elements::cut(name, &block.bytes, &mut Vec::new()).1,
            Framing::NmapText => false,
            _ => true,
        };
        block.records.clear();
        if is_record {
            block.bytes.truncate(WITNESS);
            block.fault = Some("the file ends in the middle of this record".to_owned());
            self.advance(&mut block, length, 1);
        } else {
            block.bytes.clear();
            block.unread = length;
            self.advance(&mut block, length, 0);
        }
        Some(block)
    }

    /// Where the last whole record in `bytes` ends; 0 when there is none.
    fn cut(&mut self, bytes: &[u8], records: &mut Vec<Range<usize>>) -> usize {
        let whole = self.ended && self.fault.is_none();
        match self.framing {
            // The last line may lack its line feed.
            Framing::Lines if whole => bytes.len(),
            Framing::Lines => cut::lines(bytes),
            Framing::Csv => {
                let end = if whole { bytes.len() } else { cut::csv(bytes) };
                self.until_heading(bytes, end)
            }
            Framing::NmapText => cut::nmap_text(bytes, whole, records),
            Framing::Elements(name) => elements::cut(name, bytes, records).0,
            Framing::Values => values::cut(&mut self.mark.at, bytes, whole, records),
        }
    }

    /// A second heading ends a block: behind it other columns hold.
    fn until_heading(&mut self, bytes: &[u8], end: usize) -> usize {
        let Some(columns) = &self.columns else { return end };
        let mut start = if self.headed { 0 } else { columns.heading().len().min(end) };
        self.headed |= end > 0;
        let mut quotes = 0_usize;
        while start < end {
            let line = &bytes[start..end];
            if quotes.is_multiple_of(2)
                && let Some(other) = columns.another(line)
            {
                if start > 0 {
                    return start;
                }
                self.columns = Some(Arc::new(other));
                return self.until_heading_behind(bytes, end);
            }
            let length = memchr::memchr(b'\n', line).map_or(line.len(), |at| at + 1);
            quotes += memchr::memchr_iter(b'"', &line[..length]).count();
            start += length;
        }
        end
    }

    /// The same behind a heading that has just been taken.
    fn until_heading_behind(&mut self, bytes: &[u8], end: usize) -> usize {
        self.headed = false;
        self.until_heading(bytes, end)
    }

    fn close(&mut self, mut block: Block, end: usize) -> Block {
        self.rest.extend_from_slice(&block.bytes[end..]);
        block.bytes.truncate(end);
        let records = match self.framing {
            Framing::Lines | Framing::Csv => {
                let feeds = memchr::memchr_iter(b'\n', &block.bytes).count();
                feeds + usize::from(!block.bytes.ends_with(b"\n"))
            }
            _ => {
                let mut outside = 0;
                let mut from = 0;
                for record in &block.records {
                    outside += said(&block.bytes[from..record.start]);
                    from = record.end;
                }
                block.unread = outside + said(&block.bytes[from..]);
                block.records.len()
            }
        };
        self.advance(&mut block, end as u64, records as u64);
        block
    }

    fn advance(&mut self, block: &mut Block, bytes: u64, places: u64) {
        block.first = self.mark.place + 1;
        block.length = bytes;
        self.mark.offset += bytes;
        self.mark.place += places;
        block.next = self.mark;
        block.columns.clone_from(&self.columns);
    }

    /// Skips a record that is too long, keeping its start as a witness.
    fn pass_over(&mut self, mut block: Block) -> Block {
        let mut passed = 0;
        let witness = block.bytes[..block.bytes.len().min(WITNESS)].to_vec();
        let end = if let Framing::Elements(name) = self.framing {
            format!("</{name}>")
        } else {
            String::new()
        };
        loop {
            let from = match self.framing {
                // Where quotes or braces do not close, the next line is the
                // only place to start anew.
                Framing::Lines | Framing::Csv | Framing::Values => {
                    memchr::memchr(b'\n', &block.bytes).map(|at| at + 1)
                }
                Framing::NmapText => {
                    memchr::memmem::find(&block.bytes, b"\nNmap scan report").map(|at| at + 1)
                }
                Framing::Elements(_) => {
                    memchr::memmem::find(&block.bytes, end.as_bytes()).map(|at| at + end.len())
                }
            };
            if let Some(from) = from {
                self.rest.extend_from_slice(&block.bytes[from..]);
                passed += from as u64;
                break;
            }
            passed += block.bytes.len() as u64;
            if self.ended {
                break;
            }
            block.bytes.clear();
            self.fill(&mut block.bytes, self.size);
        }
        block.bytes = witness;
        block.records.clear();
        block.fault = Some(format!("longer than {} MiB", LONGEST >> 20));
        self.advance(&mut block, passed, 1);
        block
    }

    /// Reads until `bytes` holds `wanted` or the stream ends or fails.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) {
        while !self.ended && bytes.len() < wanted {
            let missing = (wanted - bytes.len()) as u64;
            match self.input.by_ref().take(missing).read_to_end(bytes) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => {
                    self.ended = true;
                    self.fault = Some(error);
                }
            }
        }
    }
}

/// Bytes that say something: neither blank nor what stands between records.
fn said(bytes: &[u8]) -> u64 {
    let is_said = |byte: &&u8| !byte.is_ascii_whitespace() && !b",[]".contains(byte);
    bytes.iter().filter(is_said).count() as u64
}

#[cfg(test)]
mod tests;
