//! A list from somebody else, row by row: cut, named and judged in one crossing.

use crate::many;
use expatch::Assessor;
use expatch::Brief;
use expatch::Said;
use expatch::list::Part;
use expatch::list::Row;
use expatch::list::Shape;
use js_sys::Array;
use js_sys::JsString;
use js_sys::Uint8Array;
use js_sys::Uint32Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A list while it is read.
#[wasm_bindgen]
pub struct List {
    inner: expatch::list::List,
}

#[wasm_bindgen]
impl List {
    /// A list in a file of this name.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &str) -> Self {
        Self { inner: expatch::list::List::new(file) }
    }
}

/// The rows that some bytes complete.
#[derive(Default)]
struct Batch {
    briefs: Vec<Brief>,
    rows: Strings,
    names: Strings,
    countries: Strings,
    texts: Strings,
}

impl Batch {
    fn take(&mut self, assessor: &Assessor<'_>, part: Part<'_>) {
        match part {
            Part::Text(text) => self.texts.push(text),
            Part::Row(Row { text, fields, name, country }) => {
                self.briefs.push(match fields {
                    Some(fields) => assessor.brief_of(&Said::Fields(fields)),
                    None => assessor.brief(text),
                });
                self.rows.push(text);
                self.names.push(name.as_bytes());
                self.countries.push(country.as_bytes());
            }
        }
    }
}

/// Many strings in one crossing.
#[derive(Default)]
struct Strings {
    text: String,
    /// Where each ends, counted in JavaScript's units.
    ends: Vec<u32>,
}

impl Strings {
    fn push(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        let before = self.ends.last().copied().unwrap_or_default();
        self.ends.push(before + units as u32);
        self.text.push_str(&text);
    }

    fn cross(&self) -> Array {
        let ends = Uint32Array::from(&self.ends[..]);
        Array::of2(&JsString::from(self.text.as_str()), &ends)
    }
}

/// Reads the next bytes of `list`, or its end: the columns of [`many::columns`], the rows
/// as they stand, their names, their countries, the parts of a text without rows and the
/// titles of the columns; each but the first as one string and the ends of those in it.
/// Then what parts the cells, and whether rows are read by the titles.
pub(crate) fn read(assessor: &Assessor<'_>, list: &mut List, bytes: &[u8], last: bool) -> Array {
    let mut all = Batch::default();
    list.inner.push(bytes, last, &mut |part| all.take(assessor, part));
    let Batch { briefs, rows, names, countries, texts } = all;
    let columns = many::columns_of(briefs.len(), briefs.into_iter());
    let mut titles = Strings::default();
    list.inner.titles().iter().for_each(|title| titles.push(title.as_bytes()));
    let mark = match list.inner.shape() {
        Some(Shape::Rows(mark)) => String::from(char::from(mark)),
        _ => String::new(),
    };
    let answer = Array::of1(&Uint8Array::from(&columns[..]));
    for strings in [rows, names, countries, texts, titles] {
        answer.push(&strings.cross());
    }
    answer.push(&JsString::from(mark.as_str()));
    answer.push(&JsValue::from_bool(list.inner.is_titled()));
    answer
}

/// How a list that begins so is cut: `rows`, `objects`, `lines` or `text`.
#[wasm_bindgen(js_name = listShape)]
pub fn list_shape(head: &[u8], file: &str) -> String {
    let shape = match Shape::of(head, file).0 {
        Shape::Rows(_) => "rows",
        Shape::Values => "objects",
        Shape::Lines => "lines",
        Shape::Text => "text",
    };
    shape.to_owned()
}

/// The cells of a row that `mark` parts, as one string and their ends.
#[wasm_bindgen(js_name = cellsOf)]
pub fn cells_of(row: &[u8], mark: u8) -> Array {
    let mut cells = Strings::default();
    for cell in expatch::list::cells(row, mark) {
        cells.push(cell.as_bytes());
    }
    cells.cross()
}

#[cfg(test)]
mod tests {
    use super::Strings;

    #[test]
    fn ends_are_counted_as_javascript_counts() {
        let mut strings = Strings::default();
        for text in ["a", "", "\u{e9}\u{1f600}", "b"] {
            strings.push(text.as_bytes());
        }
        strings.push(b"\xFF");
        assert_eq!(strings.ends, [1, 1, 4, 5, 6]);
    }
}
