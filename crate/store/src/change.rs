//! Servers whose verdict became another one: the feed, and what is still to be
//! told.

use crate::Assessment;
use crate::Cause;
use crate::Error;
use crate::Moment;
use crate::Store;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use sqlx::Any;
use sqlx::Row;
use sqlx::Transaction;

/// A server that came to another status, or was registered.
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
    /// Whether its severity rose.
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
    /// What changed between two assessments; nothing where the status stays.
    pub(crate) fn between(
        server: &str,
        (name, organisation, country): (String, String, String),
        before: Option<&Assessment>,
        after: &Assessment,
    ) -> Option<Self> {
        if before.is_some_and(|before| before.status == after.status) {
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
            worse: before.is_some_and(|before| before.severity < after.severity),
            missing: after.missing.clone(),
            summary: after.summary.clone(),
        })
    }

    /// Puts it into the feed. That a server was registered is no news to whom
    /// a message would go: they did it.
    pub(crate) async fn insert(
        &self,
        transaction: &mut Transaction<'static, Any>,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query("INSERT INTO changes (at, told, body) VALUES ($1, $2, $3)")
            .bind(now.0)
            .bind(i64::from(self.before.is_none()))
            .bind(serde_json::to_string(self)?)
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Changes after a number, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn changes(&self, after: i64, limit: i64) -> Result<Vec<Change>, Error> {
        let rows =
            sqlx::query("SELECT seq, at, body FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2")
                .bind(after)
                .bind(limit)
                .fetch_all(&self.read)
                .await?;
        rows.iter().map(read).collect()
    }

    /// The newest changes, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn latest_changes(&self, limit: i64) -> Result<Vec<Change>, Error> {
        let rows = sqlx::query("SELECT seq, at, body FROM changes ORDER BY seq DESC LIMIT $1")
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Changes that nobody was told of yet, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn untold(&self, limit: i64) -> Result<Vec<Change>, Error> {
        let rows =
            sqlx::query("SELECT seq, at, body FROM changes WHERE told = 0 ORDER BY seq LIMIT $1")
                .bind(limit)
                .fetch_all(&self.read)
                .await?;
        rows.iter().map(read).collect()
    }

    /// Puts a message about all untold changes up to a number into the queue
    /// of every webhook, and of e-mail where it is on, in one transaction: a
    /// change is told of once, whenever the program ends. `due` is by the same
    /// clock as [`Store::due_deliveries`].
    ///
    /// # Errors
    /// The database fails; then the changes stay untold.
    pub async fn tell(
        &self,
        up_to: i64,
        payload: &str,
        email: Option<&str>,
        now: Moment,
        due: Moment,
    ) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO deliveries
                 (target, payload, created_at, attempts, next_at, state, error)
             SELECT id, $1, $2, 0, $3, 'pending', '' FROM webhooks",
        )
        .bind(payload.to_owned())
        .bind(now.0)
        .bind(due.0)
        .execute(&mut *transaction)
        .await?;
        if let Some(text) = email {
            sqlx::query(
                "INSERT INTO deliveries
                     (target, payload, created_at, attempts, next_at, state, error)
                 VALUES ($1, $2, $3, 0, $4, 'pending', '')",
            )
            .bind(crate::EMAIL)
            .bind(text.to_owned())
            .bind(now.0)
            .bind(due.0)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("UPDATE changes SET told = 1 WHERE told = 0 AND seq <= $1")
            .bind(up_to)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

fn read(row: &sqlx::any::AnyRow) -> Result<Change, Error> {
    let mut change: Change = serde_json::from_str(row.try_get("body")?)?;
    change.seq = row.try_get("seq")?;
    change.at = Moment(row.try_get("at")?);
    Ok(change)
}
