//! Where a campaign lives: made, opened, locked; what stands there about the
//! campaign itself.

use crate::error::Error;
use expatch_probe::TargetList;
use expatch_store::Address;
use expatch_store::Column;
use expatch_store::Connection;
use expatch_store::values;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;

/// `EXPC`, by which `file` and we know a campaign.
const APPLICATION: i64 = 0x4558_5043;

/// The bits of a target's key that are its number in the list; above them is
/// the campaign's.
const NUMBER: u32 = 40;

/// Where a campaign lives.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Home {
    /// A file of its own, which can be mailed.
    File(PathBuf),
    /// A server's store, with the campaign's name there.
    Store(Address, String),
}

/// A path, or the address of a server's store and the campaign's name there:
/// `postgres://…#NAME`, `sqlite://PATH#NAME`.
impl FromStr for Home {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if !text.contains("://") {
            return Ok(Self::File(PathBuf::from(text)));
        }
        match text.rsplit_once('#') {
            Some((url, name)) if !name.trim().is_empty() => {
                Ok(Self::Store(url.parse()?, name.trim().to_owned()))
            }
            _ => Err(Error::Input(
                "a campaign in a server's store is written ADDRESS#NAME".to_owned(),
            )),
        }
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Store(Address::Sqlite(path), name) => write!(f, "{}#{name}", path.display()),
            // The address may hold a password.
            Self::Store(Address::Postgres(_), name) => write!(f, "PostgreSQL#{name}"),
        }
    }
}

impl Home {
    /// What a campaign is called that is made here.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            Self::Store(_, name) => name.clone(),
        }
    }

    /// Whether the campaign is there.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn exists(&self) -> Result<bool, Error> {
        match self {
            Self::File(path) => Ok(path.exists()),
            Self::Store(address, name) => {
                let connection = expatch_store::ready(address)?;
                Ok(find(&connection, name)?.is_some())
            }
        }
    }

    fn address(&self) -> Address {
        match self {
            Self::File(path) => Address::Sqlite(path.clone()),
            Self::Store(address, _) => address.clone(),
        }
    }
}

/// A campaign, open.
#[derive(Debug)]
pub struct Campaign {
    pub(crate) connection: Connection,
    pub(crate) id: i64,
    /// The findings that are there, by signature.
    pub(crate) findings: Findings,
    home: Home,
}

/// Keys of findings, by signature.
pub(crate) type Findings = HashMap<[u8; 32], i64>;

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

/// Held while scanning. The operating system lets go of it, or the database's
/// server does, when the process ends, however it ends.
#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
pub struct Lock(Held);

#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
enum Held {
    File(File),
    Connection(Connection),
}

impl Campaign {
    /// Makes a new file.
    ///
    /// # Errors
    /// When it exists or cannot be written.
    pub fn create(path: &Path, setup: &Setup<'_>) -> Result<Self, Error> {
        Self::create_at(&Home::File(path.to_owned()), setup)
    }

    /// Makes a campaign in a file or a server's store.
    ///
    /// # Errors
    /// When it exists or cannot be written.
    pub fn create_at(home: &Home, setup: &Setup<'_>) -> Result<Self, Error> {
        let Home::File(path) = home else { return Self::make(home, setup) };
        // A file gets its name when it is whole: whoever is killed on the way
        // leaves none that is no campaign.
        let mut aside = path.clone().into_os_string();
        aside.push(format!(".{}.new", std::process::id()));
        let aside = PathBuf::from(aside);
        let io = |error| Error::Io(path.clone(), error);
        if path.exists() {
            return Err(Error::Exists(home.to_string()));
        }
        File::create_new(&aside).map_err(io)?;
        let made = Self::make(&Home::File(aside.clone()), setup).map(drop);
        let named = made.and_then(|()| match std::fs::hard_link(&aside, path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(Error::Exists(home.to_string()))
            }
            named => named.map_err(io),
        });
        std::fs::remove_file(&aside).map_err(io)?;
        named?;
        Self::open_at(home)
    }

    fn make(home: &Home, setup: &Setup<'_>) -> Result<Self, Error> {
        let mut targets = Vec::new();
        setup
            .targets
            .write(&mut targets)
            .map_err(|error| Error::Source(PathBuf::from(home.to_string()), error.to_string()))?;
        let connection = expatch_store::ready(&home.address())?;
        let transaction = connection.begin()?;
        if find(&transaction, setup.name)?.is_some() {
            transaction.cancel()?;
            return Err(Error::Exists(home.to_string()));
        }
        let id = transaction.row(
            "INSERT INTO campaign (name, seed, contact, created, targets)
             VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
            // The numbers are signed; the bits are the seed's.
            values![setup.name, setup.seed.cast_signed(), setup.contact, setup.created, &targets],
            |row| Ok::<_, Error>(row.get(0)?),
        )?;
        transaction.commit()?;
        let id = id.ok_or(Error::Damaged("it was not written"))?;
        Ok(Self { connection, id, findings: Findings::new(), home: home.clone() })
    }

    /// Opens an existing file.
    ///
    /// # Errors
    /// When it is missing, no campaign, or made by a newer program.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_at(&Home::File(path.to_owned()))
    }

    /// Opens a campaign in a file or a server's store.
    ///
    /// # Errors
    /// When it is missing, no campaign, or made by a newer program.
    pub fn open_at(home: &Home) -> Result<Self, Error> {
        let missing = || Error::Input(format!("there is no campaign {home}"));
        let (connection, id) = match home {
            Home::File(path) => {
                is_ours(path)?;
                let connection = expatch_store::ready(&home.address())?;
                let campaigns =
                    connection.rows("SELECT id FROM campaign ORDER BY id", values![], |row| {
                        Ok::<_, Error>(row.get::<i64>(0)?)
                    })?;
                match campaigns[..] {
                    [id] => (connection, id),
                    [] => return Err(Error::NotACampaign(path.clone())),
                    _ => {
                        let what = "it holds several campaigns: write sqlite://PATH#NAME";
                        return Err(Error::Source(path.clone(), what.to_owned()));
                    }
                }
            }
            Home::Store(address, name) => {
                let connection = expatch_store::ready(address)?;
                let id = find(&connection, name)?.ok_or_else(missing)?;
                (connection, id)
            }
        };
        Ok(Self { connection, id, findings: Findings::new(), home: home.clone() })
    }

    /// Looks at a campaign in a store that is in use: nothing is written.
    ///
    /// # Errors
    /// When there is none by that name, or the store cannot be reached.
    pub fn view(address: &Address, name: &str) -> Result<Self, Error> {
        let connection = Connection::open(address)?;
        let id = find(&connection, name)?
            .ok_or_else(|| Error::Input(format!("there is no campaign {name:?}")))?;
        let home = Home::Store(address.clone(), name.to_owned());
        Ok(Self { connection, id, findings: Findings::new(), home })
    }

    /// The names of the campaigns in a store, the newest first.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub fn list(address: &Address) -> Result<Vec<String>, Error> {
        let connection = Connection::open(address)?;
        let sql = "SELECT name FROM campaign ORDER BY created DESC, id DESC LIMIT 1000";
        connection.rows(sql, values![], |row| Ok(row.get(0)?))
    }

    /// Where it lives.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Claims the right to scan into it; reading needs none.
    ///
    /// # Errors
    /// When another process has it.
    pub fn lock(&self) -> Result<Lock, Error> {
        let path = match self.home.address() {
            Address::Sqlite(path) => path,
            address @ Address::Postgres(_) => return self.lock_there(&address),
        };
        let mut name = path.into_os_string();
        name.push(".lock");
        let path = PathBuf::from(name);
        let io = |error| Error::Io(path.clone(), error);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(Held::File(file))),
            Err(std::fs::TryLockError::WouldBlock) => Err(Error::InUse(self.home.to_string())),
            Err(std::fs::TryLockError::Error(error)) => Err(io(error)),
        }
    }

    /// The database's server holds the lock as long as this connection lives.
    fn lock_there(&self, address: &Address) -> Result<Lock, Error> {
        let connection = Connection::open(address)?;
        let sql = "SELECT CASE WHEN pg_try_advisory_lock(1163415620, CAST(?1 AS INTEGER))
            THEN 1 ELSE 0 END";
        let got: Option<i64> =
            connection.row(sql, values![self.id], |row| Ok::<_, Error>(row.get(0)?))?;
        match got {
            Some(1) => Ok(Lock(Held::Connection(connection))),
            _ => Err(Error::InUse(self.home.to_string())),
        }
    }

    /// Does something in one transaction. A connection on which that failed is
    /// never used again.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Findings) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.connection.is_spent() {
            self.connection = Connection::open(&self.home.address())?;
        }
        let (connection, findings) = (&self.connection, &mut self.findings);
        let done = (|| {
            let transaction = connection.begin()?;
            let value = work(&transaction, findings)?;
            transaction.commit()?;
            Ok(value)
        })();
        if done.is_err() {
            // Some may never have been written.
            self.findings.clear();
            if let Ok(fresh) = Connection::open(&self.home.address()) {
                self.connection = fresh;
            }
        }
        done
    }

    fn about<T: Column>(&self, column: &str) -> Result<T, Error> {
        let sql = format!("SELECT {column} FROM campaign WHERE id = ?1");
        let found = self.connection.row(&sql, values![self.id], |row| row.get(0))?;
        found.ok_or(Error::Damaged("it is gone"))
    }

    /// What it is called.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn name(&self) -> Result<String, Error> {
        self.about("name")
    }

    /// Who asks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn contact(&self) -> Result<String, Error> {
        self.about("contact")
    }

    /// What decides the order of the targets.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seed(&self) -> Result<u64, Error> {
        Ok(self.about::<i64>("seed")?.cast_unsigned())
    }

    /// Whom it asks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn targets(&self) -> Result<TargetList, Error> {
        let text: Vec<u8> = self.about("targets")?;
        TargetList::read(text.as_slice(), &[443])
            .map_err(|_| Error::Damaged("its target list cannot be read"))
    }

    /// Which of its targets are done, by number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn done(&self) -> Result<Done, Error> {
        let mut done = Done::default();
        let sql = "SELECT id FROM target WHERE campaign = ?1";
        self.connection.each(sql, values![self.id], |row| {
            done.insert(number(row.get(0)?).cast_unsigned());
            Ok::<_, Error>(())
        })?;
        Ok(done)
    }

    /// The key of a target of this campaign.
    pub(crate) fn key(&self, number: i64) -> i64 {
        key(self.id, number)
    }
}

/// The key of a target.
pub(crate) fn key(campaign: i64, number: i64) -> i64 {
    campaign << NUMBER | number
}

/// The number in its list of a target's key.
pub(crate) fn number(key: i64) -> i64 {
    key & ((1 << NUMBER) - 1)
}

fn find(connection: &Connection, name: &str) -> Result<Option<i64>, Error> {
    let sql = "SELECT id FROM campaign WHERE name = ?1";
    connection.row(sql, values![name], |row| Ok(row.get(0)?))
}

/// Looks before anything is written whether a file is a campaign.
fn is_ours(path: &Path) -> Result<(), Error> {
    let meta = std::fs::metadata(path).map_err(|error| Error::Io(path.to_owned(), error))?;
    let not_ours = || Error::NotACampaign(path.to_owned());
    if !meta.is_file() {
        return Err(not_ours());
    }
    // The number stands at a fixed place of every SQLite file.
    let mut head = [0; 72];
    let mut file = File::open(path).map_err(|error| Error::Io(path.to_owned(), error))?;
    std::io::Read::read_exact(&mut file, &mut head).map_err(|_| not_ours())?;
    let known = head.starts_with(b"SQLite format 3\0");
    let application = u32::from_be_bytes([head[68], head[69], head[70], head[71]]);
    match known && i64::from(application) == APPLICATION {
        true => Ok(()),
        false => Err(not_ours()),
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
