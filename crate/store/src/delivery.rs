//! Messages on their way: tried again with growing waits, and kept as dead
//! letters when the last try failed.

use crate::Connection;
use crate::Error;
use crate::Moment;
use crate::Row;
use crate::Store;
use crate::values;
use schemars::JsonSchema;
use serde::Serialize;

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
    /// How often it was tried, a try under way included.
    pub attempts: i64,
    /// When it is tried next, where it is pending.
    pub next_at: Moment,
    /// `pending`, `delivered`, or `dead` after the last try.
    pub state: String,
    /// Why the last try failed; empty where none did.
    pub error: String,
}

/// How full a target's queue is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Queue {
    /// A webhook's identity, or `email`.
    pub target: String,
    /// Messages on their way.
    pub pending: i64,
    /// Messages whose last try failed.
    pub dead: i64,
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
    FROM deliveries WHERE state = 'pending' AND next_at <= ?1 ORDER BY next_at, seq LIMIT ?2";
/// What another program has just claimed is left to it.
const DUE_SHARED: &str = "SELECT seq, target, payload, created_at, attempts, next_at, state, error
    FROM deliveries WHERE state = 'pending' AND next_at <= ?1 ORDER BY next_at, seq LIMIT ?2
    FOR UPDATE SKIP LOCKED";
const OF: &str = "SELECT seq, target, payload, created_at, attempts, next_at, state, error
    FROM deliveries WHERE target = ?1 ORDER BY seq DESC LIMIT ?2";

impl Store {
    /// Messages whose time has come, each recorded as tried before anybody
    /// tries: whatever happens next, even the end of the program, it is not
    /// tried again before `next`, which gets the number of attempts before.
    ///
    /// # Errors
    /// The database fails; then none of them may be sent.
    pub async fn claim(
        &self,
        now: Moment,
        limit: i64,
        next: impl Fn(i64) -> Moment + Send + 'static,
    ) -> Result<Vec<Delivery>, Error> {
        self.write(move |connection| {
            let sql = if connection.is_postgres() { DUE_SHARED } else { DUE };
            let mut due: Vec<Delivery> = connection.rows(sql, values![now.0, limit], read)?;
            for delivery in &mut due {
                delivery.next_at = next(delivery.attempts);
                delivery.attempts += 1;
                connection.execute(
                    "UPDATE deliveries SET attempts = ?1, next_at = ?2 WHERE seq = ?3",
                    values![delivery.attempts, delivery.next_at.0, delivery.seq],
                )?;
            }
            Ok(due)
        })
        .await
    }

    /// Whether messages wait whose time has come.
    ///
    /// # Errors
    /// The database fails.
    pub async fn is_due(&self, now: Moment) -> Result<bool, Error> {
        self.read(move |connection| {
            let first = connection.rows(DUE, values![now.0, 1_i64], read)?;
            Ok(!first.is_empty())
        })
        .await
    }

    /// Lets no pending message wait longer than until a moment.
    ///
    /// # Errors
    /// The database fails.
    pub async fn wait_at_most(&self, until: Moment) -> Result<(), Error> {
        self.write(move |connection| {
            connection.execute(
                "UPDATE deliveries SET next_at = ?1 WHERE state = 'pending' AND next_at > ?1",
                values![until.0],
            )?;
            Ok(())
        })
        .await
    }

    /// The newest messages to a target, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn deliveries(&self, target: &str, limit: i64) -> Result<Vec<Delivery>, Error> {
        let target = target.to_owned();
        self.read(move |connection| connection.rows(OF, values![&target, limit], read)).await
    }

    /// How full every target's queue is.
    ///
    /// # Errors
    /// The database fails.
    pub async fn queues(&self) -> Result<Vec<Queue>, Error> {
        const SQL: &str = "SELECT target,
                SUM(CASE WHEN state = 'pending' THEN 1 ELSE 0 END),
                SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END)
            FROM deliveries GROUP BY target ORDER BY target";
        self.read(|connection| {
            connection.rows(SQL, values![], |row| {
                Ok(Queue { target: row.get(0)?, pending: row.get(1)?, dead: row.get(2)? })
            })
        })
        .await
    }

    /// Records how a claimed try went.
    ///
    /// # Errors
    /// The database fails.
    pub async fn settle(&self, seq: i64, outcome: &Outcome) -> Result<(), Error> {
        let outcome = outcome.clone();
        self.write(move |connection| {
            let (state, next, error) = match &outcome {
                Outcome::Delivered => ("delivered", 0, ""),
                Outcome::Again(next, error) => ("pending", next.0, error.as_str()),
                Outcome::Dead(error) => ("dead", 0, error.as_str()),
            };
            connection.execute(
                "UPDATE deliveries SET state = ?1, next_at = ?2, error = ?3 WHERE seq = ?4",
                values![state, next, error, seq],
            )?;
            Ok(())
        })
        .await
    }

    /// Puts a target's dead letters back into the queue, and tells how many.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revive(&self, target: &str, now: Moment) -> Result<u64, Error> {
        let target = target.to_owned();
        self.write(move |connection| {
            connection.execute(
                "UPDATE deliveries SET state = 'pending', next_at = ?1, attempts = 0
                 WHERE target = ?2 AND state = 'dead'",
                values![now.0, &target],
            )
        })
        .await
    }
}

/// Adds a message to a target's queue.
pub(crate) fn put(
    connection: &Connection,
    target: &str,
    payload: &str,
    now: Moment,
    due: Moment,
) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO deliveries (target, payload, created_at, attempts, next_at, state, error)
         VALUES (?1, ?2, ?3, 0, ?4, 'pending', '')",
        values![target, payload, now.0, due.0],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Delivery, Error> {
    Ok(Delivery {
        seq: row.get(0)?,
        target: row.get(1)?,
        payload: row.get(2)?,
        created_at: Moment(row.get(3)?),
        attempts: row.get(4)?,
        next_at: Moment(row.get(5)?),
        state: row.get(6)?,
        error: row.get(7)?,
    })
}
