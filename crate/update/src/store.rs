//! The installed database: one file in the user's folder, the one before it
//! kept beside it, and the one compiled into the program behind both.

use crate::state::State;
use crate::{UpdateError, check};
use expatch::{Database, Date};
use expatch_trust::{Keys, Manifest, Refusal, order, split};
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
            Some(Ok(database)) => self.signed(database),
            _ => Database::embedded(),
        }
    }

    /// With the name of its signer: what was believed when it came in.
    fn signed<'a>(&self, database: Database<'a>) -> Database<'a> {
        self.manifest().map_or(database, |manifest| database.with_signer(manifest.signer().0))
    }

    /// The manifest it came with, if it was signed.
    pub fn manifest(&self) -> Option<Manifest> {
        let (_, text) = split(self.bytes.as_deref()?).ok()?;
        Manifest::read(text).ok()
    }

    /// The database for as long as the program runs.
    pub fn leak(self) -> Database<'static> {
        let signer = self.manifest().map(|manifest| manifest.signer().0);
        let own = self.bytes.and_then(|bytes| Database::load(bytes.leak()).ok());
        let own = own.unwrap_or_else(Database::embedded);
        signer.map_or(own, |signer| own.with_signer(signer))
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
/// file is listed in [`Loaded::passed_over`]. Signatures were checked when the
/// files came in; what a key has signed that was retired since is passed over.
pub fn open(path: &Path) -> Loaded {
    let mut keys = Keys::embedded();
    let lists = State::read(path).lists;
    // Roots that the user named then are taken at their word.
    keys = keys.and(roots(&lists));
    for list in &lists {
        let _ = keys.follow(list);
    }
    open_with(path, &keys)
}

/// The same, and only what one of `keys` has signed.
pub fn open_signed(path: &Path, keys: &Keys) -> Loaded {
    let mut keys = keys.clone();
    State::read(path).settle(&mut keys);
    newest(path, |bytes| crate::verify(bytes, &keys).map(|_| ()))
}

/// The newest of the program's own database and those that were made on this
/// machine and installed at `path`; what is marked otherwise is passed over.
pub fn open_local(path: &Path) -> Loaded {
    newest(path, |bytes| match check(bytes)?.origin() {
        expatch::database::Origin::Local => Ok(()),
        expatch::database::Origin::Release => Err(Refusal::Unsigned.into()),
    })
}

/// The same by the keys that are known now.
pub(crate) fn open_with(path: &Path, keys: &Keys) -> Loaded {
    newest(path, |bytes| {
        check(bytes)?;
        not_retired(bytes, keys)
    })
}

/// The newest of the files that `believe` believes and the program's own.
fn newest(path: &Path, believe: impl Fn(&[u8]) -> Result<(), UpdateError>) -> Loaded {
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
            believe(&bytes)?;
            let newer = order(&Database::load(&bytes)?) > order(&best.database());
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

/// The root keys of the first list of each text.
fn roots(texts: &[String]) -> Vec<expatch_trust::PublicKey> {
    let lists = texts.iter().filter_map(|text| expatch_trust::List::first(text).ok());
    lists.flat_map(|list| list.root).collect()
}

/// That a signed file's content is what its manifest says, and its signer counts.
fn not_retired(bytes: &[u8], keys: &Keys) -> Result<(), UpdateError> {
    let (database, text) = split(bytes)?;
    if text.is_empty() {
        return Ok(());
    }
    let manifest = Manifest::read(text)?;
    manifest.matches(database.bytes())?;
    if keys.retired(manifest.signer()) {
        return Err(Refusal::RetiredKey(manifest.signer()).into());
    }
    Ok(())
}

/// Installs a database that was made on this machine, unsigned, at `path`.
///
/// # Errors
/// One that is not whole or not marked as local; not writable.
pub fn install_local(bytes: &[u8], path: &Path) -> Result<Installed, UpdateError> {
    let offered = check(bytes)?;
    if offered.origin() != expatch::database::Origin::Local {
        return Err(Refusal::Unsigned.into());
    }
    let _lock = lock(path)?;
    let mut state = State::read(path);
    state.used(&offered, None);
    replace(bytes, path, &open(path).database(), &offered, &state)
}

/// Whoever writes beside the database holds this, other programs included.
pub(crate) fn lock(path: &Path) -> Result<File, UpdateError> {
    let folder = path.parent().ok_or(UpdateError::NoFolder)?;
    fs::create_dir_all(folder)?;
    let lock = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// Puts the bytes in place in one step, which a reader sees as the old file or
/// the new one; the old one stays beside it as `database.previous.bin`.
pub(crate) fn replace(
    bytes: &[u8],
    path: &Path,
    installed: &Database<'_>,
    offered: &Database<'_>,
    state: &State,
) -> Result<Installed, UpdateError> {
    let folder = path.parent().ok_or(UpdateError::NoFolder)?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    // What lies on the disk is what was checked.
    let mut written = Vec::new();
    File::open(file.path())?.read_to_end(&mut written)?;
    if written != bytes {
        return Err(std::io::Error::other("the disk gives back other bytes").into());
    }
    // First what must never be undone: a loss of power between the two leaves a
    // reader that knows of a newer database and has the older one.
    state.write(path)?;
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

/// Gives what is installed another manifest: the same database was published anew.
pub(crate) fn confirm(bytes: &[u8], path: &Path) -> Result<(), UpdateError> {
    let folder = path.parent().ok_or(UpdateError::NoFolder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

pub(crate) fn previous(path: &Path) -> PathBuf {
    path.with_extension("previous.bin")
}

pub(crate) fn name(database: &Database<'_>) -> (String, Date) {
    (database.version().to_owned(), database.as_of())
}
