//! Keeps what the server was started with fresh: the database file that the
//! operator named, the address it comes from, and the certificate. Whatever is
//! replaced is taken while requests go on; whatever is bad changes nothing.

use crate::inventory;
use crate::state::Shared;
use crate::tls;
use expatch_update::Done;
use expatch_update::Keys;
use expatch_update::Origin;
use expatch_update::PublicKey;
use expatch_update::Wire;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

/// A fetch must not hold up the start, nor all servers of a site at once the
/// one they fetch from.
pub(crate) const FIRST_FETCH: Duration = Duration::from_mins(1);

/// Begins with the newest facts that were ever kept here and then keeps
/// watching their file, where one is configured; likewise the address and the
/// certificate.
///
/// # Errors
/// A key file that cannot be read, an address that is none, no folder for what
/// is fetched; a database that cannot be used only logs.
pub(crate) fn start(state: &Shared) -> io::Result<()> {
    let config = &state.config.database;
    let mut keys = Keys::embedded();
    if let Some(file) = &config.key_file {
        let text = std::fs::read_to_string(file)?;
        keys = keys.and([PublicKey::parse(&text).map_err(io::Error::other)?]);
    }
    let url = match config.url.as_deref() {
        Some("default") => Some(expatch_update::FEED.to_owned()),
        url => url.map(str::to_owned),
    };
    if let Some(url) = &url
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        let error = format!("database.url: `{url}` is no https:// or http:// address");
        return Err(io::Error::other(error));
    }
    let file = match (&config.file, &url) {
        (Some(file), _) => Some(file.clone()),
        // What was fetched must outlast a restart.
        (None, Some(_)) => Some(inventory::folder()?.join("facts.db")),
        (None, None) => None,
    };
    if let Some(file) = &file {
        begin(state, file, &keys, url.is_some());
        if let Some(url) = url {
            tokio::spawn(fetch(state.clone(), url, file.clone(), keys.clone()));
        }
    }
    if file.is_some() || state.tls.is_some() {
        tokio::spawn(watch(state.clone(), file, keys));
    }
    Ok(())
}

/// Puts the newest of the file, the one that was kept before it and the
/// program's own into use.
fn begin(state: &Shared, file: &Path, keys: &Keys, fetched: bool) {
    let loaded = expatch_update::open_signed(file, keys);
    for error in &loaded.passed_over {
        tracing::error!(file = %file.display(), %error, "a database that was kept cannot be used");
    }
    if !file.exists() && !fetched {
        tracing::error!(file = %file.display(), "there is no database; the program's own is used");
    }
    if let Origin::File(from) = loaded.origin.clone() {
        let source = from.display().to_string();
        let digest = state.facts.put(loaded.leak(), &source);
        tracing::info!(database = digest, source, "took the newest database that was kept");
    }
}

/// Looks at the files again and again.
async fn watch(state: Shared, file: Option<PathBuf>, keys: Keys) {
    let config = &state.config;
    let look = || (file.as_deref().and_then(stamp), tls::stamp(&config.listen));
    let mut seen = look();
    loop {
        let asked = wait(Duration::from_secs(config.database.check_seconds.max(1))).await;
        let now = look();
        if let Some(path) = file.as_ref().filter(|_| asked || now.0 != seen.0) {
            take(&state, &path.display().to_string(), &keys);
        }
        if let Some(tls) = state.tls.as_ref().filter(|_| asked || now.1 != seen.1) {
            tls.renew(&config.listen);
        }
        seen = now;
    }
}

/// Fetches from the address again and again.
async fn fetch(state: Shared, url: String, file: PathBuf, keys: Keys) {
    let mut pause = FIRST_FETCH;
    loop {
        tokio::time::sleep(pause).await;
        pause = Duration::from_secs(state.config.database.fetch_hours.max(1) * 3600);
        let (state, url, file, keys) = (state.clone(), url.clone(), file.clone(), keys.clone());
        // Fetching blocks; it must not hold up requests.
        let done = tokio::task::spawn_blocking(move || renew(&state, &url, &file, &keys)).await;
        if done.is_err() {
            tracing::error!("fetching a newer database failed; the facts in use stay");
        }
    }
}

/// Fetches once: into the file, and from there into use.
fn renew(state: &Shared, url: &str, file: &Path, keys: &Keys) {
    let wire = Wire { ca_file: state.config.database.ca_file.clone() };
    match expatch_update::update(url, &wire, file, keys.clone(), false) {
        Ok(Done::Installed(_)) => take(state, &file.display().to_string(), keys),
        Ok(Done::UpToDate { .. }) => tracing::debug!(url, "nothing newer there"),
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
pub(crate) async fn wait(time: Duration) -> bool {
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
    use expatch_update::Moment;
    use expatch_update::SecretKey;
    use expatch_update::Term;

    /// The embedded database as one of its later editions, signed. A later day
    /// would be refused as soon as the facts are of today.
    fn signed(edition: u8, key: &SecretKey, after: i64) -> Vec<u8> {
        let mut bytes = Database::embedded().bytes().to_vec();
        let mut version = [0; layout::DATA_VERSION_LENGTH];
        let name = format!("test-{edition}");
        version[..name.len()].copy_from_slice(name.as_bytes());
        bytes[layout::DATA_VERSION..layout::ENDS].copy_from_slice(&version);
        layout::seal(&mut bytes);
        let issued = Moment::from_seconds(expatch_update::now().seconds() - 60 + after);
        let term = Term { issued, ..expatch_update::term() };
        expatch_update::sign_for(&bytes, key, term).unwrap()
    }

    /// Signed databases as a feed in a folder: what `renew` reads is a file here,
    /// and an address in `crate/cli/tests/serve`.
    struct Feed {
        folder: tempfile::TempDir,
        key: SecretKey,
        made: std::cell::Cell<i64>,
    }

    impl Feed {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            Self { folder, key: SecretKey::from_bytes(&[7; 32]), made: std::cell::Cell::new(0) }
        }

        fn keys(&self) -> Keys {
            Keys::default().and([self.key.public()])
        }

        fn file(&self) -> PathBuf {
            self.folder.path().join("facts.db")
        }

        fn url(&self) -> String {
            self.folder.path().join("expatch.manifest").display().to_string()
        }

        /// Publishes an edition, each a second after the one before.
        fn publish(&self, number: u8, key: &SecretKey) {
            self.made.set(self.made.get() + 1);
            let signed = signed(number, key, self.made.get());
            let length = Database::load(&signed).unwrap().bytes().len();
            std::fs::write(self.folder.path().join("expatch.db"), &signed).unwrap();
            std::fs::write(self.url(), &signed[length..]).unwrap();
        }
    }

    fn version(state: &Shared) -> String {
        state.facts.current().database.version().to_owned()
    }

    #[test]
    fn a_newer_database_is_fetched_into_the_file_and_a_bad_one_changes_nothing() {
        let feed = Feed::new();
        let state = State::new(Config::default()).unwrap();
        let own = version(&state);
        let read = || renew(&state, &feed.url(), &feed.file(), &feed.keys());
        std::fs::write(feed.url(), "<html>not found</html>").unwrap();
        read();
        feed.publish(90, &SecretKey::from_bytes(&[8; 32]));
        read();
        assert_eq!(version(&state), own);
        feed.publish(40, &feed.key);
        read();
        assert_eq!(version(&state), "test-40");
        let kept = std::fs::read(feed.file()).unwrap();
        feed.publish(50, &feed.key);
        std::fs::write(feed.folder.path().join("expatch.db"), b"half a").unwrap();
        read();
        feed.publish(20, &feed.key);
        read();
        assert_eq!(version(&state), "test-40");
        assert_eq!(std::fs::read(feed.file()).unwrap(), kept);
    }

    #[test]
    fn a_restart_begins_with_the_newest_that_was_kept_or_the_one_before_it() {
        let feed = Feed::new();
        let begun = || {
            let state = State::new(Config::default()).unwrap();
            begin(&state, &feed.file(), &feed.keys(), true);
            version(&state)
        };
        assert_eq!(begun(), Database::embedded().version());
        for number in [40, 50] {
            feed.publish(number, &feed.key);
            let state = State::new(Config::default()).unwrap();
            renew(&state, &feed.url(), &feed.file(), &feed.keys());
        }
        assert_eq!(begun(), "test-50");
        let whole = std::fs::read(feed.file()).unwrap();
        std::fs::write(feed.file(), &whole[..1000]).unwrap();
        assert_eq!(begun(), "test-40");
        std::fs::remove_file(feed.file()).unwrap();
        assert_eq!(begun(), "test-40");
        // What somebody else has signed is not begun with.
        std::fs::write(feed.file(), signed(60, &SecretKey::from_bytes(&[8; 32]), 9)).unwrap();
        assert_eq!(begun(), "test-40");
    }

    #[test]
    fn an_address_that_is_none_is_said_at_the_start() {
        let mut config = Config::default();
        config.database.url = Some("facts.db".to_owned());
        let error = start(&State::new(config).unwrap()).unwrap_err();
        assert!(error.to_string().contains("`facts.db` is no https://"), "{error}");
    }
}
