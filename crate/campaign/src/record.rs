//! Writing results and verdicts: each batch whole or not at all, each target
//! once.

use crate::error::Error;
use crate::file;
use crate::file::Campaign;
use crate::file::Findings;
use crate::finding::Finding;
use crate::finding::Judge;
use crate::finding::Memory;
use expatch::Date;
use expatch::Said;
use expatch_probe::observation::Observed;
use expatch_store::Connection;
use expatch_store::values;

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
        let digest = expatch::hexadecimal(&identity.digest);
        let as_of = judge.as_of.to_string();
        let campaign = self.id;
        self.transact(|connection, findings| {
            let number = |sql: &str, values: &[expatch_store::Value<'_>]| {
                connection.row(sql, values, |row| Ok::<_, Error>(row.get::<Option<i64>>(0)?))
            };
            let known = number(
                "SELECT id FROM judgement WHERE campaign = ?1 AND digest = ?2 AND as_of = ?3",
                values![campaign, &digest, &as_of],
            )?;
            let known = known.flatten();
            let newest =
                number("SELECT max(id) FROM judgement WHERE campaign = ?1", values![campaign])?;
            if let (Some(id), true) = (known, known == newest.flatten()) {
                return Ok(AssessmentId(id));
            }
            // An older one of the same kind may lack targets that came later.
            if let Some(id) = known {
                connection.execute("DELETE FROM verdict WHERE judgement = ?1", values![id])?;
                connection.execute("DELETE FROM judgement WHERE id = ?1", values![id])?;
            }
            let id = number(
                "INSERT INTO judgement (campaign, version, digest, as_of, made)
                 VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
                values![campaign, &identity.version, &digest, &as_of, now],
            )?;
            let id = AssessmentId(id.flatten().ok_or(Error::Damaged("it was not written"))?);
            judge_all(connection, findings, campaign, id, judge)?;
            Ok(id)
        })
    }

    /// The day of the newest assessment, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn day(&self) -> Result<Option<Date>, Error> {
        let newest = "SELECT as_of FROM judgement WHERE campaign = ?1 ORDER BY id DESC LIMIT 1";
        let day: Option<String> =
            self.connection.row(newest, values![self.id], |row| Ok::<_, Error>(row.get(0)?))?;
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
        let campaign = self.id;
        let memory = Memory::new(judge);
        self.transact(|connection, findings| {
            for (number, asked, observation) in results {
                let key = file::key(campaign, number.cast_signed());
                let evidence = (!observation.answers.is_empty()).then(|| observation.evidence());
                let tls = observation.tls.as_ref().map(serde_json::to_string).transpose();
                let added = connection.execute(
                    "INSERT INTO target (id, campaign, target, address, outcome, evidence, tls,
                                         seen)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
                    values![
                        key,
                        campaign,
                        &asked.to_string(),
                        &observation.address.map(|address| address.to_string()),
                        observation.outcome.code(),
                        &evidence,
                        &tls.map_err(|_| Error::Damaged("TLS facts cannot be written"))?,
                        now,
                    ],
                )?;
                if added == 0 {
                    continue;
                }
                for (at, tried) in observation.attempts.iter().enumerate() {
                    connection.execute(
                        "INSERT INTO attempt (target, attempt, outcome, requests, milliseconds)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                        values![
                            key,
                            at as i64,
                            tried.outcome.code(),
                            i64::from(tried.requests),
                            i64::from(tried.milliseconds),
                        ],
                    )?;
                }
                let said = evidence.map(Said::Text);
                if let Some(finding) = said.and_then(|said| memory.finding(&said, false)) {
                    write_verdict(connection, findings, assessment, key, &finding)?;
                }
            }
            Ok(())
        })
    }
}

fn judge_all(
    connection: &Connection,
    findings: &mut Findings,
    campaign: i64,
    assessment: AssessmentId,
    judge: &Judge<'_>,
) -> Result<(), Error> {
    let mut last = file::key(campaign, 0) - 1;
    let memory = Memory::new(judge);
    loop {
        let rows: Vec<(i64, Vec<u8>, bool)> = connection.rows(
            "SELECT id, evidence, CASE WHEN claims IS NULL AND breakin IS NULL THEN 0 ELSE 1 END
             FROM target
             WHERE id > ?1 AND id < ?2 AND evidence IS NOT NULL ORDER BY id LIMIT ?3",
            values![last, file::key(campaign + 1, 0), PAGE],
            |row| Ok::<_, Error>((row.get(0)?, row.get(1)?, row.get::<i64>(2)? == 1)),
        )?;
        let Some((newest, ..)) = rows.last() else { return Ok(()) };
        last = *newest;
        for (key, evidence, claimed) in rows {
            if let Some(finding) = memory.finding(&crate::said::read(evidence), claimed) {
                write_verdict(connection, findings, assessment, key, &finding)?;
            }
        }
    }
}

pub(crate) fn write_verdict(
    connection: &Connection,
    findings: &mut Findings,
    assessment: AssessmentId,
    target: i64,
    finding: &Finding,
) -> Result<(), Error> {
    let signature = finding.signature();
    let id = match findings.get(&signature) {
        Some(id) => *id,
        None => {
            let id = finding_id(connection, finding, &signature)?;
            findings.insert(signature, id);
            id
        }
    };
    connection.execute(
        "INSERT INTO verdict (judgement, target, finding) VALUES (?1, ?2, ?3)",
        values![assessment.0, target, id],
    )?;
    Ok(())
}

fn finding_id(
    connection: &Connection,
    finding: &Finding,
    signature: &[u8; 32],
) -> Result<i64, Error> {
    let list = |ids: &[String]| serde_json::Value::from(ids).to_string();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    // Another campaign of the same store may be writing the same one.
    connection.execute(
        "INSERT INTO finding (signature, patched, status, worst, severity, open_least, open_most,
                              used_least, used_most, build, product, baseline, laid, certain,
                              possible, exploited)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (signature) DO NOTHING",
        values![
            signature.as_slice(),
            &finding.patched,
            &finding.status,
            &finding.worst,
            finding.severity,
            count(finding.open.0),
            count(finding.open.1),
            count(finding.used.0),
            count(finding.used.1),
            &finding.build.map(|build| build.to_string()),
            &finding.product,
            &finding.baseline,
            &finding.laid,
            &list(&finding.certain),
            &list(&finding.possible),
            &list(&finding.exploited),
        ],
    )?;
    let sql = "SELECT id FROM finding WHERE signature = ?1";
    let id =
        connection.row(sql, values![signature.as_slice()], |row| Ok::<_, Error>(row.get(0)?))?;
    id.ok_or(Error::Damaged("a finding was not written"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Setup;
    use crate::import::Imported;
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
                said: Said::Text(
                    format!("X-OWA-Version: 15.2.986.9\r\nX-Pad: {number:04000}\r\n").into(),
                ),
                seen: Some(0),
                ..Imported::default()
            };
            (from..from + 50).map(row).collect()
        };
        campaign.import(&batch(0), assessment, &judge, 0).expect("there is room");
        // SQLite answers as it does on a full disk.
        let pages: Option<i64> = campaign
            .connection
            .row("PRAGMA page_count", values![], |row| Ok::<_, Error>(row.get(0)?))
            .expect("it has pages");
        let limit = |campaign: &Campaign, pages: i64| {
            let sql = format!("PRAGMA max_page_count = {pages}");
            campaign.connection.batch(&sql).expect("a limit");
        };
        let pages = pages.expect("it has pages");
        limit(&campaign, pages + 3);
        let error = campaign.import(&batch(50), assessment, &judge, 0).expect_err("it is full");
        assert!(matches!(error, Error::DiskFull), "{error}");
        assert_eq!(campaign.counts().expect("it counts").done, 50);
        // The limit was the connection's, which is not used again.
        campaign.import(&batch(50), assessment, &judge, 0).expect("there is room again");
        let counts = campaign.counts().expect("it counts");
        assert_eq!((counts.done, counts.at_risk), (100, 100));
    }
}
