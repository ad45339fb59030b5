//! The one check of bytes from outside: after it, every number in them leads
//! somewhere, so that look-ups need not doubt.

use super::layout::{
    self, AS_OF, COUNT, ENDS, ID_LENGTH, LENGTH, MARK, NONE, Section, VERSION, claim, guide, run,
    scope, topic,
};
use super::table::{Table, u16_at, u32_at};
use super::{DatabaseError, SCHEMA};
use crate::date::Date;

/// Checks everything and returns the bytes without what follows the content.
pub(super) fn check(bytes: &[u8]) -> Result<&[u8], DatabaseError> {
    if bytes.get(..MARK.len()) != Some(&MARK) {
        return Err(DatabaseError::NotADatabase);
    }
    let damaged = DatabaseError::Damaged;
    if bytes.len() < ENDS {
        return Err(damaged(bytes.len()));
    }
    readable(bytes)?;
    let bytes = bytes.get(..u32_at(bytes, LENGTH) as usize).ok_or(damaged(LENGTH))?;
    let table = Table(bytes);
    if table.sections() < COUNT {
        return Err(damaged(layout::SECTIONS));
    }
    let mut before = ENDS + 4 * table.sections();
    for number in 0..table.sections() {
        let (_, end) = table.range(number);
        if end < before || end > bytes.len() {
            return Err(damaged(ENDS + 4 * number));
        }
        before = end;
    }
    let as_of =
        i32::from_le_bytes([bytes[AS_OF], bytes[AS_OF + 1], bytes[AS_OF + 2], bytes[AS_OF + 3]]);
    if !(0..i32::from(u16::MAX)).contains(&as_of) {
        return Err(damaged(AS_OF));
    }
    let version = &bytes[layout::DATA_VERSION..layout::DATA_VERSION + layout::DATA_VERSION_LENGTH];
    if !version.is_ascii() {
        return Err(damaged(layout::DATA_VERSION));
    }
    Check { table, texts: 0 }.all()?;
    Ok(bytes)
}

fn readable(bytes: &[u8]) -> Result<(), DatabaseError> {
    let found = super::schema(bytes);
    let reads = semver::Comparator {
        op: semver::Op::Caret,
        major: SCHEMA.major,
        minor: None,
        patch: None,
        pre: semver::Prerelease::EMPTY,
    };
    debug_assert_eq!(u64::from(u16_at(bytes, VERSION)), found.major);
    if reads.matches(&found) { Ok(()) } else { Err(DatabaseError::Schema(found)) }
}

struct Check<'a> {
    table: Table<'a>,
    texts: u16,
}

impl Check<'_> {
    fn all(mut self) -> Result<(), DatabaseError> {
        self.texts()?;
        let releases = self.table.section(Section::ReleaseThird).len() / 2;
        let products = self.count(Section::Products, 22)?;
        let baselines = self.count(Section::Baselines, 12)?;
        self.products(products, baselines)?;
        self.baselines(baselines, products, releases)?;
        self.releases(releases, baselines)?;
        self.vulnerabilities(products)?;
        self.runs(releases)?;
        self.sources()?;
        self.dated(releases)
    }

    fn damaged(&self, section: Section) -> DatabaseError {
        DatabaseError::Damaged(self.table.range(section as usize).0)
    }

    fn require(&self, holds: bool, section: Section) -> Result<(), DatabaseError> {
        if holds { Ok(()) } else { Err(self.damaged(section)) }
    }

    /// The number of rows of `size` bytes; the section has nothing else.
    fn count(&self, section: Section, size: usize) -> Result<usize, DatabaseError> {
        let length = self.table.section(section).len();
        self.require(length.is_multiple_of(size) && length / size < usize::from(NONE), section)?;
        Ok(length / size)
    }

    fn column(&self, section: Section, size: usize, rows: usize) -> Result<(), DatabaseError> {
        self.require(self.table.section(section).len() == size * rows, section)
    }

    fn numbers(&self, section: Section) -> impl Iterator<Item = u16> {
        self.table.section(section).chunks_exact(2).map(|pair| u16_at(pair, 0))
    }

    fn text_column(&self, section: Section, rows: usize) -> Result<(), DatabaseError> {
        self.column(section, 2, rows)?;
        self.require(self.numbers(section).all(|text| text < self.texts), section)
    }

    fn texts(&mut self) -> Result<(), DatabaseError> {
        let count = self.count(Section::TextEnds, 2)?;
        let text = core::str::from_utf8(self.table.section(Section::Text))
            .map_err(|_| self.damaged(Section::Text))?;
        let mut before = 0;
        for end in self.numbers(Section::TextEnds) {
            let end = usize::from(end);
            self.require(before <= end && text.is_char_boundary(end), Section::TextEnds)?;
            before = end;
        }
        self.require(count > 0 && self.table.text_at(0).is_empty(), Section::TextEnds)?;
        self.texts = count as u16;
        Ok(())
    }

    fn products(&self, products: usize, baselines: usize) -> Result<(), DatabaseError> {
        let at = |row: usize, field: usize| self.table.u16(Section::Products, row * 11 + field);
        let mut before = None;
        for row in 0..products {
            let first = at(row, 9);
            let ascending = before.map_or(first == 0, |before| first > before);
            let texts = at(row, 0) < self.texts && at(row, 1) < self.texts;
            let holds = texts && ascending && usize::from(first) < baselines && at(row, 2) != NONE;
            self.require(holds, Section::Products)?;
            before = Some(first);
        }
        self.require(products > 0 && products < 256, Section::Products)
    }

    fn baselines(
        &self,
        baselines: usize,
        products: usize,
        releases: usize,
    ) -> Result<(), DatabaseError> {
        let at = |row: usize, field: usize| self.table.u16(Section::Baselines, row * 6 + field);
        let mut before = None;
        for row in 0..baselines {
            let (root, first) = (usize::from(at(row, 2)), at(row, 3));
            let ascending = before.map_or(first == 0, |before| first > before);
            let holds = at(row, 0) < self.texts
                && usize::from(at(row, 1)) < products
                && ascending
                && usize::from(first) <= root
                && root < releases;
            self.require(holds, Section::Baselines)?;
            before = Some(first);
        }
        Ok(())
    }

    fn releases(&self, releases: usize, baselines: usize) -> Result<(), DatabaseError> {
        self.require(releases > 0 && releases < usize::from(NONE), Section::ReleaseThird)?;
        for section in [Section::ReleaseMajorMinor, Section::ReleaseThird, Section::ReleaseRevision]
        {
            self.column(section, 2, releases)?;
        }
        let builds = self.table.builds();
        let ascending = (1..releases).all(|row| builds.at(row - 1) < builds.at(row));
        self.require(ascending, Section::ReleaseThird)?;
        self.column(Section::ReleaseBaseline, 2, releases)?;
        let known = self.numbers(Section::ReleaseBaseline).all(|row| usize::from(row) < baselines);
        self.require(known, Section::ReleaseBaseline)?;
        for section in [
            Section::ReleaseUpdate,
            Section::ReleaseAlso,
            Section::ReleaseUrl,
            Section::ReleaseSources,
        ] {
            self.text_column(section, releases)?;
        }
        self.column(Section::ReleaseFlags, 1, releases)?;
        let flags = self.table.section(Section::ReleaseFlags);
        self.require(flags.iter().all(|flags| flags & 7 < 7), Section::ReleaseFlags)?;
        self.column(Section::ReleaseDay, 2, releases)?;
        self.require(
            self.numbers(Section::ReleaseDay).all(|day| day != NONE),
            Section::ReleaseDay,
        )?;
        self.column(Section::ReleaseKb, 3, releases)?;
        self.column(Section::ReleaseReplacedBy, 2, releases)?;
        let leads = |row: u16| row == NONE || usize::from(row) < releases;
        self.require(
            self.numbers(Section::ReleaseReplacedBy).all(leads),
            Section::ReleaseReplacedBy,
        )?;
        let aliases = self.count(Section::Aliases, 8)?;
        let known = (0..aliases)
            .all(|row| usize::from(self.table.u16(Section::Aliases, row * 4 + 3)) < releases);
        self.require(known, Section::Aliases)
    }

    fn vulnerabilities(&self, products: usize) -> Result<(), DatabaseError> {
        let rows = self.count(Section::VulnerabilityId, ID_LENGTH)?;
        let ids = self.table.section(Section::VulnerabilityId);
        self.require(ids.is_ascii(), Section::VulnerabilityId)?;
        for section in [
            Section::VulnerabilityTitle,
            Section::VulnerabilityName,
            Section::VulnerabilityAlso,
            Section::VulnerabilityImpact,
            Section::VulnerabilitySeverity,
            Section::VulnerabilityVector,
            Section::VulnerabilitySources,
        ] {
            self.text_column(section, rows)?;
        }
        for section in [Section::VulnerabilityPublished, Section::VulnerabilityDisputed] {
            self.column(section, 2, rows)?;
        }
        let dated = self.numbers(Section::VulnerabilityPublished).all(|day| day != NONE);
        self.require(dated, Section::VulnerabilityPublished)?;
        self.column(Section::VulnerabilityScore, 1, rows)?;
        self.column(Section::VulnerabilityFlags, 1, rows)?;
        self.column(Section::VulnerabilitySteps, 4, rows)?;
        let lists = self.table.section(Section::StepLists);
        for row in 0..rows {
            let at =
                |field| usize::from(self.table.u16(Section::VulnerabilitySteps, row * 2 + field));
            self.require(at(0) + at(1) <= lists.len(), Section::VulnerabilitySteps)?;
        }
        let steps = self.count(Section::Steps, 4)?;
        self.require(lists.iter().all(|step| usize::from(*step) < steps), Section::StepLists)?;
        for row in 0..steps {
            let at = |field| self.table.u16(Section::Steps, row * 2 + field);
            self.require(at(0) < self.texts && at(1) < 3, Section::Steps)?;
        }
        self.column(Section::StepScopes, 8, steps)?;
        for row in 0..steps {
            let at = |field| self.table.u16(Section::StepScopes, row * 4 + field);
            let fix = at(3);
            let holds = at(0) & !scope::KNOWN == 0 && (fix == NONE || usize::from(fix) < rows);
            self.require(holds, Section::StepScopes)?;
        }
        for row in 0..self.count(Section::Guides, 6)? {
            let at = |field| self.table.u16(Section::Guides, row * 3 + field);
            let holds = at(0) < self.texts && at(1) <= guide::RUNTIMES && at(2) < self.texts;
            self.require(holds, Section::Guides)?;
        }
        let patterns = self.count(Section::PatternEnds, 2)?;
        self.column(Section::Patterns, 2, rows * products)?;
        let known = self.numbers(Section::Patterns).all(|row| usize::from(row) < patterns);
        self.require(known, Section::Patterns)
    }

    fn runs(&self, releases: usize) -> Result<(), DatabaseError> {
        let runs = self.count(Section::RunKind, 1)?;
        self.column(Section::RunBaseline, 1, runs)?;
        self.column(Section::RunRelease, 2, runs)?;
        self.column(Section::RunOther, 2, runs)?;
        let kbs = self.count(Section::RunKbs, 4)?;
        let mut start = 0;
        for end in self.numbers(Section::PatternEnds) {
            // A pattern speaks of the product's first baseline, and so of all.
            let first = self.table.u8(Section::RunBaseline, start);
            let end = usize::from(end);
            self.require(start < end && end <= runs && first == 0, Section::PatternEnds)?;
            start = end;
        }
        for row in 0..runs {
            let flags = self.table.u8(Section::RunKind, row);
            let kind = flags & run::KIND;
            self.require(flags & !run::KNOWN == 0 && kind <= run::MANUAL_ONLY, Section::RunKind)?;
            let release = self.table.u16(Section::RunRelease, row);
            let leads = |row: u16| usize::from(row) < releases;
            let needed = kind == run::FROM;
            let holds = leads(release) || (release == NONE && !needed);
            self.require(holds, Section::RunRelease)?;
            let other = self.table.u16(Section::RunOther, row);
            let rows = if kind == run::UNKNOWN_BUILD { kbs } else { releases };
            self.require(other == NONE || usize::from(other) < rows, Section::RunOther)?;
        }
        Ok(())
    }

    fn sources(&self) -> Result<(), DatabaseError> {
        let sources = self.count(Section::Sources, 8)?;
        for row in 0..sources {
            let at = |field| self.table.u16(Section::Sources, row * 4 + field);
            let texts = (0..3).all(|field| at(field) < self.texts);
            self.require(
                texts && super::table::day(at(3)).is_some_and(|day| day > Date::from_days(0)),
                Section::Sources,
            )?;
        }
        let covered = self.count(Section::Coverage, 6)?;
        for row in 0..covered {
            let at = |field| self.table.u16(Section::Coverage, row * 3 + field);
            let holds = usize::from(at(0)) < sources && at(1) & !topic::KNOWN == 0 && at(2) != NONE;
            self.require(holds, Section::Coverage)?;
        }
        Ok(())
    }

    fn dated(&self, releases: usize) -> Result<(), DatabaseError> {
        let sources = self.count(Section::Sources, 8)?;
        let vulnerabilities = self.count(Section::VulnerabilityId, ID_LENGTH)?;
        let claims = self.count(Section::Claims, 8)?;
        let mut before = (0, 0);
        for row in 0..claims {
            let at = |field| self.table.u16(Section::Claims, row * 4 + field);
            let holds = usize::from(at(0)) < vulnerabilities
                && usize::from(at(1)) < sources
                && (at(0), at(2)) >= before
                && at(2) != NONE
                && at(3) <= claim::DISCLOSED;
            self.require(holds, Section::Claims)?;
            before = (at(0), at(2));
        }
        for row in 0..self.count(Section::Withdrawals, 4)? {
            let release = self.table.u16(Section::Withdrawals, row * 2);
            self.require(usize::from(release) < releases, Section::Withdrawals)?;
        }
        for row in 0..self.count(Section::Issues, 10)? {
            let at = |field| self.table.u16(Section::Issues, row * 5 + field);
            let is_release = |number| usize::from(number) < releases;
            let holds = is_release(at(0))
                && (at(1) == NONE || is_release(at(1)))
                && at(2) != NONE
                && at(3) < self.texts
                && at(4) < self.texts;
            self.require(holds, Section::Issues)?;
        }
        Ok(())
    }
}
