//! How many servers stood at which status, day by day.

use crate::Error;
use crate::Store;
use crate::values;
use schemars::JsonSchema;
use serde::Serialize;

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
        let day = day.to_owned();
        self.write(move |connection| {
            connection.execute("DELETE FROM estate WHERE day = ?1", values![&day])?;
            connection.execute(
                "INSERT INTO estate (day, status, servers)
                 SELECT ?1, status, COUNT(*) FROM servers GROUP BY status",
                values![&day],
            )?;
            Ok(())
        })
        .await
    }

    /// The counts from a day on, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn estate(&self, from: &str) -> Result<Vec<EstateRow>, Error> {
        const SQL: &str =
            "SELECT day, status, servers FROM estate WHERE day >= ?1 ORDER BY day, status";
        let from = from.to_owned();
        self.read(move |connection| {
            connection.rows(SQL, values![&from], |row| {
                Ok(EstateRow { day: row.get(0)?, status: row.get(1)?, servers: row.get(2)? })
            })
        })
        .await
    }

    /// How many servers stand at each status now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn standing(&self) -> Result<Vec<(String, i64)>, Error> {
        const SQL: &str = "SELECT status, COUNT(*) FROM servers GROUP BY status ORDER BY status";
        self.read(|connection| {
            connection.rows(SQL, values![], |row| Ok((row.get(0)?, row.get(1)?)))
        })
        .await
    }
}
