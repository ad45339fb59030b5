//! Rows that come out of a query.

use crate::Error;
use postgres::types::Type;

/// A row.
#[derive(Debug)]
pub enum Row<'r> {
    /// Of SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// Of PostgreSQL.
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// The value of a column, from 0.
    ///
    /// # Errors
    /// It is of another kind.
    pub fn get<T: Column>(&self, column: usize) -> Result<T, Error> {
        T::read(self, column)
    }
}

/// What can be read out of a column.
pub trait Column: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// It is of another kind.
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error>;
}

macro_rules! plain {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
                Ok(match row {
                    Row::Sqlite(row) => row.get(column)?,
                    Row::Postgres(row) => row.try_get(column)?,
                })
            }
        }
    )*};
}

plain!(String, Option<String>, Vec<u8>, Option<Vec<u8>>);

impl Column for Option<i64> {
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
        Ok(match row {
            Row::Sqlite(row) => row.get(column)?,
            // A literal in a query is narrower than a column.
            Row::Postgres(row) => match *row.columns()[column].type_() {
                Type::INT4 => row.try_get::<_, Option<i32>>(column)?.map(i64::from),
                _ => row.try_get(column)?,
            },
        })
    }
}

impl Column for i64 {
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
        let empty = || Error::Database(format!("column {column} of a row is empty"));
        Option::<Self>::read(row, column)?.ok_or_else(empty)
    }
}

macro_rules! narrower {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
                let wide = |_| Error::Database(format!("column {column} of a row is too large"));
                i64::read(row, column)?.try_into().map_err(wide)
            }
        }

        impl Column for Option<$kind> {
            fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
                let wide = |_| Error::Database(format!("column {column} of a row is too large"));
                Option::<i64>::read(row, column)?.map(TryInto::try_into).transpose().map_err(wide)
            }
        }
    )*};
}

narrower!(u8, u32, u64);
