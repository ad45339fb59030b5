//! Published files read row by row: what is new is taken, what is odd is
//! listed, and only the day of the source that was read moves.

use expatch::Database;
use expatch::Date;
use expatch_facts::import::{Answers, Document, ImportError, Proposal, Sitting, Source};
use expatch_facts::model::TopicWord;
use expatch_facts::refresh::{Published, Refreshed};
use expatch_facts::{Facts, embedded_texts, read_from};

fn facts() -> Facts {
    read_from(embedded_texts()).unwrap()
}

fn today() -> Date {
    "2026-11-29".parse().unwrap()
}

fn import(source: Source, name: &str, text: &str) -> Result<Proposal, ImportError> {
    let document = Document { name, text, fetched: None };
    expatch_facts::import::import(&facts(), source, document, &Sitting::on(today()))
}

fn read(source: Source, name: &str, text: &str) -> Proposal {
    import(source, name, text).unwrap()
}

fn refresh(facts: Facts, published: Vec<Published>, answers: &Answers) -> Refreshed {
    let sitting = Sitting { answers: answers.clone(), ..Sitting::on(today()) };
    expatch_facts::refresh::refresh(facts, published, &sitting).unwrap()
}

fn page(rows: &str) -> String {
    format!("| Product name | Release date | Build number |\n| --- | --- | --- |\n{rows}")
}

/// CISA's catalogue with what the facts have and one more entry.
fn catalogue(day: &str, more: &serde_json::Value) -> String {
    let facts = facts();
    let known = facts.vulnerabilities.iter().filter_map(|row| {
        let kev = row.kev.as_ref()?;
        let known = kev.ransomware == expatch_facts::model::Ransomware::Known;
        Some(serde_json::json!({
            "cveID": row.id, "vendorProject": "Microsoft", "product": "Exchange Server",
            "vulnerabilityName": "Microsoft Exchange Server Something Vulnerability",
            "dateAdded": kev.added.0.to_string(), "dueDate": kev.due.0.to_string(),
            "knownRansomwareCampaignUse": if known { "Known" } else { "Unknown" },
        }))
    });
    let rows: Vec<_> = known.chain([more.clone()]).collect();
    serde_json::json!({
        "catalogVersion": "x", "dateReleased": format!("{day}T00:00:00Z"), "vulnerabilities": rows
    })
    .to_string()
}

fn entry(id: &str, product: &str, name: &str) -> serde_json::Value {
    serde_json::json!({
        "cveID": id, "vendorProject": "Microsoft", "product": product, "vulnerabilityName": name,
        "dateAdded": "2026-11-20", "dueDate": "2026-12-11", "knownRansomwareCampaignUse": "Unknown",
    })
}

/// A month of MSRC's without an Exchange fix.
fn quiet(month: &str, day: &str) -> String {
    format!(
        "<cvrfdoc><DocumentTracking><Identification><ID>{month}</ID></Identification>\
         <CurrentReleaseDate>{day}T08:00:00Z</CurrentReleaseDate></DocumentTracking><ProductTree>\
         <FullProductName ProductID=\"1\">Windows</FullProductName></ProductTree></cvrfdoc>"
    )
}

fn published(name: &str, text: String) -> Published {
    Published::new(name, Ok(text.into_bytes()))
}

#[test]
fn another_exchange_in_the_catalogue_is_no_reason_to_refuse_it() {
    let name = "Microsoft Internet Key Exchange (IKE) Service Extensions Double Free Vulnerability";
    let ike = entry("CVE-2026-33824", "Internet Key Exchange (IKE) Service Extensions", name);
    let proposal = read(Source::Kev, "kev", &catalogue("2026-11-20", &ike));
    assert!(proposal.odd.is_empty() && proposal.added.is_empty(), "{proposal}");
    assert_eq!(proposal.checked, ["kev checked through 2026-11-20, before 2026-08-21"]);
}

#[test]
fn an_odd_row_is_listed_with_its_place_and_the_rest_is_taken() {
    let rows = "| Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n\
                | Exchange Server SE RTM Dec26SU | soon | 15.2.2562.58 |\n\
                | Exchange Server 2030 RTM | November 12, 2026 | 15.9.1.1 |\n";
    let proposal = read(Source::MsBuilds, "learn", &page(rows));
    assert_eq!(proposal.added, ["15.2.2562.57 RTM Nov26SU of 2026-11-10"]);
    assert_eq!(proposal.odd.len(), 2, "{proposal}");
    assert!(proposal.odd[0].contains("row 2") && proposal.odd[0].contains("soon"), "{proposal}");
    // Rows that the page no longer has are listed, and nothing is lost by it.
    assert!(proposal.vanished.len() > 300, "{proposal}");
}

#[test]
fn what_is_not_the_format_at_all_is_refused() {
    for (source, text) in [
        (Source::MsBuilds, "<html><h1>503 Service Unavailable</h1></html>"),
        (Source::Kev, "<html>Access Denied</html>"),
        (Source::MsrcCvrf, "<rss/>"),
        (Source::Cve5, "{}"),
        (Source::Kev, ""),
    ] {
        assert!(import(source, "file", text).is_err(), "{text}");
    }
}

#[test]
fn only_the_topics_that_were_read_move_for_each_pair_of_sources() {
    let before = facts();
    let ike = entry("CVE-2026-33824", "Internet Key Exchange", "Microsoft Internet Key Exchange");
    let builds = || {
        let row = "| Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n";
        vec![published("learn2026-11-28.md", page(row))]
    };
    let months = || {
        vec![
            published("10", quiet("2026-Oct", "2026-11-01")),
            published("11", quiet("2026-Nov", "2026-11-28")),
        ]
    };
    let kev = || vec![published("kev", catalogue("2026-11-28", &ike))];
    let none = Vec::new;
    for (files, moves) in [
        ([builds(), months(), none()].concat(), true),
        ([builds(), none(), kev()].concat(), false),
        ([none(), months(), kev()].concat(), false),
        ([builds(), none(), none()].concat(), false),
        ([none(), months(), none()].concat(), false),
        ([none(), none(), kev()].concat(), false),
    ] {
        let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
        let done = refresh(facts(), files, &Answers::default());
        let moved = done.facts.as_of() > before.as_of();
        assert_eq!(moved, moves, "{names:?}");
        let bytes = done.database("2026-11-28".parse().unwrap()).unwrap();
        let database = Database::load(&bytes).unwrap();
        assert_eq!(Some(database.as_of()), done.facts.as_of());
        assert_eq!(database.version(), "2026.11.28+local");
    }
}

#[test]
fn a_month_raises_the_day_only_where_none_between_is_missing() {
    let november = vec![published("11", quiet("2026-Nov", "2026-11-28"))];
    let done = refresh(facts(), november, &Answers::default());
    let topic = TopicWord::Vulnerabilities;
    assert_eq!(done.facts.covered_through(topic), facts().covered_through(topic));
}

#[test]
fn a_new_cumulative_update_is_entered_and_what_the_page_does_not_say_is_asked() {
    let rows = "| Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n\
                | Exchange Server SE CU1 (2026H2) | November 17, 2026 | 15.2.2800.10 |\n";
    let files = || vec![published("learn2026-11-28.md", page(rows))];
    let done = refresh(facts(), files(), &Answers::default());
    let proposal = done.files[0].1.as_ref().unwrap();
    assert!(proposal.questions.iter().any(|asked| asked.update == "Nov26SU"), "{proposal}");
    let bytes = done.database("2026-11-28".parse().unwrap()).unwrap();
    let database = Database::load(&bytes).unwrap();
    let found = database.find("15.2.2800.10".parse().unwrap()).unwrap();
    assert_eq!(database.baseline(database.release(found).baseline).name, "CU1");
    let answers =
        Answers { contains: vec!["Nov26SU".into(), "Sep26SUv2".into()], lacks: Vec::new() };
    let told = refresh(facts(), files(), &answers);
    assert!(told.files[0].1.as_ref().unwrap().questions.is_empty());
    // Who answers at a second reading gets the same facts, and nothing more at a third.
    let again = refresh(done.facts, files(), &Answers::default());
    let proposal = again.files[0].1.as_ref().unwrap();
    assert!(proposal.questions.iter().any(|asked| asked.update == "Sep26SUv2"), "{proposal}");
    let answered = refresh(again.facts, files(), &answers);
    let proposal = answered.files[0].1.as_ref().unwrap();
    let said =
        proposal.changed.iter().any(|said| said.contains("CU1 contains the fixes of Sep26SUv2"));
    assert!(said && proposal.questions.is_empty(), "{proposal}");
    assert_eq!(answered.facts.texts, told.facts.texts);
    let third = refresh(answered.facts, files(), &answers);
    assert!(!third.changed());
}
