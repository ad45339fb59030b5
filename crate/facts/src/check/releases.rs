//! Invariants of the build table.

use super::sources;
use crate::model::{Day, Kind, ProductRow, ReleaseRow, without_version};
use crate::read::{Facts, ProductFacts, Row};
use crate::{Place, Problem};
use expatch::Build;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(facts: &Facts, problems: &mut Vec<Problem>) {
    let mut shorts = BTreeSet::new();
    for product in &facts.products {
        if !shorts.insert(product.short.as_str()) {
            problems.push(product.place.problem("the product's short name stands twice"));
        }
        lifecycle(facts, product, problems);
        if facts.of(&product.short).is_none() {
            let what = format!("{} has no releases under releases/", product.short);
            problems.push(product.place.problem(what));
        }
    }
    let mut builds = BTreeMap::new();
    for table in &facts.releases {
        if !shorts.contains(table.product.row.as_str()) {
            problems.push(table.product.place.problem("the product is not in products.toml"));
        }
        for release in &table.releases {
            if let Some(other) = builds.insert(*release.build, release.place.clone()) {
                problems.push(release.place.problem(format!("the build stands at {other} too")));
            }
        }
    }
    for table in &facts.releases {
        for release in &table.releases {
            for alias in &release.aliases {
                if let Some(place) = builds.get(&alias.0) {
                    let what = format!("the alias {} is a build of its own at {place}", alias.0);
                    problems.push(release.place.problem(what));
                }
            }
        }
        order(table, problems);
        baselines(table, problems);
        for release in &table.releases {
            row(facts, table, release, problems);
        }
    }
    same_day(facts, problems);
}

fn lifecycle(facts: &Facts, product: &Row<ProductRow>, problems: &mut Vec<Problem>) {
    sources(facts, &product.sources, &product.place, problems);
    let days = [Some(product.released.date), product.mainstream_end.map(|day| *day)];
    let days = days.into_iter().chain([product.extended_end.map(|day| *day)]).flatten();
    let days = days.chain(product.esu.iter().flat_map(|period| [*period.from, *period.to]));
    if !days.collect::<Vec<_>>().is_sorted() {
        problems.push(product.place.problem("the dates of the lifecycle are not in order"));
    }
    if product.esu.len() > 2 {
        problems.push(product.place.problem("the database has room for two periods of ESU"));
    }
}

fn order(table: &ProductFacts, problems: &mut Vec<Problem>) {
    for pair in table.releases.windows(2) {
        let [before, after] = pair else { continue };
        if before.build >= after.build {
            let what = format!("{} does not come after {}", after.build.0, before.build.0);
            problems.push(after.place.problem(what));
        }
        if before.baseline == after.baseline && is_earlier(after.released, before.released) {
            let what = format!(
                "{} came out before {}, which has a lower build in the same baseline",
                after.build.0, before.build.0
            );
            problems.push(after.place.problem(what));
        }
    }
    let day = |build: Build| {
        let release = table.releases.iter().find(|release| *release.build == build);
        release.map(|release| release.released)
    };
    for pair in table.baselines.windows(2) {
        let [before, after] = pair else { continue };
        if before.build >= after.build {
            problems.push(after.place.problem("the baselines are not ascending"));
        }
        if let (Some(first), Some(second)) = (day(*before.build), day(*after.build))
            && is_earlier(second, first)
        {
            let what = format!("{} came out before {}", after.name, before.name);
            problems.push(after.place.problem(what));
        }
    }
}

/// Whether `left` is earlier; by month where one of them has no day.
fn is_earlier(left: Day, right: Day) -> bool {
    if left.month_only || right.month_only {
        let month = |day: Day| (day.date.calendar().0, day.date.calendar().1);
        return month(left) < month(right);
    }
    left.date < right.date
}

fn baselines(table: &ProductFacts, problems: &mut Vec<Problem>) {
    let mut at = 0;
    for baseline in &table.baselines {
        let own = table.releases.iter().find(|release| release.build == baseline.build);
        match own {
            None => problems.push(baseline.place.problem("its build is not among the releases")),
            Some(own) if own.baseline != baseline.name || own.update.is_some() => {
                problems.push(baseline.place.problem("its build is another release's"));
            }
            Some(own) if !matches!(own.kind, Kind::Preview | Kind::Rtm | Kind::Sp | Kind::Cu) => {
                problems.push(own.place.problem("a baseline is a preview, rtm, sp or cu"));
            }
            Some(_) => {}
        }
        let held = table.releases[at..].iter().take_while(|row| row.baseline == baseline.name);
        at += held.count();
    }
    if let Some(release) = table.releases.get(at) {
        let what = format!("the releases of {} do not stand together", release.baseline);
        problems.push(release.place.problem(what));
    }
}

fn row(
    facts: &Facts,
    table: &ProductFacts,
    release: &Row<ReleaseRow>,
    problems: &mut Vec<Problem>,
) {
    let mut wrong = |what: String| problems.push(release.place.problem(what));
    let product = table.product.row.as_str();
    let build = *release.build;
    if !is_of(product, build) {
        wrong(format!("{build} is no build of {product}"));
    }
    let is_update = matches!(release.kind, Kind::Su | Kind::Hu | Kind::Ru);
    if is_update && release.update.is_none() {
        wrong("an update has a name".into());
    }
    if release.kb.is_some_and(|kb| !(100_000..10_000_000).contains(&kb)) {
        wrong("the number of an article has six or seven digits".into());
    }
    if release.url.as_ref().is_some_and(|url| !url.starts_with("http")) {
        wrong("`url` is no address".into());
    }
    if release.released.date > facts.newest().unwrap_or(release.released.date) {
        wrong("the release is newer than the day through which anything was checked".into());
    }
    if let Some(label) = release.update.as_deref().and_then(label_month)
        && label != release.released.date.calendar().1
        && release.update.as_ref().is_none_or(|update| without_version(update) == update.as_str())
    {
        wrong(format!("the update's name does not fit {}", release.released.date));
    }
    if let Some(next) = release.replaced_by {
        let found = table.releases.iter().find(|other| other.build == next);
        if found.is_none_or(|other| other.baseline != release.baseline || *next <= build) {
            wrong(format!("{} does not replace it: not a later build of its baseline", next.0));
        }
        if release.replaced_because.is_none() {
            wrong("`replaced-by` needs `replaced-because`".into());
        }
    }
    if let Some(period) = release.esu {
        let row = facts.products.iter().find(|row| row.short == product);
        let covers = row.and_then(|row| row.esu.get(usize::from(period).checked_sub(1)?));
        let within = covers
            .is_some_and(|covers| (*covers.from..=*covers.to).contains(&release.released.date));
        if !within {
            wrong(format!("{} is not in ESU period {period}", release.released.date));
        }
    }
    for id in &release.fixes_only {
        if !facts.vulnerabilities.iter().any(|row| row.id == *id) {
            wrong(format!("`{id}` is not among the vulnerabilities"));
        }
    }
    let keys = release.sources.iter().chain(&release.date_source).chain(&release.kb_source);
    sources(facts, keys, &release.place, problems);
}

/// Whether a build stands on a product's number line. 15.2 is 2019 below and
/// SE from the third part 2562 on.
fn is_of(product: &str, build: Build) -> bool {
    let (major, minor) = (build.major(), build.minor());
    match product {
        "4.0" => (major, minor) == (4, 0),
        "5.0" => (major, minor) == (5, 0),
        "5.5" => (major, minor) == (5, 5),
        "2000" => (major, minor) == (6, 0),
        "2003" => (major, minor) == (6, 5),
        "2007" => major == 8,
        "2010" => major == 14,
        "2013" => (major, minor) == (15, 0),
        "2016" => (major, minor) == (15, 1),
        "2019" => (major, minor) == (15, 2) && build.third() < 2562,
        "SE" => (major, minor) == (15, 2) && build.third() >= 2562,
        _ => true,
    }
}

/// The month that a name such as `Mar21SU` stands for.
fn label_month(update: &str) -> Option<u8> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.iter().position(|month| update.get(..3) == Some(month))?;
    let year = update.get(3..5)?;
    year.bytes().all(|byte| byte.is_ascii_digit()).then_some(month as u8 + 1)
}

/// Since 2021 one name of an update means one day on every baseline.
fn same_day(facts: &Facts, problems: &mut Vec<Problem>) {
    let mut days: BTreeMap<&str, (Day, &Place)> = BTreeMap::new();
    for release in facts.releases.iter().flat_map(|table| &table.releases) {
        let Some(update) = release.update.as_deref().filter(|update| label_month(update).is_some())
        else {
            continue;
        };
        if release.released.date.calendar().0 < 2021 {
            continue;
        }
        let (day, place) = *days.entry(update).or_insert((release.released, &release.place));
        if day != release.released {
            let what = format!("{update} came out on {} at {place}", day.date);
            problems.push(release.place.problem(what));
        }
    }
}
