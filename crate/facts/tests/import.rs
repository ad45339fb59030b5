//! Each format read, written and refused.

use expatch_facts::import::{Proposal, Source, import};
use expatch_facts::{Facts, data_folder, read};
use std::fmt::Write as _;

fn facts() -> Facts {
    read(&data_folder()).unwrap()
}

/// Microsoft's page as it would stand with what the facts have from there.
fn page(facts: &Facts) -> String {
    let mut text = String::from(
        "# Exchange Server build numbers\n\n| Product name | Release date | Build number<br>(short format) |\n| --- | --- | --- |\n",
    );
    for table in &facts.releases {
        for row in table.releases.iter().filter(|row| row.sources.iter().any(|key| key == "learn"))
        {
            let (year, month, day) = row.released.date.calendar();
            let months = [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ];
            let month = months[usize::from(month) - 1];
            let update = row.update.as_deref().unwrap_or(&row.baseline);
            let name = format!("&nbsp;Exchange Server {} {update}", table.product.row);
            let name = match row.kb {
                Some(kb) => format!("[{name}](https://support.microsoft.com/help/{kb})"),
                None => name,
            };
            let _ = writeln!(text, "| {name} | {month} {day}, {year} | {} |", row.build.0);
        }
    }
    text
}

/// The same page as HTML.
fn html(markdown: &str) -> String {
    let mut text = String::from("<!DOCTYPE html><html><body><table><thead>");
    for line in markdown.lines().filter(|line| line.starts_with('|') && !line.contains("---")) {
        let cells = line.trim_matches('|').split(" | ").map(|cell| {
            let cell = cell.trim();
            match cell.strip_prefix('[').and_then(|cell| cell.split_once("](")) {
                Some((name, link)) => {
                    format!("<td><a href=\"{}\">{name}</a></td>", link.trim_end_matches(')'))
                }
                None => format!("<td>{cell}</td>"),
            }
        });
        let _ = write!(text, "<tr>{}</tr>", cells.collect::<String>());
    }
    text + "</table></body></html>"
}

const NOVEMBER: &str = "| [Exchange Server SE RTM Nov26SU](https://support.microsoft.com/help/5140001) | November 10, 2026 | 15.2.2562.57 |\n";

#[track_caller]
fn refuses(source: Source, text: &str, what: &str) {
    let error = import(&facts(), source, "file", text).unwrap_err().to_string();
    assert!(error.contains(what), "expected {what:?} in {error}");
    assert!(error.starts_with("file") && error.contains("nothing was changed"), "{error}");
}

fn applied(facts: &Facts, proposal: &Proposal) -> Facts {
    let mut texts = facts.texts.clone();
    texts.extend(proposal.texts.clone());
    expatch_facts::read_from(texts).unwrap()
}

#[test]
fn an_unchanged_page_changes_nothing_in_either_form() {
    let facts = facts();
    let page = page(&facts);
    for text in [page.clone(), html(&page)] {
        let proposal = import(&facts, Source::MsBuilds, "page", &text).unwrap();
        assert!(proposal.is_empty(), "{proposal}");
        assert!(proposal.differs.is_empty(), "{proposal}");
    }
}

#[test]
fn a_new_row_of_the_page_becomes_a_release() {
    let facts = facts();
    let page = page(&facts) + NOVEMBER;
    let proposals: Vec<_> = [page.clone(), html(&page)]
        .iter()
        .map(|text| import(&facts, Source::MsBuilds, "page", text).unwrap())
        .collect();
    assert_eq!(proposals[0], proposals[1]);
    assert_eq!(proposals[0].added.len(), 1, "{}", proposals[0]);
    let after = applied(&facts, &proposals[0]);
    let row = after.of("SE").unwrap().releases.last().unwrap().row.clone();
    assert_eq!(row.build.to_string(), "15.2.2562.57");
    assert_eq!((row.kb, row.update.as_deref()), (Some(5_140_001), Some("Nov26SU")));
    // One list that was read says nothing of what the others have said since.
    assert_eq!(after.as_of(), facts.as_of());
    // Every other line stands as it stood.
    let before = &facts.texts["releases/se.toml"];
    let lines = proposals[0].texts["releases/se.toml"].lines();
    assert_eq!(lines.filter(|line| !before.lines().any(|old| old == *line)).count(), 1);
}

#[test]
fn broken_pages_are_refused() {
    let page = page(&facts());
    refuses(Source::MsBuilds, "", "the file is empty");
    let cut = page[..page.len() / 2].rfind('\n').unwrap() + 1;
    refuses(Source::MsBuilds, &page[..cut], "no longer on it");
    refuses(Source::MsBuilds, &page[..cut + 30], "row ");
    refuses(
        Source::MsBuilds,
        &page.replace("Release date", "Published"),
        "no column `release date`",
    );
    refuses(Source::MsBuilds, &page.replace("Product name", "Name"), "no table with the columns");
    refuses(Source::MsBuilds, "<html><h1>503 Service Unavailable</h1></html>", "no table");
    let strange = page.clone() + "| Exchange Server SE CU1 | November 10, 2026 | 15.2.2700.5 |\n";
    refuses(Source::MsBuilds, &strange, "on no known baseline");
    let no_day = page + "| Exchange Server SE Nov26SU | soon | 15.2.2562.57 |\n";
    refuses(Source::MsBuilds, &no_day, "`soon` is no day");
}

fn catalogue(facts: &Facts) -> serde_json::Value {
    let row = |row: &expatch_facts::Row<expatch_facts::model::VulnerabilityRow>| {
        let kev = row.kev.as_ref()?;
        let known = kev.ransomware == expatch_facts::model::Ransomware::Known;
        Some(serde_json::json!({
            "cveID": row.id, "vendorProject": "Microsoft", "product": "Exchange Server",
            "vulnerabilityName": "Microsoft Exchange Server Something Vulnerability",
            "dateAdded": kev.added.to_string(), "dueDate": kev.due.to_string(),
            "knownRansomwareCampaignUse": if known { "Known" } else { "Unknown" },
        }))
    };
    let rows: Vec<_> = facts.vulnerabilities.iter().filter_map(row).collect();
    serde_json::json!({ "title": "CISA Catalog", "vulnerabilities": rows })
}

#[test]
fn the_catalogue_adds_entries_and_changes_flags() {
    let facts = facts();
    let mut catalogue = catalogue(&facts);
    let same = import(&facts, Source::Kev, "kev", &catalogue.to_string()).unwrap();
    assert!(same.is_empty(), "{same}");
    let rows = catalogue["vulnerabilities"].as_array_mut().unwrap();
    rows.push(serde_json::json!({
        "cveID": "CVE-2026-96940", "vendorProject": "Microsoft", "product": "Microsoft",
        "vulnerabilityName": "Microsoft Exchange Server Something Vulnerability",
        "dateAdded": "2026-11-12", "dueDate": "2026-12-03", "knownRansomwareCampaignUse": "Unknown",
    }));
    let known = rows.iter_mut().find(|row| row["knownRansomwareCampaignUse"] == "Unknown").unwrap();
    known["knownRansomwareCampaignUse"] = "Known".into();
    let id = known["cveID"].as_str().unwrap().to_owned();
    let proposal = import(&facts, Source::Kev, "kev", &catalogue.to_string()).unwrap();
    let after = applied(&facts, &proposal);
    let row = |id: &str| after.vulnerabilities.iter().find(|row| row.id == id).unwrap();
    assert_eq!(row("CVE-2026-96940").kev.as_ref().unwrap().added.to_string(), "2026-11-12");
    let ransomware = row(&id).kev.as_ref().unwrap().ransomware;
    assert_eq!(ransomware, expatch_facts::model::Ransomware::Known);
    assert!(after.counts.kev.contains(&"CVE-2026-96940".to_owned()));
}

#[test]
fn broken_catalogues_are_refused() {
    let catalogue = catalogue(&facts());
    let text = catalogue.to_string();
    refuses(Source::Kev, &text[..text.len() - 9], "no valid JSON");
    refuses(Source::Kev, "<html>Access Denied</html>", "a web page");
    refuses(Source::Kev, &text.replace("dueDate", "due"), "/dueDate: the field is missing");
    refuses(Source::Kev, &text.replace("\"Known\"", "\"Maybe\""), "`Maybe` has no meaning");
    let mut fewer = catalogue;
    fewer["vulnerabilities"].as_array_mut().unwrap().remove(0);
    refuses(Source::Kev, &fewer.to_string(), "entries are missing");
    refuses(Source::Kev, "{\"vulnerabilities\": []}", "entries are missing");
}

/// A vulnerability that the September update closes, in three formats.
fn record() -> serde_json::Value {
    serde_json::json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": { "cveId": "CVE-2026-99999" },
        "containers": { "cna": {
            "title": "Microsoft Exchange Server Spoofing Vulnerability",
            "datePublic": "2026-09-08T07:00:00.000Z",
            "metrics": [{ "cvssV3_1": { "baseScore": 9.8,
                "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:C" } }],
            "affected": [
                { "product": "Microsoft Exchange Server 2019 Cumulative Update 15",
                  "versions": [{ "version": "15.02.0", "lessThan": "15.02.1748.051", "status": "affected" }] },
                { "product": "Microsoft Exchange Server Subscription Edition RTM",
                  "versions": [{ "version": "15.02.0", "lessThan": "15.02.2562.049", "status": "affected" }] },
                { "product": "Windows Server 2022",
                  "versions": [{ "version": "10.0.0", "lessThan": "10.0.1", "status": "affected" }] },
            ],
        } },
    })
}

fn csaf() -> serde_json::Value {
    let product = |name: &str, build: &str, id: &str| {
        serde_json::json!({ "category": "product_name", "name": name, "branches": [
            { "category": "product_version", "name": build, "product": { "product_id": id, "name": name } },
        ] })
    };
    serde_json::json!({
        "document": { "csaf_version": "2.0", "tracking": { "initial_release_date": "2026-09-08T07:00:00.000Z" } },
        "product_tree": { "branches": [{ "category": "vendor", "name": "Microsoft", "branches": [
            product("Microsoft Exchange Server 2019 Cumulative Update 15", "15.02.1748.051", "1"),
            product("Microsoft Exchange Server Subscription Edition RTM", "15.02.2562.049", "2"),
        ] }] },
        "vulnerabilities": [{
            "cve": "CVE-2026-99999", "title": "Microsoft Exchange Server Spoofing Vulnerability",
            "product_status": { "fixed": ["1", "2"] },
            "scores": [{ "cvss_v3": { "baseScore": 9.8,
                "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:C" } }],
            "threats": [{ "category": "impact", "details": "Spoofing" }],
        }],
    })
}

const CVRF: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<cvrf:cvrfdoc xmlns:cvrf="http://www.icasi.org/CVRF/schema/cvrf/1.1" xmlns:prod="urn:prod" xmlns:vuln="urn:vuln">
  <prod:ProductTree>
    <prod:FullProductName ProductID="1">Microsoft Exchange Server 2019 Cumulative Update 15</prod:FullProductName>
    <prod:FullProductName ProductID="2">Microsoft Exchange Server Subscription Edition RTM</prod:FullProductName>
  </prod:ProductTree>
  <vuln:Vulnerability Ordinal="0">
    <vuln:Title>Microsoft Exchange Server Spoofing Vulnerability</vuln:Title>
    <vuln:CVE>CVE-2026-99999</vuln:CVE>
    <vuln:Threats><vuln:Threat Type="Impact"><vuln:Description>Spoofing</vuln:Description></vuln:Threat></vuln:Threats>
    <vuln:CVSSScoreSets><vuln:ScoreSet><vuln:BaseScore>9.8</vuln:BaseScore>
      <vuln:Vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:C</vuln:Vector></vuln:ScoreSet></vuln:CVSSScoreSets>
    <vuln:Remediations>
      <vuln:Remediation Type="Vendor Fix"><vuln:Description>5121609</vuln:Description>
        <vuln:ProductID>1</vuln:ProductID><vuln:ProductID>2</vuln:ProductID><vuln:FixedBuild>15.02.1748.051</vuln:FixedBuild></vuln:Remediation>
      <vuln:Remediation Type="Vendor Fix"><vuln:Description>5121608</vuln:Description>
        <vuln:ProductID>2</vuln:ProductID><vuln:FixedBuild>15.02.2562.049</vuln:FixedBuild></vuln:Remediation>
    </vuln:Remediations>
    <vuln:RevisionHistory><vuln:Revision><cvrf:Date>2026-09-08T07:00:00</cvrf:Date></vuln:Revision></vuln:RevisionHistory>
  </vuln:Vulnerability>
</cvrf:cvrfdoc>"#;

#[test]
fn a_new_vulnerability_is_the_same_from_three_formats() {
    let facts = facts();
    for (source, text) in [
        (Source::Cve5, record().to_string()),
        (Source::MsrcCsaf, csaf().to_string()),
        (Source::MsrcCvrf, CVRF.to_owned()),
    ] {
        let proposal = import(&facts, source, "file", &text).unwrap();
        assert_eq!(proposal.added.len(), 1, "{proposal}");
        let after = applied(&facts, &proposal);
        let row = after.vulnerabilities.iter().find(|row| row.id == "CVE-2026-99999").unwrap();
        assert_eq!(row.published.to_string(), "2026-09-08");
        assert!((row.cvss.as_ref().unwrap().score - 9.8).abs() < 0.001);
        assert!(row.not_listed.contains(&"2016".to_owned()));
        assert!(row.not_evaluated.contains(&"2013".to_owned()));
        let fixes = row.on["2019"].get_ref();
        assert_eq!(fixes.never, "RTM..CU14");
        let fixed = fixes.rows[0].get_ref().fixed.unwrap().to_string();
        assert_eq!(fixed, "15.2.1748.51");
        assert_eq!(
            row.on["SE"].get_ref().rows[0].get_ref().fixed.unwrap().to_string(),
            "15.2.2562.49"
        );
    }
}

#[test]
fn what_a_source_says_otherwise_is_shown_and_not_written() {
    let text = record().to_string().replace("CVE-2026-99999", "CVE-2026-96940");
    let proposal = import(&facts(), Source::Cve5, "file", &text).unwrap();
    assert!(proposal.is_empty(), "{proposal}");
    assert!(proposal.differs.iter().any(|line| line.contains("15.2.1748.51")), "{proposal}");
}

#[test]
fn broken_advisories_are_refused() {
    let record = record().to_string();
    refuses(Source::Cve5, &record[..record.len() / 2], "no valid JSON");
    refuses(Source::Cve5, &record.replace("lessThan", "lessEqual"), "neither lessThan nor");
    refuses(Source::Cve5, &record.replace("CVE_RECORD", "NOTHING"), "is no CVE record");
    refuses(Source::Cve5, &record.replace("Update 15", "Update 99"), "no product and baseline");
    refuses(Source::Cve5, &record.replace("1748.051", "1748.999"), "import the builds first");
    let csaf = csaf().to_string();
    refuses(Source::MsrcCsaf, &csaf.replace("\"2.0\"", "\"3.0\""), "only 2.0 is read");
    refuses(Source::MsrcCsaf, &csaf.replace("product_id", "productId"), "no product has");
    refuses(Source::MsrcCsaf, "<html>error</html>", "a web page");
    refuses(Source::MsrcCvrf, &CVRF[..CVRF.len() / 2], "no valid XML");
    refuses(
        Source::MsrcCvrf,
        &CVRF.replace("FullProductName", "ProductName"),
        "no FullProductName",
    );
    refuses(Source::MsrcCvrf, "<html>error</html>", "not `cvrfdoc`");
    refuses(Source::MsrcCvrf, &CVRF.replace("FixedBuild", "Build"), "no fixed build");
}
