//! Rows of the tables as values.

use super::layout::{ID_LENGTH, NO_SCORE, NONE, Section, guide, scope};
use super::{
    Baseline, BaselineId, Confidence, Database, Guide, Issue, Kind, ManualStep, Necessity, Product,
    ProductId, Release, ReleaseId, Role, Source, Vulnerability, VulnerabilityId, padded, table,
};
use crate::date::Date;

const PRODUCT: usize = 11;
const BASELINE: usize = 6;

impl<'a> Database<'a> {
    /// All products, oldest first.
    pub fn products(&self) -> impl ExactSizeIterator<Item = Product<'a>> + use<'a> {
        let database = *self;
        (0..self.product_count() as u8).map(move |id| database.product(ProductId(id)))
    }

    /// All baselines, ascending by their first build.
    pub fn baselines(&self) -> impl ExactSizeIterator<Item = Baseline<'a>> + use<'a> {
        let database = *self;
        (0..self.baseline_count() as u16).map(move |id| database.baseline(BaselineId(id)))
    }

    /// All releases, ascending by build.
    pub fn releases(&self) -> impl ExactSizeIterator<Item = Release<'a>> + use<'a> {
        let database = *self;
        (0..self.release_count() as u16).map(move |id| database.release(ReleaseId(id)))
    }

    /// All vulnerabilities, ascending by identifier.
    pub fn vulnerabilities(&self) -> impl ExactSizeIterator<Item = Vulnerability<'a>> + use<'a> {
        let database = *self;
        (0..self.vulnerability_count() as u16)
            .map(move |number| database.vulnerability_at(VulnerabilityId(number)))
    }

    /// All manual steps.
    pub fn manual_steps(&self) -> impl ExactSizeIterator<Item = ManualStep<'a>> + use<'a> {
        let database = *self;
        (0..self.table.rows(Section::Steps, 4) as u8).map(move |number| database.step(number))
    }

    /// Where the facts come from.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = Source<'a>> + use<'a> {
        let table = self.table;
        (0..table.rows(Section::Sources, 8)).map(move |row| {
            let at = |field| table.u16(Section::Sources, row * 4 + field);
            Source {
                key: table.text_at(at(0)),
                title: table.text_at(at(1)),
                url: Some(table.text_at(at(2))).filter(|url| !url.is_empty()),
                as_of: Date::from_days(i32::from(at(3))),
            }
        })
    }

    /// The product with this number.
    pub fn product(&self, id: ProductId) -> Product<'a> {
        let row = usize::from(id.0);
        let at = |field| self.table.u16(Section::Products, row * PRODUCT + field);
        let period = |field| Some((table::day(at(field))?, table::day(at(field + 1))?));
        let last = if row + 1 < self.product_count() {
            self.table.u16(Section::Products, (row + 1) * PRODUCT + 9)
        } else {
            self.baseline_count() as u16
        };
        Product {
            id,
            name: self.table.text_at(at(0)),
            short: self.table.text_at(at(1)),
            released: Date::from_days(i32::from(at(2))),
            month_only: at(10) & 1 != 0,
            mainstream_end: table::day(at(3)),
            extended_end: table::day(at(4)),
            esu: [period(5), period(7)],
            baselines: (BaselineId(at(9)), BaselineId(last.saturating_sub(1))),
        }
    }

    /// The baseline with this number.
    pub fn baseline(&self, id: BaselineId) -> Baseline<'a> {
        let row = usize::from(id.0);
        let at = |field| self.table.u16(Section::Baselines, row * BASELINE + field);
        let root = usize::from(at(2));
        let last = if row + 1 < self.baseline_count() {
            self.table.u16(Section::Baselines, (row + 1) * BASELINE + 3)
        } else {
            self.release_count() as u16
        };
        Baseline {
            id,
            product: ProductId(at(1) as u8),
            name: self.table.text_at(at(0)),
            build: self.table.build(root),
            released: Date::from_days(i32::from(self.table.u16(Section::ReleaseDay, root))),
            in_service_until: table::day(at(4)),
            esu: at(5) & 1 != 0,
            root: ReleaseId(root as u16),
            releases: (ReleaseId(at(3)), ReleaseId(last.saturating_sub(1))),
        }
    }

    /// The release with this number.
    pub fn release(&self, id: ReleaseId) -> Release<'a> {
        let row = usize::from(id.0);
        let text = |section| self.table.text(section, row);
        let flags = self.table.u8(Section::ReleaseFlags, row);
        let replaced_by = self.table.u16(Section::ReleaseReplacedBy, row);
        let kb = self.table.u24(Section::ReleaseKb, row);
        Release {
            id,
            build: self.table.build(row),
            baseline: BaselineId(self.table.u16(Section::ReleaseBaseline, row)),
            update: text(Section::ReleaseUpdate),
            also: text(Section::ReleaseAlso),
            kind: kind(flags & 7),
            released: Date::from_days(i32::from(self.table.u16(Section::ReleaseDay, row))),
            month_only: flags & 0x08 != 0,
            kb: (kb != 0).then_some(kb),
            url: text(Section::ReleaseUrl),
            esu_only: flags & 0x10 != 0,
            withdrawn: flags & 0x20 != 0,
            withdrawn_on: self.withdrawn_on(id),
            replaced_by: (replaced_by != NONE).then(|| self.table.build(replaced_by.into())),
            not_cumulative: flags & 0x40 != 0,
            confidence: if flags & 0x80 != 0 { Confidence::High } else { Confidence::Medium },
            sources: text(Section::ReleaseSources).unwrap_or_default(),
        }
    }

    /// The day on which a release was withdrawn, where it was.
    pub fn withdrawn_on(&self, id: ReleaseId) -> Option<Date> {
        let rows = self.table.section(Section::Withdrawals).chunks_exact(4);
        let mut rows = rows.map(|row| (table::u16_at(row, 0), table::u16_at(row, 2)));
        rows.find(|(release, _)| *release == id.0).and_then(|(_, day)| table::day(day))
    }

    /// The known issues of a release on a day, the earliest first.
    pub fn issues(
        &self,
        release: &Release<'a>,
        day: Date,
    ) -> impl Iterator<Item = Issue<'a>> + use<'a> {
        let database = *self;
        let (build, baseline) = (release.build, release.baseline);
        (0..self.table.rows(Section::Issues, 10)).filter_map(move |row| {
            let table = database.table;
            let at = |field| table.u16(Section::Issues, row * 5 + field);
            let from = database.release(ReleaseId(at(0)));
            let fixed = (at(1) != NONE).then(|| database.release(ReleaseId(at(1))));
            let since = table::day(at(2))?;
            let has = from.baseline == baseline
                && from.build <= build
                && fixed.as_ref().is_none_or(|fixed| build < fixed.build)
                && since <= day;
            has.then(|| Issue {
                code: table.text_at(at(3)),
                since,
                url: table.text_at(at(4)),
                fixed: fixed.filter(|fixed| fixed.released <= day),
            })
        })
    }

    /// The vulnerabilities published by `day`, ascending by identifier. Judging
    /// asks of each only for the columns it needs, so this reads one.
    pub fn published_by(&self, day: Date) -> impl Iterator<Item = VulnerabilityId> + use<'a> {
        let database = *self;
        let ids = (0..self.vulnerability_count() as u16).map(VulnerabilityId);
        ids.filter(move |id| database.published(*id) <= day)
    }

    /// The day on which a vulnerability was published.
    pub fn published(&self, id: VulnerabilityId) -> Date {
        let day = self.table.u16(Section::VulnerabilityPublished, usize::from(id.0));
        Date::from_days(i32::from(day))
    }

    /// The numbers of the manual steps that a vulnerability asks for.
    pub fn steps_of(&self, id: VulnerabilityId) -> &'a [u8] {
        let field = |field| {
            self.table.u16(Section::VulnerabilitySteps, usize::from(id.0) * 2 + field).into()
        };
        let (start, length): (usize, usize) = (field(0), field(1));
        self.table.section(Section::StepLists).get(start..start + length).unwrap_or_default()
    }

    /// The vulnerability with this number.
    pub fn vulnerability_at(&self, number: VulnerabilityId) -> Vulnerability<'a> {
        let row = usize::from(number.0);
        let text = |section| self.table.text(section, row);
        let flags = self.table.u8(Section::VulnerabilityFlags, row);
        let score = self.table.u8(Section::VulnerabilityScore, row);
        Vulnerability {
            number,
            id: self.vulnerability_id(row),
            title: text(Section::VulnerabilityTitle).unwrap_or_default(),
            impact: text(Section::VulnerabilityImpact),
            severity: text(Section::VulnerabilitySeverity),
            published: self.published(number),
            cvss: (score != NO_SCORE).then_some(score),
            vector: text(Section::VulnerabilityVector),
            kev: self.kev_on(number, Date::MAX),
            name: text(Section::VulnerabilityName),
            also: text(Section::VulnerabilityAlso),
            steps: self.steps_of(number),
            confidence: confidence(flags & 3),
            sources: text(Section::VulnerabilitySources).unwrap_or_default(),
        }
    }

    /// The manual step with this number.
    pub fn manual_step(&self, number: u8) -> Option<ManualStep<'a>> {
        (usize::from(number) < self.table.rows(Section::Steps, 4)).then(|| self.step(number))
    }

    fn step(&self, number: u8) -> ManualStep<'a> {
        let at = |field| self.table.u16(Section::Steps, usize::from(number) * 2 + field);
        let necessity = match at(1) {
            0 => Necessity::Interim,
            1 => Necessity::Verify,
            _ => Necessity::Required,
        };
        let of = |field| self.table.u16(Section::StepScopes, usize::from(number) * 4 + field);
        let flags = of(0);
        let role = match flags & (scope::MAILBOX | scope::EDGE) {
            scope::MAILBOX => Some(Role::Mailbox),
            scope::EDGE => Some(Role::Edge),
            _ => None,
        };
        ManualStep {
            number,
            code: self.table.text_at(at(0)),
            necessity,
            role,
            decides: flags & scope::DECIDES != 0,
            by_setup: flags & scope::BY_SETUP != 0,
            undone: flags & scope::UNDONE != 0,
            products: of(1),
            stays: of(2),
            exists_with: Some(of(3)).filter(|row| *row != NONE).map(VulnerabilityId),
        }
    }

    /// What the facts say beside a step of a plan, a vulnerability, a product or
    /// a baseline, in the order in which it is shown.
    pub fn guides<'k>(&self, key: &'k str) -> impl Iterator<Item = Guide<'a>> + use<'a, 'k> {
        let table = self.table;
        let key_of = move |row: usize| table.text_at(table.u16(Section::Guides, row * 3));
        let rows = table.rows(Section::Guides, 6);
        let (mut first, mut beyond) = (0, rows);
        while first < beyond {
            let middle = first.midpoint(beyond);
            if key_of(middle) < key { first = middle + 1 } else { beyond = middle }
        }
        (first..rows).take_while(move |row| key_of(*row) == key).map(move |row| {
            let at = |field| table.u16(Section::Guides, row * 3 + field);
            let text = table.text_at(at(2));
            match at(1) {
                guide::BEFORE => Guide::Before(text),
                guide::NEEDS => Guide::Needs(text),
                guide::RUNTIMES => Guide::Runtimes(text),
                guide::COMMAND => Guide::Command(text),
                guide::ARTICLE => Guide::Link("article", text),
                guide::MEDIA => Guide::Link("media", text),
                guide::GUIDE => Guide::Link("guide", text),
                guide::TOOL => Guide::Link("tool", text),
                guide::LIST => Guide::Link("list", text),
                _ => Guide::Source(text),
            }
        })
    }

    /// The identifier of a row.
    pub(super) fn vulnerability_id(&self, row: usize) -> &'a str {
        let ids = self.table.section(Section::VulnerabilityId);
        padded(ids.get(row * ID_LENGTH..(row + 1) * ID_LENGTH).unwrap_or_default())
    }

    pub(super) fn product_count(&self) -> usize {
        self.table.rows(Section::Products, 2 * PRODUCT)
    }

    pub(super) fn baseline_count(&self) -> usize {
        self.table.rows(Section::Baselines, 2 * BASELINE)
    }

    pub(super) fn release_count(&self) -> usize {
        self.table.rows(Section::ReleaseThird, 2)
    }

    pub(super) fn vulnerability_count(&self) -> usize {
        self.table.rows(Section::VulnerabilityId, ID_LENGTH)
    }
}

fn kind(number: u8) -> Kind {
    match number {
        0 => Kind::Preview,
        1 => Kind::Rtm,
        2 => Kind::ServicePack,
        3 => Kind::CumulativeUpdate,
        4 => Kind::SecurityUpdate,
        5 => Kind::HotfixUpdate,
        _ => Kind::UpdateRollup,
    }
}

fn confidence(number: u8) -> Confidence {
    match number {
        0 => Confidence::Low,
        1 => Confidence::Medium,
        _ => Confidence::High,
    }
}
