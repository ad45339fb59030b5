//! What was written, with its hashes, so that whoever receives a folder can
//! tell that it is whole.

use crate::error::Error;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use std::path::Path;

/// One file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Written {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Writes a file below a folder.
///
/// # Errors
/// When it cannot be written.
pub fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<Written, Error> {
    let file = folder.join(path);
    let io = |error| Error::Io(file.clone(), error);
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent).map_err(io)?;
    }
    std::fs::write(&file, bytes).map_err(io)?;
    let sha256 = expatch::hexadecimal(&Sha256::digest(bytes));
    Ok(Written { path: path.to_owned(), bytes: bytes.len() as u64, sha256 })
}

/// Makes the folder, which must be new or empty: old files among new ones
/// would be handed over with them.
///
/// # Errors
/// When it cannot be made or has something in it.
pub fn new_folder(folder: &Path) -> Result<(), Error> {
    let io = |error| Error::Io(folder.to_owned(), error);
    std::fs::create_dir_all(folder).map_err(io)?;
    if std::fs::read_dir(folder).map_err(io)?.next().is_some() {
        let what = "the folder is not empty: name a new one".to_owned();
        return Err(Error::source(folder, what));
    }
    Ok(())
}

/// The same, in the form that `sha256sum -c` reads.
pub fn sums(files: &[Written]) -> String {
    files.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect()
}

/// A file that is hashed while it is written, for those too large for memory.
#[derive(Debug)]
pub struct Hashed {
    file: std::io::BufWriter<std::fs::File>,
    path: std::path::PathBuf,
    name: String,
    hash: Sha256,
    bytes: u64,
}

impl Hashed {
    /// Makes a file below a folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        let file = std::fs::File::create(&path).map_err(|error| Error::Io(path.clone(), error))?;
        let (file, name) = (std::io::BufWriter::new(file), name.to_owned());
        Ok(Self { file, path, name, hash: Sha256::new(), bytes: 0 })
    }

    /// What went wrong, with the file's name.
    pub fn error(&self, error: std::io::Error) -> Error {
        Error::Io(self.path.clone(), error)
    }

    /// Closes it.
    ///
    /// # Errors
    /// When what is left cannot be written.
    pub fn finish(mut self) -> Result<Written, Error> {
        std::io::Write::flush(&mut self.file)
            .map_err(|error| Error::Io(self.path.clone(), error))?;
        let sha256 = expatch::hexadecimal(&self.hash.finalize());
        Ok(Written { path: self.name, bytes: self.bytes, sha256 })
    }
}

impl std::io::Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
