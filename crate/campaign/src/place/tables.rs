//! Tables of a database as it leaves them: CSV files with a heading, or the `COPY`
//! sections of a plain dump of PostgreSQL.

use std::collections::HashMap;

/// Rows by table.
#[derive(Debug, Default)]
pub(super) struct Tables(HashMap<String, Vec<Row>>);

/// A row's cells by column; those without a value are not in it.
pub(super) type Row = HashMap<String, String>;

impl Tables {
    /// Whether a table is there, be it empty.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The rows of a table; none where it is not there.
    pub(super) fn rows(&self, name: &str) -> impl Iterator<Item = &Row> {
        self.0.get(name).into_iter().flatten()
    }

    /// Adds a table from CSV with a heading row.
    pub(super) fn add_csv(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let columns = reader.headers().map_err(|error| error.to_string())?.clone();
        let rows = self.0.entry(name.to_owned()).or_default();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
            rows.push(cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect());
        }
        Ok(())
    }

    /// The tables of a dump.
    ///
    /// # Errors
    /// Without any `COPY` section, or with one that does not end.
    pub(super) fn of_dump(bytes: &[u8]) -> Result<Self, String> {
        let text = String::from_utf8_lossy(bytes);
        let mut found = Self::default();
        let mut lines = text.lines().enumerate();
        while let Some((_, line)) = lines.next() {
            let Some((name, columns)) = heading(line) else { continue };
            let rows = found.0.entry(name.clone()).or_default();
            loop {
                let (number, line) =
                    lines.next().ok_or_else(|| format!("the file ends in the table {name}"))?;
                if line == "\\." {
                    break;
                }
                let cells: Vec<&str> = line.split('\t').collect();
                if cells.len() != columns.len() {
                    let (is, has) = (cells.len(), columns.len());
                    let number = number + 1;
                    return Err(format!(
                        "line {number}: {is} cells where {name} has {has} columns"
                    ));
                }
                let cells = columns.iter().zip(cells).filter(|(_, cell)| *cell != "\\N");
                rows.push(cells.map(|(name, cell)| (name.clone(), plain(cell))).collect());
            }
        }
        if found.0.is_empty() {
            return Err(
                "no `COPY` section: expected a plain dump of `pg_dump`, JSON, or a folder \
                        with the tables as CSV"
                    .to_owned(),
            );
        }
        Ok(found)
    }
}

/// `COPY public.contact (contact_id, email) FROM stdin;`
fn heading(line: &str) -> Option<(String, Vec<String>)> {
    let rest = line.strip_prefix("COPY ")?.strip_suffix(" FROM stdin;")?;
    let (name, columns) = rest.split_once(" (")?;
    let bare = |name: &str| name.trim().trim_matches('"').to_owned();
    let name = name.rsplit('.').next().map(bare)?;
    let columns = columns.strip_suffix(')')?.split(',').map(bare).collect();
    Some((name, columns))
}

/// A cell without the backslashes of `COPY`'s text format.
fn plain(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            letter => letter,
        });
    }
    text
}
