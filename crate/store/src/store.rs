//! Opening, transactions, backup, and small facts kept by name.

use crate::Address;
use crate::Connection;
use crate::Error;
use crate::Faults;
use crate::Transaction;
use crate::schema;
use crate::values;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Semaphore;

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    address: Address,
    read: Arc<Pool>,
    write: Arc<Pool>,
}

/// Connections that lie idle, and how many there may be in all.
#[derive(Debug)]
struct Pool {
    address: Address,
    faults: Option<Arc<Faults>>,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    /// Whether the last write failed.
    failing: AtomicBool,
}

/// How long to wait for a connection, until whoever asks is asked to come back.
const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens `sqlite://PATH` (made where it is missing) or `postgres://…`, and
    /// brings its tables up to date.
    ///
    /// # Errors
    /// An address of another kind, a folder that cannot be written, a server
    /// that does not answer, tables of a newer program.
    pub async fn open(url: &str) -> Result<Self, Error> {
        Self::with_faults(url, None).await
    }

    /// The same, with failures in between where a test wants them.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[doc(hidden)]
    pub async fn with_faults(url: &str, faults: Option<Arc<Faults>>) -> Result<Self, Error> {
        let address: Address = url.parse()?;
        let at = address.clone();
        blocking(move || ready(&at)).await?;
        let pool = |connections| {
            Arc::new(Pool {
                address: address.clone(),
                faults: faults.clone(),
                permits: Arc::new(Semaphore::new(connections)),
                idle: Mutex::default(),
                failing: AtomicBool::new(false),
            })
        };
        Ok(match &address {
            // One writer at a time is SQLite's rule; waiting for it in our own
            // queue is fair, and nobody meets "database is locked".
            Address::Sqlite(_) => Self { read: pool(4), write: pool(1), address },
            Address::Postgres(_) => {
                let both = pool(8);
                Self { read: both.clone(), write: both, address }
            }
        })
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Asks something.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.read.with(work).await
    }

    /// Does something in one transaction: all of it is on disk when it
    /// returns, or none of it was done. It is done to its end even if who
    /// wanted it has left.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let done = move |connection: &Connection| {
            let transaction: Transaction<'_> = connection.begin()?;
            let value = match work(&transaction) {
                Ok(value) => value,
                // An answer, no failure of the database.
                Err(error @ (Error::NotFound(_) | Error::Conflict(_) | Error::Invalid(_))) => {
                    transaction.cancel()?;
                    return Err(error);
                }
                Err(error) => return Err(error),
            };
            transaction.commit()?;
            Ok(value)
        };
        let done = self.write.with(done).await;
        let failing = matches!(done, Err(Error::Full | Error::Database(_)));
        self.write.failing.store(failing, Ordering::Relaxed);
        done
    }

    /// Writes a copy of an SQLite database that is whole, while others write.
    ///
    /// # Errors
    /// A file that exists or cannot be written; PostgreSQL, which has its own.
    pub async fn backup(&self, to: &Path) -> Result<(), Error> {
        if matches!(self.address, Address::Postgres(_)) {
            return Err(Error::Invalid("PostgreSQL is backed up with pg_dump".to_owned()));
        }
        let to = to.to_owned();
        self.read(move |connection| schema::copy(connection, &to)).await
    }

    /// What was kept under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn remembered(&self, key: &str) -> Result<Option<String>, Error> {
        let key = key.to_owned();
        self.read(move |connection| {
            let sql = "SELECT value FROM meta WHERE key = ?1";
            connection.row(sql, values![&key], |row| row.get(0))
        })
        .await
    }

    /// Keeps a text under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn remember(&self, key: &str, value: &str) -> Result<(), Error> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |connection| {
            connection.execute(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                values![&key, &value],
            )?;
            Ok(())
        })
        .await
    }

    /// Whether the database answers and takes what is written: after a write
    /// that failed, one more is tried, so that a full disk is seen as long as
    /// it is full and no longer.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.read(|connection| connection.row("SELECT 1", values![], |row| row.get::<i64>(0)))
            .await?;
        match self.write.failing.load(Ordering::Relaxed) {
            true => self.remember("written", "").await,
            false => Ok(()),
        }
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        for pool in [&self.read, &self.write] {
            pool.permits.close();
            let idle = std::mem::take(&mut *pool.idle());
            let _ = blocking(move || {
                drop(idle);
                Ok(())
            })
            .await;
        }
    }
}

/// Makes the database and its tables, or brings them up to date.
///
/// # Errors
/// It cannot be reached or written, or a newer program made it.
pub fn ready(address: &Address) -> Result<Connection, Error> {
    let named = |error: Error| match (error, address) {
        (Error::Database(cause), Address::Sqlite(path)) => {
            Error::Database(format!("cannot open {}: {cause}", path.display()))
        }
        (error, _) => error,
    };
    if let Address::Sqlite(path) = address {
        schema::create(path).map_err(|error| named(Error::Database(error.to_string())))?;
    }
    let connection = Connection::open(address).map_err(named)?;
    schema::migrate(&connection, address).map_err(named)?;
    Ok(connection)
}

impl Pool {
    /// Works with a connection, in a thread that may wait. The permit goes with
    /// the work: it is held until that has ended, whoever has left meanwhile.
    async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = tokio::time::timeout(PATIENCE, self.permits.clone().acquire_owned()).await;
        let permit = permit
            .map_err(|_| Error::Database("all connections are busy".to_owned()))?
            .map_err(|_| Error::Database("it was closed".to_owned()))?;
        let pool = self.clone();
        blocking(move || {
            let _permit = permit;
            let connection = pool.take()?;
            let done = work(&connection);
            // What failed in a way that is no answer is not trusted again.
            let spoilt = matches!(done, Err(Error::Database(_) | Error::Full));
            if !spoilt && !connection.is_spent() && !pool.permits.is_closed() {
                pool.idle().push(connection);
            }
            done
        })
        .await
    }

    fn take(&self) -> Result<Connection, Error> {
        while let Some(connection) = { self.idle().pop() } {
            if connection.answers() {
                return Ok(connection);
            }
        }
        Connection::with_faults(&self.address, self.faults.clone())
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Database(format!("a mistake of ours: {error}")))?
}
