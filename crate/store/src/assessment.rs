//! What one assessment of a server came to, and the history of them.

use crate::Change;
use crate::Connection;
use crate::Error;
use crate::Moment;
use crate::Row;
use crate::Store;
use crate::values;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

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

impl Assessment {
    /// Whether it says the same as one before, whenever and why ever each was
    /// made: then it is no news for the history.
    fn says(&self, before: &Self) -> bool {
        let bare = |one: &Self| Self {
            as_of: String::new(),
            digest: String::new(),
            cause: Cause::Evidence,
            at: never(),
            ..one.clone()
        };
        bare(self) == bare(before)
    }
}

impl Store {
    /// Servers after an identity, ascending, for assessing all of them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn due(&self, after: &str, limit: i64) -> Result<Vec<Due>, Error> {
        const SQL: &str =
            "SELECT id, revision, evidence FROM servers WHERE id > ?1 ORDER BY id LIMIT ?2";
        let after = after.to_owned();
        self.read(move |connection| {
            connection.rows(SQL, values![&after, limit], |row| {
                Ok(Due { id: row.get(0)?, revision: row.get(1)?, evidence: row.get(2)? })
            })
        })
        .await
    }

    /// Records new assessments of the evidence that was read, in one
    /// transaction, and tells how many are news. A server that got other
    /// evidence since, or was deleted, keeps what it has; so does one that
    /// another program has assessed for the same day and facts.
    ///
    /// # Errors
    /// The database fails; then none is recorded.
    pub async fn record(&self, made: Vec<(Due, Assessment)>, now: Moment) -> Result<usize, Error> {
        self.write(move |connection| {
            let mut changed = 0;
            for (due, assessment) in &made {
                changed += usize::from(record(connection, due, assessment, now)?);
            }
            Ok(changed)
        })
        .await
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
        const SQL: &str = "SELECT seq, at, body FROM assessments WHERE server = ?1 AND seq < ?2
             ORDER BY seq DESC LIMIT ?3";
        let server = server.to_owned();
        self.read(move |connection| {
            let known = "SELECT 1 FROM servers WHERE id = ?1";
            connection
                .row(known, values![&server], |row| row.get::<i64>(0))?
                .ok_or(Error::NotFound("server"))?;
            connection.rows(SQL, values![&server, before, limit], |row| {
                Ok((row.get(0)?, read(row, 2, 1)?))
            })
        })
        .await
    }

    /// Forgets what is older than a moment and of which nothing follows any
    /// more: assessments but the newest of each server, changes that were sent
    /// of, messages that were delivered or are dead, tokens that have ended,
    /// counts of days. Tells how many rows.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget(&self, before: Moment) -> Result<u64, Error> {
        self.write(move |connection| {
            let day = before.day().to_string();
            let mut gone =
                connection.execute("DELETE FROM estate WHERE day < ?1", values![&day])?;
            for sql in [
                "DELETE FROM assessments WHERE at < ?1 AND seq NOT IN
                     (SELECT MAX(seq) FROM assessments GROUP BY server)",
                "DELETE FROM changes WHERE at < ?1 AND told = 1",
                "DELETE FROM deliveries WHERE created_at < ?1 AND state <> 'pending'",
                "DELETE FROM tokens WHERE expires_at < ?1",
            ] {
                gone += connection.execute(sql, values![before.0])?;
            }
            Ok(gone)
        })
        .await
    }
}

fn record(
    connection: &Connection,
    due: &Due,
    assessment: &Assessment,
    now: Moment,
) -> Result<bool, Error> {
    // Of two programs the second waits for the first, and sees what it wrote.
    let sql = match connection.is_postgres() {
        true => {
            "SELECT name, organisation, country, assessment FROM servers
             WHERE id = ?1 AND revision = ?2 FOR UPDATE"
        }
        false => {
            "SELECT name, organisation, country, assessment FROM servers
             WHERE id = ?1 AND revision = ?2"
        }
    };
    let row = connection.row(sql, values![&due.id, due.revision], |row| {
        Ok::<_, Error>(((row.get(0)?, row.get(1)?, row.get(2)?), row.get::<String>(3)?))
    })?;
    let Some((who, before)) = row else { return Ok(false) };
    let before: Assessment = serde_json::from_str(&before)?;
    if before == *assessment {
        return Ok(false);
    }
    if !assessment.says(&before) {
        append(connection, &due.id, assessment, now)?;
    }
    connection.execute(
        "UPDATE servers SET status = ?1, severity = ?2, assessment = ?3, assessed_at = ?4
         WHERE id = ?5",
        values![
            &assessment.status,
            assessment.severity,
            &serde_json::to_string(assessment)?,
            now.0,
            &due.id,
        ],
    )?;
    let change = Change::between(&due.id, who, Some(&before), assessment);
    if let Some(change) = &change {
        change.insert(connection, now)?;
    }
    Ok(change.is_some())
}

/// An assessment out of a row: its body in one column, its time in another.
pub(crate) fn read(row: &Row<'_>, body: usize, at: usize) -> Result<Assessment, Error> {
    let mut assessment: Assessment = serde_json::from_str(&row.get::<String>(body)?)?;
    assessment.at = Moment(row.get(at)?);
    Ok(assessment)
}

/// Adds to the history of a server.
pub(crate) fn append(
    connection: &Connection,
    server: &str,
    assessment: &Assessment,
    now: Moment,
) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO assessments (server, at, body) VALUES (?1, ?2, ?3)",
        values![server, now.0, &serde_json::to_string(assessment)?],
    )?;
    Ok(())
}
