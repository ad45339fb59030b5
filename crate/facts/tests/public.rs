//! The public sources over a network, from a publisher on the loopback: what
//! fails leaves the day through which it was checked, and is not asked for ever.

#[path = "../../update/tests/site/mod.rs"]
#[expect(dead_code, reason = "the tests of the feed use more of it")]
mod site;

use expatch::{Database, Date};
use expatch_facts::import::Sitting;
use expatch_facts::model::TopicWord;
use expatch_facts::public::{Addresses, Public};
use expatch_facts::refresh::{Refreshed, refresh};
use expatch_facts::{Facts, embedded_texts, read_from};
use site::{Page, Site};

fn facts() -> Facts {
    read_from(embedded_texts()).unwrap()
}

/// The day on which everything is fetched: some days after the facts.
fn today() -> Date {
    Date::from_days(Database::embedded().as_of().days() + 2)
}

fn addresses(site: &Site) -> Addresses {
    Addresses {
        builds: site.url("/builds"),
        months: site.url("/months/"),
        records: site.url("/records/"),
        catalogue: site.url("/catalogue"),
    }
}

fn done(site: &Site) -> Refreshed {
    let facts = facts();
    let published = Public::Network(addresses(site)).read(&facts, today()).unwrap();
    refresh(facts, published, &Sitting::on(today())).unwrap()
}

/// Why a file was not read.
fn failed<'a>(done: &'a Refreshed, name: &str) -> Option<&'a String> {
    let (_, change) = done.files.iter().find(|(file, _)| file.starts_with(name))?;
    change.as_ref().err()
}

/// A page that says what the facts say of one build.
fn page() -> Page {
    let facts = facts();
    let row = facts.of("SE").unwrap().releases.last().unwrap();
    let (build, released) = (row.build.0, row.released.date);
    let text = format!(
        "| Product name | Release date | Build number |\n|---|---|---|\n\
         | Exchange Server SE | {released} | {build} |\n"
    );
    Page::Bytes(text.into_bytes())
}

/// CISA's catalogue with nothing of Exchange Server in it.
fn catalogue() -> Page {
    let text = r#"{"catalogVersion":"x","vulnerabilities":[]}"#;
    Page::Bytes(text.as_bytes().to_vec())
}

/// The months that are read, from those of the facts on.
fn months(facts: &Facts) -> Vec<String> {
    let names =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let covered = facts.covered_through(TopicWord::Vulnerabilities).unwrap();
    let days = covered.days()..=today().days();
    let mut months: Vec<String> = days
        .map(|day| Date::from_days(day).calendar())
        .map(|(year, month, _)| format!("{year}-{}", names[usize::from(month) - 1]))
        .collect();
    months.dedup();
    months
}

fn month(id: &str) -> Page {
    let text = format!(
        "<cvrfdoc><DocumentTracking><Identification><ID>{id}</ID></Identification>\
         </DocumentTracking><ProductTree><FullProductName ProductID='1'>Windows</FullProductName>\
         </ProductTree></cvrfdoc>"
    );
    Page::Bytes(text.into_bytes())
}

/// A record that says nothing of its own.
fn record(id: &str) -> Page {
    let record = serde_json::json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": { "cveId": id, "state": "PUBLISHED" },
        "containers": { "cna": { "affected": [{ "product": "Microsoft Exchange Server" }] } },
    });
    Page::Bytes(record.to_string().into_bytes())
}

#[test]
fn what_fails_leaves_its_day_and_is_not_asked_for_ever() {
    let (site, before) = (Site::new(), facts());
    let covered = |facts: &Facts, key: &str| {
        *facts.sources.iter().find(|row| row.key == key).unwrap().checked.unwrap()
    };
    // Nothing answers: nothing moves.
    let none = done(&site);
    assert!(!none.changed());
    for name in ["builds", "catalogue"] {
        assert!(failed(&none, name).unwrap().contains("404"), "{name}");
    }
    // Hundreds of records: three are asked for.
    let records = none.files.iter().filter(|(name, _)| name.starts_with("CVE-")).count();
    let rest = none.files.iter().find(|(name, _)| name.contains("more after CVE-")).unwrap();
    assert_eq!(records, 3);
    assert!(rest.1.as_ref().unwrap_err().contains("3 in a row could not be read"));

    // One after the other comes back; each moves its own day and no other.
    site.put("/catalogue", catalogue());
    site.put("/builds", Page::Bytes(b"<html><h1>503</h1></html>".to_vec()));
    let one = done(&site).facts;
    assert_eq!(covered(&one, "kev"), today());
    assert_eq!(covered(&one, "learn"), covered(&before, "learn"));
    site.put("/builds", page());
    site.put("/catalogue", Page::Cut(b"{".to_vec()));
    let other = done(&site).facts;
    assert_eq!(covered(&other, "learn"), today());
    assert_eq!(covered(&other, "kev"), covered(&before, "kev"));
    assert_eq!(other.as_of(), before.as_of(), "no month was read");
}

#[test]
fn a_quiet_day_moves_every_source_to_the_day_on_which_it_was_asked() {
    let (site, before) = (Site::new(), facts());
    site.put("/builds", page());
    site.put("/catalogue", catalogue());
    for id in months(&before) {
        site.put(&format!("/months/{id}"), month(&id));
    }
    for row in &before.vulnerabilities {
        site.put(&format!("/records/{}", row.id), record(&row.id));
    }
    let done = done(&site);
    assert_eq!(done.facts.as_of(), Some(today()));
    for key in ["learn", "msrc", "cve", "kev"] {
        let row = done.facts.sources.iter().find(|row| row.key == key).unwrap();
        assert_eq!(row.checked.map(|day| *day), Some(today()), "{key}");
    }
    let bytes = done.database(today()).unwrap();
    assert_eq!(Database::load(&bytes).unwrap().as_of(), today());
    // A record that is missing: its source was not read to the end.
    let facts = facts();
    site.put(&format!("/records/{}", facts.vulnerabilities[0].id), Page::Moved("nowhere".into()));
    let part = self::done(&site).facts;
    let checked = |facts: &Facts| {
        *facts.sources.iter().find(|row| row.key == "cve").unwrap().checked.unwrap()
    };
    assert_eq!(checked(&part), checked(&before));
}
