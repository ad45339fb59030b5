//! Splits a stream into blocks that end where a record ends, so that blocks
//! can be read in parallel and a run can go on after any of them.

mod cut;

use std::io;
use std::io::Read;
use std::ops::Range;

/// How records are told apart before anything in them is understood.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Framing {
    /// One record per line.
    Lines,
    /// CSV: a line feed between quotes ends no record.
    Csv,
    /// Nmap's own text: a record begins with `Nmap scan report for`.
    NmapText,
    /// The objects of a JSON array, at the top or under `entries`.
    Objects,
    /// The `host` elements of nmap's XML.
    Hosts,
}

/// The longest record that is read; a longer one is bad.
pub(crate) const LONGEST: usize = 8 << 20;

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
    /// The one record in it is longer than [`LONGEST`]; only its start is here.
    pub(crate) too_long: bool,
}

/// A place between two records.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Mark {
    /// Bytes of the decoded stream before it.
    pub(crate) offset: u64,
    /// Lines (or records) before it.
    pub(crate) place: u64,
}

/// The splitter.
pub(crate) struct Framer<R> {
    input: R,
    framing: Framing,
    size: usize,
    /// Bytes read that belong to the next block.
    rest: Vec<u8>,
    mark: Mark,
    /// Whether the first record of a document was reached; what stands before
    /// it (`[`, `{"log":{"entries":[`, the XML head) is no record.
    inside: bool,
    ended: bool,
    fault: Option<io::Error>,
}

impl<R: Read> Framer<R> {
    /// Splits `input`, which stands at `mark`, into blocks of about `size` bytes.
    pub(crate) fn new(input: R, framing: Framing, size: usize, mark: Mark) -> Self {
        let inside = mark.offset > 0;
        Self { input, framing, size, rest: Vec::new(), mark, inside, ended: false, fault: None }
    }

    /// The next block, in the storage of an old one; `None` at the end.
    ///
    /// # Errors
    /// What the stream says: a corrupt gzip member, a disk fault. Every whole
    /// record before the fault has been given out by then.
    pub(crate) fn next(&mut self, mut block: Block) -> io::Result<Option<Block>> {
        block.bytes.clear();
        block.records.clear();
        block.too_long = false;
        block.bytes.append(&mut self.rest);
        let mut wanted = self.size;
        loop {
            self.fill(&mut block.bytes, wanted);
            let found = self.cut(&block.bytes, &mut block.records);
            if found > 0 {
                return Ok(Some(self.close(block, found)));
            }
            if self.ended {
                // Nothing but the tail of a document, or a record torn by a fault.
                return self.fault.take().map_or(Ok(None), Err);
            }
            if block.bytes.len() >= LONGEST {
                return self.pass_over(block).map(Some);
            }
            wanted = block.bytes.len() * 2;
        }
    }

    /// Where the last whole record in `bytes` ends; 0 when there is none.
    fn cut(&mut self, bytes: &[u8], records: &mut Vec<Range<usize>>) -> usize {
        let whole = self.ended && self.fault.is_none();
        match self.framing {
            // The last line may lack its line feed.
            Framing::Lines | Framing::Csv if whole => bytes.len(),
            Framing::Lines => cut::lines(bytes),
            Framing::Csv => cut::csv(bytes),
            Framing::NmapText => cut::nmap_text(bytes, whole, records),
            Framing::Hosts => cut::hosts(bytes, records),
            Framing::Objects => {
                let start = if self.inside { Some(0) } else { cut::array_start(bytes) };
                let Some(start) = start else { return 0 };
                let end = cut::objects(&bytes[start..], start, records);
                self.inside |= end > 0;
                end
            }
        }
    }

    fn close(&mut self, mut block: Block, end: usize) -> Block {
        self.rest.extend_from_slice(&block.bytes[end..]);
        block.bytes.truncate(end);
        let records = match self.framing {
            Framing::Lines | Framing::Csv => {
                let feeds = memchr::memchr_iter(b'\n', &block.bytes).count();
                feeds + usize::from(!block.bytes.ends_with(b"\n"))
            }
            _ => block.records.len(),
        };
        self.advance(&mut block, end as u64, records as u64);
        block
    }

    fn advance(&mut self, block: &mut Block, bytes: u64, places: u64) {
        block.first = self.mark.place + 1;
        self.mark.offset += bytes;
        self.mark.place += places;
        block.next = self.mark;
    }

    /// Skips a record that is too long, keeping its start as a witness.
    #[expect(clippy::unnecessary_wraps, reason = "one of three ways on, of one type")]
    fn pass_over(&mut self, mut block: Block) -> io::Result<Block> {
        let mut passed = 0;
        let witness = block.bytes[..block.bytes.len().min(200)].to_vec();
        loop {
            let from = match self.framing {
                // Where quotes or braces do not close, the next line is the
                // only place to start anew.
                Framing::Lines | Framing::Csv | Framing::Objects => {
                    memchr::memchr(b'\n', &block.bytes).map(|at| at + 1)
                }
                Framing::NmapText => {
                    memchr::memmem::find(&block.bytes, b"\nNmap scan report").map(|at| at + 1)
                }
                Framing::Hosts => memchr::memmem::find(&block.bytes, b"</host>").map(|at| at + 7),
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
        block.too_long = true;
        self.advance(&mut block, passed, 1);
        Ok(block)
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

#[cfg(test)]
mod tests;
