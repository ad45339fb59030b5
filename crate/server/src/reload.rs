//! Keeps what the server was started with fresh: the database file that the
//! operator named, the address it comes from, and the certificate. Whatever is
//! replaced is taken while requests go on; whatever is bad changes nothing.

use crate::state::Shared;
use crate::tls;
use expatch_update::Keys;
use expatch_update::PublicKey;
use std::io;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;

/// A fetch must not hold up the start, nor all servers of a site at once the
/// one they fetch from.
const FIRST_FETCH: Duration = Duration::from_mins(1);

/// Takes the file once and then keeps watching it, where one is configured;
/// likewise the address and the certificate.
///
/// # Errors
/// A key file that cannot be read, an address that is none; a database that
/// cannot be used only logs.
pub(crate) fn start(state: &Shared) -> io::Result<()> {
    let config = &state.config.database;
    let mut keys = Keys::embedded();
    if let Some(file) = &config.key_file {
        let text = std::fs::read_to_string(file)?;
        keys = keys.and([PublicKey::parse(&text).map_err(io::Error::other)?]);
    }
    if let Some(url) = config.url.clone() {
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            let error = format!("database.url: `{url}` is no https:// or http:// address");
            return Err(io::Error::other(error));
        }
        tokio::spawn(fetch(state.clone(), url, keys.clone(), FIRST_FETCH));
    }
    if let Some(path) = &config.file
        && (path.exists() || config.url.is_none())
    {
        take(state, &path.display().to_string(), &keys);
    }
    if config.file.is_some() || state.tls.is_some() {
        tokio::spawn(watch(state.clone(), keys));
    }
    Ok(())
}

/// Looks at the files again and again.
async fn watch(state: Shared, keys: Keys) {
    let config = &state.config;
    let look = || (config.database.file.as_deref().and_then(stamp), tls::stamp(&config.listen));
    let mut seen = look();
    loop {
        let asked = wait(Duration::from_secs(config.database.check_seconds.max(1))).await;
        let now = look();
        if let Some(path) = config.database.file.as_ref().filter(|_| asked || now.0 != seen.0) {
            take(&state, &path.display().to_string(), &keys);
        }
        if let Some(tls) = state.tls.as_ref().filter(|_| asked || now.1 != seen.1) {
            tls.renew(&config.listen);
        }
        seen = now;
    }
}

/// Fetches from the address again and again.
async fn fetch(state: Shared, url: String, keys: Keys, first: Duration) {
    let mut pause = first;
    loop {
        tokio::time::sleep(pause).await;
        pause = Duration::from_secs(state.config.database.fetch_hours.max(1) * 3600);
        let (state, url, keys) = (state.clone(), url.clone(), keys.clone());
        // Fetching blocks; it must not hold up requests.
        let done = tokio::task::spawn_blocking(move || renew(&state, &url, &keys)).await;
        if done.is_err() {
            tracing::error!("fetching a newer database failed; the facts in use stay");
        }
    }
}

/// Fetches once: into the file, where one is configured, and into use.
fn renew(state: &Shared, url: &str, keys: &Keys) {
    let Some(path) = &state.config.database.file else { return take(state, url, keys) };
    let installed = expatch_update::fetch(url)
        .and_then(|bytes| expatch_update::install(&bytes, path, keys.clone(), false));
    match installed {
        Ok(_) => take(state, &path.display().to_string(), keys),
        Err(expatch_update::UpdateError::NotNewer { .. }) => {
            tracing::debug!(url, "nothing newer there");
        }
        Err(error) => tracing::error!(url, %error, "cannot use what is there; the facts stay"),
    }
}

fn take(state: &Shared, source: &str, keys: &Keys) {
    match state.facts.take(source, keys) {
        Ok(Some(digest)) => tracing::info!(database = digest, source, "took a new database"),
        Ok(None) => tracing::debug!(source, "it holds the facts in use"),
        Err(error) => {
            tracing::error!(source, error, "cannot use the database; the facts in use stay");
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;
    use crate::State;
    use expatch::Database;
    use expatch::database::layout;
    use expatch_update::SecretKey;
    use std::io::Read;
    use std::io::Write;
    use std::net::TcpListener;

    /// The embedded database as one of its later editions, signed. A later day
    /// would be refused as soon as the facts are of today.
    fn signed(edition: u8, key: &SecretKey) -> Vec<u8> {
        let mut bytes = Database::embedded().bytes().to_vec();
        let mut version = [0; layout::DATA_VERSION_LENGTH];
        let name = format!("test-{edition}");
        version[..name.len()].copy_from_slice(name.as_bytes());
        bytes[layout::DATA_VERSION..layout::ENDS].copy_from_slice(&version);
        layout::seal(&mut bytes);
        expatch_update::sign(&bytes, key).unwrap()
    }

    /// An address that gives these bodies, one after the other.
    fn address(bodies: Vec<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/expatch.db", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for body in bodies {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 2048]);
                let head = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(&[head.as_bytes(), &body].concat());
            }
        });
        url
    }

    #[test]
    fn a_newer_database_is_fetched_into_the_file_and_a_bad_one_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("facts.db");
        let key = SecretKey::from_bytes(&[7; 32]);
        let keys = Keys::default().and([key.public()]);
        let foreign = SecretKey::from_bytes(&[8; 32]);
        let newer = signed(40, &key);
        let bodies = vec![
            b"<html>not found</html>".to_vec(),
            signed(90, &foreign),
            newer.clone(),
            newer[..1000].to_vec(),
            signed(20, &key),
        ];
        let count = bodies.len();
        let url = address(bodies);
        for kept in [Some(file.clone()), None] {
            let mut config = Config::default();
            config.database.file.clone_from(&kept);
            let state = State::new(config).unwrap();
            let before = state.facts.current().database.version().to_owned();
            let url = if kept.is_some() { url.clone() } else { address(vec![newer.clone()]) };
            let rounds = if kept.is_some() { count } else { 1 };
            for round in 0..rounds {
                renew(&state, &url, &keys);
                let taken = kept.is_none() || round >= 2;
                let version = if taken { "test-40" } else { &before };
                assert_eq!(state.facts.current().database.version(), version, "round {round}");
            }
        }
        assert_eq!(std::fs::read(&file).unwrap(), newer);
    }

    #[test]
    fn an_address_that_is_none_is_said_at_the_start() {
        let mut config = Config::default();
        config.database.url = Some("facts.db".to_owned());
        let error = start(&State::new(config).unwrap()).unwrap_err();
        assert!(error.to_string().contains("`facts.db` is no https://"), "{error}");
    }
}
