//! The facts of this machine: what refreshes have read is kept beside the
//! installed database, so that the next one goes on from there.

use crate::refresh::Refreshed;
use crate::{Facts, Problems, embedded_texts, read_from};
use expatch::{Database, Date};
use expatch_update::{Installed, UpdateError, install_local};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The facts beside an installed database.
#[derive(Debug)]
pub struct Local {
    database: PathBuf,
    kept: PathBuf,
}

/// What kept refreshed facts from being used.
#[derive(Debug)]
pub enum LocalError {
    /// They do not hold together.
    Facts(Problems),
    /// The database could not be installed.
    Install(UpdateError),
    /// They could not be written.
    Write(PathBuf, io::Error),
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facts(problems) => problems.fmt(f),
            Self::Install(error) => error.fmt(f),
            Self::Write(path, error) => write!(f, "cannot write {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for LocalError {}

impl Local {
    /// Those beside the database at `path`.
    pub fn beside(path: &Path) -> Self {
        Self { database: path.to_owned(), kept: path.with_extension("facts") }
    }

    /// Where the database stands.
    pub fn path(&self) -> &Path {
        &self.database
    }

    /// Waits until nobody else refreshes them.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn lock(&self) -> Result<File, LocalError> {
        let path = self.kept.with_extension("facts.lock");
        let failed = |error| LocalError::Write(path.clone(), error);
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(failed)?;
        let lock = File::options().create(true).write(true).truncate(false).open(&path);
        let lock = lock.map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(lock)
    }

    /// The facts that the last refresh left, where they rest on those of this
    /// program; otherwise those of the program.
    ///
    /// # Errors
    /// None for a program whose own facts hold together.
    pub fn facts(&self) -> Result<Facts, Problems> {
        let own = embedded_texts();
        let mut texts = own.clone();
        if fs::read_to_string(self.kept.join(BASE)).unwrap_or_default() == base() {
            texts.extend(self.texts());
        }
        // What a refresh left can be damaged; the program's own facts always read.
        read_from(texts).or_else(|_| read_from(own))
    }

    /// Compiles and installs what a refresh on `today` read, and keeps it for
    /// the next one.
    ///
    /// # Errors
    /// Facts that do not hold together, a database that is not taken, what
    /// cannot be written.
    pub fn install(&self, done: &Refreshed, today: Date) -> Result<Installed, LocalError> {
        let bytes = done.database(today).map_err(LocalError::Facts)?;
        let installed = install_local(&bytes, &self.database).map_err(LocalError::Install)?;
        self.keep(&done.facts.texts)
            .map_err(|error| LocalError::Write(self.kept.clone(), error))?;
        Ok(installed)
    }

    fn texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for below in ["", "releases/", "vulnerabilities/"] {
            let entries = fs::read_dir(self.kept.join(below)).into_iter().flatten().flatten();
            for entry in entries {
                let path = entry.path();
                if path.extension().is_some_and(|end| end == "toml")
                    && let Ok(text) = fs::read_to_string(&path)
                {
                    texts.insert(format!("{below}{}", entry.file_name().to_string_lossy()), text);
                }
            }
        }
        texts
    }

    /// Puts the texts that differ from the program's own in the place of those
    /// that were kept, all at once: what rests on another program's facts must
    /// not come back.
    fn keep(&self, texts: &BTreeMap<String, String>) -> io::Result<()> {
        let own = embedded_texts();
        let new = self.kept.with_extension("facts.new");
        if new.exists() {
            fs::remove_dir_all(&new)?;
        }
        fs::create_dir_all(&new)?;
        for (name, text) in texts.iter().filter(|(name, text)| own.get(*name) != Some(text)) {
            let path = new.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&new))?;
            fs::write(path, text)?;
        }
        fs::write(new.join(BASE), base())?;
        if self.kept.exists() {
            fs::remove_dir_all(&self.kept)?;
        }
        fs::rename(&new, &self.kept)
    }
}

/// The file that says on which facts the kept ones rest.
const BASE: &str = "base";

fn base() -> String {
    expatch::hexadecimal(&Database::embedded().digest())
}
