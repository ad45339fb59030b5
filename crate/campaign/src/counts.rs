//! Counts by status, product, baseline, CVE, country, sector and outcome.

use crate::error::Error;
use crate::file::Campaign;
use expatch_store::values;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A name and how often it came.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// What is counted.
    pub name: String,
    /// How often it came.
    pub hosts: u64,
    /// How many of these are at risk.
    pub at_risk: u64,
}

/// Who saw how much, and when.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Seen {
    /// Who: `scan` where we asked ourselves, empty where nobody says it.
    pub name: String,
    /// How many hosts.
    pub hosts: u64,
    /// The day of the first observation.
    pub first: String,
    /// The day of the last one.
    pub last: String,
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
    /// Hosts of which somebody says that they were broken into.
    pub compromised: u64,
    /// Rows of lists that name no host: counted, and in no notice and no export.
    pub unplaced: u64,
    /// Observations that a newer or a worse one replaced.
    pub history: u64,
    /// By who saw it, with the days of the first and the last observation.
    pub sources: Vec<Seen>,
    /// By how asking ended.
    pub outcomes: Vec<Count>,
    /// By verdict.
    pub statuses: Vec<Count>,
    /// By product.
    pub products: Vec<Count>,
    /// By baseline.
    pub baselines: Vec<Count>,
    /// By open vulnerability, the most frequent first; of equals, those that attackers
    /// use.
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
    JOIN target ON target.id = verdict.target
    LEFT JOIN place ON place.target = verdict.target
    WHERE verdict.judgement = (SELECT max(id) FROM judgement WHERE campaign = ?1)";

/// How many of a group are at risk.
const AT_RISK: &str = "sum(CASE WHEN finding.severity = 2 THEN 1 ELSE 0 END)";

impl Campaign {
    /// Counts everything.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        let newest =
            "SELECT as_of, version FROM judgement WHERE campaign = ?1 ORDER BY id DESC LIMIT 1";
        let newest = self.connection.row(newest, values![self.id], |row| {
            Ok::<_, Error>((row.get::<String>(0)?, row.get::<String>(1)?))
        })?;
        let Some((as_of, database)) = newest else { return Ok(Counts::default()) };
        let number = |sql: &str| -> Result<u64, Error> {
            let found = self.connection.row(sql, values![self.id], |row| row.get(0));
            Ok(found?.unwrap_or(0))
        };
        let days = self.group(&format!(
            "SELECT CAST(target.seen / 86400 AS TEXT), count(*), {AT_RISK} {JUDGED}
             GROUP BY target.seen / 86400 ORDER BY target.seen / 86400"
        ))?;
        let day = |count: Count| Count {
            name: crate::time::day(count.name.parse::<i64>().unwrap_or(0) * 86_400),
            ..count
        };
        Ok(Counts {
            as_of,
            database,
            done: number("SELECT count(*) FROM target WHERE campaign = ?1")?,
            servers: number(&format!(
                "SELECT count(*) {JUDGED}
                 AND finding.status NOT IN ('not-exchange', 'exchange-online')"
            ))?,
            at_risk: number(&format!("SELECT count(*) {JUDGED} AND finding.severity = 2"))?,
            used: number(&format!("SELECT count(*) {JUDGED} AND finding.used_least > 0"))?,
            compromised: number(&format!(
                "SELECT count(*) {JUDGED} AND target.breakin IS NOT NULL"
            ))?,
            unplaced: number(&format!(
                "SELECT count(*) {JUDGED} AND target.target NOT LIKE '%://%'"
            ))?,
            history: number(
                "SELECT count(*) FROM history JOIN target ON target.id = history.target
                 WHERE target.campaign = ?1",
            )?,
            sources: self.sources()?,
            outcomes: self.group(
                "SELECT outcome, count(*), 0 FROM target WHERE campaign = ?1
                 GROUP BY 1 ORDER BY 2 DESC, 1",
            )?,
            statuses: self.judged("finding.status")?,
            products: self.judged("coalesce(finding.product, '')")?,
            baselines: self
                .judged("coalesce(finding.product, '') || ' ' || coalesce(finding.baseline, '')")?,
            vulnerabilities: self.vulnerabilities()?,
            countries: self.judged("coalesce(place.country, '')")?,
            regions: self.judged("coalesce(place.country || ' ' || place.region, '')")?,
            operators: self.judged("coalesce(place.operator, '')")?,
            sectors: self.judged("coalesce(place.sector, '')")?,
            days: days.into_iter().map(day).collect(),
        })
    }

    fn sources(&self) -> Result<Vec<Seen>, Error> {
        let sql = format!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM attempt WHERE attempt.target = target.id)
                         THEN 'scan' ELSE coalesce(target.source, '') END,
                    count(*), min(target.seen), max(target.seen)
             {JUDGED} GROUP BY 1 ORDER BY 2 DESC, 1"
        );
        self.connection.rows(&sql, values![self.id], |row| {
            let (first, last): (i64, i64) = (row.get(2)?, row.get(3)?);
            let (first, last) = (crate::time::day(first), crate::time::day(last));
            Ok(Seen { name: row.get(0)?, hosts: row.get(1)?, first, last })
        })
    }

    /// Hosts by open vulnerability. Findings are few, so their lists are taken
    /// apart here.
    fn vulnerabilities(&self) -> Result<Vec<Count>, Error> {
        let mut hosts: BTreeMap<String, u64> = BTreeMap::new();
        let mut used: BTreeSet<String> = BTreeSet::new();
        let sql = "SELECT finding.certain, finding.exploited, count(*) FROM verdict
             JOIN finding ON finding.id = verdict.finding
             WHERE verdict.judgement = (SELECT max(id) FROM judgement WHERE campaign = ?1)
             GROUP BY finding.certain, finding.exploited";
        self.connection.each(sql, values![self.id], |row| {
            let list =
                |json: String| -> Vec<String> { serde_json::from_str(&json).unwrap_or_default() };
            let count: u64 = row.get(2)?;
            used.extend(list(row.get(1)?));
            for id in list(row.get(0)?) {
                *hosts.entry(id).or_default() += count;
            }
            Ok::<_, Error>(())
        })?;
        let mut counts: Vec<Count> =
            hosts.into_iter().map(|(name, hosts)| Count { name, hosts, at_risk: hosts }).collect();
        counts.sort_by_key(|count| (Reverse(count.hosts), !used.contains(&count.name)));
        Ok(counts)
    }

    fn judged(&self, by: &str) -> Result<Vec<Count>, Error> {
        self.group(&format!(
            "SELECT trim({by}), count(*), {AT_RISK} {JUDGED} GROUP BY 1 ORDER BY 2 DESC, 1"
        ))
    }

    fn group(&self, sql: &str) -> Result<Vec<Count>, Error> {
        self.connection.rows(sql, values![self.id], |row| {
            Ok(Count { name: row.get(0)?, hosts: row.get(1)?, at_risk: row.get(2)? })
        })
    }
}
