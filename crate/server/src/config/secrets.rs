//! Settings that are secrets: each in a file of its own, whose name is the
//! setting (`mail.server`). So they stand in no table that others may read, and
//! systemd can hand them over (`LoadCredential`).

use super::ConfigError;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// One setting and the file that it was read from.
pub struct Secret {
    pub(super) key: String,
    pub(super) text: String,
    pub(super) file: PathBuf,
}

impl Secret {
    /// Every file of a folder whose name begins with `prefix`; what follows in the
    /// name is the setting. A line's end after the text is not part of it. Hidden
    /// files and folders are left alone: editors and packages leave them.
    ///
    /// # Errors
    /// A folder or a file that cannot be read, or that is no UTF-8.
    pub fn all(folder: &Path, prefix: &str) -> Result<Vec<Self>, ConfigError> {
        let unread = |path: &Path, error: std::io::Error| {
            ConfigError(format!("cannot read the secrets in {}: {error}", path.display()))
        };
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| unread(folder, error))? {
            let file = entry.map_err(|error| unread(folder, error))?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let Some(key) = name.strip_prefix(prefix).filter(|_| !name.starts_with('.')) else {
                continue;
            };
            if !file.is_file() {
                continue;
            }
            let text = fs::read_to_string(&file).map_err(|error| unread(&file, error))?;
            let (key, text) = (key.to_owned(), text.trim_end_matches(['\r', '\n']).to_owned());
            found.push(Self { key, text, file });
        }
        found.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_file_sets_what_it_is_named_for_and_the_environment_wins() {
        let folder = folder(&[
            ("setting_inventory.database", "postgres://u:p@h/d\n"),
            ("setting_limits.requests", "7"),
            ("certificate.pem", "not a setting"),
            (".setting_limits.requests.swp", "left by an editor"),
        ]);
        fs::create_dir(folder.path().join("setting_folder")).unwrap();
        let secrets = Secret::all(folder.path(), "setting_").unwrap();
        let environment = [("EXPATCH_LIMITS__REQUESTS".to_owned(), "8".to_owned())];
        let config = load(None, &secrets, environment, []).unwrap();
        assert_eq!(config.inventory.database, "postgres://u:p@h/d");
        assert_eq!(config.limits.requests, 8);
        assert!(!config.print().contains("u:p"), "{}", config.print());
    }

    #[test]
    fn what_is_wrong_is_named_and_the_secret_is_not_told() {
        for (name, text) in
            [("mail.sever", "smtp://hush"), ("limits.requests", "hush"), ("x", "hush")]
        {
            let folder = folder(&[(name, text)]);
            let secrets = Secret::all(folder.path(), "").unwrap();
            let error = load(None, &secrets, [], []).unwrap_err().to_string();
            assert!(error.contains(name) && !error.contains("hush"), "{error}");
        }
        let lost = Secret::all(Path::new("/no/such/folder"), "").err().unwrap().to_string();
        assert!(lost.contains("/no/such/folder"), "{lost}");
    }
}
