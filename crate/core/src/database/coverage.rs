//! Through which day each source was checked, and who has said that attackers
//! use a vulnerability.
//!
//! The day of a database is not that of its newest row: a list that was read
//! yesterday says nothing of what the other lists have said since they were
//! read. So each source has a day of its own, "nothing new" included, and what
//! a verdict needs is known through the earliest day among its topics.

use super::layout::{NONE, Section, claim, topic};
use super::{Database, Kev, VulnerabilityId, table};
use crate::date::Date;

const CLAIM: usize = 4;

/// What a source is about.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Topic {
    /// Which releases there are.
    Releases,
    /// Which vulnerabilities there are, and in which build each is fixed.
    Vulnerabilities,
    /// Which vulnerabilities attackers use.
    Exploitation,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Releases, Self::Vulnerabilities, Self::Exploitation];

    /// The topics that must reach a day before anything is called up to date on
    /// it. What attackers use changes how urgent a missing update is, and not
    /// whether one is missing.
    pub const NEEDED: [Self; 2] = [Self::Releases, Self::Vulnerabilities];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Releases => "releases",
            Self::Vulnerabilities => "vulnerabilities",
            Self::Exploitation => "exploitation",
        }
    }

    const fn bit(self) -> u16 {
        match self {
            Self::Releases => topic::RELEASES,
            Self::Vulnerabilities => topic::VULNERABILITIES,
            Self::Exploitation => topic::EXPLOITATION,
        }
    }
}

/// The day through which one source was checked, "nothing new" included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Coverage<'a> {
    /// Its key: `learn`, `msrc`, `kev`.
    pub source: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Through which day.
    pub through: Date,
    topics: u16,
}

impl Coverage<'_> {
    /// Whether the source tells all there is about a topic. A source without
    /// topics is read for more about rows that another source named.
    pub const fn tells(&self, topic: Topic) -> bool {
        self.topics & topic.bit() != 0
    }
}

/// What somebody has said about the use of a vulnerability.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ClaimKind {
    /// Attackers use it.
    Exploited,
    /// Ransomware crews use it.
    Ransomware,
    /// Microsoft's index at publication: exploitation more likely.
    MoreLikely,
    /// It was public before there was a fix.
    Disclosed,
}

impl ClaimKind {
    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exploited => "exploited",
            Self::Ransomware => "ransomware",
            Self::MoreLikely => "more-likely",
            Self::Disclosed => "disclosed",
        }
    }
}

/// Somebody's dated word about the use of a vulnerability.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Claim<'a> {
    /// The key of whoever says so: `msrc`, `kev`.
    pub by: &'a str,
    /// What is said.
    pub kind: ClaimKind,
    /// Since which day.
    pub day: Date,
}

impl<'a> Database<'a> {
    /// The day through which each source was checked, in the order of the sources.
    pub fn coverage(&self) -> impl ExactSizeIterator<Item = Coverage<'a>> + use<'a> {
        let table = self.table;
        (0..table.rows(Section::Coverage, 6)).map(move |row| {
            let at = |field| table.u16(Section::Coverage, row * 3 + field);
            let source = |field| table.u16(Section::Sources, usize::from(at(0)) * 4 + field);
            Coverage {
                source: table.text_at(source(0)),
                title: table.text_at(source(1)),
                topics: at(1),
                through: Date::from_days(i32::from(at(2))),
            }
        })
    }

    /// The day through which a topic was checked: the latest day of the sources
    /// that tell all about it. `None` where no source does.
    pub fn covered_through(&self, topic: Topic) -> Option<Date> {
        let tells = self.coverage().filter(|coverage| coverage.tells(topic));
        tells.map(|coverage| coverage.through).max()
    }

    /// What has been said about the use of a vulnerability, ascending by day.
    ///
    /// ```
    /// use expatch::Database;
    /// let database = Database::embedded();
    /// let shell = database.vulnerability("CVE-2021-26855").unwrap();
    /// let first = database.claims(shell.number).next().unwrap();
    /// assert_eq!((first.by, first.day.to_string().as_str()), ("msrc", "2021-03-02"));
    /// ```
    pub fn claims(&self, id: VulnerabilityId) -> impl Iterator<Item = Claim<'a>> + use<'a> {
        let table = self.table;
        let rows = table.rows(Section::Claims, 2 * CLAIM);
        let of = move |row| table.u16(Section::Claims, row * CLAIM);
        // Ascending by vulnerability: the first row is found by halving.
        let (mut low, mut high) = (0, rows);
        while low < high {
            let middle = low + (high - low) / 2;
            if of(middle) < id.0 { low = middle + 1 } else { high = middle }
        }
        (low..rows).take_while(move |row| of(*row) == id.0).map(move |row| {
            let at = |field| table.u16(Section::Claims, row * CLAIM + field);
            Claim {
                by: table.text_at(table.u16(Section::Sources, usize::from(at(1)) * 4)),
                day: Date::from_days(i32::from(at(2))),
                kind: match at(3) {
                    claim::EXPLOITED => ClaimKind::Exploited,
                    claim::RANSOMWARE => ClaimKind::Ransomware,
                    claim::MORE_LIKELY => ClaimKind::MoreLikely,
                    _ => ClaimKind::Disclosed,
                },
            }
        })
    }

    /// What had been said by `day` about the use of a vulnerability.
    pub fn claims_on(
        &self,
        id: VulnerabilityId,
        day: Date,
    ) -> impl Iterator<Item = Claim<'a>> + use<'a> {
        self.claims(id).take_while(move |claim| claim.day <= day)
    }

    /// Since when somebody says that attackers use a vulnerability, as known on `day`.
    pub fn exploited_since(&self, id: VulnerabilityId, day: Date) -> Option<Date> {
        let mut claims = self.claims_on(id, day);
        claims.find(|claim| claim.kind == ClaimKind::Exploited).map(|claim| claim.day)
    }

    /// Its entry in CISA's catalogue, as of `day`.
    pub fn kev_on(&self, id: VulnerabilityId, day: Date) -> Option<Kev> {
        let mut kev = None;
        for claim in self.claims_on(id, day).filter(|claim| claim.by == "kev") {
            match (claim.kind, &mut kev) {
                (ClaimKind::Exploited, _) => {
                    kev = Some(Kev { added: claim.day, ransomware: false });
                }
                (ClaimKind::Ransomware, Some(kev)) => kev.ransomware = true,
                _ => {}
            }
        }
        kev
    }

    /// The day since which sources contradict each other about the fix of a
    /// vulnerability, because a record was changed; `None` where they do not.
    pub fn disputed_since(&self, id: VulnerabilityId) -> Option<Date> {
        table::day(self.table.u16(Section::VulnerabilityDisputed, usize::from(id.0)))
    }

    /// The first day of the year of the oldest vulnerability: what was published
    /// before it was not collected. `None` where there is no vulnerability.
    pub fn vulnerabilities_from(&self) -> Option<Date> {
        let days = self.table.section(Section::VulnerabilityPublished).chunks_exact(2);
        let oldest = days.map(|day| table::u16_at(day, 0)).min()?;
        let (year, ..) = Date::from_days(i32::from(oldest)).calendar();
        Date::new(year, 1, 1)
    }

    /// The newest day of any row: no row of a sound database is newer.
    pub fn newest_row(&self) -> Date {
        let days = |section| self.table.section(section).chunks_exact(2);
        let released = days(Section::ReleaseDay).chain(days(Section::VulnerabilityPublished));
        let claims = self.table.section(Section::Claims).chunks_exact(2 * CLAIM);
        let claims = claims.map(|row| table::u16_at(row, 4));
        let released = released.map(|day| table::u16_at(day, 0));
        let checked = self.coverage().map(|coverage| coverage.through);
        let rows = released.chain(claims).filter(|day| *day != NONE);
        let rows = rows.map(|day| Date::from_days(i32::from(day)));
        rows.chain(checked).max().unwrap_or(self.as_of()).max(self.as_of())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_is_the_earliest_of_the_needed_topics() {
        let database = Database::embedded();
        let needed = Topic::NEEDED.map(|topic| database.covered_through(topic).unwrap());
        assert_eq!(database.as_of(), needed.into_iter().min().unwrap());
        assert!(database.covered_through(Topic::Exploitation).unwrap() < database.as_of());
    }

    #[test]
    fn claims_are_known_from_their_day_on() {
        let database = Database::embedded();
        let id = database.vulnerability("CVE-2024-21410").unwrap().number;
        // Microsoft raised its flag the day after publication, CISA a day later.
        assert_eq!(database.exploited_since(id, day("2024-02-13")), None);
        let since = database.exploited_since(id, Date::MAX);
        assert_eq!(since, Some(day("2024-02-14")));
        assert_eq!(database.kev_on(id, day("2024-02-14")), None);
        assert!(database.kev_on(id, day("2024-02-15")).is_some());
    }

    #[test]
    fn a_withdrawal_is_known_from_its_day_on() {
        let database = Database::embedded();
        let paused = database.find("15.1.2507.43".parse().unwrap()).unwrap();
        let release = database.release(paused);
        assert!(
            !release.withdrawn_by(day("2024-11-13")) && release.withdrawn_by(day("2024-11-14"))
        );
    }
}
