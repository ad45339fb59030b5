//! Whose settings a command means: those of a server that somebody starts by hand,
//! or of the service of this machine.

use super::Arguments;
use crate::exit;
use crate::exit::Failure;
use expatch_server::Config;
use expatch_server::config;
use expatch_server::config::Secret;
use std::path::Path;
use std::path::PathBuf;

/// The settings of the service, as its unit names them.
const SERVICE: &str = "/etc/expatch/expatch.toml";

/// Where systemd puts the service's state (`StateDirectory=expatch`).
const STATE: &str = "/var/lib/expatch";

/// What the unit puts before the names of secrets (`LoadCredential=setting:…`), so
/// that certificates may lie beside them.
const CREDENTIAL: &str = "setting_";

impl Arguments {
    /// The settings; for what is done with an inventory (`for_task`) those of the
    /// service, where this machine has one and nothing else is named.
    pub(super) fn load(self, for_task: bool) -> Result<Config, Failure> {
        let is_named = self.names_an_inventory();
        let file = self.config.or_else(|| {
            // Permission to look is no part of the question whether it is there.
            let there = Path::new(SERVICE).try_exists().unwrap_or(true);
            (for_task && !is_named && there).then(|| PathBuf::from(SERVICE))
        });
        let of_service = file.as_deref() == Some(Path::new(SERVICE));
        let failed = |error: config::ConfigError| {
            let hint = "\nexpatch: these are the settings of this machine's service: run it as root \
                        (sudo), or name another inventory, such as --set \
                        inventory.database=sqlite://FILE";
            let denied = of_service && error.to_string().contains("ermission denied");
            Failure::new(exit::USAGE, format!("{error}{}", if denied { hint } else { "" }))
        };
        let secrets = match std::env::var_os("CREDENTIALS_DIRECTORY") {
            Some(folder) => Secret::all(Path::new(&folder), CREDENTIAL),
            None => beside(file.as_deref()),
        };
        let listen = self.listen.map(|address| ("listen.address".to_owned(), address.to_string()));
        let site = self
            .site
            .map(|folder| ("site.folder".to_owned(), folder.to_string_lossy().into_owned()));
        let flags = self.set.into_iter().chain(listen).chain(site);
        let secrets = secrets.map_err(failed)?;
        let mut config =
            config::load(file.as_deref(), &secrets, std::env::vars(), flags).map_err(failed)?;
        // The service is told of its folder; whoever stands beside it is not.
        if of_service
            && config.inventory.database == "sqlite"
            && std::env::var_os("STATE_DIRECTORY").is_none()
        {
            config.inventory.database = format!("sqlite://{STATE}/inventory.db");
        }
        Ok(config)
    }

    fn names_an_inventory(&self) -> bool {
        let told = |name: &str| std::env::var_os(name).is_some();
        self.set.iter().any(|(key, _)| key == "inventory.database")
            || told("EXPATCH_INVENTORY__DATABASE")
            || told("STATE_DIRECTORY")
    }
}

/// The secrets in the folder `secrets` beside the file, where there is one.
fn beside(file: Option<&Path>) -> Result<Vec<Secret>, config::ConfigError> {
    let folder = file.map(|file| file.with_file_name("secrets"));
    match folder.filter(|folder| folder.is_dir()) {
        Some(folder) => Secret::all(&folder, ""),
        None => Ok(Vec::new()),
    }
}
