//! What was said of inputs before: banners repeat, within a batch and from
//! one batch of an engine to the next.

use crate::batch;
use crate::batch::Distinct;
use expatch::Assessor;
use expatch::Brief;
use hashbrown::HashTable;
use std::sync::PoisonError;
use std::sync::RwLock;

/// Longer inputs are rarely the same twice.
const LONGEST: usize = 4 << 10;
/// The memo starts anew when its inputs are this many bytes.
const BYTES: usize = 16 << 20;

/// Inputs with their numbers, for one database and day.
#[derive(Default)]
pub(crate) struct Memo(RwLock<Known>);

#[derive(Default)]
struct Known {
    table: HashTable<(u64, Box<[u8]>, Brief)>,
    bytes: usize,
}

impl Memo {
    /// The numbers of each distinct input, in order.
    pub(crate) fn briefs(&self, assessor: &Assessor<'_>, distinct: &Distinct<'_>) -> Vec<Brief> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut briefs: Vec<Option<Brief>> = (distinct.inputs.iter().zip(&distinct.hashes))
            .map(|(input, hash)| known.find(*hash, input))
            .collect();
        drop(known);
        let missing: Vec<usize> =
            (0..briefs.len()).filter(|number| briefs[*number].is_none()).collect();
        let found = batch::each(
            &missing,
            |number| distinct.inputs[*number].len(),
            |number| assessor.brief(distinct.inputs[*number]),
        );
        if !missing.is_empty() {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            for (number, brief) in missing.into_iter().zip(found) {
                known.keep(distinct.hashes[number], distinct.inputs[number], brief);
                briefs[number] = Some(brief);
            }
        }
        briefs.into_iter().flatten().collect()
    }
}

impl Known {
    fn find(&self, hash: u64, input: &[u8]) -> Option<Brief> {
        let same = |entry: &(u64, Box<[u8]>, Brief)| entry.0 == hash && *entry.1 == *input;
        self.table.find(hash, same).map(|entry| entry.2)
    }

    fn keep(&mut self, hash: u64, input: &[u8], brief: Brief) {
        // Of two threads that met the same input one comes second.
        if input.len() > LONGEST || self.find(hash, input).is_some() {
            return;
        }
        // What an entry takes beside its input counts too.
        let size = input.len() + size_of::<(u64, Box<[u8]>, Brief)>();
        if self.bytes + size > BYTES {
            *self = Self::default();
        }
        self.bytes += size;
        self.table.insert_unique(hash, (hash, input.into(), brief), |entry| entry.0);
    }
}
