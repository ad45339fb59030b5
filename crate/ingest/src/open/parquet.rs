//! Parquet files as the lines of JSON that the dialects read: one object per
//! row, so that a table from an engine needs no dialect of its own.
//!
//! Format: <https://parquet.apache.org/docs/file-format/>; read by the Arrow
//! project's own library.

use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_array::StringArray;
use arrow_array::cast::AsArray;
use arrow_json::LineDelimitedWriter;
use arrow_schema::DataType;
use arrow_schema::Field;
use arrow_schema::Schema;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Rows turned into lines at a time: a row may hold a whole page.
const BATCH: usize = 64;

/// Whether a file begins as Parquet does. It ends with the same mark, but only
/// its reader looks there.
pub(super) fn is_parquet(first: &[u8]) -> bool {
    first.starts_with(b"PAR1")
}

/// The rows of one file, a line each.
#[expect(clippy::struct_field_names, reason = "`lines` is what is left of the last batch")]
pub(super) struct Lines {
    batches: ParquetRecordBatchReader,
    lines: Vec<u8>,
    taken: usize,
    /// Bytes of the file that stand for one row, for progress.
    weight: f64,
    rows: u64,
    position: Arc<AtomicU64>,
}

impl Lines {
    /// Opens `file` of `size` bytes; `position` is kept in its bytes.
    pub(super) fn open(file: File, size: u64, position: Arc<AtomicU64>) -> io::Result<Self> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(invalid)?;
        let rows = builder.metadata().file_metadata().num_rows().max(1);
        let batches = builder.with_batch_size(BATCH).build().map_err(invalid)?;
        #[expect(clippy::cast_precision_loss, reason = "a bar on a screen")]
        let weight = size as f64 / rows as f64;
        Ok(Self { batches, lines: Vec::new(), taken: 0, weight, rows: 0, position })
    }

    /// Fills `lines` with the next rows. Whether there were any.
    fn more(&mut self) -> io::Result<bool> {
        let Some(batch) = self.batches.next() else { return Ok(false) };
        let batch = legible(&batch.map_err(invalid)?).map_err(invalid)?;
        self.lines.clear();
        self.taken = 0;
        let mut writer = LineDelimitedWriter::new(&mut self.lines);
        writer.write(&batch).and_then(|()| writer.finish()).map_err(invalid)?;
        self.rows += batch.num_rows() as u64;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bar on a screen"
        )]
        self.position.store((self.rows as f64 * self.weight) as u64, Ordering::Relaxed);
        Ok(true)
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.lines.len() {
            if !self.more()? {
                return Ok(0);
            }
        }
        let rest = &self.lines[self.taken..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.taken += length;
        Ok(length)
    }
}

/// Engines write texts as plain bytes too: those are texts here.
fn legible(batch: &RecordBatch) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let schema = batch.schema();
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let column = match column.data_type() {
            DataType::Binary => texts(column.as_binary::<i32>().iter()),
            DataType::LargeBinary => texts(column.as_binary::<i64>().iter()),
            DataType::BinaryView => texts(column.as_binary_view().iter()),
            _ => Arc::clone(column),
        };
        fields.push(Field::new(field.name(), column.data_type().clone(), true));
        columns.push(column);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

fn texts<'a>(cells: impl Iterator<Item = Option<&'a [u8]>>) -> ArrayRef {
    Arc::new(cells.map(|cell| cell.map(String::from_utf8_lossy)).collect::<StringArray>())
}

fn invalid(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not a readable Parquet file: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::BinaryArray;
    use arrow_array::Int64Array;
    use parquet::arrow::ArrowWriter;

    #[test]
    fn rows_become_lines_and_bytes_become_texts() {
        let banners = BinaryArray::from_opt_vec(vec![Some(b"a\xff".as_slice()), None]);
        let ports = Int64Array::from(vec![443, 25]);
        let columns: [(&str, ArrayRef); 2] =
            [("banner", Arc::new(banners)), ("port", Arc::new(ports))];
        let batch = RecordBatch::try_from_iter(columns).expect("equal lengths");
        let file = tempfile::NamedTempFile::new().expect("a file");
        let copy = file.reopen().expect("open");
        let mut writer = ArrowWriter::try_new(copy, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        let position = Arc::new(AtomicU64::new(0));
        let mut lines =
            Lines::open(file.reopen().expect("open"), 1000, Arc::clone(&position)).expect("read");
        let mut text = String::new();
        lines.read_to_string(&mut text).expect("UTF-8");
        assert_eq!(text, "{\"banner\":\"a\u{fffd}\",\"port\":443}\n{\"port\":25}\n");
        assert_eq!(position.load(Ordering::Relaxed), 1000);
    }
}
