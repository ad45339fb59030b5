//! The line that one server gives, between the thread that judges and the one
//! that writes.

use expatch::judge::Status;
use std::sync::Arc;

/// The verdict of one server, written as far as it does not depend on the row.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its name and evidence.
    pub(crate) said: Written,
    pub(crate) answer: Arc<Answer>,
}

/// What follows from the finding alone.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) written: Written,
}

/// A part of a line: bytes that stand in it as they are, or cells of a table.
#[derive(Debug)]
pub(crate) enum Written {
    Bytes(Vec<u8>),
    Cells(Vec<String>),
}

impl Written {
    /// Bytes it takes in memory.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Cells(cells) => cells.iter().map(|cell| cell.len() + 24).sum(),
        }
    }
}
