//! Servers that are watched: assessed when they are registered, when the
//! database changes and when the day does; and whoever asked is notified.

pub(crate) mod access;
mod address;
mod atom;
mod campaign;
mod judge;
mod mail;
mod message;
mod route;
pub(crate) mod shape;
mod table;
mod watch;
mod webhook;

pub use watch::start;

use crate::config::Config;
use crate::state::Shared;
use axum::Router;
use expatch_store::Store;
use std::io;
use std::path::PathBuf;

/// All paths of the inventory.
pub(crate) fn routes() -> Router<Shared> {
    route::routes().merge(campaign::routes())
}

/// Opens what `inventory.database` names; nothing where it is `off`.
///
/// # Errors
/// A database that cannot be opened.
pub async fn open(config: &Config) -> io::Result<Option<Store>> {
    let url = match config.inventory.database.as_str() {
        "off" => return Ok(None),
        "sqlite" => format!("sqlite://{}", folder()?.join("inventory.db").display()),
        url => url.to_owned(),
    };
    let opened = Store::open(&url).await.map(Some);
    opened.map_err(|error| io::Error::other(format!("inventory.database: {error}")))
}

/// systemd's folder for the service (the first, where it names several), or the
/// user's own.
pub(crate) fn folder() -> io::Result<PathBuf> {
    if let Some(folders) = std::env::var_os("STATE_DIRECTORY") {
        return Ok(std::env::split_paths(&folders).next().unwrap_or_default());
    }
    let named = expatch_update::default_path();
    named.as_deref().and_then(|path| path.parent()).map(PathBuf::from).ok_or_else(|| {
        io::Error::other("no folder for the inventory; set inventory.database to sqlite://PATH")
    })
}
