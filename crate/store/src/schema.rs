//! The tables, and how an older database becomes a newer one: numbered steps,
//! all that are due in one transaction. A published step is never changed.
//!
//! Facts of a scan stand in `target` and `attempt`; what follows from them for
//! one database and one day in `judgement`, `finding` and `verdict`, which can
//! be computed again at any time.

use crate::Address;
use crate::Connection;
use crate::Error;
use crate::values;
use std::path::Path;
use std::path::PathBuf;

/// `EXPC`, by which `file` and we know a database of ours.
pub(crate) const APPLICATION: i64 = 0x4558_5043;

/// The steps, in order. What the two databases call differently stands in
/// braces: a number that counts itself, a number that is given, bytes, a text
/// ordered by its bytes, and that a table lies in the order of its key.
const STEPS: [&[&str]; 1] = [&[
    "CREATE TABLE servers (id TEXT PRIMARY KEY, name {name} NOT NULL UNIQUE,
        organisation TEXT NOT NULL, country TEXT NOT NULL, tags TEXT NOT NULL,
        evidence {bytes} NOT NULL, revision BIGINT NOT NULL, created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL, status TEXT NOT NULL, severity BIGINT NOT NULL,
        assessment TEXT NOT NULL, assessed_at BIGINT NOT NULL)",
    "CREATE INDEX servers_status ON servers (status)",
    "CREATE TABLE assessments (seq {serial}, server TEXT NOT NULL REFERENCES servers (id)
        ON DELETE CASCADE, at BIGINT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX assessments_server ON assessments (server, seq)",
    "CREATE TABLE changes (seq {serial}, at BIGINT NOT NULL, told BIGINT NOT NULL,
        body TEXT NOT NULL)",
    "CREATE INDEX changes_told ON changes (told, seq)",
    "CREATE TABLE webhooks (id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL,
        created_at BIGINT NOT NULL)",
    "CREATE TABLE deliveries (seq {serial}, target TEXT NOT NULL, payload TEXT NOT NULL,
        created_at BIGINT NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT NOT NULL,
        state TEXT NOT NULL, error TEXT NOT NULL)",
    "CREATE INDEX deliveries_due ON deliveries (state, next_at)",
    "CREATE INDEX deliveries_target ON deliveries (target, seq)",
    "CREATE TABLE tokens (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash {bytes} NOT NULL,
        scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)",
    "CREATE TABLE estate (day TEXT NOT NULL, status TEXT NOT NULL, servers BIGINT NOT NULL,
        PRIMARY KEY (day, status))",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    // `targets` is the list as `expatch-probe` writes it, whose numbers the
    // rows of `target` use.
    "CREATE TABLE campaign (id {serial}, name {name} NOT NULL UNIQUE, seed BIGINT NOT NULL,
        contact TEXT NOT NULL, created BIGINT NOT NULL, targets {bytes} NOT NULL)",
    // A target that has been asked, or that another scanner has; a row is
    // written once with everything that came of it, so a target is done or
    // untouched. `id` holds the campaign in its upper bits and the number in
    // the list in its lower forty; `target` is `scheme://host:port`, the same
    // in every campaign; `evidence` is what it said, an answer's bytes or the
    // fields that somebody else read; `tls` JSON; `seen` seconds since 1970,
    // `dated` 0 where that is only when it was taken in. `source` is who saw it,
    // where we did not ask; `claims` a JSON array of the vulnerabilities that the
    // source says it has; `breakin` JSON of who says since when that somebody
    // broke in.
    "CREATE TABLE target (id {key}, campaign BIGINT NOT NULL REFERENCES campaign (id),
        target {name} NOT NULL, address TEXT, outcome TEXT NOT NULL, evidence {bytes},
        tls TEXT, seen BIGINT NOT NULL, dated BIGINT NOT NULL DEFAULT 1, source TEXT,
        claims TEXT, breakin TEXT, UNIQUE (campaign, target))",
    // Files that were taken in, by the SHA-256 of what they hold.
    "CREATE TABLE taken (campaign BIGINT NOT NULL REFERENCES campaign (id),
        digest TEXT NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (campaign, digest)) {clustered}",
    // What was seen of a target before, or later in another list: replaced by
    // what stands in `target`. `why` is `older`, or `conflict` where two saw
    // different things at the same time; `digest` keeps a row from coming twice.
    "CREATE TABLE history (target BIGINT NOT NULL REFERENCES target (id),
        digest TEXT NOT NULL, seen BIGINT NOT NULL, source TEXT, why TEXT NOT NULL, status TEXT,
        build TEXT, evidence {bytes}, PRIMARY KEY (target, digest)) {clustered}",
    "CREATE TABLE attempt (target BIGINT NOT NULL REFERENCES target (id),
        attempt BIGINT NOT NULL, outcome TEXT NOT NULL, requests BIGINT NOT NULL,
        milliseconds BIGINT NOT NULL, PRIMARY KEY (target, attempt)) {clustered}",
    // What was judged with which facts for which day; the highest `id` of a
    // campaign counts.
    "CREATE TABLE judgement (id {serial}, campaign BIGINT NOT NULL REFERENCES campaign (id),
        version TEXT NOT NULL, digest TEXT NOT NULL, as_of TEXT NOT NULL, made BIGINT NOT NULL,
        UNIQUE (campaign, digest, as_of))",
    // A verdict without the host it is about: thousands of hosts share one.
    // `signature` is the SHA-256 of the rest; `patched` is `yes`, `no`,
    // `unknown` or `not-applicable`; `worst` the status of the candidate that
    // is worst off, where they differ; then how many CVEs are open, and how
    // many of them attackers use; the last three are JSON arrays of CVE
    // identifiers: open, perhaps open, open and exploited.
    "CREATE TABLE finding (id {serial}, signature {bytes} NOT NULL UNIQUE, patched TEXT NOT NULL,
        status TEXT NOT NULL, worst TEXT, severity BIGINT NOT NULL, open_least BIGINT NOT NULL,
        open_most BIGINT NOT NULL, used_least BIGINT NOT NULL, used_most BIGINT NOT NULL,
        build TEXT, product TEXT, baseline TEXT, laid TEXT,
        certain TEXT NOT NULL, possible TEXT NOT NULL, exploited TEXT NOT NULL)",
    "CREATE TABLE verdict (judgement BIGINT NOT NULL REFERENCES judgement (id),
        target BIGINT NOT NULL REFERENCES target (id),
        finding BIGINT NOT NULL REFERENCES finding (id),
        PRIMARY KEY (judgement, target)) {clustered}",
    // Where and whose a target is; filled by enrichment, which can be repeated.
    // `contacts` is a JSON array of mail addresses.
    "CREATE TABLE place (target {key}, country TEXT, region TEXT, city TEXT, asn BIGINT,
        operator TEXT, reverse TEXT, domain TEXT, sector TEXT, organisation TEXT, contacts TEXT,
        contact_source TEXT, language TEXT)",
]];

/// One server that migrates lets the others of a PostgreSQL wait.
const LOCK: &str = "SELECT CAST(pg_advisory_xact_lock(1163415619) AS TEXT)";

/// Brings the tables to the newest step. Before the tables of an SQLite file
/// are changed, a copy of it is put beside it.
pub(crate) fn migrate(connection: &Connection, address: &Address) -> Result<(), Error> {
    climb(connection, address, &STEPS)
}

fn climb(connection: &Connection, address: &Address, steps: &[&[&str]]) -> Result<(), Error> {
    let mut kept = None;
    if let Address::Sqlite(path) = address {
        let done = step(connection)?;
        if done > 0 && (done as usize) < steps.len() {
            let beside = beside(path, done);
            copy(connection, &beside)?;
            kept = Some(beside);
        }
    }
    let climbed = take(connection, steps);
    if let (Err(_), Some(copy)) = (&climbed, kept) {
        // Nothing was changed: a service that is started again and again must
        // not fill the disk with copies.
        let _ = std::fs::remove_file(copy);
    }
    climbed
}

/// Takes the steps that are due, all or none.
fn take(connection: &Connection, steps: &[&[&str]]) -> Result<(), Error> {
    let transaction = connection.begin()?;
    if transaction.is_postgres() {
        transaction.rows(LOCK, values![], |_| Ok::<_, Error>(()))?;
    }
    let done = step(&transaction)?;
    let known = steps.len() as i64;
    if done > known {
        return Err(Error::Newer { found: done, known });
    }
    if done == known {
        return transaction.cancel();
    }
    transaction.batch("CREATE TABLE IF NOT EXISTS migrations (step BIGINT PRIMARY KEY)")?;
    for (number, statements) in steps.iter().enumerate().skip(done as usize) {
        for statement in *statements {
            transaction.batch(&dialect(statement, transaction.is_postgres()))?;
        }
        let number = number as i64 + 1;
        transaction.execute("INSERT INTO migrations (step) VALUES (?1)", values![number])?;
    }
    if !transaction.is_postgres() {
        transaction.batch(&format!("PRAGMA application_id = {APPLICATION}"))?;
    }
    transaction.commit()
}

/// The step that the tables are of; 0 without any.
fn step(connection: &Connection) -> Result<i64, Error> {
    let tables = match connection.is_postgres() {
        true => {
            "SELECT count(*) FROM pg_tables WHERE tablename = 'migrations'
                     AND schemaname = ANY (current_schemas(false))"
        }
        false => "SELECT count(*) FROM sqlite_master WHERE name = 'migrations'",
    };
    if connection.row(tables, values![], |row| row.get::<i64>(0))? == Some(0) {
        return Ok(0);
    }
    let newest = "SELECT COALESCE(MAX(step), 0) FROM migrations";
    Ok(connection.row(newest, values![], |row| row.get(0))?.unwrap_or(0))
}

fn dialect(statement: &str, postgres: bool) -> String {
    let words = match postgres {
        true => ["BIGSERIAL PRIMARY KEY", "BIGINT PRIMARY KEY", "BYTEA", "TEXT COLLATE \"C\"", ""],
        false => {
            let serial = "INTEGER PRIMARY KEY AUTOINCREMENT";
            [serial, "INTEGER PRIMARY KEY", "BLOB", "TEXT", "WITHOUT ROWID"]
        }
    };
    let names = ["{serial}", "{key}", "{bytes}", "{name}", "{clustered}"];
    names
        .iter()
        .zip(words)
        .fold(statement.to_owned(), |text, (name, word)| text.replace(name, word))
}

/// Where the copy goes that is made before a migration: a name that is free, as
/// who went back to an older program may have kept the first one.
fn beside(path: &Path, step: i64) -> PathBuf {
    let named = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".before-step-{}{suffix}", step + 1));
        PathBuf::from(name)
    };
    let (mut free, mut number) = (named(""), 2_u32);
    while free.exists() {
        free = named(&format!("-{number}"));
        number += 1;
    }
    free
}

/// Writes a copy that is whole, while others write, for its owner's eyes only.
pub(crate) fn copy(connection: &Connection, to: &Path) -> Result<(), Error> {
    if to.exists() {
        return Err(Error::Conflict(format!("{} exists already", to.display())));
    }
    create(to).map_err(|error| Error::Database(format!("{}: {error}", to.display())))?;
    let path = to.to_string_lossy();
    let copied = connection.execute("VACUUM INTO ?1", values![&*path]);
    if copied.is_err() {
        // A torn copy must not be taken for a good one.
        let _ = std::fs::remove_file(to);
    }
    copied.map(drop)
}

/// Makes folder and file, for its owner's eyes only: it holds secrets.
pub(crate) fn create(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    hand_over(&file, path)?;
    drop(file);
    Ok(())
}

/// Gives a new file to whom its folder belongs: what root makes beside a service,
/// such as its first token, the service must be able to open. What SQLite puts
/// beside the file has the same owner by itself. Nobody but root can give away.
#[cfg(unix)]
fn hand_over(file: &std::fs::File, path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = std::fs::metadata(folder.unwrap_or(Path::new(".")))?;
    let own = file.metadata()?;
    if own.len() == 0 && own.uid() != folder.uid() {
        let _ = std::os::unix::fs::fchown(file, Some(folder.uid()), Some(folder.gid()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_in_braces_is_left() {
        for statement in STEPS.iter().flat_map(|step| step.iter()) {
            for postgres in [false, true] {
                assert!(!dialect(statement, postgres).contains('{'), "{statement}");
            }
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_new_file_belongs_to_whom_the_folder_belongs() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().metadata().unwrap().uid();
        // Only root can give a folder away; everybody else tests their own.
        let owner = if own == 0 { 10_001 } else { own };
        std::os::unix::fs::chown(folder.path(), Some(owner), None).unwrap();
        let path = folder.path().join("x.db");
        let address = Address::Sqlite(path.clone());
        create(&path).unwrap();
        let connection = Connection::open(&address).unwrap();
        migrate(&connection, &address).unwrap();
        for file in ["x.db", "x.db-wal", "x.db-shm"] {
            let made = folder.path().join(file).metadata().unwrap();
            assert_eq!((made.uid(), made.mode() & 0o777), (owner, 0o600), "{file}");
        }
    }

    /// Opens a file as a program that knows these steps would.
    fn open(path: &Path, steps: &[&[&str]]) -> Result<Connection, Error> {
        let address = Address::Sqlite(path.to_owned());
        create(path).unwrap();
        let connection = Connection::open(&address)?;
        climb(&connection, &address, steps).map(|()| connection)
    }

    /// What two releases after ours might do to the tables.
    const LATER: [&[&str]; 3] = [
        STEPS[0],
        &["ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT 'new'"],
        &["CREATE TABLE later (id {key})", "INSERT INTO nowhere VALUES (1)"],
    ];

    fn meta(connection: &Connection, column: &str) -> Result<Option<String>, Error> {
        let sql = format!("SELECT {column} FROM meta WHERE key = 'facts'");
        connection.row(&sql, values![], |row| row.get(0))
    }

    #[test]
    fn an_upgrade_keeps_the_rows_and_a_copy_to_go_back_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let old = open(&path, &LATER[..1]).unwrap();
        old.execute("INSERT INTO meta VALUES ('facts', '2026.10.08')", values![]).unwrap();
        drop(old);
        let new = open(&path, &LATER[..2]).unwrap();
        assert_eq!(meta(&new, "value || ' ' || note").unwrap().unwrap(), "2026.10.08 new");
        drop(new);
        // The older program refuses the newer tables, and opens the copy.
        let error = open(&path, &LATER[..1]).map(drop).unwrap_err();
        assert!(matches!(error, Error::Newer { found: 2, known: 1 }), "{error}");
        let copy = folder.path().join("x.db.before-step-2");
        std::fs::copy(&copy, &path).unwrap();
        let back = open(&path, &LATER[..1]).unwrap();
        assert_eq!(meta(&back, "value").unwrap().unwrap(), "2026.10.08");
        assert!(meta(&back, "note").is_err());
        drop(back);
        // The next upgrade leaves that copy alone.
        drop(open(&path, &LATER[..2]).unwrap());
        assert!(copy.exists() && folder.path().join("x.db.before-step-2-2").exists());
    }

    #[test]
    fn a_step_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        drop(open(&path, &LATER[..2]).unwrap());
        for _ in 0..2 {
            open(&path, &LATER).map(drop).unwrap_err();
            let files = std::fs::read_dir(folder.path()).unwrap();
            assert_eq!(files.filter(|file| file.as_ref().unwrap().path() != path).count(), 0);
        }
        let as_before = open(&path, &LATER[..2]).unwrap();
        assert_eq!(step(&as_before).unwrap(), 2);
        let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'later'";
        let later = as_before.row(tables, values![], |row| row.get::<i64>(0)).unwrap();
        assert_eq!(later, Some(0));
    }
}
