//! How many servers stood at which status, day by day.

use crate::Error;
use crate::Store;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Row;

/// How many servers stood at one status on one day.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct EstateRow {
    /// The day.
    #[schemars(with = "expatch::Date")]
    pub day: String,
    /// The status.
    pub status: String,
    /// How many.
    pub servers: i64,
}

impl Store {
    /// Counts the servers as they stand, as the row of a day; the last count
    /// of a day stays.
    ///
    /// # Errors
    /// The database fails.
    pub async fn count(&self, day: &str) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM estate WHERE day = $1")
            .bind(day.to_owned())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO estate (day, status, servers)
             SELECT CAST($1 AS TEXT), status, COUNT(*) FROM servers GROUP BY status",
        )
        .bind(day.to_owned())
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The counts from a day on, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn estate(&self, from: &str) -> Result<Vec<EstateRow>, Error> {
        let rows = sqlx::query(
            "SELECT day, status, servers FROM estate WHERE day >= $1 ORDER BY day, status",
        )
        .bind(from.to_owned())
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(EstateRow {
                    day: row.try_get("day")?,
                    status: row.try_get("status")?,
                    servers: row.try_get("servers")?,
                })
            })
            .collect()
    }

    /// How many servers stand at each status now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn standing(&self) -> Result<Vec<(String, i64)>, Error> {
        let rows = sqlx::query(
            "SELECT status, COUNT(*) AS servers FROM servers GROUP BY status ORDER BY status",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("status")?, row.try_get("servers")?))).collect()
    }
}
