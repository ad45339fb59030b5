//! A column of text in which equal rows share their bytes.

use arrow_array::Array;
use arrow_array::StringViewArray;
use arrow_array::builder::make_view;
use arrow_buffer::Buffer;
use arrow_buffer::NullBuffer;
use arrow_buffer::ScalarBuffer;

/// The largest block: offsets into one are 32-bit and signed.
const BLOCK: usize = 1 << 30;

/// Distinct texts, numbered in the order they were added.
#[derive(Default)]
pub(super) struct Words {
    views: Vec<u128>,
    full: Vec<Buffer>,
    block: Vec<u8>,
}

impl Words {
    /// Adds a text.
    pub(super) fn push(&mut self, word: &str) {
        let word = word.as_bytes();
        // Texts of up to twelve bytes live in the view itself.
        if word.len() > 12 && self.block.len() + word.len() > BLOCK && !self.block.is_empty() {
            self.full.push(std::mem::take(&mut self.block).into());
        }
        self.views.push(make_view(word, self.full.len() as u32, self.block.len() as u32));
        if word.len() > 12 {
            self.block.extend_from_slice(word);
        }
    }

    /// A column whose rows are the words with these numbers.
    pub(super) fn column(mut self, rows: impl Iterator<Item = Option<usize>>) -> StringViewArray {
        if !self.block.is_empty() {
            self.full.push(self.block.into());
        }
        let mut views = Vec::with_capacity(rows.size_hint().0);
        let mut valid = Vec::with_capacity(rows.size_hint().0);
        for row in rows {
            valid.push(row.is_some());
            views.push(row.map_or(0, |row| self.views[row]));
        }
        let nulls = NullBuffer::from(valid);
        let nulls = (nulls.null_count() > 0).then_some(nulls);
        let column = unsafe {
            // SAFETY: each view was made from a `str` that lies where it says,
            // and a null's view is the empty text.
            StringViewArray::new_unchecked(ScalarBuffer::from(views), self.full.into(), nulls)
        };
        debug_assert!(column.to_data().validate_full().is_ok());
        column
    }
}
