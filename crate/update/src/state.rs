//! What a reader keeps of all that it was ever shown: the newest database that
//! was in use, the newest manifest, the lists of keys. It stands beside the
//! database, so that no restart and no lost file leads back to older ones.

use expatch::{Database, Date};
use expatch_trust::{KeyId, Keys, Manifest, Moment};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Version and day of the newest database that was in use, and who signed
    /// it; one that was made on this machine has no signer.
    pub(crate) database: Option<(String, Date, Option<KeyId>)>,
    /// When the newest manifest was made, its digest, and who signed it.
    pub(crate) manifest: Option<(Moment, String, KeyId)>,
    /// The lists of keys.
    pub(crate) lists: Vec<String>,
}

/// Between the parts of the file; no list of keys has such a line.
const PART: &str = "--\n";

impl State {
    /// What is kept beside the database at `path`. A file that cannot be read
    /// counts as none: the manifest of the installed database stands in for it.
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(file(path)).unwrap_or_default();
        let mut parts = text.split(PART);
        let mut state = Self::default();
        for line in parts.next().unwrap_or_default().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["database", version, day, rest @ ..] => {
                    let signer = rest.first().and_then(|id| KeyId::parse(id));
                    state.database =
                        day.parse().ok().map(|day| ((*version).to_owned(), day, signer));
                }
                ["manifest", moment, digest, id] => {
                    let signer = KeyId::parse(id).zip(moment.parse().ok());
                    state.manifest = signer.map(|(id, moment)| (moment, (*digest).to_owned(), id));
                }
                _ => {}
            }
        }
        state.lists = parts.map(str::to_owned).collect();
        state
    }

    /// Takes in the lists of keys that were seen, and forgets what keys have
    /// said that count no more: a stolen key must not keep out its successor.
    pub(crate) fn settle(&mut self, keys: &mut Keys) {
        for list in &self.lists {
            // Those of a key that is no longer named concern nobody.
            let _ = keys.follow(list);
        }
        self.manifest.take_if(|(_, _, id)| keys.retired(*id));
        self.database.take_if(|(_, _, id)| id.is_some_and(|id| keys.retired(id)));
    }

    pub(crate) fn saw(&mut self, manifest: &Manifest, signer: KeyId, keys: &Keys) {
        let older = self.manifest.as_ref().is_some_and(|(seen, ..)| *seen > manifest.issued);
        if !older {
            self.manifest = Some((manifest.issued, digest(manifest), signer));
        }
        self.lists = keys.lists_texts();
    }

    pub(crate) fn used(&mut self, database: &Database<'_>, signer: Option<KeyId>) {
        let day = database.as_of();
        if self.database.as_ref().is_none_or(|(_, seen, _)| *seen <= day) {
            self.database = Some((database.version().to_owned(), day, signer));
        }
    }

    /// Writes it in one step.
    pub(crate) fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut text = String::new();
        if let Some((version, day, signer)) = &self.database {
            let signer = signer.map(|id| format!(" {id}")).unwrap_or_default();
            let _ = writeln!(text, "database {version} {day}{signer}");
        }
        if let Some((moment, digest, signer)) = &self.manifest {
            let _ = writeln!(text, "manifest {moment} {digest} {signer}");
        }
        for list in &self.lists {
            text.push_str(PART);
            text.push_str(list);
        }
        if std::fs::read_to_string(file(path)).is_ok_and(|known| known == text) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(text.as_bytes())?;
        new.as_file().sync_all()?;
        new.persist(file(path)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// By what two manifests of one second are distinguished.
pub(crate) fn digest(manifest: &Manifest) -> String {
    expatch::hexadecimal(&expatch_trust::digest(manifest.text().as_bytes()))
}

fn file(path: &Path) -> PathBuf {
    path.with_extension("state")
}
