//! Lists that come from somebody else, all the way to those who must be notified.

mod desk;

use desk::DAY;
use desk::counts;
use desk::expatch;
use desk::json;
use desk::run;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn import(folder: &Path, campaign: &str, files: &[&str]) {
    let mut arguments = vec!["campaign", "import", campaign, DAY[0], DAY[1]];
    arguments.extend(files);
    expatch(folder, &arguments);
}

/// A message's text as people read it.
fn text(path: &Path) -> String {
    let message = std::fs::read(path).expect("it is there");
    let message = String::from_utf8(message).expect("it is text").replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = message.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten();
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ten servers that get no fixes any more, as Shadowserver's report lists them: a
/// three-part version, since the logon page shows no more.
fn end_of_life() -> String {
    let mut file = "\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\",\"hostname\",\"tag\",\
        \"asn\",\"geo\",\"region\",\"city\",\"naics\",\"hostname_source\",\"sector\",\"version\",\
        \"servername\",\"url\"\n"
        .to_owned();
    let owners = [("BE", "Antwerpen"), ("BE", "Hainaut"), ("FR", "Paris"), ("DE", "Bayern")];
    let owners = owners.into_iter().chain([("NL", "Utrecht"), ("SE", "Skåne")]);
    let versions = ["15.0.1497", "14.3.513", "15.1.2507", "15.2.1118", "8.3.517"];
    for (at, (country, region)) in owners.cycle().take(10).enumerate() {
        let number = at + 1;
        let version = versions[at % versions.len()];
        file += &format!(
            "\"2026-11-20 07:1{at}:00\",\"critical\",\"192.0.2.{number}\",\"tcp\",443,\
             \"mail{number}.example.org\",\"exchange;eol\",64496,\"{country}\",\"{region}\",,,,,\
             \"{version}\",\"EX{number}\",\n"
        );
    }
    file
}

#[test]
fn ten_servers_without_support_are_at_risk_and_their_owners_are_told_in_their_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("shadowserver.csv"), end_of_life()).expect("written");
    import(folder, "eol.expatch", &["shadowserver.csv"]);
    let counts = counts(folder, "eol.expatch");
    assert_eq!((&counts["servers"], &counts["atRisk"]), (&10.into(), &10.into()), "{counts}");
    assert_eq!(counts["sources"][0]["name"], "Shadowserver");
    expatch(folder, &["notify", "eol.expatch", "-o", "notices", "--from", "cert@cert.example"]);
    let manifest = json(&folder.join("notices/manifest.json"));
    let notices = manifest["notices"].as_array().expect("a list");
    assert_eq!(notices.len(), 10);
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for notice in notices {
        let language = notice["language"].as_str().expect("a language");
        *languages.entry(language).or_default() += 1;
        let path = notice["path"].as_str().expect("a path");
        let said = text(&folder.join("notices").join(path));
        // Who saw it, when, and that we did not ask.
        let (seen, asked, risk) = match language {
            "de" => {
                ("von Shadowserver als am 2026-11-20", "Wir haben Ihren Server um", "gefährdet")
            }
            "fr" => (
                "signalé par Shadowserver comme vu le 2026-11-20",
                "Nous avons demandé",
                "à risque",
            ),
            "nl" => (
                "door Shadowserver gemeld als gezien op 2026-11-20",
                "Wij vroegen uw",
                "loopt risico",
            ),
            _ => (
                "reported by Shadowserver as seen on 2026-11-20",
                "We asked your server",
                "at risk",
            ),
        };
        assert!(said.contains(seen), "{language}: {said}");
        assert!(!said.contains(asked), "{language}: {said}");
        assert!(said.contains(risk), "{language}: {said}");
        // It may have every update that there ever was.
        let (ended, lacks) = match language {
            "de" => ("gibt es keine Sicherheitsupdates mehr", "fehlen Sicherheitsupdates"),
            "fr" => ("ne reçoit plus de correctifs de sécurité", "manque des correctifs"),
            "nl" => ("geen beveiligingsupdates meer gemaakt", "ontbreken beveiligingsupdates"),
            _ => ("no more security fixes are made", "lacks security fixes"),
        };
        if !said.contains("15.2.1118") {
            assert!(said.contains(ended) && !said.contains(lacks), "{language}: {said}");
        }
    }
    let expected = [("de", 2), ("en", 1), ("fr", 4), ("nl", 3)];
    assert_eq!(languages.into_iter().collect::<Vec<_>>(), expected);
}

const BROKEN: &str = "timestamp,ip,port,hostname,tag,geo,version\n\
    2026-11-20 08:00:00,192.0.2.1,443,a.example.org,exchange;webshell,DE,15.2.2562.53\n\
    2026-11-20 08:00:00,192.0.2.2,443,b.example.org,exchange;cve-2021-26855,DE,15.1.2507.6\n\
    2026-11-20 08:00:00,192.0.2.3,443,c.example.org,exchange;webshell,DE,\n";

#[test]
fn a_break_in_outranks_the_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("list.csv"), BROKEN).expect("written");
    import(folder, "one.expatch", &["list.csv"]);
    let counts = counts(folder, "one.expatch");
    assert_eq!((&counts["compromised"], &counts["atRisk"]), (&2.into(), &1.into()), "{counts}");
    let publisher = ["--publisher", "CERT.example", "--namespace", "https://cert.example/"];
    let mut export = vec!["campaign", "export", "one.expatch", "-o", "bundle"];
    export.extend(publisher);
    expatch(folder, &export);
    let read = |name: &str| std::fs::read_to_string(folder.join("bundle").join(name)).expect(name);
    assert_eq!(read("shadowserver-compromised.csv").lines().count(), 3);
    assert_eq!(read("shadowserver-vulnerable.csv").lines().count(), 2);
    let events = read("intelmq-compromised.ndjson");
    let event: Value = serde_json::from_str(events.lines().next().expect("one")).expect("JSON");
    assert_eq!(event["classification.type"], "system-compromise");
    assert_eq!(event["tlp"], "AMBER");

    let notify = ["notify", "one.expatch", "-o", "notices", "--from", "cert@cert.example"];
    expatch(folder, &notify);
    let manifest = json(&folder.join("notices/manifest.json"));
    let notices = manifest["notices"].as_array().expect("a list");
    let broken: Vec<_> = notices.iter().filter(|notice| notice["compromised"] == true).collect();
    assert_eq!((notices.len(), broken.len()), (3, 2));
    for notice in broken {
        let path = notice["path"].as_str().expect("a path");
        let said = text(&folder.join("notices").join(path));
        assert!(said.contains("Von Shadowserver wurde ein Anzeichen eines Einbruchs"), "{said}");
        assert!(said.contains("webshell") && said.contains("TLP:AMBER"), "{said}");
    }

    // Seen later by somebody who only read the version: it stays broken into.
    let later = "timestamp,ip,port,hostname,tag,version\n\
        2026-11-22 08:00:00,192.0.2.1,443,a.example.org,exchange,15.2.2562.53\n";
    std::fs::write(folder.join("later.csv"), later).expect("written");
    import(folder, "one.expatch", &["later.csv"]);
    assert_eq!(self::counts(folder, "one.expatch")["compromised"], 2);
}

#[test]
fn the_newest_observation_counts_and_what_it_replaced_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let row = |day: &str, version: &str| {
        format!("timestamp,ip,port,tag,version\n{day} 08:00:00,192.0.2.1,443,exchange,{version}\n")
    };
    std::fs::write(folder.join("new"), row("2026-11-20", "15.2.2562.53")).expect("written");
    std::fs::write(folder.join("old"), row("2026-11-10", "15.2.986.9")).expect("written");
    import(folder, "one.expatch", &["new", "old", "old"]);
    assert_eq!(counts(folder, "one.expatch")["atRisk"], 0);
    let history = expatch(folder, &["campaign", "history", "one.expatch"]);
    let past: Vec<Value> =
        history.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert_eq!(past.len(), 1, "{history}");
    assert_eq!((&past[0]["build"], &past[0]["why"]), (&"15.2.986.9".into(), &"older".into()));
    // At the same time the worse counts, and both are said.
    std::fs::write(folder.join("same"), row("2026-11-20", "15.2.986.9")).expect("written");
    import(folder, "one.expatch", &["same"]);
    assert_eq!(counts(folder, "one.expatch")["atRisk"], 1);
    let history = expatch(folder, &["campaign", "history", "one.expatch"]);
    assert!(history.contains("\"conflict\""), "{history}");
}

#[test]
fn what_an_import_knows_of_a_host_finds_its_contact() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("list.csv"), BROKEN).expect("written");
    import(folder, "one.expatch", &["list.csv"]);
    let contacts = "match,organisation,email,language\n\
        a.example.org,Town A,ict@a.example.org,fr\n192.0.2.0/24,Provider,abuse@isp.example,\n";
    std::fs::write(folder.join("contacts.csv"), contacts).expect("written");
    expatch(folder, &["campaign", "enrich", "one.expatch", "--contacts", "contacts.csv"]);
    let notify = ["notify", "one.expatch", "-o", "first", "--from", "cert@cert.example"];
    expatch(folder, &[&notify[..], &["--ticket", "CERT-2026"]].concat());
    let manifest = json(&folder.join("first/manifest.json"));
    let notices = manifest["notices"].as_array().expect("a list");
    let told = |name: &str| notices.iter().find(|one| one["recipient"] == name).expect("told");
    assert_eq!(manifest["unaddressed"], 0, "{manifest}");
    assert_eq!(told("Town A")["language"], "fr");
    // The hoster's list of servers goes with it.
    let hoster = told("Provider");
    let said = text(&folder.join("first").join(hoster["path"].as_str().expect("a path")));
    assert!(said.contains("servers.csv") && said.contains("c.example.org"), "{said}");
    let ticket = hoster["ticket"].as_str().expect("a ticket");
    assert!(said.contains(ticket) && ticket.starts_with("CERT-2026-"), "{said}");

    // Nobody is reminded of what was not seen since.
    let remind = |output: &str| {
        let list = ["--remind", "first/manifest.json", "--ticket", "CERT-2026"];
        let notify = ["notify", "one.expatch", "-o", output, "--from", "cert@cert.example"];
        expatch(folder, &[&notify[..], &list].concat());
        json(&folder.join(output).join("manifest.json"))
    };
    assert_eq!(remind("none")["notices"].as_array().map(Vec::len), Some(0));
    let tomorrow = "timestamp,ip,port,hostname,tag,geo,version\n\
        2099-11-20 08:00:00,192.0.2.2,443,b.example.org,exchange,DE,15.1.2507.6\n";
    std::fs::write(folder.join("tomorrow.csv"), tomorrow).expect("written");
    import(folder, "one.expatch", &["tomorrow.csv"]);
    let again = remind("again");
    let reminders = again["notices"].as_array().expect("a list");
    assert_eq!(reminders.len(), 1);
    assert_eq!(reminders[0]["ticket"], ticket, "the number stays");
    let said = text(&folder.join("again").join(reminders[0]["path"].as_str().expect("a path")));
    assert!(said.contains("In-Reply-To:"), "{said}");
}

#[test]
fn intelmqs_contact_database_says_whom_to_write_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("list.csv"), BROKEN).expect("written");
    import(folder, "one.expatch", &["list.csv"]);
    std::fs::create_dir(folder.join("tables")).expect("made");
    for (name, rows) in [
        ("organisation", "organisation_id,name\n1,Town A\n2,CERT.de\n"),
        ("contact", "email,organisation_id\nict@a.example,1\nnobody,1\ncert@de.example,2\n"),
        ("fqdn", "fqdn_id,fqdn\n1,a.example.org\n"),
        ("organisation_to_fqdn", "organisation_id,fqdn_id\n1,1\n"),
        ("national_cert", "country_code,organisation_id\nDE,2\n"),
    ] {
        let file = folder.join("tables").join(format!("{name}.csv"));
        std::fs::write(file, rows).expect("written");
    }
    let enrich = ["campaign", "enrich", "one.expatch", "--contact-db", "tables"];
    let said = String::from_utf8(run(folder, &enrich).stderr).expect("it is text");
    assert!(said.contains("2 organisations with a contact"), "{said}");
    assert!(said.contains("1 contacts left out: no mail address, such as `nobody`"), "{said}");
    expatch(folder, &["notify", "one.expatch", "-o", "notices", "--from", "cert@cert.example"]);
    let manifest = json(&folder.join("notices/manifest.json"));
    let mut told: Vec<_> = manifest["notices"].as_array().expect("a list").iter().collect();
    told.sort_by_key(|one| one["servers"].as_u64());
    assert_eq!(told.len(), 2, "{manifest}");
    assert_eq!(
        (&told[0]["recipient"], &told[0]["to"][0], &told[0]["contactSource"]),
        (&"Town A".into(), &"ict@a.example".into(), &"contact-db".into())
    );
    assert_eq!(
        (&told[1]["servers"], &told[1]["to"][0], &told[1]["contactSource"]),
        (&2.into(), &"cert@de.example".into(), &"national-cert".into())
    );
    std::fs::write(folder.join("none.sql"), "CREATE TABLE a (b int);").expect("written");
    let none = ["campaign", "enrich", "one.expatch", "--contact-db", "none.sql"];
    let refused = run(folder, &none);
    assert_eq!(refused.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("pg_dump"));
}

#[test]
fn one_command_erases_what_must_not_be_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("list.csv"), BROKEN).expect("written");
    import(folder, "one.expatch", &["list.csv"]);
    let refused = run(folder, &["campaign", "forget", "one.expatch"]);
    assert_eq!(refused.status.code(), Some(64));
    expatch(folder, &["campaign", "forget", "one.expatch", "--host", "a.example.org"]);
    let file = std::fs::read(folder.join("one.expatch")).expect("it is there");
    let holds = |word: &[u8]| file.windows(word.len()).any(|window| window == word);
    assert!(!holds(b"a.example.org") && holds(b"b.example.org"));
    assert_eq!(counts(folder, "one.expatch")["servers"], 2);
    expatch(folder, &["campaign", "forget", "one.expatch", "--before", "2026-11-21"]);
    let file = std::fs::read(folder.join("one.expatch")).expect("it is there");
    assert!(!file.windows(11).any(|window| window == b"example.org"));
    assert_eq!(counts(folder, "one.expatch")["servers"], 0);
}

/// Rows of one scan: two Exchange servers, and what else the scanner met.
const MIXED: &str = r#"{"ip":"192.0.2.1","port":443,"banner":"X-OWA-Version: 15.1.2507.6","timestamp":"2026-11-20T07:00:00Z"}
{"ip":"192.0.2.2","port":443,"banner":"X-OWA-Version: 15.2.2562.53","timestamp":"2026-11-20T07:00:00Z"}
{"ip":"192.0.2.2","port":22,"banner":"SSH-2.0-OpenSSH_7.4","timestamp":"2026-11-20T07:00:00Z"}
{"ip":"192.0.2.3","port":21,"banner":"220-FileZilla Server version 0.9.41 beta","timestamp":"2026-11-20T07:00:00Z"}
{"note":"a row without a host","banner":"220 nothing here"}
"#;

#[test]
fn bulk_and_import_count_the_same_servers() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("scan.ndjson"), MIXED).expect("written");
    let bulk =
        ["bulk", DAY[0], DAY[1], "-o", "lines.ndjson", "--summary", "sum.json", "scan.ndjson"];
    expatch(folder.path(), &bulk);
    let summary = json(&folder.path().join("sum.json"));
    assert_eq!(summary["read"], 5);
    assert_eq!(summary["servers"], 2);
    let said =
        run(folder.path(), &["campaign", "import", "c.expatch", DAY[0], DAY[1], "scan.ndjson"]);
    let said = String::from_utf8(said.stderr).expect("it is text");
    assert!(said.contains("read 5 rows: 2 of servers, 0 bad"), "{said}");
    assert!(!said.contains("name no host"), "{said}");
    let counted = counts(folder.path(), "c.expatch");
    assert_eq!(counted["done"], 2, "{counted}");
    // Of a host that is known it is kept that it shows none any more.
    let later =
        r#"{"ip":"192.0.2.1","port":443,"banner":"nginx","timestamp":"2026-11-21T07:00:00Z"}"#;
    std::fs::write(folder.path().join("later.ndjson"), later).expect("written");
    import(folder.path(), "c.expatch", &["later.ndjson"]);
    let counted = counts(folder.path(), "c.expatch");
    assert_eq!((&counted["done"], &counted["atRisk"]), (&2.into(), &0.into()), "{counted}");
}

/// What Shodan says of a server's vulnerabilities, and a list with columns for it.
const SCORED: &str = r#"{"ip_str":"192.0.2.1","port":443,"timestamp":"2026-11-20T07:00:00.000000","hostnames":["mail.example.org"],"product":"Microsoft Exchange","data":"HTTP/1.1 200 OK\r\nX-OWA-Version: 15.2.986.9\r\n\r\n","vulns":{"CVE-2021-26855":{"cvss":9.8,"epss":0.97457,"ranking_epss":0.99},"CVE-2021-34473":{"epss":0.5}}}
"#;

#[test]
fn scores_and_other_identifiers_stay_beside_their_vulnerability() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let table = "ip,hostname,port,timestamp,tags,version,cve,euvd,EPSS score\n\
        192.0.2.1,mail.example.org,443,2026-11-20T07:00:00Z,exchange,15.2.986.9,CVE-2021-34473,\
        euvd-2021-20883,\n";
    std::fs::write(folder.join("shodan.json"), SCORED).expect("written");
    std::fs::write(folder.join("list.csv"), table).expect("written");
    import(folder, "one.expatch", &["shodan.json", "list.csv"]);
    let first = "CVE-2021-26855 (EPSS 0.97457)";
    let second = "CVE-2021-34473 (EUVD-2021-20883, EPSS 0.5)";
    expatch(folder, &["notify", "one.expatch", "-o", "notices", "--from", "cert@cert.example"]);
    let manifest = json(&folder.join("notices/manifest.json"));
    let path = manifest["notices"][0]["path"].as_str().expect("a path");
    let said = text(&folder.join("notices").join(path));
    assert!(said.contains(first) && said.contains(second), "{said}");
    let publisher = ["--publisher", "CERT.example", "--namespace", "https://cert.example/"];
    let export = ["campaign", "export", "one.expatch", "-o", "bundle"];
    expatch(folder, &[&export[..], &publisher[..]].concat());
    // Every form that names hosts has them, and is read back with them.
    for file in [
        "shadowserver-vulnerable.csv",
        "intelmq-vulnerable.ndjson",
        "misp-event.json",
        "sarif.json",
    ] {
        let file = format!("bundle/{file}");
        let lines = expatch(folder, &["bulk", "--quiet", DAY[0], DAY[1], &file]);
        assert!(lines.contains(first) && lines.contains(second), "{file}: {lines}");
    }
    for name in ["again.ndjson", "again.csv", "again.parquet"] {
        expatch(folder, &["bulk", "--quiet", DAY[0], DAY[1], "-o", name, "shodan.json"]);
        let lines = expatch(folder, &["bulk", "--quiet", DAY[0], DAY[1], name]);
        let line: Value = serde_json::from_str(&lines).expect("one line");
        let claims = serde_json::json!([first, "CVE-2021-34473 (EPSS 0.5)"]);
        assert_eq!(line["claims"], claims, "{name}");
    }
}
