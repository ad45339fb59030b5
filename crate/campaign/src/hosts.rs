//! Judged hosts with everything known of them, one at a time, for notices and
//! exports.

use crate::error::Error;
use crate::file;
use crate::file::Campaign;
use crate::import;
use crate::import::BreakIn;
use crate::place::COLUMNS;
use crate::place::Place;
use crate::said;
use expatch::Said;
use expatch_probe::observation::TlsFacts;
use expatch_store::Row;
use expatch_store::values;

/// What a host is to whoever must be notified of it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Class {
    /// Somebody says that it was broken into, whatever its version is.
    Compromised,
    /// It has open holes or no support, whichever of its candidates is true.
    AtRisk,
    /// It may have.
    Possible,
    /// Nothing is to be sent.
    Quiet,
}

impl Class {
    /// Those that a hand-over speaks of.
    pub const TOLD: [Self; 3] = [Self::Compromised, Self::AtRisk, Self::Possible];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Compromised => "compromised",
            Self::AtRisk => "vulnerable",
            Self::Possible => "possible",
            Self::Quiet => "quiet",
        }
    }
}

/// One judged host, by the newest assessment.
#[derive(Clone, Debug)]
pub struct Host {
    /// The target's number.
    pub number: i64,
    /// `scheme://host:port`.
    pub target: String,
    /// Its address.
    pub address: Option<String>,
    /// What it said.
    pub said: Said,
    /// What its TLS handshake showed.
    pub tls: Option<TlsFacts>,
    /// When, in seconds since 1970.
    pub seen: i64,
    /// Whether that is when it was seen, and not only when it was taken in.
    pub dated: bool,
    /// Who saw it, where we did not ask.
    pub source: Option<String>,
    /// Vulnerabilities that the source says it has.
    pub claims: Vec<String>,
    /// Who says that it was broken into.
    pub breakin: Option<BreakIn>,
    /// The verdict's status.
    pub status: String,
    /// Whether it is patched.
    pub patched: String,
    /// The verdict's severity.
    pub severity: u8,
    /// How many CVEs are open at least and at most.
    pub open: (u64, u64),
    /// The build, where it is fixed.
    pub build: Option<String>,
    /// The product.
    pub product: Option<String>,
    /// The baseline.
    pub baseline: Option<String>,
    /// The update laid on the baseline.
    pub laid: Option<String>,
    /// CVEs that are open.
    pub certain: Vec<String>,
    /// CVEs that may be open.
    pub possible: Vec<String>,
    /// CVEs that are open and known to be exploited.
    pub exploited: Vec<String>,
    /// Whether we asked it ourselves; else somebody else saw it.
    pub asked: bool,
    /// Where and whose it is.
    pub place: Place,
}

impl Host {
    /// What it is to whoever must be notified.
    pub fn class(&self) -> Class {
        match self.severity {
            _ if self.breakin.is_some() => Class::Compromised,
            2 => Class::AtRisk,
            3 => Class::Possible,
            _ => Class::Quiet,
        }
    }

    /// The host's name or address, as it was asked for.
    pub fn host(&self) -> &str {
        let rest = self.authority();
        let host = rest.rsplit_once(':').map_or(rest, |(host, port)| {
            if port.bytes().all(|byte| byte.is_ascii_digit()) { host } else { rest }
        });
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port, where the target names one.
    pub fn port(&self) -> Option<u16> {
        self.authority().rsplit_once(':')?.1.parse().ok()
    }

    /// `host:port`. One name at two addresses is two hosts: the second has its
    /// address behind a slash.
    fn authority(&self) -> &str {
        let rest = self.target.split("://").nth(1).unwrap_or(&self.target);
        rest.split('/').next().unwrap_or(rest)
    }

    /// Whether it says where the server is. A row of a list that names no host
    /// is counted, but nobody can be notified of it.
    pub fn is_placed(&self) -> bool {
        self.scheme().is_some()
    }

    /// `https` or `http`, where the target names it.
    pub fn scheme(&self) -> Option<&str> {
        self.target.split_once("://").map(|(scheme, _)| scheme)
    }

    /// The name it is known by: as asked for, of its certificate, or reverse.
    pub fn name(&self) -> Option<&str> {
        let host = self.host();
        let is_address = host.parse::<std::net::IpAddr>().is_ok();
        let tls = self.tls.as_ref().map(|tls| tls.subject.as_str());
        (!is_address)
            .then_some(host)
            .or_else(|| tls.filter(|name| name.contains('.') && !name.contains(['*', ' '])))
            .or(self.place.reverse.as_deref())
    }

    /// Product, baseline and update in one.
    pub fn release(&self) -> Option<String> {
        let parts = [&self.product, &self.baseline, &self.laid];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

impl Campaign {
    /// Hands over every judged host of these classes that says where it is, in
    /// the order of their numbers; one at a time, so that memory does not grow.
    ///
    /// # Errors
    /// When the file cannot be read, or `take` fails.
    pub fn hosts(
        &self,
        classes: &[Class],
        mut take: impl FnMut(Host) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sql = select("AND verdict.target > ?2 ORDER BY verdict.target LIMIT ?3");
        let mut last = self.key(0) - 1;
        loop {
            let page = self.connection.rows(&sql, values![self.id, last, PAGE], read)?;
            let Some(host) = page.last() else { return Ok(()) };
            last = self.key(host.number);
            for host in page {
                if classes.contains(&host.class()) && host.is_placed() {
                    take(host)?;
                }
            }
        }
    }

    /// Judged hosts after a number, ascending.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hosts_after(&self, after: i64, limit: i64) -> Result<Vec<Host>, Error> {
        let sql = select("AND verdict.target > ?2 ORDER BY verdict.target LIMIT ?3");
        // Whatever was asked for, it stays within this campaign.
        let last = match u32::try_from(after) {
            Ok(after) => self.key(i64::from(after)),
            Err(_) if after < 0 => self.key(0) - 1,
            Err(_) => return Ok(Vec::new()),
        };
        self.connection.rows(&sql, values![self.id, last, limit], read)
    }

    /// One judged host.
    pub(crate) fn host(&self, number: i64) -> Result<Host, Error> {
        let sql = select("AND verdict.target = ?2");
        let host = self.connection.row(&sql, values![self.id, self.key(number)], read)?;
        host.ok_or(Error::Damaged("a judged host is gone"))
    }
}

/// How many hosts are in memory at a time.
const PAGE: i64 = 500;

fn select(end: &str) -> String {
    format!(
        "SELECT target.id, target.target, target.address, target.evidence, target.tls,
                target.seen, finding.severity, finding.status, finding.build, finding.product,
                finding.baseline, finding.laid, finding.certain, finding.possible,
                finding.exploited, finding.patched, finding.open_least, finding.open_most,
                CASE WHEN EXISTS (SELECT 1 FROM attempt WHERE attempt.target = target.id)
                     THEN 1 ELSE 0 END,
                target.dated, target.source, target.claims, target.breakin, {COLUMNS}
         FROM verdict
         JOIN target ON target.id = verdict.target
         JOIN finding ON finding.id = verdict.finding
         LEFT JOIN place ON place.target = verdict.target
         WHERE verdict.judgement = (SELECT max(id) FROM judgement WHERE campaign = ?1)
               AND finding.status NOT IN ('not-exchange', 'exchange-online') {end}"
    )
}

fn read(row: &Row<'_>) -> Result<Host, Error> {
    let list = |at: usize| -> Result<Vec<String>, Error> {
        let json: String = row.get(at)?;
        Ok(serde_json::from_str(&json).unwrap_or_default())
    };
    let tls: Option<String> = row.get(4)?;
    Ok(Host {
        number: file::number(row.get(0)?),
        target: row.get(1)?,
        address: row.get(2)?,
        said: said::read(row.get::<Option<Vec<u8>>>(3)?.unwrap_or_default()),
        tls: tls.and_then(|json| serde_json::from_str(&json).ok()),
        seen: row.get(5)?,
        severity: row.get(6)?,
        status: row.get(7)?,
        build: row.get(8)?,
        product: row.get(9)?,
        baseline: row.get(10)?,
        laid: row.get(11)?,
        certain: list(12)?,
        possible: list(13)?,
        exploited: list(14)?,
        patched: row.get(15)?,
        open: (row.get(16)?, row.get(17)?),
        asked: row.get::<i64>(18)? == 1,
        dated: row.get::<i64>(19)? == 1,
        source: row.get(20)?,
        claims: import::list(row.get(21)?),
        breakin: import::breakin(row.get(22)?),
        place: Place::read(row, 23)?,
    })
}
