//! Watches the database file that the operator named, and takes a newer one
//! when it appears or on SIGHUP, while requests go on.

use crate::state::Shared;
use expatch_update::PublicKey;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;

/// Takes the file once and then keeps watching it, where one is configured.
///
/// # Errors
/// A key file that cannot be read; a database that cannot be used only logs.
pub(crate) fn start(state: &Shared) -> std::io::Result<()> {
    let Some(path) = state.config.database.file.clone() else { return Ok(()) };
    let mut keys = PublicKey::embedded();
    if let Some(file) = &state.config.database.key_file {
        let text = std::fs::read_to_string(file)?;
        keys.push(PublicKey::parse(&text).map_err(std::io::Error::other)?);
    }
    take(state, &path, &keys);
    let state = state.clone();
    tokio::spawn(async move {
        let mut seen = stamp(&path);
        loop {
            let asked = wait(Duration::from_secs(state.config.database.check_seconds.max(1))).await;
            let now = stamp(&path);
            if asked || now != seen {
                seen = now;
                take(&state, &path, &keys);
            }
        }
    });
    Ok(())
}

fn take(state: &Shared, path: &Path, keys: &[PublicKey]) {
    match state.facts.take(path, keys) {
        Ok(Some(digest)) => tracing::info!(database = digest, "took a new database"),
        Ok(None) => tracing::debug!("the database file holds the facts in use"),
        Err(error) => tracing::error!(
            path = %path.display(), error, "cannot use the database file; the facts in use stay"
        ),
    }
}

/// What changes when a file is replaced.
fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Waits for SIGHUP (true) or the time to pass (false).
async fn wait(time: Duration) -> bool {
    #[cfg(unix)]
    if let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        return tokio::time::timeout(time, hangup.recv()).await.is_ok();
    }
    tokio::time::sleep(time).await;
    false
}
