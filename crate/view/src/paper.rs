//! What a view writes on: lines with roles, wrapping, aligned columns. The
//! roles become ANSI colours or nothing.

use crate::Style;
use crate::width::width;
use alloc::string::String;
use alloc::vec::Vec;

/// What a piece of text is, and so how it looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    Plain,
    Strong,
    Faint,
    Good,
    Caution,
    Bad,
    Unknown,
    Link,
}

impl Role {
    fn ansi(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Strong => "\x1b[1m",
            Self::Faint => "\x1b[2m",
            Self::Good => "\x1b[32m",
            Self::Caution => "\x1b[33m",
            Self::Bad => "\x1b[31m",
            Self::Unknown => "\x1b[35m",
            Self::Link => "\x1b[36m",
        })
    }
}

/// A piece of a line.
pub(crate) type Piece = (Role, String);

/// Columns below which running text is no text any more.
const NARROWEST: usize = 16;

/// The text so far.
pub(crate) struct Paper {
    style: Style,
    written: String,
}

impl Paper {
    pub(crate) fn new(style: Style) -> Self {
        // Below this no column fits; a narrower screen breaks lines itself.
        Self { style: Style { width: style.width.max(40), ..style }, written: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        self.written
    }

    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// How many lines are written.
    pub(crate) fn lines(&self) -> usize {
        self.written.bytes().filter(|byte| *byte == b'\n').count()
    }

    /// An empty line, never two and never at the top.
    pub(crate) fn gap(&mut self) {
        if !self.written.is_empty() && !self.written.ends_with("\n\n") {
            self.written.push('\n');
        }
    }

    /// One line that stays whole, such as a link or a command.
    pub(crate) fn line(&mut self, indent: usize, pieces: &[Piece]) {
        self.blank(indent);
        for (role, text) in pieces {
            self.piece(*role, text);
        }
        self.end();
    }

    /// Running text, wrapped at blanks; the first line begins with `lead` and
    /// the others stand below its end.
    pub(crate) fn paragraph(&mut self, indent: usize, lead: &[Piece], role: Role, text: &str) {
        self.blank(indent);
        let mut start = indent;
        for (role, text) in lead {
            self.piece(*role, text);
            start += width(text);
        }
        // Where a table leaves hardly any room, its last cell goes below.
        if start > indent && start + NARROWEST > self.style.width && !text.is_empty() {
            self.end();
            start = indent + 4;
            self.blank(start);
        }
        let mut column = start;
        let mut run = String::new();
        for word in text.split_whitespace() {
            let needs = width(word);
            if column > start && column + 1 + needs > self.style.width {
                self.piece(role, &run);
                run.clear();
                self.end();
                self.blank(start);
                column = start;
            }
            if column > start {
                run.push(' ');
                column += 1;
            }
            run.push_str(word);
            column += needs;
        }
        self.piece(role, &run);
        self.end();
    }

    /// Rows with aligned columns; the last column wraps below itself.
    pub(crate) fn table(&mut self, indent: usize, rows: &[Vec<Piece>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|(_, text)| width(text)).max())
            .map(Option::unwrap_or_default)
            .collect();
        for row in rows {
            let Some(((last_role, last), front)) = row.split_last() else { continue };
            let mut lead = Vec::with_capacity(front.len());
            for (at, (role, text)) in front.iter().enumerate() {
                // A column that is empty in every row takes no room.
                if widths[at] == 0 {
                    continue;
                }
                let mut cell = text.clone();
                cell.extend(core::iter::repeat_n(' ', widths[at] - width(text) + 2));
                lead.push((*role, cell));
            }
            self.paragraph(indent, &lead, *last_role, last);
        }
    }

    fn piece(&mut self, role: Role, text: &str) {
        if text.is_empty() {
            return;
        }
        match role.ansi().filter(|_| self.style.color) {
            Some(code) => {
                self.written.push_str(code);
                self.written.push_str(text);
                self.written.push_str("\x1b[0m");
            }
            None => self.written.push_str(text),
        }
    }

    fn blank(&mut self, columns: usize) {
        self.written.extend(core::iter::repeat_n(' ', columns));
    }

    fn end(&mut self) {
        // Padding of a cell whose neighbour is empty leaves blanks behind.
        let kept = self.written.trim_end_matches(' ').len();
        self.written.truncate(kept);
        self.written.push('\n');
    }
}
