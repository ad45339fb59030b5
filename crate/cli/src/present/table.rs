//! Aligned columns for lists of facts.

use std::fmt::Write;

/// A table whose columns are as wide as their widest cell; the last one is
/// not padded.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    color: bool,
}

impl Table {
    /// An empty table with these headings.
    pub(crate) fn new(color: bool, headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|&heading| heading.to_owned()).collect()], color }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(crate) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths = vec![0; columns];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = expatch_view::width(cell).max(*width);
            }
        }
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let padding = width - expatch_view::width(cell) + 2;
                let _ = write!(line, "{cell}{:padding$}", "");
            }
            let line = line.trim_end();
            let _ = match (number, self.color) {
                (0, true) => writeln!(text, "\x1b[1m{line}\x1b[0m"),
                _ => writeln!(text, "{line}"),
            };
        }
        text
    }
}
