//! Writing results and verdicts: each batch whole or not at all, each target
//! once.

use crate::error::Error;
use crate::file::Campaign;
use crate::finding::Finding;
use crate::finding::Judge;
use crate::place::Place;
use expatch::Date;
use expatch_probe::observation::Observed;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Transaction;

/// An assessment's number.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct AssessmentId(pub i64);

/// How many rows are judged between two looks at the file.
const PAGE: i64 = 2000;

impl Campaign {
    /// The assessment with a judge's facts for its day, complete for every
    /// target that is done: made now where it is missing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn assess(&mut self, judge: &Judge<'_>, now: i64) -> Result<AssessmentId, Error> {
        let identity = judge.database.identity();
        let digest: String = identity.digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let as_of = judge.as_of.to_string();
        let transaction = self.connection.transaction()?;
        let known = "SELECT id FROM assessment WHERE digest = ?1 AND as_of = ?2";
        let known = transaction.query_row(known, (&digest, &as_of), |row| row.get(0)).optional()?;
        let newest: Option<i64> =
            transaction.query_row("SELECT max(id) FROM assessment", [], |row| row.get(0))?;
        if let (Some(id), true) = (known, known == newest) {
            return Ok(AssessmentId(id));
        }
        // An older one of the same kind may lack targets that came later.
        if let Some(id) = known {
            transaction.execute("DELETE FROM verdict WHERE assessment = ?1", [id])?;
            transaction.execute("DELETE FROM assessment WHERE id = ?1", [id])?;
        }
        transaction.execute(
            "INSERT INTO assessment (version, digest, as_of, made) VALUES (?1, ?2, ?3, ?4)",
            (&identity.version, &digest, &as_of, now),
        )?;
        let id = AssessmentId(transaction.last_insert_rowid());
        judge_all(&transaction, id, judge)?;
        transaction.commit()?;
        Ok(id)
    }

    /// The day of the newest assessment, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn day(&self) -> Result<Option<Date>, Error> {
        let newest = "SELECT as_of FROM assessment ORDER BY id DESC LIMIT 1";
        let day: Option<String> =
            self.connection.query_row(newest, [], |row| row.get(0)).optional()?;
        Ok(day.and_then(|day| day.parse().ok()))
    }

    /// Writes results with their verdicts; those already there stay as they are.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing of the batch is in it.
    pub fn record(
        &mut self,
        results: &[Observed],
        assessment: AssessmentId,
        judge: &Judge<'_>,
        now: i64,
    ) -> Result<(), Error> {
        let transaction = self.connection.transaction()?;
        {
            let mut target = transaction.prepare_cached(
                "INSERT OR IGNORE INTO target VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            let mut attempt =
                transaction.prepare_cached("INSERT INTO attempt VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for (number, asked, observation) in results {
                let number = number.cast_signed();
                let evidence = (!observation.answers.is_empty()).then(|| observation.evidence());
                let tls = observation.tls.as_ref().map(serde_json::to_string).transpose();
                let added = target.execute((
                    number,
                    asked.to_string(),
                    observation.address.map(|address| address.to_string()),
                    observation.outcome.code(),
                    &evidence,
                    tls.map_err(|_| Error::Damaged("TLS facts cannot be written"))?,
                    now,
                ))?;
                if added == 0 {
                    continue;
                }
                for (at, tried) in observation.attempts.iter().enumerate() {
                    let (outcome, at) = (tried.outcome.code(), at as i64);
                    attempt.execute((number, at, outcome, tried.requests, tried.milliseconds))?;
                }
                if let Some(finding) = evidence.and_then(|evidence| judge.finding(&evidence)) {
                    write_verdict(&transaction, assessment, number, &finding)?;
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Writes evidence that another scanner gathered. The same target twice is
    /// one target: the later evidence counts.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing of the batch is in it.
    pub fn import(
        &mut self,
        rows: &[Imported],
        assessment: AssessmentId,
        judge: &Judge<'_>,
        now: i64,
    ) -> Result<(), Error> {
        let transaction = self.connection.transaction()?;
        for row in rows {
            let number: i64 = transaction
                .prepare_cached(
                    "INSERT INTO target
                     VALUES ((SELECT coalesce(max(number), -1) + 1 FROM target), ?1, ?2, 'answered',
                             ?3, NULL, ?4)
                     ON CONFLICT (target) DO UPDATE
                     SET evidence = excluded.evidence, seen = excluded.seen
                     RETURNING number",
                )?
                .query_row(
                    (&row.target, &row.address, &row.evidence, row.seen.unwrap_or(now)),
                    |row| row.get(0),
                )?;
            if row.place != Place::default() {
                let mut insert = transaction.prepare_cached(crate::place::INSERT)?;
                row.place.write(&mut insert, number)?;
            }
            transaction
                .prepare_cached("DELETE FROM verdict WHERE assessment = ?1 AND number = ?2")?
                .execute((assessment.0, number))?;
            if let Some(finding) = judge.finding(&row.evidence) {
                write_verdict(&transaction, assessment, number, &finding)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// A row of another scanner's output.
#[derive(Clone, Debug)]
pub struct Imported {
    /// `scheme://host:port`, or what else names the target.
    pub target: String,
    /// Its address.
    pub address: Option<String>,
    /// What it said.
    pub evidence: Vec<u8>,
    /// When, in seconds since 1970.
    pub seen: Option<i64>,
    /// What the scanner knows of where it is.
    pub place: Place,
}

fn judge_all(
    transaction: &Transaction<'_>,
    assessment: AssessmentId,
    judge: &Judge<'_>,
) -> Result<(), Error> {
    let mut page = transaction.prepare(
        "SELECT number, evidence FROM target
         WHERE number > ?1 AND evidence IS NOT NULL ORDER BY number LIMIT ?2",
    )?;
    let mut last = -1i64;
    loop {
        let rows = page.query_map((last, PAGE), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
        let Some((number, _)) = rows.last() else { return Ok(()) };
        last = *number;
        for (number, evidence) in rows {
            if let Some(finding) = judge.finding(&evidence) {
                write_verdict(transaction, assessment, number, &finding)?;
            }
        }
    }
}

fn write_verdict(
    connection: &Connection,
    assessment: AssessmentId,
    number: i64,
    finding: &Finding,
) -> Result<(), Error> {
    let signature = finding.signature();
    let known = connection
        .prepare_cached("SELECT id FROM finding WHERE signature = ?1")?
        .query_row([signature.as_slice()], |row| row.get(0))
        .optional()?;
    let id: i64 = match known {
        Some(id) => id,
        None => insert_finding(connection, finding, &signature)?,
    };
    connection.prepare_cached("INSERT INTO verdict VALUES (?1, ?2, ?3)")?.execute((
        assessment.0,
        number,
        id,
    ))?;
    Ok(())
}

fn insert_finding(
    connection: &Connection,
    finding: &Finding,
    signature: &[u8; 32],
) -> Result<i64, Error> {
    let list = |ids: &[String]| serde_json::Value::from(ids).to_string();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO finding (signature, patched, status, worst, severity, open_least,
                                  open_most, used_least, used_most, build, product, baseline,
                                  laid, certain, possible, exploited)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute((
            signature.as_slice(),
            &finding.patched,
            &finding.status,
            &finding.worst,
            finding.severity,
            count(finding.open.0),
            count(finding.open.1),
            count(finding.used.0),
            count(finding.used.1),
            finding.build.map(|build| build.to_string()),
            &finding.product,
            &finding.baseline,
            &finding.laid,
            list(&finding.certain),
            list(&finding.possible),
            list(&finding.exploited),
        ))?;
    Ok(connection.last_insert_rowid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Setup;
    use expatch::Database;
    use expatch_probe::TargetList;

    #[test]
    fn a_full_disk_keeps_every_earlier_batch_and_nothing_of_the_torn_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let targets = TargetList::default();
        let setup = Setup { name: "full", seed: 1, contact: "", targets: &targets, created: 0 };
        let path = folder.path().join("full.expatch");
        let mut campaign = Campaign::create(&path, &setup).expect("a new campaign");
        let database = Database::embedded();
        let as_of = Date::new(2021, 11, 22).expect("a day");
        let judge = Judge { database: &database, as_of };
        let assessment = campaign.assess(&judge, 0).expect("it is assessed");
        let batch = |from: u32| -> Vec<Imported> {
            let row = |number| Imported {
                target: format!("https://host-{number}.example:443"),
                address: None,
                // Large enough that a batch needs new pages.
                evidence: format!("X-OWA-Version: 15.2.986.9\r\nX-Pad: {number:04000}\r\n").into(),
                seen: Some(0),
                place: Place::default(),
            };
            (from..from + 50).map(row).collect()
        };
        campaign.import(&batch(0), assessment, &judge, 0).expect("there is room");
        // SQLite answers as it does on a full disk.
        let pages: i64 = campaign
            .connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .expect("it has pages");
        let limit = |campaign: &Campaign, pages: i64| {
            let sql = format!("PRAGMA max_page_count = {pages}");
            campaign.connection.query_row(&sql, [], |_| Ok(())).expect("a limit");
        };
        limit(&campaign, pages + 3);
        let error = campaign.import(&batch(50), assessment, &judge, 0).expect_err("it is full");
        assert!(matches!(error, Error::DiskFull), "{error}");
        assert_eq!(campaign.counts().expect("it counts").done, 50);
        limit(&campaign, 1 << 30);
        campaign.import(&batch(50), assessment, &judge, 0).expect("there is room again");
        let counts = campaign.counts().expect("it counts");
        assert_eq!((counts.done, counts.at_risk), (100, 100));
    }
}
