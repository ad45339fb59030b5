//! The embedded database and bytes from outside.

use expatch::database::{Confidence, DatabaseError, Fix, Kind, layout};
use expatch::{Build, Database};
use proptest::prelude::*;

fn build(text: &str) -> Build {
    text.parse().unwrap()
}

#[track_caller]
fn baseline_of(text: &str, expected: Option<(&str, &str)>) {
    let database = Database::embedded();
    let found = database.baseline_of(build(text)).map(|id| {
        let baseline = database.baseline(id);
        (database.product(baseline.product).short, baseline.name)
    });
    assert_eq!(found, expected, "{text}");
}

#[track_caller]
fn fix(id: &str, of: &str) -> Fix {
    let database = Database::embedded();
    let vulnerability = database.vulnerability(id).unwrap();
    database.fix(vulnerability.number, database.baseline_of(build(of)).unwrap())
}

#[test]
fn the_embedded_database_is_sound() {
    let embedded = Database::embedded();
    let loaded = Database::load(embedded.bytes()).unwrap();
    loaded.verify().unwrap();
    let identity = loaded.identity();
    assert!(identity.version.starts_with("20"));
    assert!(identity.releases >= 475 && identity.vulnerabilities >= 226);
    assert_eq!(loaded.products().len(), 11);
}

#[test]
fn every_release_is_found_by_its_build_and_stands_in_its_baseline() {
    let database = Database::embedded();
    for release in database.releases() {
        assert_eq!(database.find(release.build), Some(release.id));
        assert_eq!(database.baseline_of(release.build), Some(release.baseline));
        let baseline = database.baseline(release.baseline);
        assert!(baseline.release_ids().any(|id| id == release.id), "{}", release.build);
        let product = database.product(baseline.product);
        assert!(product.baseline_ids().any(|id| id == baseline.id), "{}", release.build);
    }
    for vulnerability in database.vulnerabilities() {
        let lower = vulnerability.id.to_ascii_lowercase();
        assert_eq!(database.vulnerability(&lower).unwrap().number, vulnerability.number);
    }
    for absent in ["CVE-2021-99999", "CVE-2021-3447", "", "CVE-", "x", "\u{e9}\u{e9}-1"] {
        assert!(database.vulnerability(absent).is_none(), "{absent}");
    }
}

#[test]
fn baselines_are_exact_since_2013_and_ranges_before() {
    baseline_of("15.1.2507.1000", Some(("2016", "CU23")));
    baseline_of("15.1.2507.0", Some(("2016", "CU23")));
    baseline_of("15.1.2508.1", None);
    baseline_of("15.2.2562.60", Some(("SE", "RTM")));
    baseline_of("15.2.2561.1", None);
    baseline_of("15.20.1.1", None);
    baseline_of("14.3.439.0", Some(("2010", "SP3")));
    baseline_of("14.3.1.0", Some(("2010", "SP3")));
    baseline_of("14.4.1.0", None);
    baseline_of("8.2.999.1", Some(("2007", "SP2")));
    baseline_of("6.5.7650.28", Some(("2003", "SP2")));
    baseline_of("6.5.7226.1", Some(("2003", "SP1")));
    baseline_of("6.5.1.0", None);
    baseline_of("6.0.6500.0", Some(("2000", "SP3")));
    baseline_of("5.5.2651.0", Some(("5.5", "SP3")));
    baseline_of("7.0.1.0", None);
    baseline_of("0.0.0.0", None);
    baseline_of("65535.65535.65535.65535", None);
}

#[test]
fn numbers_that_another_list_printed_lead_to_the_release() {
    let database = Database::embedded();
    for (alias, release) in [
        ("14.3.328.5", "14.2.328.5"),
        ("15.1.1415.8", "15.1.1415.10"),
        ("15.2.191.1", "15.2.196.0"),
    ] {
        assert_eq!(database.find(build(alias)), database.find(build(release)), "{alias}");
        assert_eq!(database.baseline_of(build(alias)), database.baseline_of(build(release)));
    }
}

#[test]
fn the_withdrawn_first_cu2_is_not_the_baseline_itself() {
    let database = Database::embedded();
    let first = database.release(database.find(build("15.0.712.22")).unwrap());
    let baseline = database.baseline(first.baseline);
    assert!(first.withdrawn);
    assert_eq!(first.replaced_by, Some(build("15.0.712.24")));
    assert_eq!(baseline.build, build("15.0.712.24"));
    assert_eq!(database.release(baseline.root).update, None);
}

#[test]
fn rows_say_what_their_sources_say() {
    let database = Database::embedded();
    let release = |text| database.release(database.find(build(text)).unwrap());
    let esu = release("15.1.2507.63");
    assert!(esu.esu_only && esu.kind == Kind::SecurityUpdate);
    let special = release("15.1.1847.12");
    assert!(special.not_cumulative);
    assert_eq!((special.update, special.kb), (Some("Mar21SU"), Some(5_000_871)));
    assert_eq!(release("15.2.330.5").also, Some("Feb19SU"));
    assert!(release("4.0.837.0").month_only);
    assert_eq!(release("15.0.712.22").confidence, Confidence::Medium);
    let shell = database.vulnerability("CVE-2021-34473").unwrap();
    assert_eq!((shell.name, shell.cvss), (Some("ProxyShell"), Some(91)));
    assert_eq!(shell.kev.unwrap().added.to_string(), "2021-11-03");
    assert!(shell.kev.unwrap().ransomware);
    assert!(shell.vector.unwrap().starts_with("CVSS:3.0/AV:N"));
    let protection = database.vulnerability("CVE-2024-21410").unwrap();
    let step = database.manual_step(protection.steps[0]).unwrap();
    assert_eq!(step.code, "extended-protection");
    assert!(!protection.kev.unwrap().ransomware);
    let product = database.products().find(|product| product.short == "2016").unwrap();
    assert_eq!(product.extended_end.unwrap().to_string(), "2025-10-14");
    assert_eq!(product.esu[1].unwrap().1.to_string(), "2026-10-31");
    assert!(database.sources().any(|source| source.key == "learn" && source.url.is_some()));
}

#[test]
fn fixes_are_told_for_every_baseline() {
    assert_eq!(fix("CVE-2021-34473", "15.1.2106.2"), Fix::Never);
    assert_eq!(fix("CVE-2021-34473", "15.1.2507.6"), Fix::InBaseline);
    assert_eq!(fix("CVE-2021-34473", "14.3.123.4"), Fix::NotEvaluated);
    assert_eq!(fix("CVE-2021-34473", "15.2.2562.17"), Fix::InBaseline);
    assert_eq!(fix("CVE-2024-21410", "15.1.2507.6"), Fix::ManualOnly);
    let from = build("15.1.1847.7");
    let special = Fix::From { build: from, disputed: None, special_update_lacks_it: true };
    assert_eq!(fix("CVE-2020-0688", "15.1.1847.3"), special);
    let july = Fix::From {
        build: build("15.2.2562.45"),
        disputed: Some(build("15.2.2562.43")),
        special_update_lacks_it: false,
    };
    assert_eq!(fix("CVE-2026-45504", "15.2.2562.17"), july);
    let until = Some(build("15.1.1261.37"));
    assert!(matches!(
        fix("CVE-2017-11761", "15.1.1261.35"),
        Fix::Withdrawn { until: found, .. } if found == until
    ));
    let unknown = Fix::UnknownBuild { next: Some(build("15.1.1531.10")), kb: Some(4_468_741) };
    assert_eq!(fix("CVE-2018-8604", "15.1.1531.3"), unknown);
    let database = Database::embedded();
    let disputed = database.vulnerability("CVE-2018-8448").unwrap().number;
    let baseline = database.baseline_of(build("15.1.1591.10")).unwrap();
    assert!(database.is_disputed(disputed, baseline));
}

#[test]
fn foreign_and_newer_bytes_are_refused_with_a_reason() {
    let bytes = Database::embedded().bytes();
    assert_eq!(Database::load(b"").err(), Some(DatabaseError::NotADatabase));
    assert_eq!(Database::load(b"<!DOCTYPE html>").err(), Some(DatabaseError::NotADatabase));
    let mangled: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
    assert_eq!(Database::load(&mangled).err(), Some(DatabaseError::NotADatabase));
    let mut next = bytes.to_vec();
    next[layout::VERSION] = 3;
    let schema = semver::Version::new(3, 0, 0);
    assert_eq!(Database::load(&next).err(), Some(DatabaseError::Schema(schema)));
    for length in 0..bytes.len() {
        assert!(Database::load(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_newer_minor_schema_and_a_signature_behind_the_content_are_read() {
    let mut bytes = Database::embedded().bytes().to_vec();
    bytes[layout::VERSION + 2] = 7;
    bytes.extend([0xa5; 80]);
    let database = Database::load(&bytes).unwrap();
    assert_eq!(database.bytes().len(), Database::embedded().bytes().len());
    assert_eq!(database.identity().schema, semver::Version::new(2, 7, 0));
    assert_eq!(database.verify(), Err(DatabaseError::Digest));
}

/// Asks everything that can be asked.
fn ask(database: &Database<'_>) -> usize {
    let mut sum = database.identity().version.len() + database.sources().count();
    for product in database.products() {
        sum += product.name.len() + product.baseline_ids().take(1000).count();
    }
    for release in database.releases() {
        sum += usize::from(database.find(release.build).is_some());
        sum += usize::from(database.baseline_of(release.build).is_some());
        sum += usize::from(database.at_or_below(release.build).is_some());
        sum += database.with_prefix(release.build.prefix()).len();
    }
    for vulnerability in database.vulnerabilities() {
        sum += vulnerability.steps.len() + vulnerability.title.len();
        sum += usize::from(database.vulnerability(vulnerability.id).is_some());
        for step in vulnerability.steps {
            sum += database.manual_step(*step).map_or(0, |step| step.code.len());
        }
        for baseline in database.baselines() {
            sum += usize::from(database.fix(vulnerability.number, baseline.id) == Fix::Never);
        }
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_is_refused_or_harmless(
        changes in proptest::collection::vec((0..60_000usize, any::<u8>()), 1..6),
    ) {
        let mut bytes = Database::embedded().bytes().to_vec();
        for (at, value) in changes {
            let at = at % bytes.len();
            bytes[at] = value;
        }
        if let Ok(database) = Database::load(&bytes) {
            ask(&database);
        }
    }

    #[test]
    fn damage_to_the_header_is_refused_or_harmless(at in 8..240usize, value: u8) {
        let mut bytes = Database::embedded().bytes().to_vec();
        bytes[at] = value;
        if let Ok(database) = Database::load(&bytes) {
            ask(&database);
        }
    }

    #[test]
    fn random_bytes_are_refused(mut bytes: Vec<u8>) {
        prop_assert!(Database::load(&bytes).is_err());
        bytes.splice(0..0, layout::MARK);
        prop_assert!(Database::load(&bytes).is_err());
    }
}
