//! Facts to the one binary, by the page `expatch::database::layout`. The same
//! facts give the same bytes on every machine.

mod dated;
mod fixes;
mod sink;

use crate::model::{Confidence, GuideLink, Kind, LinkKind, Necessity, ReleaseRow, Role};
use crate::read::{Facts, ProductFacts, Row};
use crate::{Place, Problem};
use expatch::database::layout::{NO_SCORE, NONE, Section, guide, scope};
use expatch::{Build, Date};
use sink::Sink;
use std::collections::BTreeMap;

/// Compiles checked facts.
///
/// # Errors
/// Facts that outgrow the file's layout.
pub fn compile(facts: &Facts) -> Result<Vec<u8>, Problem> {
    let plan = Plan::new(facts);
    let mut sink = Sink::default();
    products(&plan, &mut sink);
    releases(&plan, &mut sink);
    vulnerabilities(&plan, &mut sink);
    fixes::fixes(&plan, &mut sink)?;
    guides(&plan, &mut sink);
    for source in &facts.sources {
        let url = source.url.as_deref().unwrap_or_default();
        for text in [&source.key, &source.title, url] {
            let number = sink.text(text);
            sink.u16(Section::Sources, number);
        }
        sink.u16(Section::Sources, day(Some(*source.as_of)));
    }
    dated::dated(&plan, &mut sink);
    let place = |file: &str| Place { file: file.into(), line: 0 };
    let as_of = facts.as_of().ok_or_else(|| {
        place("sources.toml").problem("no source `tells` of the releases or of the vulnerabilities")
    })?;
    sink.finish(&facts.database.version, as_of).map_err(|what| place("database.bin").problem(what))
}

/// The rows in the order of the file, with their numbers.
struct Plan<'a> {
    facts: &'a Facts,
    /// In the order of `products.toml`.
    tables: Vec<&'a ProductFacts>,
    numbers: BTreeMap<Build, u16>,
    vulnerabilities: Vec<&'a Row<crate::model::VulnerabilityRow>>,
}

impl<'a> Plan<'a> {
    fn new(facts: &'a Facts) -> Self {
        let tables: Vec<_> =
            facts.products.iter().filter_map(|product| facts.of(&product.short)).collect();
        let releases = tables.iter().flat_map(|table| &table.releases);
        let numbers = releases.zip(0..).map(|(release, number)| (*release.build, number)).collect();
        let mut vulnerabilities: Vec<_> = facts.vulnerabilities.iter().collect();
        vulnerabilities.sort_by(|a, b| expatch::database::compare_ids(&a.id, &b.id));
        Self { facts, tables, numbers, vulnerabilities }
    }

    fn number(&self, build: Option<Build>) -> u16 {
        build.and_then(|build| self.numbers.get(&build).copied()).unwrap_or(NONE)
    }
}

/// A day as it is stored.
fn day(date: Option<Date>) -> u16 {
    date.and_then(|date| u16::try_from(date.days()).ok()).unwrap_or(NONE)
}

fn products(plan: &Plan<'_>, sink: &mut Sink) {
    let (mut baseline_number, mut release_number) = (0, 0);
    for (product_number, table) in (0..).zip(&plan.tables) {
        let Some(row) = plan.facts.products.iter().find(|row| row.short == table.product.row)
        else {
            continue;
        };
        let esu = |number: usize| row.esu.get(number);
        let section = Section::Products;
        let (name, short) = (sink.text(&row.name), sink.text(&row.short));
        let fields = [
            name,
            short,
            day(Some(row.released.date)),
            day(row.mainstream_end.map(|day| *day)),
            day(row.extended_end.map(|day| *day)),
            day(esu(0).map(|period| *period.from)),
            day(esu(0).map(|period| *period.to)),
            day(esu(1).map(|period| *period.from)),
            day(esu(1).map(|period| *period.to)),
            baseline_number,
            u16::from(row.released.month_only),
        ];
        fields.into_iter().for_each(|field| sink.u16(section, field));
        for baseline in &table.baselines {
            let name = sink.text(&baseline.name);
            let until = baseline.in_service_until.map(|day| *day);
            let fields = [
                name,
                product_number,
                plan.number(Some(*baseline.build)),
                release_number,
                day(until.filter(|until| row.extended_end.is_none_or(|end| *until != *end))),
                u16::from(baseline.esu),
            ];
            fields.into_iter().for_each(|field| sink.u16(Section::Baselines, field));
            let own = table.releases.iter().filter(|release| release.baseline == baseline.name);
            release_number += own.count() as u16;
            baseline_number += 1;
        }
    }
}

fn releases(plan: &Plan<'_>, sink: &mut Sink) {
    let mut baselines = BTreeMap::new();
    for table in &plan.tables {
        for baseline in &table.baselines {
            let number = baselines.len() as u16;
            baselines.insert((table.product.row.as_str(), baseline.name.as_str()), number);
        }
    }
    let mut aliases = Vec::new();
    let owners = plan.tables.iter().flat_map(|table| {
        table.releases.iter().map(|release| (table.product.row.as_str(), release))
    });
    for (number, (product, release)) in (0u16..).zip(owners) {
        let build = *release.build;
        sink.u16(Section::ReleaseMajorMinor, build.major() << 8 | build.minor());
        sink.u16(Section::ReleaseThird, build.third());
        sink.u16(Section::ReleaseRevision, build.revision());
        let baseline = baselines.get(&(product, release.baseline.as_str()));
        sink.u16(Section::ReleaseBaseline, baseline.copied().unwrap_or(NONE));
        sink.text_in(Section::ReleaseUpdate, release.update.as_deref());
        sink.text_in(Section::ReleaseAlso, release.also.first().map(String::as_str));
        sink.u8(Section::ReleaseFlags, flags(release));
        sink.u16(Section::ReleaseDay, day(Some(release.released.date)));
        sink.bytes(Section::ReleaseKb, &release.kb.unwrap_or(0).to_le_bytes()[..3]);
        sink.text_in(Section::ReleaseUrl, release.url.as_deref());
        let replaced = release.replaced_by.map(|build| *build);
        sink.u16(Section::ReleaseReplacedBy, plan.number(replaced));
        sink.text_in(Section::ReleaseSources, Some(&release.sources.join(" ")));
        aliases.extend(release.aliases.iter().map(|alias| (alias.0, number)));
    }
    aliases.sort();
    for (build, number) in aliases {
        let fields = [build.major() << 8 | build.minor(), build.third(), build.revision(), number];
        fields.into_iter().for_each(|field| sink.u16(Section::Aliases, field));
    }
}

fn flags(release: &ReleaseRow) -> u8 {
    let kind = match release.kind {
        Kind::Preview => 0,
        Kind::Rtm => 1,
        Kind::Sp => 2,
        Kind::Cu => 3,
        Kind::Su => 4,
        Kind::Hu => 5,
        Kind::Ru => 6,
    };
    kind | u8::from(release.released.month_only) << 3
        | u8::from(release.esu.is_some()) << 4
        | u8::from(release.withdrawn.is_some()) << 5
        | u8::from(!release.fixes_only.is_empty()) << 6
        | u8::from(release.confidence == Confidence::High) << 7
}

fn guides(plan: &Plan<'_>, sink: &mut Sink) {
    let mut all: Vec<(String, u16, String)> = Vec::new();
    for row in &plan.facts.guides {
        let texts = |kind: u16, texts: &'_ [String]| -> Vec<(u16, String)> {
            texts.iter().map(|text| (kind, text.clone())).collect()
        };
        let link = |link: &GuideLink| {
            let kind = match link.kind {
                LinkKind::Article => guide::ARTICLE,
                LinkKind::Media => guide::MEDIA,
                LinkKind::Guide => guide::GUIDE,
                LinkKind::Tool => guide::TOOL,
                LinkKind::List => guide::LIST,
            };
            (kind, link.url.clone())
        };
        let mut rows = texts(guide::BEFORE, &row.before);
        let runtimes = (!row.runtimes.is_empty()).then(|| row.runtimes.join("; "));
        rows.extend(row.needs.iter().map(|needs| (guide::NEEDS, needs.clone())));
        rows.extend(runtimes.map(|runtimes| (guide::RUNTIMES, runtimes)));
        rows.extend(texts(guide::COMMAND, &row.commands));
        rows.extend(row.links.iter().map(link));
        rows.extend(texts(guide::SOURCE, &row.sources));
        for key in plan.facts.keys_of(&row.key).unwrap_or_default() {
            all.extend(rows.iter().map(|(kind, text)| (key.clone(), *kind, text.clone())));
        }
    }
    // By key, so that a reader finds it; in the order of the file below it.
    all.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    for (key, kind, text) in all {
        let (key, text) = (sink.text(&key), sink.text(&text));
        [key, kind, text].into_iter().for_each(|field| sink.u16(Section::Guides, field));
    }
}

/// A bit for each product that is named.
fn bits(plan: &Plan<'_>, names: &[String]) -> u16 {
    let rows = (0..).zip(&plan.facts.products);
    rows.filter(|(_, row)| names.contains(&row.short))
        .fold(0, |bits, (number, _)| bits | 1 << number)
}

fn vulnerabilities(plan: &Plan<'_>, sink: &mut Sink) {
    let mut lists: Vec<u8> = Vec::new();
    let step_number = |code: &String| {
        plan.facts.steps.iter().position(|step| step.code == *code).unwrap_or(0) as u8
    };
    for row in &plan.vulnerabilities {
        sink.id(&row.id);
        sink.text_in(Section::VulnerabilityTitle, Some(&row.title));
        sink.text_in(Section::VulnerabilityName, row.name.as_deref());
        sink.text_in(Section::VulnerabilityAlso, row.also.first().map(String::as_str));
        sink.text_in(Section::VulnerabilityImpact, row.impact.as_deref());
        sink.text_in(Section::VulnerabilitySeverity, row.severity.as_deref());
        sink.u16(Section::VulnerabilityPublished, day(Some(*row.published)));
        let score = row.cvss.as_ref().map_or(NO_SCORE, |cvss| (cvss.score * 10.0).round() as u8);
        sink.u8(Section::VulnerabilityScore, score);
        let vector = row.cvss.as_ref().map(|cvss| cvss.vector.as_str());
        sink.text_in(Section::VulnerabilityVector, vector);
        sink.u16(Section::VulnerabilityDisputed, day(dated::disputed_since(plan, row)));
        let confidence = match row.confidence {
            Confidence::Low => 0,
            Confidence::Medium => 1,
            Confidence::High => 2,
        };
        sink.u8(Section::VulnerabilityFlags, confidence);
        sink.text_in(Section::VulnerabilitySources, Some(&row.sources.join(" ")));
        let steps: Vec<u8> = row.steps.iter().map(step_number).collect();
        let start = match lists.windows(steps.len().max(1)).position(|list| list == steps) {
            Some(start) => start,
            None => {
                lists.extend(&steps);
                lists.len() - steps.len()
            }
        };
        let start = if steps.is_empty() { 0 } else { start as u16 };
        sink.u16(Section::VulnerabilitySteps, start);
        sink.u16(Section::VulnerabilitySteps, steps.len() as u16);
    }
    sink.bytes(Section::StepLists, &lists);
    for step in &plan.facts.steps {
        sink.text_in(Section::Steps, Some(&step.code));
        let necessity = match step.necessity {
            Necessity::Interim => 0,
            Necessity::Verify => 1,
            Necessity::Required => 2,
        };
        sink.u16(Section::Steps, necessity);
        let role = match step.role {
            None => 0,
            Some(Role::Mailbox) => scope::MAILBOX,
            Some(Role::Edge) => scope::EDGE,
        };
        let fix = step
            .exists_with
            .as_ref()
            .and_then(|id| plan.vulnerabilities.iter().position(|row| row.id == *id));
        let fields = [
            role | if step.decides { scope::DECIDES } else { 0 }
                | if step.by_setup { scope::BY_SETUP } else { 0 }
                | if step.undone { scope::UNDONE } else { 0 },
            bits(plan, &step.products),
            bits(plan, &step.stays),
            fix.map_or(NONE, |row| row as u16),
        ];
        fields.into_iter().for_each(|field| sink.u16(Section::StepScopes, field));
    }
}
