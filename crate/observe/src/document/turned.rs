//! Tables whose first column names the fields: a column for each machine, or the values
//! of one record.

use super::table::Cut;
use super::table::is_piped;
use crate::channel::Role;
use crate::channel::label::below;
use crate::channel::label::label;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::subject::Record;
use alloc::vec::Vec;
use core::ops::Range;

/// Reads a table with a column for each machine: its titles are names, and what
/// its rows hold stands in the first column. Where it ends.
pub(super) fn transposed(
    reader: &mut Reader<'_>,
    cut: &Cut,
    titles: &[Range<usize>],
    lines: &[Range<usize>],
    from: usize,
) -> Option<usize> {
    let text = reader.text;
    let machines = titles.get(1..).filter(|names| !names.is_empty() && names.len() <= COLUMNS)?;
    let machine = |name: &Range<usize>| {
        let name = &text[name.clone()];
        below(name).is_none() && crate::channel::names_machine(name)
    };
    if !machines.iter().all(machine) {
        return None;
    }
    let row = |line: &Range<usize>| {
        let ends = matches!(cut, Cut::Pipes) && !is_piped(&text[line.clone()]);
        (!ends).then(|| cut.cells(text, line.clone()))
    };
    let rows: Vec<Vec<Range<usize>>> =
        lines[from..].iter().map_while(row).take_while(|row| row.len() == titles.len()).collect();
    let version = |row: &Vec<Range<usize>>| {
        matches!(
            below(&text[row[0].clone()]),
            Some(Role::Version | Role::LabelledVersion | Role::Display(_) | Role::Number(_))
        )
    };
    if !rows.iter().any(version) {
        return None;
    }
    for (column, name) in machines.iter().enumerate() {
        let mut record = Record::new(reader, Block::Table, true);
        record.call(9, name.clone());
        for row in &rows {
            if let Some(role) = below(&text[row[0].clone()]) {
                reader.key = row[0].clone();
                record.take(reader, role, row[column + 1].clone());
            }
        }
        record.close(reader);
    }
    let end = from + rows.len();
    reader.sweep(lines[from].start..lines[end - 1].end, Why::Reference);
    Some(end)
}

/// More columns are no machines'.
const COLUMNS: usize = 64;

/// Reads a table of names and values below titles that say nothing, `Property | Value`:
/// its rows are fields of one record, one of which names the machine. Where it ends.
pub(super) fn properties(
    reader: &mut Reader<'_>,
    cut: &Cut,
    titles: &[Range<usize>],
    lines: &[Range<usize>],
    from: usize,
) -> Option<usize> {
    let text = reader.text;
    if !matches!(cut, Cut::Pipes) || titles.len() != 2 {
        return None;
    }
    if titles.iter().any(|title| below(&text[title.clone()]).is_some()) {
        return None;
    }
    let rows: Vec<Vec<Range<usize>>> = lines[from..]
        .iter()
        .map_while(|line| is_piped(&text[line.clone()]).then(|| cut.cells(text, line.clone())))
        .collect();
    let role = |row: &Vec<Range<usize>>| label(&text[row[0].clone()]);
    if !rows.iter().all(|row| row.len() == 2)
        || rows.iter().filter(|row| matches!(role(row), Some(Role::Name(_)))).count() != 1
    {
        return None;
    }
    let mut record = Record::new(reader, Block::Properties, false);
    for row in &rows {
        record.field(reader, row[0].clone(), row[1].clone());
    }
    record.close(reader);
    let end = from + rows.len();
    reader.sweep(lines[from].start..lines[end - 1].end, Why::Reference);
    Some(end)
}
