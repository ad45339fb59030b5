//! Servers whose verdict became another one: the feed, and what is still to be
//! told.

use crate::Assessment;
use crate::Cause;
use crate::Connection;
use crate::Error;
use crate::Moment;
use crate::Row;
use crate::Store;
use crate::delivery;
use crate::values;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

/// A server that came to another status, was registered, or has an open
/// vulnerability more that is exploited.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Its number; later ones are higher.
    #[serde(skip_deserializing)]
    pub seq: i64,
    /// When.
    #[serde(skip_deserializing, default = "never")]
    pub at: Moment,
    /// The server's identity.
    pub server: String,
    /// Its name then.
    pub name: String,
    /// Whose it was then.
    pub organisation: String,
    /// Where it was then.
    pub country: String,
    /// Why it was assessed.
    pub cause: Cause,
    /// The status before; absent where it was registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The status now.
    pub after: String,
    /// The severity now.
    pub severity: u8,
    /// Whether its severity rose, or more of its open vulnerabilities are exploited.
    pub worse: bool,
    /// The newest update that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The verdict in a sentence.
    pub summary: String,
}

fn never() -> Moment {
    Moment(0)
}

impl Change {
    /// What changed between two assessments; nothing where the status stays and
    /// no more of the open vulnerabilities are exploited.
    pub(crate) fn between(
        server: &str,
        (name, organisation, country): (String, String, String),
        before: Option<&Assessment>,
        after: &Assessment,
    ) -> Option<Self> {
        if before.is_some_and(|before| {
            before.status == after.status && before.exploited.at_least >= after.exploited.at_least
        }) {
            return None;
        }
        Some(Self {
            seq: 0,
            at: never(),
            server: server.to_owned(),
            name,
            organisation,
            country,
            cause: after.cause,
            before: before.map(|before| before.status.clone()),
            after: after.status.clone(),
            severity: after.severity,
            worse: before.is_some_and(|before| {
                before.severity < after.severity
                    || before.exploited.at_least < after.exploited.at_least
            }),
            missing: after.missing.clone(),
            summary: after.summary.clone(),
        })
    }

    /// Puts it into the feed. That a server was registered is no news to whom
    /// a message would go: they did it.
    pub(crate) fn insert(&self, connection: &Connection, now: Moment) -> Result<(), Error> {
        connection.execute(
            "INSERT INTO changes (at, told, body) VALUES (?1, ?2, ?3)",
            values![now.0, i64::from(self.before.is_none()), &serde_json::to_string(self)?],
        )?;
        Ok(())
    }
}

impl Store {
    /// Changes after a number, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn changes(&self, after: i64, limit: i64) -> Result<Vec<Change>, Error> {
        const SQL: &str = "SELECT seq, at, body FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        self.read(move |connection| connection.rows(SQL, values![after, limit], read)).await
    }

    /// The newest changes, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn latest_changes(&self, limit: i64) -> Result<Vec<Change>, Error> {
        const SQL: &str = "SELECT seq, at, body FROM changes ORDER BY seq DESC LIMIT ?1";
        self.read(move |connection| connection.rows(SQL, values![limit], read)).await
    }

    /// Changes that nobody was notified of yet, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn untold(&self, limit: i64) -> Result<Vec<Change>, Error> {
        const SQL: &str = "SELECT seq, at, body FROM changes WHERE told = 0 ORDER BY seq LIMIT ?1";
        self.read(move |connection| connection.rows(SQL, values![limit], read)).await
    }

    /// Puts a message about these untold changes into the queue of every
    /// webhook, and of e-mail where it is on, in one transaction: a change is
    /// told of once, whenever the program ends and however many programs share
    /// the database. Tells whether it was this call that told. `due` is by the
    /// same clock as [`Store::claim`].
    ///
    /// # Errors
    /// The database fails; then the changes stay untold.
    pub async fn tell(
        &self,
        changes: &[Change],
        payload: &str,
        email: Option<&str>,
        now: Moment,
        due: Moment,
    ) -> Result<bool, Error> {
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
            return Ok(false);
        };
        let (first, last, count) = (first.seq, last.seq, changes.len() as u64);
        let (payload, email) = (payload.to_owned(), email.map(str::to_owned));
        let told = self
            .write(move |connection| {
                let marked = connection.execute(
                    "UPDATE changes SET told = 1 WHERE told = 0 AND seq >= ?1 AND seq <= ?2",
                    values![first, last],
                )?;
                if marked != count {
                    let detail = "another program has told of some of them".to_owned();
                    return Err(Error::Conflict(detail));
                }
                let hooks: Vec<String> =
                    connection.rows("SELECT id FROM webhooks", values![], |row| row.get(0))?;
                for hook in &hooks {
                    delivery::put(connection, hook, &payload, now, due)?;
                }
                if let Some(text) = &email {
                    delivery::put(connection, crate::EMAIL, text, now, due)?;
                }
                Ok(())
            })
            .await;
        match told {
            Ok(()) => Ok(true),
            Err(Error::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn read(row: &Row<'_>) -> Result<Change, Error> {
    let mut change: Change = serde_json::from_str(&row.get::<String>(2)?)?;
    change.seq = row.get(0)?;
    change.at = Moment(row.get(1)?);
    Ok(change)
}
