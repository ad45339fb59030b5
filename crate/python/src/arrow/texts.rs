//! The values of an Arrow column as bytes, whatever its layout.

use crate::error::error;
use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_array::BinaryArray;
use arrow_array::BinaryViewArray;
use arrow_array::LargeBinaryArray;
use arrow_array::StructArray;
use arrow_array::cast::AsArray;
use arrow_array::make_array;
use arrow_schema::DataType;
use pyo3::PyResult;

/// A column of text or bytes.
pub(super) enum Texts {
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
    /// The distinct values, and which of them each row is.
    Dictionary(Box<Texts>, Vec<Option<usize>>),
    /// No value in this many rows.
    Absent(usize),
}

impl Texts {
    /// The values of `array`, not copied; of a table its only column.
    pub(super) fn of(array: &ArrayRef) -> PyResult<Self> {
        // Text is taken as the bytes it is, so that nothing here relies on a
        // producer's promise of UTF-8.
        let as_bytes = |kind| {
            let data = array.to_data().into_builder().data_type(kind);
            // SAFETY: text and bytes of one width share their layout.
            make_array(unsafe { data.build_unchecked() })
        };
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Small(as_bytes(DataType::Binary).as_binary().clone()),
            DataType::LargeUtf8 => Self::Large(as_bytes(DataType::LargeBinary).as_binary().clone()),
            DataType::Utf8View => {
                Self::View(as_bytes(DataType::BinaryView).as_binary_view().clone())
            }
            DataType::Binary => Self::Small(array.as_binary().clone()),
            DataType::LargeBinary => Self::Large(array.as_binary().clone()),
            DataType::BinaryView => Self::View(array.as_binary_view().clone()),
            DataType::Null => Self::Absent(array.len()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary();
                let values = Box::new(Self::of(dictionary.values())?);
                if values.len() == 0 {
                    return Ok(Self::Absent(array.len()));
                }
                let valid = |row| dictionary.keys().is_valid(row);
                let keys = dictionary.normalized_keys().into_iter().enumerate();
                Self::Dictionary(values, keys.map(|(row, key)| valid(row).then_some(key)).collect())
            }
            DataType::Struct(_) => Self::only_column(array.as_struct())?,
            other => {
                return Err(error(
                    "invalid-input",
                    format!("cannot assess a column of {other}: give text or bytes"),
                ));
            }
        })
    }

    fn only_column(table: &StructArray) -> PyResult<Self> {
        match table.columns() {
            [column] => Self::of(column),
            columns => Err(error(
                "invalid-input",
                format!(
                    "cannot assess a table of {} columns: give one, of {}",
                    columns.len(),
                    table.column_names().join(", ")
                ),
            )),
        }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Small(array) => array.len(),
            Self::Large(array) => array.len(),
            Self::View(array) => array.len(),
            Self::Dictionary(_, keys) => keys.len(),
            Self::Absent(rows) => *rows,
        }
    }

    /// Hands each row's value to `take`.
    pub(super) fn each<'a>(&'a self, take: &mut dyn FnMut(Option<&'a [u8]>)) {
        match self {
            Self::Small(array) => array.iter().for_each(take),
            Self::Large(array) => array.iter().for_each(take),
            Self::View(array) => array.iter().for_each(take),
            Self::Absent(rows) => (0..*rows).for_each(|_| take(None)),
            Self::Dictionary(values, keys) => {
                let mut distinct = Vec::with_capacity(values.len());
                values.each(&mut |value| distinct.push(value));
                keys.iter().for_each(|key| take(key.and_then(|key| distinct[key])));
            }
        }
    }
}
