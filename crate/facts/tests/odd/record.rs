//! CVE records.

use crate::{FACTS, read};

/// A CVE record as it is published, with other fields in the place of some.
fn record(id: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut record = serde_json::json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": {
            "cveId": id, "state": "PUBLISHED",
            "datePublished": "2026-10-20T16:00:00.000Z", "dateUpdated": "2026-11-02T10:00:00.000Z",
        },
        "containers": { "cna": {
            "title": "Microsoft Exchange Server Spoofing Vulnerability",
            "datePublic": "2026-10-20T07:00:00.000Z",
            "affected": [{
                "vendor": "Microsoft", "product": "Microsoft Exchange Server Subscription Edition RTM",
                "versions": [{
                    "version": "15.02.0.0", "lessThan": "15.02.2562.046", "versionType": "custom",
                    "status": "affected",
                }],
            }],
        } },
    });
    change(&mut record);
    record.to_string()
}

fn affected(record: &mut serde_json::Value) -> &mut serde_json::Value {
    &mut record["containers"]["cna"]["affected"]
}

#[test]
fn records_are_read_product_by_product() {
    let id = "CVE-2026-99990";
    let taken = |text: &str| {
        let proposal = read(text);
        assert_eq!(proposal.added.len(), 1, "{proposal}");
        proposal
    };
    assert!(taken(&record(id, |_| {})).odd.is_empty());
    // Older records have no title; some products are named by their CPE alone.
    taken(&record(id, |record| {
        let cna = &mut record["containers"]["cna"];
        cna.as_object_mut().unwrap().remove("title");
        cna["descriptions"] = serde_json::json!([{ "lang": "en", "value": "A hole." }]);
    }));
    taken(&record(id, |record| {
        let product = &mut affected(record)[0];
        product["product"] = "Exchange SE".into();
        product["cpes"] =
            serde_json::json!(["cpe:2.3:a:microsoft:exchange_server:*:*:*:*:*:*:*:*"]);
    }));
    // The fixed build as a change of state, and a range that was never affected.
    taken(&record(id, |record| {
        let versions = &mut affected(record)[0]["versions"];
        versions[0].as_object_mut().unwrap().remove("lessThan");
        versions[0]["changes"] =
            serde_json::json!([{ "at": "15.2.2562.46", "status": "unaffected" }]);
        let fine = serde_json::json!({ "version": "15.2.2562.46", "status": "unaffected" });
        versions.as_array_mut().unwrap().push(fine);
    }));
    // What is odd is listed with its path, and the rest is taken.
    let proposal = taken(&record(id, |record| {
        let list = affected(record).as_array_mut().unwrap();
        for (product, field, value) in [
            ("Microsoft Exchange Server 2016 Cumulative Update 23", "lessThan", "N/A"),
            ("Microsoft Exchange Server 2019 Cumulative Update 14", "lessThan", "publication"),
            (
                "Microsoft Exchange Server 2019 Cumulative Update 15",
                "lessThanOrEqual",
                "15.2.1748.40",
            ),
            ("Windows Server 2025", "lessThan", "10.0.26100.1"),
            ("Microsoft Internet Key Exchange", "lessThan", "10.0.26100.1"),
        ] {
            let versions = serde_json::json!([{ field: value, "status": "affected" }]);
            list.push(serde_json::json!({ "product": product, "versions": versions }));
        }
        list.push(serde_json::json!({ "vendor": "Microsoft" }));
    }));
    for (at, what) in [(1, "`N/A`"), (2, "`publication`"), (3, "`15.2.1748.40`"), (6, "no product")]
    {
        let place = format!("/containers/cna/affected/{at}");
        let listed = |odd: &&String| odd.starts_with(&place) && odd.contains(what);
        assert!(proposal.odd.iter().any(|odd| listed(&odd)), "{place} {what}: {proposal}");
    }
    assert_eq!(proposal.odd.len(), 4, "{proposal}");
}

#[test]
fn a_rejected_record_is_listed_with_its_reason() {
    let text = record("CVE-2026-96940", |record| {
        record["cveMetadata"]["state"] = "REJECTED".into();
        let reasons = serde_json::json!([{ "lang": "en", "value": "Not a vulnerability." }]);
        record["containers"]["cna"] = serde_json::json!({ "rejectedReasons": reasons });
    });
    let proposal = read(&text);
    assert_eq!(
        proposal.odd,
        ["/cveMetadata/state: CVE-2026-96940 is `REJECTED`: Not a vulnerability."]
    );
    assert!(proposal.is_empty(), "{proposal}");
}

#[test]
fn a_revised_record_is_compared_field_by_field() {
    let id = "CVE-2026-96940";
    let known = FACTS.vulnerabilities.iter().find(|row| row.id == id).unwrap();
    let published = known.published.0;
    let proposal = read(&record(id, |record| {
        affected(record)[0]["versions"][0]["lessThan"] = "15.02.2562.041".into();
        let score = serde_json::json!({ "baseScore": 9.9, "vectorString": "CVSS:3.1/AV:N/AC:L" });
        record["containers"]["cna"]["metrics"] = serde_json::json!([{ "cvssV3_1": score }]);
    }));
    for what in [
        "on SE RTM: the source says 15.2.2562.41".to_owned(),
        "score: the source says 9.9".to_owned(),
        "vector: the source says CVSS:3.1/AV:N/AC:L".to_owned(),
        format!("published: the source says 2026-10-20, the facts {published}"),
        "the source no longer names 2016".to_owned(),
    ] {
        assert!(proposal.differs.iter().any(|said| said.contains(&what)), "{what}: {proposal}");
    }
    assert!(proposal.is_empty(), "what stands is left to a person: {proposal}");
}
