//! What an import would do: words for a person, and edits of whole lines, so
//! that comments and the shape of every other row stay as they are.

use super::Question;
use std::collections::BTreeMap;
use std::fmt;

/// What an import would do.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Proposal {
    /// How many rows about Exchange Server were read.
    pub rows: usize,
    /// Rows that are new; these are written.
    pub added: Vec<String>,
    /// Values that CISA changed; these are written.
    pub changed: Vec<String>,
    /// Where the source says something else than a row that stands; shown only.
    pub differs: Vec<String>,
    /// Rows that name this source and are no longer there; shown only.
    pub vanished: Vec<String>,
    /// Rows that were not understood, each with its place; left out.
    pub odd: Vec<String>,
    /// What the page does not say, and whoever reads it must.
    pub questions: Vec<Question>,
    /// Sources and the day through which they are checked now.
    pub checked: Vec<String>,
    /// The new text of each changed file.
    pub texts: BTreeMap<String, String>,
}

impl Proposal {
    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether there is nothing to say: the source was read, and says what the facts say.
    pub fn is_quiet(&self) -> bool {
        *self == Self { rows: self.rows, ..Self::default() }
    }

    /// Puts a line after line `after`, counted from 1 in the text before any edit
    /// below it: edits of one file are made from the bottom up.
    pub(super) fn insert(&mut self, file: &str, before: &str, after: usize, line: &str) {
        let text = self.texts.entry(file.to_owned()).or_insert_with(|| before.to_owned());
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let owned = format!("{line}\n");
        lines.insert(after.min(lines.len()), &owned);
        *text = lines.concat();
    }

    /// Replaces the first `from` at or after line `line`.
    pub(super) fn replace(&mut self, file: &str, before: &str, line: usize, from: &str, to: &str) {
        let text = self.texts.entry(file.to_owned()).or_insert_with(|| before.to_owned());
        let start: usize =
            text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        if let Some(at) = text[start..].find(from) {
            text.replace_range(start + at..start + at + from.len(), to);
        }
    }
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("+", &self.added),
            ("~", &self.changed),
            ("?", &self.differs),
            ("-", &self.vanished),
            ("!", &self.odd),
            ("=", &self.checked),
        ];
        for (sign, lines) in parts {
            lines.iter().try_for_each(|line| writeln!(f, "{sign} {line}"))?;
        }
        for question in &self.questions {
            let update = &question.update;
            writeln!(f, "?? {question} --contains {update} or --lacks {update}")?;
        }
        write!(
            f,
            "{} rows read: {} added, {} changed, {} differ (left as they are), {} no longer there, {} not understood",
            self.rows,
            self.added.len(),
            self.changed.len(),
            self.differs.len(),
            self.vanished.len(),
            self.odd.len()
        )
    }
}
