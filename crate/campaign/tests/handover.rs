//! From a campaign to what is handed over: places, notices, the bundle. The
//! `--ignored` test asks each format's own library (it needs Python and npm).

use expatch::Database;
use expatch::Date;
use expatch::Said;
use expatch_campaign::Campaign;
use expatch_campaign::Judge;
use expatch_campaign::Setup;
use expatch_campaign::bundle::Form;
use expatch_campaign::bundle::Publisher;
use expatch_campaign::bundle::write_bundle;
use expatch_campaign::hosts::Class;
use expatch_campaign::import::Imported;
use expatch_campaign::notice::Before;
use expatch_campaign::notice::Earlier;
use expatch_campaign::notice::Sender;
use expatch_campaign::notice::Told;
use expatch_campaign::notice::write_notices;
use expatch_campaign::place::Contacts;
use expatch_campaign::place::Geo;
use expatch_campaign::place::Reverse;
use expatch_campaign::place::Sources;
use expatch_campaign::tlp::Tlp;
use expatch_farm::mmdb::Value;
use expatch_farm::mmdb::Writer;
use expatch_probe::TargetList;
use std::path::Path;

const DAY: Date = match Date::new(2021, 11, 22) {
    Some(day) => day,
    None => panic!("a day of the calendar"),
};

/// 2021-11-22 09:30:00 UTC.
const NOW: i64 = 1_637_573_400;

const CONTACTS: &str = "match,organisation,email,language\n\
    stad-voorbeeld.example,Stad Voorbeeld,ict@stad-voorbeeld.example,nl\n\
    198.51.100.0/24,Exemple SA,abuse@exemple.example,fr\n";

/// Two doors of one town, a company twice, one open build of nobody known, one
/// host that shows its baseline only, a well kept one, and a nasty name.
fn campaign(folder: &Path) -> Campaign {
    let targets = TargetList::default();
    let name = "November & <Belgium>";
    let setup = Setup { name, seed: 1, contact: "", targets: &targets, created: NOW };
    let mut campaign =
        Campaign::create(&folder.join("test.expatch"), &setup).expect("a new campaign");
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: DAY };
    let assessment = campaign.assess(&judge, NOW).expect("it is assessed");
    let row = |target: &str, address: &str, text: &str| Imported {
        target: target.to_owned(),
        address: Some(address.to_owned()),
        said: Said::Text(text.as_bytes().to_vec()),
        seen: Some(NOW),
        ..Imported::default()
    };
    let open = "X-OWA-Version: 15.2.986.9\r\nX-FEServer: =cmd|calc\r\n";
    let rows = [
        row("https://192.0.2.1:443", "192.0.2.1", open),
        row("https://192.0.2.1:8443", "192.0.2.1", open),
        row("https://198.51.100.7:443", "198.51.100.7", "X-OWA-Version: 15.1.2375.7"),
        row("https://198.51.100.8:443", "198.51.100.8", "X-OWA-Version: 15.1.2375.7"),
        row("https://203.0.113.9:443", "203.0.113.9", "X-OWA-Version: 14.3.513.0"),
        // Old enough for an advisory without a CVE number.
        row("https://203.0.113.12:443", "203.0.113.12", "X-OWA-Version: 15.0.847.64"),
        row("https://203.0.113.10:443", "203.0.113.10", "/owa/auth/15.2.986/themes/"),
        row("https://203.0.113.11:443", "203.0.113.11", "X-OWA-Version: 15.2.986.14"),
    ];
    campaign.import(&rows, assessment, &judge, NOW).expect("rows are taken in");
    let block = Value::Map(vec![
        ("country_code", "BE".into()),
        ("region", "=1+1".into()),
        ("asn", Value::Number(64496)),
        ("as_name", "Example <b>Net</b>".into()),
    ]);
    let mmdb = Writer::default().with([192, 0, 2, 0].into(), 24, &block).finish("test");
    std::fs::write(folder.join("places.mmdb"), mmdb).expect("it can be written");
    let mut reverse = Reverse::default();
    reverse.insert([192, 0, 2, 1].into(), "mail.stad-voorbeeld.example.");
    let sources = Sources {
        geo: vec![Geo::open(&folder.join("places.mmdb")).expect("it is an MMDB file")],
        reverse,
        contacts: Contacts::parse(CONTACTS.as_bytes()).expect("contacts"),
        ..Sources::default()
    };
    let tally = campaign.enrich(&sources).expect("it is enriched");
    assert_eq!((tally.targets, tally.country, tally.sector, tally.contact), (8, 2, 2, 4));
    campaign
}

fn notices(campaign: &Campaign, told: &[&str], folder: &Path) -> serde_json::Value {
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: DAY };
    let page = "https://cert.example/exchange/";
    let (name, mail) = ("CERT.example", "cert@cert.example");
    let (language, tlp, ticket, scanner) = (None, Tlp::Amber, Some("CERT-2021"), None);
    let signer = None;
    let sender = Sender { name, mail, page, now: NOW, language, tlp, ticket, scanner, signer };
    let notices = told.iter().map(|content| Told { content: (*content).into(), ..Told::default() });
    let told = vec![Before { notices: notices.collect(), ..Before::default() }];
    let earlier = Earlier { told, remind: None };
    let classes = [Class::Compromised, Class::AtRisk];
    let manifest = write_notices(campaign, &judge, &classes, &sender, &earlier, folder);
    serde_json::to_value(manifest.expect("notices are written")).expect("it is JSON")
}

#[test]
fn each_organisation_gets_one_notice_in_its_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let campaign = campaign(folder.path());
    let manifest = notices(&campaign, &[], &folder.path().join("first"));
    let list = manifest["notices"].as_array().expect("a list");
    let told: Vec<_> = list
        .iter()
        .map(|one| (one["recipient"].as_str(), one["language"].as_str(), one["servers"].as_u64()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("203.0.113.12"), Some("en"), Some(1)),
            (Some("203.0.113.9"), Some("en"), Some(1)),
            (Some("Exemple SA"), Some("fr"), Some(2)),
            // Two doors of one server.
            (Some("Stad Voorbeeld"), Some("nl"), Some(1)),
        ]
    );
    assert_eq!((&manifest["addressed"], &manifest["unaddressed"]), (&2.into(), &2.into()));

    let read = |at: usize| {
        let path = list[at]["path"].as_str().expect("a path");
        std::fs::read_to_string(folder.path().join("first").join(path)).expect("a message")
    };
    let (unknown, town) = (read(0), read(3));
    assert!(!unknown.contains("\nTo:"), "nobody to send it to");
    assert!(town.contains("To: <ict@stad-voorbeeld.example>\r\n"));
    assert!(town.contains("Content-Type: multipart/alternative"));
    // Quoted-printable writes `=` as `=3D` and may break lines.
    let plain = town.replace("=\r\n", "");
    assert!(plain.contains("https://cert.example/exchange/#q=3D15.2.986.9&lang=3Dnl"));
    assert!(plain.contains("https://192.0.2.1:443, https://192.0.2.1:8443"));
    assert!(plain.contains("CVE-2021-42321"));

    // What was sent is not sent again; what is new is.
    let told: Vec<&str> =
        list.iter().map(|one| one["content"].as_str().expect("a digest")).collect();
    let again = notices(&campaign, &told[2..], &folder.path().join("second"));
    assert_eq!((&again["alreadyTold"], &again["unaddressed"]), (&2.into(), &2.into()));
}

fn bundle(campaign: &Campaign, folder: &Path) -> expatch_campaign::bundle::Manifest {
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: DAY };
    let publisher = Publisher {
        name: "CERT.example",
        namespace: "https://cert.example/",
        page: "https://cert.example/exchange/",
        now: NOW,
        tlp: Tlp::Amber,
        signer: None,
    };
    write_bundle(campaign, &judge, &Form::ALL, &publisher, folder).expect("a bundle is written")
}

#[test]
fn the_bundle_keeps_certain_and_possible_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let campaign = campaign(folder.path());
    let out = folder.path().join("bundle");
    let manifest = bundle(&campaign, &out);
    assert_eq!((manifest.vulnerable, manifest.possible), (6, 1));
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect(name);
    let csv = read("shadowserver-vulnerable.csv");
    assert_eq!(csv.lines().count(), 7);
    // What cannot be a machine's name is no server's.
    assert!(csv.contains(",'=1+1,") && !csv.contains("=cmd"), "{csv}");
    assert!(csv.contains("2021-11-22 09:30:00,critical,192.0.2.1,tcp,443,mail.stad-voorbeeld"));
    assert_eq!(read("shadowserver-possible.csv").lines().count(), 2);
    assert_eq!(read("intelmq-vulnerable.ndjson").lines().count(), 6);
    assert_eq!(read("intelmq-possible.ndjson").lines().count(), 1);

    let json = |name: &str| -> serde_json::Value {
        serde_json::from_str(&read(name)).expect("it is JSON")
    };
    let csaf = json("expatch-november-belgium-2021-11-22.json");
    let affected = &csaf["vulnerabilities"][0]["product_status"];
    assert!(affected.is_object(), "{csaf:#}");
    assert_eq!(json("misp-event.json")["Event"]["Object"].as_array().map(Vec::len), Some(7));
    assert_eq!(json("sarif.json")["runs"][0]["results"].as_array().map(Vec::len), Some(7));
    assert!(json("openvex.json")["statements"].as_array().is_some_and(|list| !list.is_empty()));

    // Every file stands in the manifest with its true hash.
    for file in &manifest.files {
        use sha2::Digest;
        let bytes = std::fs::read(out.join(&file.path)).expect("it is there");
        let hash = sha2::Sha256::digest(&bytes);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((hash, bytes.len() as u64), (file.sha256.clone(), file.bytes), "{}", file.path);
    }
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let campaign = campaign(folder.path());
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: DAY };
    let (name, page) = ("CERT.example", "https://cert.example/");
    let (tlp, signer) = (Tlp::Amber, None);
    let publisher = Publisher { name, namespace: page, page, now: NOW, tlp, signer };
    let error = write_bundle(&campaign, &judge, &Form::ALL, &publisher, folder.path());
    assert!(error.expect_err("it is not empty").to_string().contains("not empty"));
}

#[test]
#[ignore = "needs Python and npm: cargo test -p expatch-campaign --test handover -- --ignored"]
fn every_format_is_valid_for_its_own_library() {
    let folder = tempfile::tempdir().expect("a folder");
    let campaign = campaign(folder.path());
    let out = folder.path().join("bundle");
    bundle(&campaign, &out);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validate/run.sh");
    let status = std::process::Command::new("sh")
        .arg(script)
        .args([&out, Path::new(env!("CARGO_TARGET_TMPDIR"))])
        .status()
        .expect("a shell");
    assert!(status.success(), "a library refuses its format; it says why above");
}
