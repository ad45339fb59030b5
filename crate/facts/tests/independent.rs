//! The database against tables that were made without it, where they lie
//! beside the checkout; and the cases that simple comparison gets wrong.

use expatch::database::{Fix, Kind};
use expatch::{Build, Database};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The open vulnerabilities of a build by the facts alone: published ones that
/// are not fixed in it. Manual steps are left out, they are no build's matter.
fn open(database: &Database<'_>, build: Build) -> BTreeSet<&'static str> {
    let release = database.release(database.find(build).unwrap());
    let mut ids = BTreeSet::new();
    for row in Database::embedded().vulnerabilities() {
        let open = match database.fix(row.number, release.baseline) {
            Fix::From { build: fixed, special_update_lacks_it, .. } => {
                build < fixed || release.not_cumulative && special_update_lacks_it
            }
            Fix::Never => true,
            Fix::UnknownBuild { next, .. } => next.is_none_or(|next| build < next),
            Fix::Withdrawn { from, until } => {
                from.is_none_or(|from| build < from) || until.is_some_and(|until| build >= until)
            }
            Fix::NotAffected | Fix::NotEvaluated | Fix::InBaseline | Fix::ManualOnly => false,
        };
        if open {
            ids.insert(row.id);
        }
    }
    ids
}

fn beside(name: &str) -> Option<String> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = ["../../../shared/facts", "../../shared/facts"];
    places.iter().find_map(|at| std::fs::read_to_string(here.join(at).join(name)).ok())
}

#[test]
#[ignore = "needs ../shared/facts; `cargo xtask test` asks it where that is"]
fn open_vulnerabilities_of_every_build_are_those_of_the_independent_table() {
    let table = beside("cves_flat.csv").expect("../shared/facts/cves_flat.csv");
    let database = Database::embedded();
    // cve,product,baseline,status,fixed_build,update,kb,confidence
    /// Rows of the table by vulnerability and baseline.
    type Cells = BTreeMap<(String, String), Vec<(String, String, String)>>;
    let mut cells = Cells::new();
    for line in table.lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let product = field[1].rsplit(' ').next().unwrap().to_owned();
        let value = (field[0].to_owned(), field[3].to_owned(), field[4].to_owned());
        cells.entry((product, field[2].to_owned())).or_default().push(value);
    }
    let mut builds = 0;
    for release in database.releases() {
        let baseline = database.baseline(release.baseline);
        let product = database.product(baseline.product).short;
        if !["2013", "2016", "2019", "SE"].contains(&product) || release.kind == Kind::Preview {
            continue;
        }
        let ours = open(&database, release.build);
        let mut theirs = BTreeSet::new();
        let mut undecided = BTreeSet::new();
        let key = (product.to_owned(), baseline.name.to_owned());
        for (id, status, fixed) in cells.get(&key).into_iter().flatten() {
            // Serviced at the time and not named by Microsoft; that table gives
            // every baseline of a product that is not named a "no fix".
            let unnamed = ["CVE-2016-3378", "CVE-2018-8159"].contains(&id.as_str());
            if unnamed && key == ("2013".to_owned(), "SP1".to_owned()) {
                continue;
            }
            match status.as_str() {
                "no_fix" => drop(theirs.insert(id.as_str())),
                "fixed" => {
                    let fixed: Build = fixed.parse().unwrap();
                    // The special updates of March 2021 list what they fix.
                    let special = release.not_cumulative && fixed != release.build;
                    if release.build < fixed || special {
                        theirs.insert(id);
                    }
                }
                "fixed_by_baseline" | "manual_only" => {}
                // The flat table has no builds for these.
                _ => drop(undecided.insert(id.as_str())),
            }
        }
        let ours: BTreeSet<_> = ours.difference(&undecided).copied().collect();
        let missing: Vec<_> = theirs.difference(&ours).collect();
        let extra: Vec<_> = ours.difference(&theirs).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: we lack {missing:?}, we alone have {extra:?}",
            release.build
        );
        builds += 1;
    }
    assert!(builds > 320, "only {builds} builds were compared");
}

#[track_caller]
fn is_open(build: &str, id: &str, expected: bool) {
    let database = Database::embedded();
    assert_eq!(open(&database, build.parse().unwrap()).contains(id), expected, "{id} on {build}");
}

#[test]
fn cases_that_simple_comparison_gets_wrong() {
    // Lacks only what v2 adds.
    let database = Database::embedded();
    let september = open(&database, "15.2.2562.49".parse().unwrap());
    assert_eq!(september, BTreeSet::from(["CVE-2026-96940"]));
    assert!(open(&database, "15.2.2562.53".parse().unwrap()).is_empty());
    // Not listed for 2016.
    is_open("15.1.2507.73", "CVE-2026-55007", false);
    // The special update of March 2021 is not cumulative; the ordinary one is.
    is_open("15.1.1847.12", "CVE-2020-0688", true);
    is_open("15.1.1847.12", "CVE-2021-26855", false);
    is_open("15.1.1847.7", "CVE-2020-0688", false);
    is_open("15.0.1497.12", "CVE-2021-26855", false);
    is_open("15.0.1497.12", "CVE-2020-0688", false);
    // Fixed in April, published in July.
    is_open("15.2.858.10", "CVE-2021-34473", false);
    is_open("15.2.858.5", "CVE-2021-34473", true);
    // A cumulative update that branched before the security update.
    is_open("15.1.2308.8", "CVE-2021-31206", true);
    is_open("15.1.2308.8", "CVE-2021-34473", false);
    is_open("15.1.1591.10", "CVE-2018-8448", true);
    // v1 was withdrawn and does not count.
    is_open("15.2.1544.13", "CVE-2024-49040", true);
    is_open("15.2.1544.14", "CVE-2024-49040", false);
    // The fix was completed a month later.
    is_open("15.0.1497.47", "CVE-2023-21707", true);
    is_open("15.0.1497.48", "CVE-2023-21707", false);
    // The December update removed September's fix: a higher build is worse.
    is_open("15.1.1261.37", "CVE-2017-11761", true);
    // ProxyNotShell was published before its fix.
    is_open("15.1.2507.13", "CVE-2022-41040", true);
    is_open("15.1.2507.16", "CVE-2022-41040", false);
    // SE came with the fix, and only its configuration is open.
    is_open("15.2.2562.17", "CVE-2025-53786", false);
    // Nothing on CU13 after its last update.
    is_open("15.2.1258.39", "CVE-2025-53786", true);
    // Rollups are cumulative within one service pack.
    is_open("14.3.513.0", "CVE-2021-26857", false);
    is_open("14.2.390.3", "CVE-2020-0688", true);
}
