//! What one assessment of a server came to, and the history of them.

use crate::Change;
use crate::Error;
use crate::Moment;
use crate::Store;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use sqlx::Any;
use sqlx::Row;
use sqlx::Transaction;
use sqlx::any::AnyRow;

/// Why a server was assessed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It was registered, or its evidence was replaced.
    Evidence,
    /// The server has a new database.
    Database,
    /// A new day: support ends, Patch Tuesdays pass.
    Day,
}

/// What one assessment came to: the worst of what the evidence names.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    /// The day the verdict is for.
    #[schemars(with = "expatch::Date")]
    pub as_of: String,
    /// The database's digest.
    pub digest: String,
    /// Why it was made.
    pub cause: Cause,
    /// Whether it is patched: `yes`, `no`, `unknown`, `not-applicable`.
    pub patched: String,
    /// The verdict's status; `no-evidence` where the evidence names no server.
    pub status: String,
    /// The status of the candidate that is worst off, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<String>,
    /// The verdict's severity, 0 to 3.
    pub severity: u8,
    /// The build, where the evidence fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The release in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The newest update that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// How many vulnerabilities are open.
    pub open: Range,
    /// How many of them attackers are known to use.
    pub exploited: Range,
    /// The verdict in a few words.
    pub headline: String,
    /// The verdict in a sentence.
    pub summary: String,
    /// When it was made.
    #[serde(skip_deserializing, default = "never")]
    pub at: Moment,
}

/// A count, as far as it is known.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Range {
    /// Whichever candidate is true.
    pub at_least: usize,
    /// With the worst candidate and every setting as bad as can be.
    pub at_most: usize,
}

fn never() -> Moment {
    Moment(0)
}

/// A server that is to be assessed again.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its identity.
    pub id: String,
    /// Which of its evidence this is.
    pub revision: i64,
    /// The evidence.
    pub evidence: Vec<u8>,
}

impl Store {
    /// Servers after an identity, ascending, for assessing all of them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn due(&self, after: &str, limit: i64) -> Result<Vec<Due>, Error> {
        let rows = sqlx::query(
            "SELECT id, revision, evidence FROM servers WHERE id > $1 ORDER BY id LIMIT $2",
        )
        .bind(after.to_owned())
        .bind(limit)
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Due {
                    id: row.try_get("id")?,
                    revision: row.try_get("revision")?,
                    evidence: row.try_get("evidence")?,
                })
            })
            .collect()
    }

    /// Records new assessments of the evidence that was read, in one
    /// transaction, and tells how many changed their status. A server that got
    /// other evidence since, or was deleted, keeps what it has.
    ///
    /// # Errors
    /// The database fails; then none is recorded.
    pub async fn record(&self, made: &[(Due, Assessment)], now: Moment) -> Result<usize, Error> {
        let mut transaction = self.begin().await?;
        let mut changed = 0;
        for (due, assessment) in made {
            let row = sqlx::query(
                "SELECT name, organisation, country, assessment FROM servers
                 WHERE id = $1 AND revision = $2",
            )
            .bind(due.id.clone())
            .bind(due.revision)
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(row) = row else { continue };
            let before: Assessment = serde_json::from_str(row.try_get("assessment")?)?;
            let change = Change::between(
                &due.id,
                (row.try_get("name")?, row.try_get("organisation")?, row.try_get("country")?),
                Some(&before),
                assessment,
            );
            append(&mut transaction, &due.id, assessment, now).await?;
            sqlx::query(
                "UPDATE servers SET status = $1, assessment = $2, assessed_at = $3 WHERE id = $4",
            )
            .bind(assessment.status.clone())
            .bind(serde_json::to_string(assessment)?)
            .bind(now.0)
            .bind(due.id.clone())
            .execute(&mut *transaction)
            .await?;
            if let Some(change) = change {
                change.insert(&mut transaction, now).await?;
                changed += 1;
            }
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// A server's assessments, newest first, before one of them by number.
    ///
    /// # Errors
    /// No such server, or the database fails.
    pub async fn history(
        &self,
        server: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Assessment)>, Error> {
        self.server(server).await?;
        let rows = sqlx::query(
            "SELECT seq, at, body FROM assessments WHERE server = $1 AND seq < $2
             ORDER BY seq DESC LIMIT $3",
        )
        .bind(server.to_owned())
        .bind(before)
        .bind(limit)
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("seq")?, read(row, "body", "at")?))).collect()
    }

    /// Forgets assessments and settled deliveries older than a moment, and
    /// tells how many; what a server stands at now is kept with the server.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget(&self, before: Moment) -> Result<u64, Error> {
        let mut transaction = self.begin().await?;
        let assessments = sqlx::query("DELETE FROM assessments WHERE at < $1")
            .bind(before.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM deliveries WHERE created_at < $1 AND state = 'delivered'")
            .bind(before.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(assessments.rows_affected())
    }
}

/// An assessment out of a row: its body in one column, its time in another.
pub(crate) fn read(row: &AnyRow, body: &str, at: &str) -> Result<Assessment, Error> {
    let mut assessment: Assessment = serde_json::from_str(row.try_get(body)?)?;
    assessment.at = Moment(row.try_get(at)?);
    Ok(assessment)
}

/// Adds to the history of a server.
pub(crate) async fn append(
    transaction: &mut Transaction<'static, Any>,
    server: &str,
    assessment: &Assessment,
    now: Moment,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO assessments (server, at, body) VALUES ($1, $2, $3)")
        .bind(server.to_owned())
        .bind(now.0)
        .bind(serde_json::to_string(assessment)?)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
