//! Exact counts: every row is assessed, skipped with a reason, or bad, and
//! every byte belongs to a row or is counted as unread.

use crate::Skip;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of the rows so far. `read` = `assessed` + all of `skipped` + `bad`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Counts {
    /// Rows read.
    pub read: u64,
    /// Rows that gave at least one line.
    pub assessed: u64,
    /// Rows without a verdict, by [`Skip::code`].
    pub skipped: BTreeMap<String, u64>,
    /// Rows that could not be read; kept aside.
    pub bad: u64,
    /// Lines written, one per server.
    pub servers: u64,
    /// Lines by status.
    pub statuses: BTreeMap<String, u64>,
    /// Lines about servers that somebody says were broken into.
    pub compromised: u64,
    /// Bytes of the inputs, unpacked.
    pub bytes: u64,
    /// Bytes that belong to no row: what stands around the records of a
    /// document.
    pub unread_bytes: u64,
    /// Inputs by the dialect they were read as.
    pub dialects: BTreeMap<String, u64>,
    /// Columns or keys that were not known, with how often.
    pub unknown_columns: BTreeMap<String, u64>,
    /// Inputs with something in them but no record, and what each looks like.
    pub without_rows: BTreeMap<String, String>,
}

impl Counts {
    pub(crate) fn skip(&mut self, reason: Skip) {
        self.read += 1;
        add(&mut self.skipped, reason.code(), 1);
    }

    pub(crate) fn status(&mut self, status: &str) {
        self.servers += 1;
        add(&mut self.statuses, status, 1);
    }

    /// Adds another part's counts.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.read += other.read;
        self.assessed += other.assessed;
        self.bad += other.bad;
        self.servers += other.servers;
        self.compromised += other.compromised;
        self.bytes += other.bytes;
        self.unread_bytes += other.unread_bytes;
        for (sum, part) in [
            (&mut self.skipped, &other.skipped),
            (&mut self.statuses, &other.statuses),
            (&mut self.dialects, &other.dialects),
            (&mut self.unknown_columns, &other.unknown_columns),
        ] {
            for (key, count) in part {
                add(sum, key, *count);
            }
        }
    }

    /// Rows that are records, and could be read.
    pub(crate) fn records(&self) -> u64 {
        let skipped = |skip: Skip| self.skipped.get(skip.code()).copied().unwrap_or_default();
        let records = Skip::ALL.into_iter().filter(|skip| skip.is_record()).map(skipped);
        self.assessed + records.sum::<u64>()
    }

    /// A sentence for each input without any record.
    pub fn complaints(&self) -> Vec<String> {
        let complaint = |(name, what)| format!("{name}: no rows to read: it looks like {what}");
        self.without_rows.iter().map(complaint).collect()
    }

    /// Whether every row is accounted for.
    pub fn is_exact(&self) -> bool {
        self.read == self.assessed + self.bad + self.skipped.values().sum::<u64>()
    }
}

fn add(counts: &mut BTreeMap<String, u64>, key: &str, count: u64) {
    // Look up first: the key is allocated once, not per row.
    match counts.get_mut(key) {
        Some(sum) => *sum += count,
        None => {
            counts.insert(key.to_owned(), count);
        }
    }
}
