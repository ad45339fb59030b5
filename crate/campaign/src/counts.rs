//! Counts by status, product, baseline, CVE, country, sector and outcome.

use crate::error::Error;
use crate::file::Campaign;
use serde::Serialize;

/// A name and how often it came.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Count {
    /// What is counted.
    pub name: String,
    /// How often it came.
    pub hosts: u64,
    /// How many of these are at risk.
    pub at_risk: u64,
}

/// A campaign in numbers, by its newest assessment.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// The day of the verdicts.
    pub as_of: String,
    /// The version of the facts.
    pub database: String,
    /// Targets done.
    pub done: u64,
    /// Exchange servers that a verdict speaks of.
    pub servers: u64,
    /// Hosts with an open hole or without support: severity 2.
    pub at_risk: u64,
    /// Hosts with an open hole that attackers are known to use.
    pub used: u64,
    /// By how asking ended.
    pub outcomes: Vec<Count>,
    /// By verdict.
    pub statuses: Vec<Count>,
    /// By product.
    pub products: Vec<Count>,
    /// By baseline.
    pub baselines: Vec<Count>,
    /// By open vulnerability, the most frequent first.
    pub vulnerabilities: Vec<Count>,
    /// By country.
    pub countries: Vec<Count>,
    /// By province or state, its country's two letters before it.
    pub regions: Vec<Count>,
    /// By network operator.
    pub operators: Vec<Count>,
    /// By sector.
    pub sectors: Vec<Count>,
    /// By the day they were seen.
    pub days: Vec<Count>,
}

/// Every judged host with its finding and its place.
const JUDGED: &str = "
    FROM verdict
    JOIN finding ON finding.id = verdict.finding
    JOIN target ON target.number = verdict.number
    LEFT JOIN place ON place.number = verdict.number
    WHERE verdict.assessment = (SELECT max(id) FROM assessment)";

impl Campaign {
    /// Counts everything.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        let newest = "SELECT as_of, version FROM assessment ORDER BY id DESC LIMIT 1";
        let mut query = self.connection.prepare(newest)?;
        let mut rows = query.query([])?;
        let (as_of, database) = match rows.next()? {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => return Ok(Counts::default()),
        };
        let number = |sql: &str| {
            self.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
        };
        Ok(Counts {
            as_of,
            database,
            done: number("SELECT count(*) FROM target")?,
            servers: number(&format!(
                "SELECT count(*) {JUDGED}
                 AND finding.status NOT IN ('not-exchange', 'exchange-online')"
            ))?,
            at_risk: number(&format!("SELECT count(*) {JUDGED} AND finding.severity = 2"))?,
            used: number(&format!("SELECT count(*) {JUDGED} AND finding.used_least > 0"))?,
            outcomes: self
                .group("SELECT outcome, count(*), 0 FROM target GROUP BY 1 ORDER BY 2 DESC, 1")?,
            statuses: self.judged("finding.status")?,
            products: self.judged("coalesce(finding.product, '')")?,
            baselines: self
                .judged("coalesce(finding.product, '') || ' ' || coalesce(finding.baseline, '')")?,
            vulnerabilities: self.group(
                "SELECT value, sum(hosts), sum(hosts) FROM
                    (SELECT finding, count(*) AS hosts FROM verdict
                     WHERE assessment = (SELECT max(id) FROM assessment) GROUP BY finding) AS seen
                 JOIN finding ON finding.id = seen.finding, json_each(finding.certain)
                 GROUP BY 1 ORDER BY 2 DESC, 1",
            )?,
            countries: self.judged("coalesce(place.country, '')")?,
            regions: self.judged("coalesce(place.country || ' ' || place.region, '')")?,
            operators: self.judged("coalesce(place.operator, '')")?,
            sectors: self.judged("coalesce(place.sector, '')")?,
            days: self.group(&format!(
                "SELECT date(target.seen, 'unixepoch'), count(*), sum(finding.severity = 2)
                 {JUDGED} GROUP BY 1 ORDER BY 1"
            ))?,
        })
    }

    fn judged(&self, by: &str) -> Result<Vec<Count>, Error> {
        self.group(&format!(
            "SELECT trim({by}), count(*), sum(finding.severity = 2) {JUDGED}
             GROUP BY 1 ORDER BY 2 DESC, 1"
        ))
    }

    fn group(&self, sql: &str) -> Result<Vec<Count>, Error> {
        let mut query = self.connection.prepare(sql)?;
        let rows = query.query_map([], |row| {
            Ok(Count {
                name: row.get(0)?,
                hosts: row.get::<_, i64>(1)?.cast_unsigned(),
                at_risk: row.get::<_, i64>(2)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
