//! From a build, a prefix or an identifier to rows; what is known of a
//! vulnerability on a baseline. Nothing here allocates.

use super::layout::{NONE, Section, run};
use super::{
    BaselineId, Database, Fix, ProductId, ReleaseId, Vulnerability, VulnerabilityId, table,
};
use crate::build::{Build, BuildPrefix};
use crate::date::Date;
use core::cmp::Ordering;
use core::ops::Range;

impl<'a> Database<'a> {
    /// The vulnerability with this identifier, in any letter case.
    pub fn vulnerability(&self, id: &str) -> Option<Vulnerability<'a>> {
        let (mut low, mut high) = (0, self.vulnerability_count());
        while low < high {
            let middle = low + (high - low) / 2;
            match compare_ids(self.vulnerability_id(middle), id) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => {
                    return Some(self.vulnerability_at(VulnerabilityId(middle as u16)));
                }
            }
        }
        None
    }

    /// The release with this build or with an alias that equals it.
    pub fn find(&self, build: Build) -> Option<ReleaseId> {
        let builds = self.table.builds();
        let row = builds.at_most(build).checked_sub(1)?;
        if builds.at(row) == build {
            return Some(ReleaseId(row as u16));
        }
        self.alias(build)
    }

    /// The numbers of the releases whose builds begin with `prefix`, ascending.
    pub fn with_prefix(&self, prefix: BuildPrefix) -> Range<u16> {
        let builds = self.table.builds();
        let first = match prefix.first().to_bits().checked_sub(1) {
            Some(before) => builds.at_most(Build::from_bits(before)),
            None => 0,
        };
        first as u16..builds.at_most(prefix.last()) as u16
    }

    /// The newest release whose build is at most `build`, of any baseline.
    pub fn at_or_below(&self, build: Build) -> Option<ReleaseId> {
        let row = self.table.builds().at_most(build).checked_sub(1)?;
        Some(ReleaseId(row as u16))
    }

    /// The baseline a build belongs to: the one with the same first three
    /// parts since 2013; before that, the one whose service pack's range
    /// holds it. `None` for a third part that stands in no table.
    pub fn baseline_of(&self, build: Build) -> Option<BaselineId> {
        let builds = self.table.builds();
        let after = builds.at_most(build);
        let below = after.checked_sub(1);
        if let Some(row) = below.filter(|row| builds.at(*row) == build) {
            return Some(self.release_baseline(row));
        }
        if let Some(alias) = self.alias(build) {
            return Some(self.release_baseline(usize::from(alias.0)));
        }
        let above = (after < builds.len()).then_some(after);
        let same = |other: Build| match build.major() {
            // One number line per product: a build above a service pack's own
            // and below the next one's has that service pack.
            0..=6 => {
                other <= build && (other.major(), other.minor()) == (build.major(), build.minor())
            }
            // The second part names the service pack.
            7..=14 => (other.major(), other.minor()) == (build.major(), build.minor()),
            _ => other.prefix() == build.prefix(),
        };
        [below, above]
            .into_iter()
            .flatten()
            .find(|row| same(builds.at(*row)))
            .map(|row| self.release_baseline(row))
    }

    /// What is known of one vulnerability on one baseline.
    pub fn fix(&self, vulnerability: VulnerabilityId, baseline: BaselineId) -> Fix {
        let Some(row) = self.run(vulnerability, baseline) else { return Fix::NotEvaluated };
        let flags = self.table.u8(Section::RunKind, row);
        let release = self.table.u16(Section::RunRelease, row);
        let other = self.table.u16(Section::RunOther, row);
        let build = |row: u16| (row != NONE).then(|| self.table.build(usize::from(row)));
        match flags & run::KIND {
            run::NOT_AFFECTED => Fix::NotAffected,
            run::NOT_EVALUATED => Fix::NotEvaluated,
            run::IN_BASELINE => Fix::InBaseline,
            run::FROM => Fix::From {
                build: self.table.build(usize::from(release)),
                disputed: build(other),
                special_update_lacks_it: flags & run::SPECIAL_LACKS_IT != 0,
            },
            run::UNKNOWN_BUILD => Fix::UnknownBuild {
                next: build(release),
                kb: (other != NONE).then(|| self.table.u32(Section::RunKbs, usize::from(other))),
            },
            run::WITHDRAWN => Fix::Withdrawn { from: build(release), until: build(other) },
            run::MANUAL_ONLY => Fix::ManualOnly,
            _ => Fix::Never,
        }
    }

    /// [`Database::fix`] as it was known on `day`: before a record was changed to
    /// another build all sources named the one that is disputed since.
    pub fn fix_on(&self, vulnerability: VulnerabilityId, baseline: BaselineId, day: Date) -> Fix {
        match self.fix(vulnerability, baseline) {
            Fix::From { build, disputed, special_update_lacks_it }
                if self.disputed_since(vulnerability).is_some_and(|since| since > day) =>
            {
                let build = disputed.unwrap_or(build);
                Fix::From { build, disputed: None, special_update_lacks_it }
            }
            fix => fix,
        }
    }

    /// Whether sources contradict each other about a vulnerability on a
    /// baseline. [`Fix::From`] names the other build; where [`Fix::Never`] or
    /// [`Fix::InBaseline`] is disputed, another source says the opposite.
    pub fn is_disputed(&self, vulnerability: VulnerabilityId, baseline: BaselineId) -> bool {
        self.run(vulnerability, baseline)
            .is_some_and(|row| self.table.u8(Section::RunKind, row) & run::DISPUTED != 0)
    }

    /// The run that speaks of a baseline: the last one that begins at or before it.
    fn run(&self, vulnerability: VulnerabilityId, baseline: BaselineId) -> Option<usize> {
        let product = self.table.u16(Section::Baselines, usize::from(baseline.0) * 6 + 1);
        let first = self.table.u16(Section::Products, usize::from(product) * 11 + 9);
        let offset = baseline.0.checked_sub(first)?;
        let row = usize::from(product) * self.vulnerability_count() + usize::from(vulnerability.0);
        let pattern = usize::from(self.table.u16(Section::Patterns, row));
        let ends = self.table.section(Section::PatternEnds);
        let start = if pattern == 0 { 0 } else { table::u16_at(ends, 2 * pattern - 2) };
        let end = table::u16_at(ends, 2 * pattern);
        let begins = self.table.section(Section::RunBaseline);
        let begins = begins.get(usize::from(start)..usize::from(end))?;
        let before = begins.iter().take_while(|begin| u16::from(**begin) <= offset).count();
        Some(usize::from(start) + before.checked_sub(1)?)
    }

    fn release_baseline(&self, row: usize) -> BaselineId {
        BaselineId(self.table.u16(Section::ReleaseBaseline, row))
    }

    /// Numbers that other lists print for a release, and the release meant.
    pub fn aliases(&self) -> impl ExactSizeIterator<Item = (Build, ReleaseId)> + use<'a> {
        let aliases = self.table.section(Section::Aliases);
        aliases.chunks_exact(8).map(|row| {
            let at = |field: usize| table::u16_at(row, 2 * field);
            (table::build(at(0), at(1), at(2)), ReleaseId(at(3)))
        })
    }

    fn alias(&self, build: Build) -> Option<ReleaseId> {
        self.aliases().find(|(alias, _)| *alias == build).map(|(_, release)| release)
    }

    /// The product of a baseline, without building the baseline's row.
    pub fn product_of(&self, baseline: BaselineId) -> ProductId {
        ProductId(self.table.u16(Section::Baselines, usize::from(baseline.0) * 6 + 1) as u8)
    }
}

/// Orders identifiers as people do: kind and year as text, then the number.
///
/// `ADV190007` < `CVE-2020-0688` < `CVE-2020-16875` < `CVE-2021-1730`
pub fn compare_ids(left: &str, right: &str) -> Ordering {
    let key = |id: &str| {
        let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
        (id.len() - digits, digits)
    };
    let ((left_at, left_digits), (right_at, right_digits)) = (key(left), key(right));
    let upper = |byte: &u8| byte.to_ascii_uppercase();
    let left_text = left.as_bytes()[..left_at].iter().map(upper);
    left_text
        .cmp(right.as_bytes()[..right_at].iter().map(upper))
        .then(left_digits.cmp(&right_digits))
        .then_with(|| left[left_at..].cmp(&right[right_at..]))
}
