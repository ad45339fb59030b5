//! CISA's catalogue.

use crate::{FACTS, read};
use expatch_facts::Row;
use expatch_facts::model::{Ransomware, VulnerabilityRow};

/// CISA's catalogue of these entries.
fn catalogue(rows: serde_json::Value) -> String {
    serde_json::json!({ "catalogVersion": "2026.11.20", "vulnerabilities": rows }).to_string()
}

fn entry(id: &str) -> serde_json::Value {
    serde_json::json!({
        "cveID": id, "vendorProject": "Microsoft", "product": "Exchange Server",
        "vulnerabilityName": "Microsoft Exchange Server Something Vulnerability",
        "dateAdded": "2026-11-20", "dueDate": "2026-12-11", "knownRansomwareCampaignUse": "Unknown",
    })
}

#[test]
fn entries_of_the_catalogue_are_read_one_by_one() {
    let new = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut row = entry("CVE-2026-96940");
        change(&mut row);
        read(&catalogue(serde_json::json!([row])))
    };
    let added = ["CVE-2026-96940 in KEV since 2026-11-20"];
    // Another product's name is no reason to miss a vulnerability that is known.
    for product in ["Exchange Server", "Exchange", "Microsoft", "Multiple Products"] {
        let proposal = new(&|row| row["product"] = product.into());
        assert_eq!(proposal.added, added, "{product}: {proposal}");
        let day = ["kev checked through 2026-11-20, before 2026-08-21"];
        assert_eq!(proposal.checked, day, "the version tells the day too");
    }
    // Catalogues from before October 2023 say nothing of ransomware.
    let proposal =
        new(&|row| drop(row.as_object_mut().unwrap().remove("knownRansomwareCampaignUse")));
    assert_eq!(proposal.added, added, "{proposal}");
    // An odd entry is listed; the others are taken, and the day stays.
    for (field, value, what) in [
        ("dateAdded", "soon", "`soon` is no day"),
        ("dateAdded", "2081-01-01", "has not come yet"),
        ("knownRansomwareCampaignUse", "Perhaps", "`Perhaps` has no meaning here"),
    ] {
        let mut odd = entry("CVE-2026-45504");
        odd[field] = value.into();
        let proposal = read(&catalogue(serde_json::json!([entry("CVE-2026-96940"), odd])));
        assert_eq!(proposal.added, added, "{proposal}");
        let listed = |row: &String| row.contains("CVE-2026-45504") && row.contains(what);
        assert!(proposal.odd.iter().any(listed), "{what}: {proposal}");
        assert!(proposal.checked.is_empty(), "{proposal}");
    }
}

#[test]
fn ransomware_comes_and_goes_with_its_day_and_silence_takes_nothing_back() {
    let known = |row: &&Row<VulnerabilityRow>| {
        let used = row.kev.as_ref().map(|kev| kev.ransomware);
        used == Some(Ransomware::Known)
    };
    let row = FACTS.vulnerabilities.iter().find(known).unwrap();
    let kev = row.kev.as_ref().unwrap();
    let mut listed = entry(&row.id);
    listed["dateAdded"] = kev.added.to_string().into();
    listed["dueDate"] = kev.due.to_string().into();
    let proposal = read(&catalogue(serde_json::json!([listed.clone()])));
    assert_eq!(proposal.changed, [format!("{}: ransomware known → unknown", row.id)]);
    listed.as_object_mut().unwrap().remove("knownRansomwareCampaignUse");
    assert!(read(&catalogue(serde_json::json!([listed]))).changed.is_empty());
}
