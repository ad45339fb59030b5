//! What others saw, taken in: one row is one target or a newer observation of
//! one, and what it replaced is history.

use crate::claim;
use crate::error::Error;
use crate::file;
use crate::file::Campaign;
use crate::file::Findings;
use crate::finding::Finding;
use crate::finding::Judge;
use crate::finding::Memory;
use crate::place::Place;
use crate::record::AssessmentId;
use crate::record::write_verdict;
pub use crate::taken::Taken;
use expatch::Said;
use expatch::judge::Status;
use expatch_store::Connection;
use expatch_store::values;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use std::cmp::Ordering;

impl Campaign {
    /// Writes what others saw. The same name at the same address twice is one
    /// target: what was seen last counts, in whatever order the rows come; of
    /// what was seen at the same time, the worse. The rest is history.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing of the batch is in it.
    pub fn import(
        &mut self,
        rows: &[Imported],
        assessment: AssessmentId,
        judge: &Judge<'_>,
        now: i64,
    ) -> Result<Taken, Error> {
        let campaign = self.id;
        self.transact(|connection, findings| {
            let newest = connection.row(
                "SELECT id FROM target WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT 1",
                values![file::key(campaign, 0), file::key(campaign + 1, 0)],
                |row| Ok::<_, Error>(row.get::<i64>(0)?),
            )?;
            let next = newest.map_or(file::key(campaign, 0), |newest| newest + 1);
            let taken = Taken::default();
            let judge = Memory::new(judge);
            let mut desk =
                Desk { connection, findings, campaign, assessment, judge, now, next, taken };
            rows.iter().try_for_each(|row| desk.take(row))?;
            Ok(desk.taken)
        })
    }
}

/// A row of another scanner's output.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// `scheme://host:port`, or what else names the target.
    pub target: String,
    /// Its address.
    pub address: Option<String>,
    /// What it said.
    pub said: Said,
    /// When, in seconds since 1970.
    pub seen: Option<i64>,
    /// What the scanner knows of where it is.
    pub place: Place,
    /// Who saw it.
    pub source: Option<String>,
    /// Whether it is an Exchange server, whatever it shows.
    pub exchange: bool,
    /// Vulnerabilities that the source says it has, each with what it says of it:
    /// `CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)`.
    pub claims: Vec<String>,
    /// The source's word for a break-in.
    pub compromised: Option<String>,
}

/// Somebody's word that a server was broken into.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct BreakIn {
    /// The word, such as `webshell`.
    pub what: String,
    /// Who says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was seen, in seconds since 1970.
    pub seen: i64,
    /// Whether that is when it was seen, and not only when it was taken in.
    pub dated: bool,
}

/// Where imported rows are taken in.
struct Desk<'a> {
    connection: &'a Connection,
    findings: &'a mut Findings,
    campaign: i64,
    assessment: AssessmentId,
    judge: Memory<'a>,
    now: i64,
    next: i64,
    taken: Taken,
}

/// What stands in the file of a target.
struct Known {
    key: i64,
    address: Option<String>,
    said: Vec<u8>,
    seen: i64,
    source: Option<String>,
    claims: Vec<String>,
    breakin: Option<BreakIn>,
}

impl Desk<'_> {
    fn take(&mut self, row: &Imported) -> Result<(), Error> {
        let (target, known) = self.known(row)?;
        let seen = row.seen.unwrap_or(self.now);
        let told = row.exchange || !row.said.is_empty();
        let breakin = row.compromised.as_ref().filter(|_| told).map(|what| BreakIn {
            what: what.clone(),
            by: row.source.clone(),
            seen,
            dated: row.seen.is_some(),
        });
        let said = crate::said::stored(&row.said);
        let claimed = row.exchange && (breakin.is_some() || !row.claims.is_empty());
        let Some(known) = known else {
            let finding = self.judge.finding(&row.said, claimed);
            // What other services of a host say is no host of the campaign's. Of a host
            // that is, it is kept: it may be a server no more.
            if finding.is_none() && breakin.is_none() {
                self.taken.nothing += 1;
                return Ok(());
            }
            let key = self.next;
            self.next += 1;
            self.taken.new += 1;
            self.taken.unplaced += u64::from(!is_placed(&target));
            self.connection.execute(
                "INSERT INTO target (id, campaign, target, address, outcome, evidence, seen,
                                     dated, source, claims, breakin)
                 VALUES (?1, ?2, ?3, ?4, 'answered', ?5, ?6, ?7, ?8, ?9, ?10)",
                values![
                    key,
                    self.campaign,
                    &target,
                    &row.address,
                    said.as_slice(),
                    seen,
                    i64::from(row.seen.is_some()),
                    &row.source,
                    &json(&row.claims),
                    &breakin.as_ref().and_then(json_of),
                ],
            )?;
            return self.write(key, row, finding);
        };
        self.taken.unplaced += u64::from(!is_placed(&target));
        // Who was broken into stays so, whoever looks next.
        let breakin = match (known.breakin, breakin) {
            (Some(old), Some(new)) if new.seen < old.seen => Some(old),
            (old, new) => new.or(old),
        };
        let mut claims = row.claims.clone();
        if (known.seen - seen).abs() < DAY {
            claim::join(&mut claims, &known.claims);
        }
        let is_same = known.said == said;
        let wins = match seen.cmp(&known.seen) {
            // Without a date, what is there already is only told again.
            Ordering::Greater => !(is_same && row.seen.is_none()),
            Ordering::Less => false,
            Ordering::Equal => !is_same && self.is_worse(row, known.key, claimed)?,
        };
        if is_same {
            self.taken.same += 1;
        } else {
            let at_once = seen == known.seen;
            *match (at_once, wins) {
                (true, _) => &mut self.taken.conflicting,
                (false, true) => &mut self.taken.replaced,
                (false, false) => &mut self.taken.older,
            } += 1;
            let why = if at_once { "conflict" } else { "older" };
            let (past, when, source) = match wins {
                true => (&known.said, known.seen, &known.source),
                false => (&said, seen, &row.source),
            };
            self.remember(known.key, past, when, source.as_deref(), why)?;
        }
        let (key, breakin) = (known.key, breakin.as_ref().and_then(json_of));
        if !wins {
            let claims = if seen + DAY > known.seen { claims } else { known.claims };
            self.connection.execute(
                "UPDATE target SET breakin = ?2, claims = ?3 WHERE id = ?1",
                values![key, &breakin, &json(&claims)],
            )?;
            return Ok(());
        }
        self.connection.execute(
            "UPDATE target SET evidence = ?2, seen = ?3, dated = ?4, source = ?5, claims = ?6,
                    breakin = ?7, address = coalesce(?8, address) WHERE id = ?1",
            values![
                key,
                said.as_slice(),
                seen,
                i64::from(row.seen.is_some()),
                &row.source,
                &json(&claims),
                &breakin,
                &row.address,
            ],
        )?;
        self.connection.execute(
            "DELETE FROM verdict WHERE judgement = ?1 AND target = ?2",
            values![self.assessment.0, key],
        )?;
        let finding = self.judge.finding(&row.said, claimed || breakin.is_some());
        self.write(key, row, finding)
    }

    fn write(&mut self, key: i64, row: &Imported, finding: Option<Finding>) -> Result<(), Error> {
        if row.place != Place::default() {
            row.place.write(self.connection, key)?;
        }
        if let Some(finding) = finding {
            write_verdict(self.connection, self.findings, self.assessment, key, &finding)?;
        }
        Ok(())
    }

    /// Whether a row says something worse than what stands there.
    fn is_worse(&self, row: &Imported, key: i64, claimed: bool) -> Result<bool, Error> {
        let Some(new) = self.judge.finding(&row.said, claimed) else { return Ok(false) };
        let old: Option<String> = self.connection.row(
            "SELECT finding.status FROM verdict JOIN finding ON finding.id = verdict.finding
             WHERE verdict.judgement = ?1 AND verdict.target = ?2",
            values![self.assessment.0, key],
            |row| Ok::<_, Error>(row.get(0)?),
        )?;
        let Some(old) = old else { return Ok(true) };
        Ok(Status::from_code(&new.status) < Status::from_code(&old))
    }

    fn remember(
        &self,
        key: i64,
        said: &[u8],
        seen: i64,
        source: Option<&str>,
        why: &str,
    ) -> Result<(), Error> {
        let mut hash = Sha256::new();
        hash.update(seen.to_be_bytes());
        hash.update(source.unwrap_or_default());
        hash.update(said);
        let digest = expatch::hexadecimal(&hash.finalize());
        let finding = self.judge.finding(&crate::said::read(said.to_vec()), false);
        let build = finding.as_ref().and_then(|finding| finding.build);
        self.connection.execute(
            "INSERT INTO history (target, digest, seen, source, why, status, build, evidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
            values![
                key,
                &digest,
                seen,
                &source.map(str::to_owned),
                why,
                &finding.map(|finding| finding.status),
                &build.map(|build| build.to_string()),
                said,
            ],
        )?;
        Ok(())
    }

    /// The target of a row, and what stands there: one name at another address
    /// is another host.
    fn known(&self, row: &Imported) -> Result<(String, Option<Known>), Error> {
        let known = self.find(&row.target)?;
        let other = match (known.as_ref().and_then(|one| one.address.as_ref()), &row.address) {
            (Some(known), Some(address)) if known != address => address,
            _ => return Ok((row.target.clone(), known)),
        };
        let target = format!("{}/{other}", row.target);
        let known = self.find(&target)?;
        Ok((target, known))
    }

    fn find(&self, target: &str) -> Result<Option<Known>, Error> {
        self.connection.row(
            "SELECT id, address, evidence, seen, source, claims, breakin FROM target
             WHERE campaign = ?1 AND target = ?2",
            values![self.campaign, target],
            |row| {
                Ok(Known {
                    key: row.get(0)?,
                    address: row.get(1)?,
                    said: row.get::<Option<Vec<u8>>>(2)?.unwrap_or_default(),
                    seen: row.get(3)?,
                    source: row.get(4)?,
                    claims: list(row.get(5)?),
                    breakin: breakin(row.get(6)?),
                })
            },
        )
    }
}

/// Whether a target names a host, and not only the row that it stands in.
fn is_placed(target: &str) -> bool {
    target.contains("://")
}

/// Seconds of a day: what one source says within it of a host belongs together.
const DAY: i64 = 86_400;

fn json(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| serde_json::Value::from(list).to_string())
}

fn json_of(breakin: &BreakIn) -> Option<String> {
    serde_json::to_string(breakin).ok()
}

/// A stored list of identifiers.
pub(crate) fn list(json: Option<String>) -> Vec<String> {
    json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// A stored word of a break-in.
pub(crate) fn breakin(json: Option<String>) -> Option<BreakIn> {
    serde_json::from_str(&json?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Setup;
    use crate::hosts::Class;
    use expatch::Database;
    use expatch::Date;
    use expatch_probe::TargetList;

    #[test]
    fn the_newest_observation_counts_and_a_name_at_two_addresses_is_two_hosts() {
        let folder = tempfile::tempdir().expect("a folder");
        let targets = TargetList::default();
        let setup = Setup { name: "two", seed: 1, contact: "", targets: &targets, created: 0 };
        let mut campaign =
            Campaign::create(&folder.path().join("two.expatch"), &setup).expect("new");
        let database = Database::embedded();
        let as_of = Date::new(2026, 11, 23).expect("a day");
        let judge = Judge { database: &database, as_of };
        let assessment = campaign.assess(&judge, 0).expect("it is assessed");
        let row = |target: &str, address: &str, build: &str, seen| Imported {
            target: target.to_owned(),
            address: (!address.is_empty()).then(|| address.to_owned()),
            said: Said::Text(format!("X-OWA-Version: {build}\r\n").into()),
            seen: Some(seen),
            ..Imported::default()
        };
        let name = "https://mail.example.org:443";
        let rows = [
            row(name, "192.0.2.1", "15.2.986.9", 20),
            row(name, "192.0.2.1", "15.1.2507.12", 10),
            row(name, "2001:db8::2", "15.1.2507.12", 30),
            row("https://other.example.org:443", "192.0.2.1", "15.2.986.9", 20),
            row("list.csv:7", "", "15.2.986.9", 20),
        ];
        campaign.import(&rows, assessment, &judge, 0).expect("it is written");
        let mut found = Vec::new();
        let take = |host: crate::hosts::Host| {
            let (build, address) = (host.build.clone(), host.address.clone());
            found.push((host.host().to_owned(), host.port(), address, build, host.asked));
            Ok(())
        };
        campaign.hosts(&[Class::AtRisk], take).expect("it is read");
        let expected = |name: &str, address: &str, build: &str| {
            (name.to_owned(), Some(443), Some(address.to_owned()), Some(build.to_owned()), false)
        };
        assert_eq!(
            found,
            [
                expected("mail.example.org", "192.0.2.1", "15.2.986.9"),
                expected("mail.example.org", "2001:db8::2", "15.1.2507.12"),
                expected("other.example.org", "192.0.2.1", "15.2.986.9"),
            ]
        );
    }
}
