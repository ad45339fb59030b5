//! The file: made, opened, locked; what stands in it about the campaign itself.

use crate::error::Error;
use expatch_probe::TargetList;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::OptionalExtension;
use rusqlite::types::FromSql;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

/// `EXPC`, by which `file` and we know a campaign.
const APPLICATION: i32 = 0x4558_5043;

/// The schema that this program writes.
const SCHEMA: i32 = 1;

/// A campaign's file, open.
#[derive(Debug)]
pub struct Campaign {
    pub(crate) connection: Connection,
    path: PathBuf,
}

/// What a campaign starts from.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Decides the order of the targets.
    pub seed: u64,
    /// Who asks.
    pub contact: &'a str,
    /// Whom; empty for a campaign that is filled from other scanners' files.
    pub targets: &'a TargetList,
    /// Seconds since 1970.
    pub created: i64,
}

/// Held while scanning; the operating system lets go of it when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Campaign {
    /// Makes a new file.
    ///
    /// # Errors
    /// When it exists or cannot be written.
    pub fn create(path: &Path, setup: &Setup<'_>) -> Result<Self, Error> {
        let io = |error| Error::Io(path.to_owned(), error);
        match File::create_new(path) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Error::Exists(path.to_owned()));
            }
            Err(error) => return Err(io(error)),
        }
        let mut targets = Vec::new();
        setup.targets.write(&mut targets).map_err(io)?;
        let mut connection = connect(path)?;
        let transaction = connection.transaction()?;
        transaction.execute_batch(include_str!("schema.sql"))?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", SCHEMA)?;
        {
            let mut insert = transaction.prepare("INSERT INTO meta VALUES (?1, ?2)")?;
            insert.execute(("name", setup.name))?;
            // SQLite's numbers are signed; the bits are the seed's.
            insert.execute(("seed", setup.seed.cast_signed()))?;
            insert.execute(("contact", setup.contact))?;
            insert.execute(("created", setup.created))?;
            insert.execute(("targets", targets))?;
        }
        transaction.commit()?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Opens an existing file.
    ///
    /// # Errors
    /// When it is missing, no campaign, or made by a newer program.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let meta = std::fs::metadata(path).map_err(|error| Error::Io(path.to_owned(), error))?;
        if !meta.is_file() {
            return Err(Error::NotACampaign(path.to_owned()));
        }
        let not_ours = |_| Error::NotACampaign(path.to_owned());
        let connection = connect(path).map_err(not_ours)?;
        let pragma = |name| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).map_err(not_ours)
        };
        match (pragma("application_id")?, pragma("user_version")?) {
            (APPLICATION, SCHEMA) => {}
            (APPLICATION, found) if found > SCHEMA => {
                return Err(Error::Newer { found, known: SCHEMA });
            }
            _ => return Err(Error::NotACampaign(path.to_owned())),
        }
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Claims the right to scan into it; reading needs none.
    ///
    /// # Errors
    /// When another process has it.
    pub fn lock(&self) -> Result<Lock, Error> {
        let mut path = self.path.clone().into_os_string();
        path.push(".lock");
        let path = PathBuf::from(path);
        let io = |error| Error::Io(path.clone(), error);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(Error::InUse(self.path.clone())),
            Err(std::fs::TryLockError::Error(error)) => Err(io(error)),
        }
    }

    fn meta<T: FromSql>(&self, key: &str) -> Result<Option<T>, Error> {
        let mut query = self.connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(query.query_row([key], |row| row.get(0)).optional()?)
    }

    /// What it is called.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn name(&self) -> Result<String, Error> {
        Ok(self.meta("name")?.unwrap_or_default())
    }

    /// Who asks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn contact(&self) -> Result<String, Error> {
        Ok(self.meta("contact")?.unwrap_or_default())
    }

    /// What decides the order of the targets.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seed(&self) -> Result<u64, Error> {
        let seed: i64 = self.meta("seed")?.ok_or(Error::Damaged("it has no seed"))?;
        Ok(seed.cast_unsigned())
    }

    /// Whom it asks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn targets(&self) -> Result<TargetList, Error> {
        let text: Vec<u8> = self.meta("targets")?.ok_or(Error::Damaged("it has no targets"))?;
        TargetList::read(text.as_slice(), &[443])
            .map_err(|_| Error::Damaged("its target list cannot be read"))
    }

    /// Which of its targets are done, by number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn done(&self) -> Result<Done, Error> {
        let mut done = Done::default();
        let mut query = self.connection.prepare("SELECT number FROM target")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            done.insert(row.get::<_, i64>(0)?.cast_unsigned());
        }
        Ok(done)
    }
}

/// A set of numbers, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Done {
    words: Vec<u64>,
    len: u64,
}

impl Done {
    /// Adds a number.
    pub fn insert(&mut self, number: u64) {
        let (word, bit) = ((number / 64) as usize, 1 << (number % 64));
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.len += u64::from(self.words[word] & bit == 0);
        self.words[word] |= bit;
    }

    /// Whether it has a number.
    pub fn contains(&self, number: u64) -> bool {
        self.words.get((number / 64) as usize).is_some_and(|word| word & 1 << (number % 64) != 0)
    }

    /// How many numbers it has.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

fn connect(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Full: what is committed survives power loss, not only the process.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    Ok(connection)
}
