//! MSRC's months.

use crate::{facts, read, today};
use expatch_facts::import::{Answers, Sitting};
use expatch_facts::refresh::{Published, refresh};

/// A month of MSRC's with one row.
fn month(product: &str, cpe: &str, remediation: &str) -> String {
    format!(
        "<cvrf:cvrfdoc xmlns:cvrf='c' xmlns:prod='p' xmlns:vuln='v'><cvrf:DocumentTracking>\
         <cvrf:Identification><cvrf:ID>2026-Oct</cvrf:ID></cvrf:Identification>\
         <cvrf:CurrentReleaseDate>2026-11-01T07:00:00</cvrf:CurrentReleaseDate>\
         </cvrf:DocumentTracking><prod:ProductTree><prod:FullProductName ProductID='9'{cpe}>{product}\
         </prod:FullProductName></prod:ProductTree><vuln:Vulnerability>\
         <vuln:Title>Microsoft Exchange Server Spoofing Vulnerability</vuln:Title>\
         <vuln:CVE>CVE-2026-99991</vuln:CVE><vuln:ProductStatuses><vuln:Status Type='Known Affected'>\
         <vuln:ProductID>9</vuln:ProductID></vuln:Status></vuln:ProductStatuses>\
         <vuln:Threats><vuln:Threat Type='Exploit Status'><vuln:Description>Publicly \
         Disclosed:No;Exploited:Yes;Latest Software Release:Exploitation Detected</vuln:Description>\
         </vuln:Threat></vuln:Threats><vuln:Remediations>{remediation}</vuln:Remediations>\
         <vuln:RevisionHistory><vuln:Revision><cvrf:Date>2026-10-13T07:00:00</cvrf:Date>\
         <cvrf:Description>Information published.</cvrf:Description></vuln:Revision>\
         </vuln:RevisionHistory></vuln:Vulnerability></cvrf:cvrfdoc>"
    )
}

fn remediation(fixed: &str) -> String {
    format!(
        "<vuln:Remediation Type='Vendor Fix'><vuln:Description>5099999</vuln:Description>\
         <vuln:ProductID>9</vuln:ProductID>{fixed}</vuln:Remediation>"
    )
}

#[test]
fn months_are_read_by_product_and_row_by_row() {
    let build = "<vuln:FixedBuild>15.02.2562.046</vuln:FixedBuild>";
    let se = "Microsoft Exchange Server Subscription Edition RTM";
    for (product, cpe) in [
        (se, ""),
        ("Microsoft® Exchange Server Subscription Edition RTM", ""),
        ("Exchange SE", " CPE='cpe:2.3:a:microsoft:exchange_server:se:*:*:*:*:*:*:*'"),
    ] {
        let proposal = read(&month(product, cpe, &remediation(build)));
        assert_eq!(proposal.added.len(), 1, "{product}: {proposal}");
        let texts: String = proposal.texts.values().map(String::as_str).collect();
        let claim = "{ by = \"msrc\", says = \"exploited\", on = \"2026-10-13\" }";
        assert!(texts.contains(claim), "{product}");
    }
    for product in
        ["Microsoft Exchange Online", "Windows Internet Key Exchange", "Exchange Web Services"]
    {
        let proposal = read(&month(product, "", &remediation(build)));
        assert_eq!((proposal.rows, proposal.odd.len()), (0, 0), "{product}: {proposal}");
    }
    for (remediation, what) in [
        (remediation(""), "no known release has KB5099999"),
        (remediation("<vuln:FixedBuild>N/A</vuln:FixedBuild>"), "no known release has KB5099999"),
        (String::new(), "no remediation"),
        (
            remediation("<vuln:FixedBuild>15.02.9999.046</vuln:FixedBuild>"),
            "is of no known baseline",
        ),
    ] {
        let proposal = read(&month(se, "", &remediation));
        assert!(proposal.added.is_empty(), "{what}: {proposal}");
        let listed = |odd: &String| odd.starts_with("line 1") && odd.contains(what);
        assert!(proposal.odd.iter().any(listed), "{what}: {proposal}");
    }
}

/// A fix of the weeks before a new cumulative update: its day does not say
/// whether it is in there.
#[test]
fn what_a_month_brings_is_asked_of_a_cumulative_update_too() {
    let page = "| Product name | Release date | Build number |\n|---|---|---|\n\
                | Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n\
                | Exchange Server SE CU1 | November 17, 2026 | 15.2.2800.10 |\n";
    let se = "Microsoft Exchange Server Subscription Edition RTM";
    let build = "<vuln:FixedBuild>15.02.2562.057</vuln:FixedBuild>";
    let month = month(se, "", &remediation(build));
    for (contains, lacks, says) in [
        (vec![], vec![], Some("in-baseline = true, in-dispute = true")),
        (vec!["Nov26SU"], vec![], Some("in-baseline = true, by")),
        (vec![], vec!["Nov26SU"], Some("never = true, confidence = \"medium\"")),
    ] {
        let owned = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let answers = Answers { contains: owned(&contains), lacks: owned(&lacks) };
        let sitting = Sitting { answers, ..Sitting::on(today()) };
        let files = [("page.md", page), ("month.xml", month.as_str())]
            .map(|(name, text)| Published::new(name, Ok(text.as_bytes().to_vec())));
        let done = refresh(facts(), files.to_vec(), &sitting).unwrap();
        let text = &done.facts.texts["vulnerabilities/2026.toml"];
        let row = text.split("CVE-2026-99991").nth(1).unwrap();
        let cu1 = row.lines().find(|line| line.contains("baseline = \"CU1\"")).unwrap_or_default();
        assert!(cu1.contains(says.unwrap_or_default()), "{contains:?} {lacks:?}: {cu1}");
        let asked = done.questions().iter().any(|question| question.update == "Nov26SU");
        assert_eq!(asked, contains.is_empty() && lacks.is_empty());
    }
}
