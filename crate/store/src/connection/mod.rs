//! One connection, of SQLite or PostgreSQL, behind one set of calls: SQL with
//! `?1`, values, rows, transactions. Blocking.
//!
//! A connection on which a transaction failed is *spent*: whoever holds it
//! throws it away. What a database thinks after a full disk or a cut wire is
//! then never asked.

mod address;
mod faults;
mod remote;
mod row;
mod value;

pub use address::Address;
pub use faults::{Fault, Faults, When};
pub use row::{Column, Row};
pub use value::Value;

use crate::Error;
use remote::Remote;
use rusqlite::OpenFlags;
use std::cell::Cell;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A connection.
#[derive(Debug)]
pub struct Connection {
    driver: Driver,
    spent: Cell<bool>,
    faults: Option<Arc<Faults>>,
}

#[derive(Debug)]
enum Driver {
    Sqlite(rusqlite::Connection),
    Postgres(Remote),
}

/// Statements that a connection keeps prepared.
const PREPARED: usize = 128;

impl Connection {
    /// Connects; an SQLite file must be there.
    ///
    /// # Errors
    /// It cannot be reached or opened.
    pub fn open(address: &Address) -> Result<Self, Error> {
        Self::with_faults(address, None)
    }

    /// The same, with failures in between where a test wants them.
    #[doc(hidden)]
    pub fn with_faults(address: &Address, faults: Option<Arc<Faults>>) -> Result<Self, Error> {
        let driver = match address {
            Address::Sqlite(path) => Driver::Sqlite(sqlite(path)?),
            Address::Postgres(url) => Driver::Postgres(Remote::connect(url)?),
        };
        Ok(Self { driver, spent: Cell::new(false), faults })
    }

    /// Whether it speaks to PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.driver, Driver::Postgres(_))
    }

    /// Whether a transaction failed on it, or its wire is cut.
    pub fn is_spent(&self) -> bool {
        self.spent.get()
    }

    /// Whether it still answers; asked of one that lay idle.
    pub(crate) fn answers(&self) -> bool {
        match &self.driver {
            Driver::Sqlite(_) => true,
            Driver::Postgres(remote) => remote.answers(),
        }
    }

    /// Runs a statement and tells how many rows it touched.
    ///
    /// # Errors
    /// The database fails.
    pub fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        self.guarded(|| match &self.driver {
            Driver::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let done = statement.execute(rusqlite::params_from_iter(values))?;
                Ok(done as u64)
            }
            Driver::Postgres(remote) => remote.execute(sql, values),
        })
    }

    /// Runs statements without values, parted by semicolons.
    ///
    /// # Errors
    /// The database fails.
    pub fn batch(&self, sql: &str) -> Result<(), Error> {
        self.guarded(|| match &self.driver {
            Driver::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Driver::Postgres(remote) => remote.batch(sql),
        })
    }

    /// All rows of a query, each read into what the caller wants.
    ///
    /// # Errors
    /// The database fails, or `read` does.
    pub fn rows<T, E: From<Error>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        let mut all = Vec::new();
        self.each::<E>(sql, values, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// The first row of a query, where there is one.
    ///
    /// # Errors
    /// The database fails, or `read` does.
    pub fn row<T, E: From<Error>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        self.guarded(|| match &self.driver {
            Driver::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
                let mut rows =
                    statement.query(rusqlite::params_from_iter(values)).map_err(Error::from)?;
                rows.next().map_err(Error::from)?.map(|row| read(&Row::Sqlite(row))).transpose()
            }
            Driver::Postgres(remote) => {
                let rows = remote.query(sql, values)?;
                rows.first().map(|row| read(&Row::Postgres(row))).transpose()
            }
        })
    }

    /// Hands over each row of a query. The whole answer of PostgreSQL is in
    /// memory meanwhile: ask for pages.
    ///
    /// # Errors
    /// The database fails, or `take` does.
    pub fn each<E: From<Error>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.guarded(|| match &self.driver {
            Driver::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
                let mut rows =
                    statement.query(rusqlite::params_from_iter(values)).map_err(Error::from)?;
                while let Some(row) = rows.next().map_err(Error::from)? {
                    take(&Row::Sqlite(row))?;
                }
                Ok(())
            }
            Driver::Postgres(remote) => {
                remote.query(sql, values)?.iter().try_for_each(|row| take(&Row::Postgres(row)))
            }
        })
    }

    /// Begins a transaction that will write.
    ///
    /// # Errors
    /// The database fails, or another process writes for longer than one waits.
    pub fn begin(&self) -> Result<Transaction<'_>, Error> {
        // Of SQLite the right to write is taken at once: asked for later, it
        // could be refused in the middle.
        let begin = if self.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" };
        self.batch(begin).inspect_err(|_| self.spent.set(true))?;
        Ok(Transaction { connection: self, open: true })
    }

    /// Makes a call, with the failures that a test asked for around it.
    fn guarded<T, E: From<Error>>(&self, call: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let Some(faults) = &self.faults else { return call() };
        if let Some(error) = faults.strike(When::Before) {
            return Err(error.into());
        }
        let done = call();
        match faults.strike(When::After) {
            Some(error) => Err(error.into()),
            None => done,
        }
    }
}

/// A transaction. Dropped without [`Transaction::commit`] it is rolled back,
/// and its connection is spent.
#[derive(Debug)]
pub struct Transaction<'c> {
    connection: &'c Connection,
    open: bool,
}

impl Transaction<'_> {
    /// Makes everything of it lasting.
    ///
    /// # Errors
    /// The database fails. Nothing of it is there then, but after a cut wire,
    /// when nobody can tell.
    pub fn commit(mut self) -> Result<(), Error> {
        self.connection.batch("COMMIT")?;
        self.open = false;
        Ok(())
    }

    /// Takes everything of it back, because it is not wanted: no failure.
    ///
    /// # Errors
    /// The database fails.
    pub fn cancel(mut self) -> Result<(), Error> {
        self.connection.batch("ROLLBACK")?;
        self.open = false;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.connection.spent.set(true);
            // Lets go of locks at once; whether it works does not matter, since
            // closing the connection does the same.
            let _ = match &self.connection.driver {
                Driver::Sqlite(connection) => {
                    connection.execute_batch("ROLLBACK").map_err(Error::from)
                }
                Driver::Postgres(remote) => remote.batch("ROLLBACK"),
            };
        }
    }
}

fn sqlite(path: &Path) -> Result<rusqlite::Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Full: what was acknowledged survives the machine's fall, not only ours.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    Ok(connection)
}
