//! A batch of inputs: equal ones are assessed once, the rest on all cores.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::hash::BuildHasher;
use std::num::NonZero;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

/// Below this many bytes starting threads costs more than they save; engines
/// that hand over small vectors bring threads of their own.
const ALONE: usize = 256 << 10;
/// How many inputs a thread takes at a time.
const STRIDE: usize = 256;
/// The row of an absent input.
const ABSENT: u32 = u32::MAX;

/// A batch's distinct inputs, and which of them each row is.
pub(crate) struct Distinct<'a> {
    /// The distinct inputs, in order of appearance.
    pub(crate) inputs: Vec<&'a [u8]>,
    /// The hash of each.
    pub(crate) hashes: Vec<u64>,
    rows: Vec<u32>,
    table: HashTable<u32>,
}

impl<'a> Distinct<'a> {
    /// No rows yet, room for this many.
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self {
            inputs: Vec::new(),
            hashes: Vec::new(),
            rows: Vec::with_capacity(rows),
            table: HashTable::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: Option<&'a [u8]>) {
        let Some(input) = row else {
            self.rows.push(ABSENT);
            return;
        };
        let hash = hash(input);
        let same = |&number: &u32| self.inputs[number as usize] == input;
        let number = match self.table.entry(hash, same, |&number| self.hashes[number as usize]) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let number = self.inputs.len() as u32;
                entry.insert(number);
                self.inputs.push(input);
                self.hashes.push(hash);
                number
            }
        };
        self.rows.push(number);
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// For each row, its place in `inputs`, or nothing where the row was absent.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = Option<usize>> + Clone {
        self.rows.iter().map(|&row| (row != ABSENT).then_some(row as usize))
    }
}

/// The hash by which inputs are distinguished, the same in the whole process.
pub(crate) fn hash(input: &[u8]) -> u64 {
    static STATE: std::sync::OnceLock<hashbrown::DefaultHashBuilder> = std::sync::OnceLock::new();
    STATE.get_or_init(Default::default).hash_one(input)
}

/// What `work` makes of each of `items`, in order, on all cores where `bytes`
/// says that it pays.
pub(crate) fn each<I: Sync, T: Send>(
    items: &[I],
    bytes: impl Fn(&I) -> usize,
    work: impl Fn(&I) -> T + Sync,
) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if cores == 1 || items.iter().map(bytes).sum::<usize>() < ALONE {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(STRIDE, Ordering::Relaxed);
            let part = items.get(start..).unwrap_or_default();
            if part.is_empty() {
                return done;
            }
            let part = &part[..part.len().min(STRIDE)];
            done.push((start, part.iter().map(&work).collect::<Vec<_>>()));
        }
    };
    let mut parts: Vec<_> = thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(take)).collect();
        let mut parts = take();
        for other in others {
            match other.join() {
                Ok(done) => parts.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    parts.sort_unstable_by_key(|part| part.0);
    parts.into_iter().flat_map(|part| part.1).collect()
}
