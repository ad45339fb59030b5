//! One row of a table, whatever cut it: each cell is a field below its title.

use crate::channel::Role;
use crate::channel::label::below;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::value;
use crate::subject::About;
use crate::subject::Record;
use core::ops::Range;

/// Reads one row below `titles`.
pub(crate) fn row(
    reader: &mut Reader<'_>,
    titles: &[Range<usize>],
    cells: &[Range<usize>],
    block: Block,
) {
    let whole = match (cells.first(), cells.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => return,
    };
    let mut record = Record::new(reader, block, true);
    for (column, cell) in cells.iter().enumerate() {
        if !cell.is_empty() {
            let title = titles.get(column).cloned().unwrap_or(0..0);
            below_title(reader, &mut record, title, cell.clone());
        }
    }
    record.close(reader);
    if reader.has_hit(&whole) {
        reader.sweep(whole, crate::evidence::Why::Reference);
    }
}

/// A cell below its title.
pub(crate) fn below_title(
    reader: &mut Reader<'_>,
    record: &mut Record,
    title: Range<usize>,
    cell: Range<usize>,
) {
    let known = below(&reader.text[title.clone()]);
    reader.key = title;
    let Some(role) = known.filter(|role| *role != Role::State || !reader.has_hit(&cell)) else {
        unknown(reader, record, cell);
        return;
    };
    record.take(reader, role, cell.clone());
    if !matches!(role, Role::State | Role::Name(_) | Role::Product) {
        record.cell_state(&reader.text[cell]);
    }
}

/// A cell whose column has no known name; tells whether it was read.
pub(crate) fn unknown(reader: &mut Reader<'_>, record: &mut Record, cell: Range<usize>) -> bool {
    let text = reader.text;
    record.cell_state(&text[cell.clone()]);
    if crate::channel::quoted_headers(reader, record, cell.clone()) {
        return true;
    }
    if !reader.has_hit(&cell) {
        if record.block == Block::Table && super::text::is_address(&text[cell.clone()]) {
            record.call(2, cell);
        }
        return false;
    }
    match value::whole(text, cell.clone()) {
        Ok(value) if value.update => record.take(reader, Role::Product, cell),
        Ok(value) if value.number.is_some_and(|number| number.count() > 2) => {
            if value.exchange {
                record.about = About::Exchange;
            }
            record.take(reader, Role::Version, cell);
        }
        Ok(value) if value.names_release() || value.exchange => {
            record.take(reader, Role::Product, cell);
        }
        _ if record.block == Block::Table && text[cell.clone()].contains(&b'\n') => {
            reader.nested(record, cell);
        }
        _ => return crate::channel::literals(reader, record, cell),
    }
    true
}
