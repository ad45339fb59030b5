//! A folder into which a feed puts its files.

use super::desk::Desk;
use super::is_settled;
use super::unreadable;
use crate::exit::Failure;
use std::path::Path;
use std::path::PathBuf;

/// Hands over the files that are whole, by name.
pub(super) fn look(folder: &Path, once: bool, desk: &mut Desk<'_>) -> Result<(), Failure> {
    for path in files(folder, once)? {
        desk.file(&path, &path.display().to_string())?;
    }
    Ok(())
}

fn files(folder: &Path, once: bool) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let meta = std::fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
        let is_coming = name.starts_with('.')
            || [".part", ".tmp", ".crdownload"].iter().any(|end| name.ends_with(end));
        if meta.is_file() && !is_coming && (once || is_settled(&meta)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
