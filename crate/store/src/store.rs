//! Opening, transactions, backup, and small facts kept by name.

use crate::Error;
use crate::schema;
use sqlx::Any;
use sqlx::AnyPool;
use sqlx::Row;
use sqlx::Transaction;
use sqlx::any::AnyPoolOptions;
use std::path::Path;
use std::time::Duration;

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) read: AnyPool,
    write: AnyPool,
    postgres: bool,
}

impl Store {
    /// Opens `sqlite://PATH` (made where it is missing) or `postgres://…`, and
    /// brings its tables up to date.
    ///
    /// # Errors
    /// An address of another kind, a folder that cannot be written, a server
    /// that does not answer, tables of a newer program.
    pub async fn open(url: &str) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let store = match url.strip_prefix("sqlite://") {
            Some(path) => Self::sqlite(Path::new(path)).await?,
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                let pool = options(8).connect(url).await?;
                Self { read: pool.clone(), write: pool, postgres: true }
            }
            None => {
                let detail = "expected sqlite://PATH or postgres://USER@HOST/NAME";
                return Err(Error::Invalid(detail.to_owned()));
            }
        };
        schema::migrate(&store.write, store.postgres).await?;
        Ok(store)
    }

    async fn sqlite(path: &Path) -> Result<Self, Error> {
        let name = path.display();
        create(path).map_err(|error| Error::Database(format!("cannot open {name}: {error}")))?;
        // A question or number sign would begin the URL's next part.
        let escaped =
            path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let url = format!("sqlite://{escaped}");
        let failed = |error: sqlx::Error| Error::Database(format!("cannot open {name}: {error}"));
        // One writer at a time is SQLite's rule; waiting for it in our own
        // queue is fair, and nobody meets "database is locked".
        let write = options(1).after_connect(|connection, _| Box::pin(set_up(connection)));
        let write = write.connect(&url).await.map_err(failed)?;
        let read = options(4).after_connect(|connection, _| Box::pin(set_up(connection)));
        Ok(Self { read: read.connect_lazy(&url).map_err(failed)?, write, postgres: false })
    }

    /// A transaction that will write.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>, Error> {
        Ok(match self.postgres {
            true => self.write.begin().await?,
            // Another process may write too (a command, a backup).
            false => self.write.begin_with("BEGIN IMMEDIATE").await?,
        })
    }

    /// Writes a copy of an SQLite database that is whole, while others write.
    ///
    /// # Errors
    /// A file that exists or cannot be written; PostgreSQL, which has its own.
    pub async fn backup(&self, to: &Path) -> Result<(), Error> {
        if self.postgres {
            return Err(Error::Invalid("PostgreSQL is backed up with pg_dump".to_owned()));
        }
        if to.exists() {
            return Err(Error::Conflict(format!("{} exists already", to.display())));
        }
        let path = to.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(path).execute(&self.read).await?;
        Ok(())
    }

    /// What was kept under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn remembered(&self, key: &str) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT value FROM meta WHERE key = $1")
            .bind(key.to_owned())
            .fetch_optional(&self.read)
            .await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }

    /// Keeps a text under a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn remember(&self, key: &str, value: &str) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(key.to_owned())
        .bind(value.to_owned())
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

fn options(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(10))
}

async fn set_up(connection: &mut sqlx::AnyConnection) -> Result<(), sqlx::Error> {
    // FULL: what was acknowledged survives the machine's fall, not only ours.
    for pragma in [
        "PRAGMA busy_timeout = 10000",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
    ] {
        sqlx::query(pragma).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Makes folder and file, for its owner's eyes only: it holds secrets.
fn create(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
