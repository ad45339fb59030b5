//! A list that is longer than a text: its rows piece by piece, as a file or a stream
//! gives them. What one row says is read like any text or record; here it is only cut,
//! and given the name by which the list knows it.

mod named;
mod shape;
pub mod values;

pub use shape::Shape;

use crate::document::rows;
use crate::document::rows::row_end;
use crate::document::table::is_heading;
use crate::said::Fields;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use memchr::memmem;
use values::At;

/// A list while it is read.
///
/// ```
/// use expatch_observe::list::List;
/// use expatch_observe::list::Part;
/// let mut list = List::new("hosts.csv");
/// let mut names = Vec::new();
/// list.push(b"host;version\nEX01;15.2.986.14\nEX02;15.2.", true, &mut |part| {
///     if let Part::Row(row) = part {
///         names.push(row.name);
///     }
/// });
/// assert_eq!(names, ["EX01", "EX02"]);
/// ```
#[derive(Debug)]
pub struct List {
    file: String,
    shape: Option<Shape>,
    /// What came and is not yet cut.
    rest: Vec<u8>,
    at: At,
    /// The titles of a table's columns, once its first row has come.
    titles: Option<Vec<String>>,
    /// They say what stands below them.
    titled: bool,
}

/// What a list is cut into.
#[derive(Debug)]
pub enum Part<'l> {
    /// A row, a line or an object: a server.
    Row(Row<'l>),
    /// A part of a text without rows, whose servers stand wherever they do.
    Text(&'l [u8]),
}

/// A row.
#[derive(Debug)]
pub struct Row<'l> {
    /// As it stands in the list.
    pub text: &'l [u8],
    /// Its cells below their titles, where those say what stands there.
    pub fields: Option<Fields>,
    /// What the list calls the server; empty where it does not.
    pub name: String,
    /// The country that the list gives it; empty where it gives none.
    pub country: String,
}

impl List {
    /// A list in a file of this name, which tells the shape where the text does not.
    pub fn new(file: &str) -> Self {
        let (rest, at) = (Vec::new(), At::default());
        Self { file: String::from(file), shape: None, rest, at, titles: None, titled: false }
    }

    /// The titles of the columns; none before the first row and where there are none.
    pub fn titles(&self) -> &[String] {
        self.titles.as_deref().unwrap_or_default()
    }

    /// Whether the titles say what stands below them, so that rows are read by them;
    /// otherwise each row is read as a text.
    pub fn is_titled(&self) -> bool {
        self.titled
    }

    /// How it is cut, once enough of it has come.
    pub fn shape(&self) -> Option<Shape> {
        self.shape
    }

    /// Takes the next bytes and gives what is whole; with `last` all that is left.
    pub fn push(&mut self, bytes: &[u8], last: bool, take: &mut dyn FnMut(Part<'_>)) {
        self.rest.extend_from_slice(bytes);
        let mut text = core::mem::take(&mut self.rest);
        let mut done = 0;
        if self.shape.is_none() && (last || text.len() >= HEAD) {
            let (shape, skip) = Shape::of(&text[..text.len().min(HEAD)], &self.file);
            (self.shape, done) = (Some(shape), skip);
        }
        let left = &text[done..];
        done += match self.shape {
            None => 0,
            Some(Shape::Rows(mark)) => self.rows(left, mark, last, take),
            Some(Shape::Values) => self.values(left, last, take),
            Some(Shape::Lines) => lines(left, last, take),
            Some(Shape::Text) => part(left, last, take),
        };
        // A value without an end: the rest is a text like any other.
        if self.shape == Some(Shape::Values) && text.len() - done > LONGEST {
            self.shape = Some(Shape::Text);
        }
        text.drain(..done);
        self.rest = text;
    }

    fn rows(&mut self, text: &[u8], mark: u8, last: bool, take: &mut dyn FnMut(Part<'_>)) -> usize {
        let mut at = 0;
        while let Some(length) = row_end(&text[at..], mark, last) {
            let row = text[at..at + length].trim_ascii_end();
            at += length;
            if row.trim_ascii().is_empty() {
                continue;
            }
            let cells = cells(row, mark);
            let Some(titles) = &self.titles else {
                let heads = shape::is_heading(row, &cells);
                let own = || cells.iter().map(|cell| String::from(&**cell)).collect();
                self.titles = Some(if heads { own() } else { Vec::new() });
                self.titled = heads && is_heading(row, &rows::cells(row, 0..row.len(), mark));
                if !heads {
                    take(Part::Row(named::line(row)));
                }
                continue;
            };
            if titles.is_empty() {
                take(Part::Row(named::line(row)));
                continue;
            }
            let mut fields = Fields::default();
            for (index, cell) in cells.iter().enumerate() {
                let title = titles.get(index).map_or("", String::as_str);
                fields.push(title, cell.as_bytes());
            }
            let (mut name, country) = named::of_fields(&fields);
            if name.is_empty() && !self.titled {
                name = named::line(row).name;
            }
            let fields = self.titled.then_some(fields);
            take(Part::Row(Row { text: row, fields, name, country }));
        }
        at
    }

    fn values(&mut self, text: &[u8], last: bool, take: &mut dyn FnMut(Part<'_>)) -> usize {
        let mut records = Vec::new();
        let done = values::cut(&mut self.at, text, last, &mut records);
        for record in records {
            object(&text[record], take);
        }
        if last {
            // The file ends in the middle of one: what is there counts.
            object(&text[done..], take);
            return text.len();
        }
        done
    }
}

fn object(text: &[u8], take: &mut dyn FnMut(Part<'_>)) {
    let text = text.trim_ascii();
    if text.iter().any(u8::is_ascii_alphanumeric) {
        let (name, country) = named::of_object(text);
        take(Part::Row(Row { text, fields: None, name, country }));
    }
}

fn lines(text: &[u8], last: bool, take: &mut dyn FnMut(Part<'_>)) -> usize {
    let whole = memchr::memrchr(b'\n', text).map_or(0, |feed| feed + 1);
    let end = if last { text.len() } else { whole };
    for line in text[..end].split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii) {
        if !line.is_empty() {
            take(Part::Row(named::line(line)));
        }
    }
    end
}

/// A part of about a megabyte, cut where most likely nothing goes on.
fn part(text: &[u8], last: bool, take: &mut dyn FnMut(Part<'_>)) -> usize {
    if !last && text.len() < PART {
        return 0;
    }
    let behind = |end: &[u8]| memmem::rfind(text, end).map(|at| at + end.len());
    let end = if last {
        text.len()
    } else {
        let end = behind(b"</host>").or_else(|| behind(b"\n\n")).or_else(|| behind(b"\r\n\r\n"));
        end.filter(|end| *end > PART / 2).or_else(|| behind(b"\n")).unwrap_or(text.len())
    };
    if !text[..end].trim_ascii().is_empty() {
        take(Part::Text(&text[..end]));
    }
    end
}

/// The texts in the cells of a row.
///
/// ```
/// assert_eq!(expatch_observe::list::cells(b"EX01,\"a \"\"b\"\"\"", b','), ["EX01", "a \"b\""]);
/// ```
pub fn cells(row: &[u8], mark: u8) -> Vec<Cow<'_, str>> {
    rows::cells(row, 0..row.len(), mark).into_iter().map(|cell| plain(&row[cell])).collect()
}

/// A cell's text, a doubled quotation mark once.
fn plain(cell: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(cell);
    if text.contains("\"\"") { Cow::Owned(text.replace("\"\"", "\"")) } else { text }
}

/// Bytes that tell the shape.
const HEAD: usize = 64 << 10;

/// Bytes of a part of a text.
const PART: usize = 1 << 20;

/// The longest value.
const LONGEST: usize = 8 << 20;

#[cfg(test)]
mod tests;
