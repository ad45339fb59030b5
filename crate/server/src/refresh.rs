//! Newer facts from the public sources themselves, on a schedule: what
//! `expatch db refresh` does, by a server that nobody feeds. What it makes is not
//! signed and is kept apart from what is; a source that fails leaves the day
//! through which it was checked.

use crate::inventory;
use crate::reload;
use crate::state::Shared;
use expatch::Date;
use expatch_facts::Local;
use expatch_facts::import::Sitting;
use expatch_facts::public::Addresses;
use expatch_facts::public::Public;
use expatch_facts::refresh::Refreshed;
use expatch_facts::refresh::refresh;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// What is read, and where what comes of it is kept.
#[derive(Debug)]
struct Refresher {
    public: Public,
    local: Local,
}

/// Begins with the newest facts that were made here and makes newer ones again
/// and again, where that is set.
///
/// # Errors
/// A folder that is none; no folder for what is made.
pub(crate) fn start(state: &Shared) -> io::Result<()> {
    let public = match state.config.database.refresh.as_deref() {
        None => return Ok(()),
        Some("sources") => Public::Network(Addresses::default()),
        Some(folder) if PathBuf::from(folder).is_dir() => Public::Folder(folder.into()),
        Some(other) => {
            let error = format!("database.refresh: `{other}` is no folder, and not `sources`");
            return Err(io::Error::other(error));
        }
    };
    let local = Local::beside(&inventory::folder()?.join("local.db"));
    let refresher = Refresher { public, local };
    refresher.take(state);
    tokio::spawn(again(state.clone(), refresher));
    Ok(())
}

/// A minute after the start, then by the clock, and on SIGHUP.
async fn again(state: Shared, refresher: Refresher) {
    let refresher = std::sync::Arc::new(refresher);
    let mut pause = reload::FIRST_FETCH;
    loop {
        reload::wait(pause).await;
        pause = Duration::from_secs(state.config.database.refresh_hours.max(1) * 3600);
        let (state, refresher) = (state.clone(), refresher.clone());
        // Fetching and compiling block; they must not hold up requests.
        let done = tokio::task::spawn_blocking(move || refresher.renew(&state)).await;
        if done.is_err() {
            tracing::error!("reading the public sources failed; the facts in use stay");
        }
    }
}

impl Refresher {
    /// Reads the sources once, and takes what came of it into use.
    fn renew(&self, state: &Shared) {
        match self.read(state.clock.today()) {
            Ok(true) => self.take(state),
            Ok(false) => tracing::debug!("the public sources say nothing new"),
            Err(error) => {
                tracing::error!(error, "cannot use the public sources; the facts in use stay");
            }
        }
    }

    /// Whether there is something new, which is then installed.
    fn read(&self, today: Date) -> Result<bool, String> {
        let words = |error: &dyn std::fmt::Display| error.to_string();
        let _lock = self.local.lock().map_err(|error| words(&error))?;
        let facts = self.local.facts().map_err(|error| words(&error))?;
        let published = self.public.read(&facts, today).map_err(|error| words(&error))?;
        let done = refresh(facts, published, &Sitting::on(today)).map_err(|error| words(&error))?;
        said(&done);
        if done.changed() {
            self.local.install(&done, today).map_err(|error| words(&error))?;
        }
        Ok(done.changed())
    }

    /// Takes the newest facts that were made here into use, unless newer ones are.
    fn take(&self, state: &Shared) {
        let loaded = expatch_update::open_local(self.local.path());
        for error in &loaded.passed_over {
            tracing::error!(%error, "facts that were made here cannot be used");
        }
        let source = self.local.path().display().to_string();
        if let Some(digest) = state.facts.put_newer(loaded, &source) {
            tracing::info!(database = digest, source, "took facts of the public sources");
        }
    }
}

/// Tells the log what a person should know of a refresh.
fn said(done: &Refreshed) {
    for (source, change) in &done.files {
        match change {
            Err(why) => tracing::warn!(source, why, "not read; what it tells stays as it was"),
            Ok(proposal) => {
                for row in &proposal.odd {
                    tracing::warn!(source, row, "not understood and left out");
                }
            }
        }
    }
    for question in done.questions() {
        tracing::warn!(%question, "nobody has said yet: `expatch db refresh` asks");
    }
    if let Some(day) = done.facts.as_of() {
        tracing::info!(through = %day, "read the public sources");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;
    use crate::State;
    use expatch::Database;
    use expatch::database::Origin;

    /// The day of the embedded facts and so many more.
    fn later(days: i32) -> String {
        Date::from_days(Database::embedded().as_of().days() + days).to_string()
    }

    /// A page of builds with one update more than the facts have; its second
    /// row is a mistake.
    fn page(day: &str) -> String {
        let newest = Database::embedded().releases().map(|release| release.build).max().unwrap();
        let [a, b, c, d] = [newest.major(), newest.minor(), newest.third(), newest.revision()];
        format!(
            "| Product name | Release date | Build number |\n| --- | --- | --- |\n\
             | Exchange Server SE Security Update | {day} | {a}.{b}.{c}.{} |\n\
             | Exchange Server SE Security Update | soon | {a}.{b}.{c}.{} |\n",
            d + 1,
            d + 2
        )
    }

    #[test]
    fn a_folder_of_sources_makes_facts_that_outlast_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let sources = folder.path().join("sources");
        std::fs::create_dir(&sources).unwrap();
        let refresher = || Refresher {
            public: Public::Folder(sources.clone()),
            local: Local::beside(&folder.path().join("local.db")),
        };
        let state = State::new(Config::default()).unwrap();
        let own = state.facts.current().digest.clone();
        // Nothing there, and nothing that is read: the facts stay.
        refresher().renew(&state);
        std::fs::write(sources.join("catalogue.json"), "<html>Access denied</html>").unwrap();
        refresher().renew(&state);
        assert_eq!(state.facts.current().digest, own);

        std::fs::write(sources.join("page.md"), page(&later(1))).unwrap();
        refresher().renew(&state);
        let now = state.facts.current();
        assert_eq!(now.database.origin(), Origin::Local);
        assert_eq!(now.database.releases().len(), Database::embedded().releases().len() + 1);
        // The other sources were not read: their days stay, and so the database's.
        assert_eq!(now.database.as_of(), Database::embedded().as_of());
        let metrics = state.metrics.text(&now.database, now.database.as_of());
        assert!(metrics.contains("expatch_database_source_age_days{source=\"kev\"}"), "{metrics}");

        let again = State::new(Config::default()).unwrap();
        refresher().take(&again);
        assert_eq!(again.facts.current().digest, now.digest);
        // Half a file: the program's own facts, and the next refresh mends it.
        let path = folder.path().join("local.db");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..1000]).unwrap();
        let damaged = State::new(Config::default()).unwrap();
        refresher().take(&damaged);
        assert_eq!(damaged.facts.current().digest, own);
        // What nobody made here is not begun with.
        std::fs::write(&path, Database::embedded().bytes()).unwrap();
        let foreign = State::new(Config::default()).unwrap();
        refresher().take(&foreign);
        assert_eq!(foreign.facts.current().source, "embedded");
    }

    #[test]
    fn a_folder_that_is_none_is_said_at_the_start() {
        let mut config = Config::default();
        config.database.refresh = Some("/no/such/folder".to_owned());
        let error = start(&State::new(config).unwrap()).unwrap_err();
        assert!(error.to_string().contains("`/no/such/folder` is no folder"), "{error}");
    }
}
