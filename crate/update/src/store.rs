//! The installed database: one file in the user's folder, the one before it
//! kept beside it, and the one compiled into the program behind both.

use crate::{PublicKey, UpdateError, check, verify};
use expatch::{Database, Date};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where a database came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Origin {
    /// Compiled into the program.
    Embedded,
    /// A file.
    File(PathBuf),
}

/// A database that owns its bytes.
#[derive(Debug)]
pub struct Loaded {
    bytes: Option<Vec<u8>>,
    /// Where it came from.
    pub origin: Origin,
    /// Why better candidates were passed over: a damaged installed file, say.
    pub passed_over: Vec<UpdateError>,
}

impl Loaded {
    /// The database that was compiled into the program.
    pub fn embedded() -> Self {
        Self { bytes: None, origin: Origin::Embedded, passed_over: Vec::new() }
    }

    /// The database.
    pub fn database(&self) -> Database<'_> {
        match self.bytes.as_deref().map(Database::load) {
            Some(Ok(database)) => database,
            _ => Database::embedded(),
        }
    }

    /// The database for as long as the program runs.
    pub fn leak(self) -> Database<'static> {
        let own = self.bytes.and_then(|bytes| Database::load(bytes.leak()).ok());
        own.unwrap_or_else(Database::embedded)
    }
}

/// What an installation changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Installed {
    /// The file that was written.
    pub path: PathBuf,
    /// Version and day of the database that was in use before.
    pub before: (String, Date),
    /// Version and day of the database that is in use now.
    pub now: (String, Date),
}

/// Where the installed database stands for this user.
pub fn default_path() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|at| at.is_absolute());
    let home = || Some(absolute("HOME")?.join(".local/share"));
    let folder = absolute("XDG_DATA_HOME").or_else(|| absolute("LOCALAPPDATA")).or_else(home)?;
    Some(folder.join("expatch").join("database.bin"))
}

/// The newest usable database: the installed file or the one before it, when
/// they are newer than the program's own. Never fails; what is wrong with a
/// file is told in [`Loaded::passed_over`].
pub fn open(path: &Path) -> Loaded {
    let mut best = Loaded::embedded();
    for candidate in [path.to_owned(), previous(path)] {
        let name = candidate.display().to_string();
        match fs::metadata(&candidate) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                let why = error.to_string();
                best.passed_over.push(UpdateError::Source { name, why });
                continue;
            }
            Ok(_) => {}
        }
        let read = crate::fetch(&name).and_then(|bytes| {
            let newer = is_newer(&check(&bytes)?, &best.database());
            Ok((bytes, newer))
        });
        match read {
            Ok((bytes, true)) => {
                best.bytes = Some(bytes);
                best.origin = Origin::File(candidate);
            }
            Ok(_) => {}
            Err(error) => best.passed_over.push(error),
        }
    }
    best
}

/// Installs a signed database at `path`. It must be newer than the one in use
/// unless `older_too`. The write is one rename, so that a reader sees the old
/// file or the new one; the old one stays beside it as `database.previous.bin`.
///
/// # Errors
/// As [`verify`]; not newer; not writable. In every case the installed file
/// stays as it was.
pub fn install(
    bytes: &[u8],
    path: &Path,
    keys: &[PublicKey],
    older_too: bool,
) -> Result<Installed, UpdateError> {
    let offered = verify(bytes, keys)?.database;
    let loaded = open(path);
    let installed = loaded.database();
    if !older_too {
        if !is_newer(&offered, &installed) {
            let (installed, offered) = (name(&installed), name(&offered));
            return Err(UpdateError::NotNewer { installed, offered });
        }
        // The file in use can be deleted or damaged; what was once in use stays
        // known, so that nobody leads a reader back to it.
        if let Some(seen) = seen(path).filter(|seen| offered.as_of() < seen.1) {
            return Err(UpdateError::NotNewer { installed: seen, offered: name(&offered) });
        }
    }
    let done = replace(bytes, path, &installed, &offered)?;
    verify(&fs::read(path)?, keys)?;
    Ok(done)
}

/// Installs a database that was made on this machine, unsigned, at `path`.
///
/// # Errors
/// One that is not whole or not marked as local; not writable.
pub fn install_local(bytes: &[u8], path: &Path) -> Result<Installed, UpdateError> {
    let offered = check(bytes)?;
    if offered.origin() != expatch::database::Origin::Local {
        return Err(UpdateError::Unsigned);
    }
    replace(bytes, path, &open(path).database(), &offered)
}

/// Puts the bytes in place in one step.
fn replace(
    bytes: &[u8],
    path: &Path,
    installed: &Database<'_>,
    offered: &Database<'_>,
) -> Result<Installed, UpdateError> {
    let folder = path.parent().ok_or(UpdateError::NoFolder)?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    // What lies on the disk is what was checked.
    let mut written = Vec::new();
    File::open(file.path())?.read_to_end(&mut written)?;
    check(&written)?;
    remember(path, offered)?;
    if fs::read(path).is_ok_and(|old| check(&old).is_ok()) {
        let copy = tempfile::NamedTempFile::new_in(folder)?;
        fs::copy(path, copy.path())?;
        copy.as_file().sync_all()?;
        copy.persist(previous(path)).map_err(|error| error.error)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    // The rename itself is on the disk once the folder is; not all systems can.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(Installed { path: path.to_owned(), before: name(installed), now: name(offered) })
}

fn previous(path: &Path) -> PathBuf {
    path.with_extension("previous.bin")
}

/// Where the newest version that was ever in use is written down.
fn record(path: &Path) -> PathBuf {
    path.with_extension("newest")
}

/// Version and day of the newest database that was ever in use.
fn seen(path: &Path) -> Option<(String, Date)> {
    let text = fs::read_to_string(record(path)).ok()?;
    let (version, day) = text.trim().split_once(' ')?;
    Some((version.to_owned(), day.parse().ok()?))
}

fn remember(path: &Path, database: &Database<'_>) -> Result<(), UpdateError> {
    if seen(path).is_none_or(|(_, day)| day <= database.as_of()) {
        let line = format!("{} {}\n", database.version(), database.as_of());
        fs::write(record(path), line)?;
    }
    Ok(())
}

fn name(database: &Database<'_>) -> (String, Date) {
    (database.version().to_owned(), database.as_of())
}

/// By day, then by how far the sources were read, then by the serial of the version.
fn is_newer(left: &Database<'_>, right: &Database<'_>) -> bool {
    let serial = |version: &str| -> u32 {
        version.split_once('-').and_then(|(_, serial)| serial.parse().ok()).unwrap_or(1)
    };
    let key = |database: &Database<'_>| {
        let read: i64 = database.coverage().map(|source| i64::from(source.through.days())).sum();
        (database.as_of(), read, serial(database.version()))
    };
    key(left) > key(right)
}
