//! The table as Parquet: the columns of the CSV form, numbers as numbers and
//! lists as lists, so that an engine can ask `list_contains(cves, …)`.

use super::columns::HEADINGS;
use super::sink::Sink;
use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_array::builder::Int64Builder;
use arrow_array::builder::ListBuilder;
use arrow_array::builder::StringBuilder;
use arrow_schema::DataType;
use arrow_schema::Field;
use arrow_schema::Schema;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::basic::ZstdLevel;
use parquet::file::properties::WriterProperties;
use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::sync::LazyLock;

/// Bytes of a row group while it is built: what the writer holds in memory.
const GROUP: usize = 16 << 20;

/// The table's columns.
static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let fields = HEADINGS.map(|name| Field::new(name, kind(name), true));
    Arc::new(Schema::new(fields.to_vec()))
});

/// What a column holds.
fn kind(heading: &str) -> DataType {
    match heading {
        "line" | "port" | "asn" | "severity" | "open_least" | "open_most" | "exploited_least"
        | "exploited_most" => DataType::Int64,
        "candidates" | "cves" | "exploited_cves" | "possible_cves" | "missing" => {
            DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
        }
        _ => DataType::Utf8,
    }
}

/// The rows of one block, while they are collected.
pub(crate) struct Rows {
    columns: Vec<Column>,
}

enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
    List(ListBuilder<StringBuilder>),
}

impl Rows {
    pub(crate) fn new() -> Self {
        let column = |name| match kind(name) {
            DataType::Int64 => Column::Number(Int64Builder::new()),
            DataType::List(_) => Column::List(ListBuilder::new(StringBuilder::new())),
            _ => Column::Text(StringBuilder::new()),
        };
        Self { columns: HEADINGS.map(column).into() }
    }

    /// Adds a row; an empty cell is a null, an empty list is a list.
    pub(crate) fn push<'a>(&mut self, cells: impl Iterator<Item = Cow<'a, str>>) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            match column {
                Column::Text(texts) => {
                    texts.append_option(Some(cell).filter(|cell| !cell.is_empty()));
                }
                Column::Number(numbers) => numbers.append_option(cell.parse().ok()),
                Column::List(lists) => {
                    lists.values().extend(cell.split_ascii_whitespace().map(Some));
                    lists.append(true);
                }
            }
        }
    }

    /// The rows as one batch.
    pub(crate) fn finish(self) -> io::Result<RecordBatch> {
        let columns = self.columns.into_iter().map(|column| -> ArrayRef {
            match column {
                Column::Text(mut texts) => Arc::new(texts.finish()),
                Column::Number(mut numbers) => Arc::new(numbers.finish()),
                Column::List(mut lists) => Arc::new(lists.finish()),
            }
        });
        RecordBatch::try_new(Arc::clone(&SCHEMA), columns.collect()).map_err(io::Error::other)
    }
}

/// A Parquet file on its way to a sink.
pub(crate) struct File(ArrowWriter<Sink>);

impl File {
    pub(crate) fn new(sink: Sink) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let writer = ArrowWriter::try_new(sink, Arc::clone(&SCHEMA), Some(properties));
        writer.map(Self).map_err(io::Error::from)
    }

    pub(crate) fn write(&mut self, rows: &RecordBatch) -> io::Result<()> {
        self.0.write(rows)?;
        if self.0.in_progress_size() > GROUP {
            self.0.flush()?;
        }
        Ok(())
    }

    /// Writes the footer, without which there is no file.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.0.into_inner()?.finish()
    }
}
