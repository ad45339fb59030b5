//! What imports leave behind: which files were taken in, what was replaced.

use crate::error::Error;
use crate::file::Campaign;
use expatch_store::values;
use serde::Serialize;

impl Campaign {
    /// Whether a file was taken in before, by the digest of what it holds.
    ///
    /// # Errors
    /// When the campaign cannot be read.
    pub fn has_taken(&self, digest: &str) -> Result<bool, Error> {
        let sql = "SELECT at FROM taken WHERE campaign = ?1 AND digest = ?2";
        let at: Option<i64> = self
            .connection
            .row(sql, values![self.id, digest], |row| Ok::<_, Error>(row.get(0)?))?;
        Ok(at.is_some())
    }

    /// Notes that a file was taken in.
    ///
    /// # Errors
    /// When the campaign cannot be written.
    pub fn take_file(&mut self, digest: &str, name: &str, now: i64) -> Result<(), Error> {
        let campaign = self.id;
        self.transact(|connection, _| {
            connection.execute(
                "INSERT INTO taken (campaign, digest, name, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
                values![campaign, digest, name, now],
            )?;
            Ok(())
        })
    }

    /// Hands over what was replaced, target by target.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, mut take: impl FnMut(Past)) -> Result<(), Error> {
        let sql = "SELECT target.target, target.address, history.seen, history.source,
                history.why, history.status, history.build
            FROM history JOIN target ON target.id = history.target
            WHERE target.campaign = ?1 ORDER BY history.target, history.seen";
        self.connection.each(sql, values![self.id], |row| {
            take(Past {
                target: row.get(0)?,
                address: row.get(1)?,
                seen: crate::time::iso(row.get(2)?),
                source: row.get(3)?,
                why: row.get(4)?,
                status: row.get(5)?,
                build: row.get(6)?,
            });
            Ok::<_, Error>(())
        })
    }
}

/// An observation that another one replaced.
#[derive(Clone, Debug, Serialize)]
pub struct Past {
    /// The target.
    pub target: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it was seen.
    pub seen: String,
    /// Who saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// `older` or `conflict`.
    pub why: String,
    /// The verdict at the time of the import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
}
