//! The laws of the reading: what counts does not depend on the notation, the order
//! or the neighbours, and what is only named makes no server and nothing good.

use expatch::Database;
use expatch::Language;
use expatch::Options;
use expatch::Report;
use expatch::assess;
use expatch::judge::Status;
use proptest::prelude::*;

/// A day on which the newest updates are known: naming one is as good as it gets.
const DAY: &str = "2026-10-08";
/// The newest build of Exchange Server SE on that day.
const NEWEST: &str = "15.2.2562.53";

fn look(text: &str) -> Report {
    let options = Options::new(DAY.parse().unwrap(), Language::English);
    assess(text.as_bytes(), &Database::embedded(), &options)
}

/// Who was found, with what: the servers in alphabetical order.
fn servers(report: &Report) -> Vec<(String, String)> {
    let of = |server: &expatch::report::Server| {
        let name = server.name.clone().unwrap_or_default();
        let build = server.build.map(|build| build.to_string());
        (name, build.unwrap_or_else(|| format!("{:?}", server.candidates)))
    };
    let mut found: Vec<_> = report.servers.iter().map(of).collect();
    found.sort();
    found
}

/// Builds of updates: a baseline's own number would be a set.
fn update() -> impl Strategy<Value = String> {
    let database = Database::embedded();
    let builds: Vec<String> = database
        .releases()
        .filter(|release| {
            release.update.is_some() && release.build >= expatch::Build::new(15, 0, 0, 0)
        })
        .map(|release| release.build.to_string())
        .collect();
    prop::sample::select(builds)
}

/// An inventory: two to six servers with different names.
fn inventory() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = "[A-Z]{2,5}-?MAIL[0-9]{1,2}";
    prop::collection::btree_map(name, update(), 2..6).prop_map(|all| all.into_iter().collect())
}

type Rows<'a> = &'a [(String, String)];
/// A name and how it writes the rows.
type Notation = (&'static str, fn(Rows<'_>) -> String);

/// One inventory in every notation that people keep and tools print one in.
const NOTATIONS: &[Notation] = &[
    ("comma", |rows| separated(rows, ",")),
    ("semicolon", |rows| separated(rows, ";")),
    ("tab", |rows| separated(rows, "\t")),
    ("bar", |rows| separated(rows, "|")),
    ("markdown", |rows| {
        let row = |(name, build): &(String, String)| format!("| {name} | {build} |\n");
        format!("| Server | Version |\n|---|---|\n{}", rows.iter().map(row).collect::<String>())
    }),
    ("aligned", |rows| {
        let row = |(name, build): &(String, String)| format!("{name:<16}{build}\n");
        let body: String = rows.iter().map(row).collect();
        format!("{:<16}Version\n{:<16}-------\n{body}", "Server", "------")
    }),
    ("list", |rows| {
        let row =
            |(name, build): &(String, String)| format!("Server  : {name}\nVersion : {build}\n\n");
        rows.iter().map(row).collect()
    }),
    ("colon", |rows| rows.iter().map(|(name, build)| format!("{name}: {build}\n")).collect()),
    ("json", |rows| {
        json(rows, |name, build| format!(r#"{{"server":"{name}","version":"{build}"}}"#))
    }),
    ("json-turned", |rows| {
        json(rows, |name, build| format!(r#"{{"version":"{build}","server":"{name}"}}"#))
    }),
    ("ndjson", |rows| {
        let row = |(name, build): &(String, String)| {
            format!("{{\"server\":\"{name}\",\"version\":\"{build}\"}}\n")
        };
        rows.iter().map(row).collect()
    }),
    ("html", |rows| {
        let row = |(name, build): &(String, String)| {
            format!("<tr><td>{name}</td><td>{build}</td></tr>\n")
        };
        let body: String = rows.iter().map(row).collect();
        format!("<table>\n<tr><th>Server</th><th>Version</th></tr>\n{body}</table>\n")
    }),
    ("xml", |rows| {
        let row = |(name, build): &(String, String)| {
            format!("<server><name>{name}</name><version>{build}</version></server>\n")
        };
        format!("<servers>\n{}</servers>\n", rows.iter().map(row).collect::<String>())
    }),
    ("yaml", |rows| {
        let row =
            |(name, build): &(String, String)| format!("- server: {name}\n  version: {build}\n");
        rows.iter().map(row).collect()
    }),
];

fn separated(rows: Rows<'_>, mark: &str) -> String {
    let row = |(name, build): &(String, String)| format!("{name}{mark}{build}\n");
    format!("Server{mark}Version\n{}", rows.iter().map(row).collect::<String>())
}

fn json(rows: Rows<'_>, row: fn(&str, &str) -> String) -> String {
    let rows: Vec<_> = rows.iter().map(|(name, build)| row(name, build)).collect();
    format!("[{}]", rows.join(","))
}

/// Ways to name a build that a server does not have.
const NOT_THERE: &[&str] = &[
    "Failed - Security Update For Exchange Server SE RTM ({build})\n",
    "Please upgrade until the header says X-OWA-Version: {build}\n",
    "EX01: Exchange {build} not installed\n",
    "The fixed version is {build}.\n",
    "Update to {build} or later as soon as you can.\n",
    "server;update;state\nEX01;Exchange {build};failed\n",
    "server;target version\nEX01;{build}\n",
    "Computer : EX01\nRequired version : {build}\n",
    "{\"ip\":\"198.51.100.3\",\"solution\":\"Install {build}\"}\n",
    "{\"ip\":\"198.51.100.3\",\"fixed_version\":\"{build}\"}\n",
    "affected: all versions before {build}\n",
    "if (version < \"{build}\") { warn(); }\n",
    "We plan to install {build} on EX01 next week.\n",
    "Is {build} out yet?\n",
    "X-OWA-Version: {build} and later\n",
    "Setup could not install 'Security Update for Exchange ({build})'. Error code 1603.\n",
];

fn is_good(status: Option<Status>) -> bool {
    matches!(
        status,
        Some(Status::Current | Status::HotfixAvailable | Status::NeedsAction | Status::LatestKnown)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a_notation_changes_nothing(rows in inventory()) {
        let mut expected = rows.clone();
        expected.sort();
        for (notation, write) in NOTATIONS {
            let text = write(&rows);
            prop_assert_eq!(&servers(&look(&text)), &expected, "{}:\n{}", notation, text);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in inventory(), turn in 0..6_usize) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        for (notation, write) in NOTATIONS {
            prop_assert_eq!(servers(&look(&write(&rows))), servers(&look(&write(&turned))), "{}", notation);
        }
    }

    #[test]
    fn the_order_of_columns_changes_nothing(rows in inventory()) {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let row = |cells: [&str; 3]| order.map(|at| cells[at]).join(";") + "\n";
            let mut text = row(["Server", "Version", "Operating system"]);
            for (name, build) in &rows {
                text += &row([name, build, "Windows Server 2019"]);
            }
            let mut expected = rows.clone();
            expected.sort();
            prop_assert_eq!(servers(&look(&text)), expected, "{}", text);
        }
    }

    #[test]
    fn text_outside_a_record_changes_nothing_in_it(
        rows in inventory(),
        before in "[a-z]{3,9}( [a-z]{3,9}){0,8}[.]",
        after in "[a-z]{3,9}( [a-z]{3,9}){0,8}[.]",
    ) {
        for (notation, write) in NOTATIONS {
            // A file of JSON or XML is one thing; text around it is another file.
            let text = write(&rows);
            let around = format!("{before}\n\n{text}\n{after}\n");
            prop_assert_eq!(servers(&look(&text)), servers(&look(&around)), "{}:\n{}", notation, around);
        }
    }

    #[test]
    fn what_is_not_there_makes_nothing_good(at in 0..NOT_THERE.len(), below in update()) {
        for build in [NEWEST, &below] {
            let text = NOT_THERE[at].replace("{build}", build);
            let report = look(&text);
            prop_assert!(!is_good(report.status()), "{}: {:?}", text, report.status());
            // Beside a server that shows an old build it heals nothing either.
            let old = format!("X-FEServer: EX01\nX-OWA-Version: 15.1.2044.4\n\n{text}");
            prop_assert!(!is_good(look(&old).status()), "{}", old);
        }
    }

    #[test]
    fn a_sentence_makes_no_server(
        before in "[A-Z][a-z]{3,9}( [a-z]{3,9}){1,5}",
        after in "( [a-z]{3,9}){1,5}[.]",
        build in update(),
    ) {
        let text = format!("{before} {build}{after}\n");
        let report = look(&text);
        let observed = report.servers.iter().filter(|server| server.standing == Some("observed"));
        prop_assert_eq!(observed.count(), 0, "{}", text);
    }
}

#[test]
fn where_an_answer_leads_names_it_wherever_the_line_stands() {
    let (status, version) = ("HTTP/1.1 302 Found\r\n", "X-OWA-Version: 15.2.986.14\r\n");
    let location = "Location: https://mail.example.org/owa/auth/logon.aspx\r\n";
    for text in [
        [status, location, version].concat(),
        [status, version, location].concat(),
        [status, "Server: Microsoft-IIS/10.0\r\n", location, "Date: x\r\n", version].concat(),
    ] {
        let reading = expatch::observe(text.as_bytes());
        let names: Vec<_> = reading.evidence.iter().map(|piece| piece.server.as_deref()).collect();
        assert_eq!(names, [Some("mail.example.org")], "{text}");
    }
    // What a client asks for names nobody.
    let asked = ["GET /owa/ HTTP/1.1\r\n", location, version].concat();
    assert!(expatch::observe(asked.as_bytes()).evidence.is_empty());
}
