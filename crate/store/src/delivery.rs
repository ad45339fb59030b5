//! Messages on their way: tried again with growing waits, and kept as dead
//! letters when the last try failed.

use crate::Error;
use crate::Moment;
use crate::Store;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Row;
use sqlx::any::AnyRow;

/// The target of messages that go by e-mail.
pub const EMAIL: &str = "email";

/// One message to one target.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// Its number.
    pub seq: i64,
    /// A webhook's identity, or `email`.
    pub target: String,
    /// What is sent.
    #[serde(skip)]
    pub payload: String,
    /// When it was made.
    pub created_at: Moment,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, where it is pending.
    pub next_at: Moment,
    /// `pending`, `delivered`, or `dead` after the last try.
    pub state: String,
    /// Why the last try failed; empty where none did.
    pub error: String,
}

/// How a try went.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was taken.
    Delivered,
    /// It was not; try again then.
    Again(Moment, String),
    /// It was not, and that was the last try.
    Dead(String),
}

const DUE: &str = "SELECT seq, target, payload, created_at, attempts, next_at, state, error
    FROM deliveries WHERE state = 'pending' AND next_at <= $1 ORDER BY next_at, seq LIMIT $2";
const OF: &str = "SELECT seq, target, payload, created_at, attempts, next_at, state, error
    FROM deliveries WHERE target = $1 ORDER BY seq DESC LIMIT $2";

impl Store {
    /// Messages whose time has come.
    ///
    /// # Errors
    /// The database fails.
    pub async fn due_deliveries(&self, now: Moment, limit: i64) -> Result<Vec<Delivery>, Error> {
        let rows = sqlx::query(DUE).bind(now.0).bind(limit).fetch_all(&self.read).await?;
        rows.iter().map(read).collect()
    }

    /// Lets no pending message wait longer than until a moment.
    ///
    /// # Errors
    /// The database fails.
    pub async fn wait_at_most(&self, until: Moment) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE deliveries SET next_at = $1 WHERE state = 'pending' AND next_at > $1")
            .bind(until.0)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The newest messages to a target, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn deliveries(&self, target: &str, limit: i64) -> Result<Vec<Delivery>, Error> {
        let rows =
            sqlx::query(OF).bind(target.to_owned()).bind(limit).fetch_all(&self.read).await?;
        rows.iter().map(read).collect()
    }

    /// Records how a try went.
    ///
    /// # Errors
    /// The database fails.
    pub async fn settle(&self, seq: i64, outcome: &Outcome) -> Result<(), Error> {
        let (state, next, error) = match outcome {
            Outcome::Delivered => ("delivered", 0, ""),
            Outcome::Again(next, error) => ("pending", next.0, error.as_str()),
            Outcome::Dead(error) => ("dead", 0, error.as_str()),
        };
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE deliveries SET state = $1, next_at = $2, error = $3, attempts = attempts + 1
             WHERE seq = $4",
        )
        .bind(state)
        .bind(next)
        .bind(error.to_owned())
        .bind(seq)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Puts a target's dead letters back into the queue, and tells how many.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revive(&self, target: &str, now: Moment) -> Result<u64, Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE deliveries SET state = 'pending', next_at = $1, attempts = 0
             WHERE target = $2 AND state = 'dead'",
        )
        .bind(now.0)
        .bind(target.to_owned())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<Delivery, Error> {
    Ok(Delivery {
        seq: row.try_get("seq")?,
        target: row.try_get("target")?,
        payload: row.try_get("payload")?,
        created_at: Moment(row.try_get("created_at")?),
        attempts: row.try_get("attempts")?,
        next_at: Moment(row.try_get("next_at")?),
        state: row.try_get("state")?,
        error: row.try_get("error")?,
    })
}
