//! Any bytes: no panic, places within bounds, no super-linear time. Time is this
//! thread's on the processor, so that a busy machine changes nothing.

use cpu_time::ThreadTime;
use expatch::Assessor;
use expatch::Database;
use expatch::Language;
use expatch::Options;
use expatch::assess;
use expatch::observe;
use expatch::resolve::resolve;
use proptest::prelude::*;

/// Pieces of every grammar, to be put together at random.
const PIECES: &[&str] = &[
    "X-OWA-Version",
    ": ",
    "15.2.1118.7",
    "15.02.1118.007",
    "X-FEServer: EX01\r\n",
    "/owa/auth/15.2.858/themes/",
    "%2fowa%2f",
    "Received: from a by b with Microsoft SMTP Server (TLS) id 15.1.2507.6; x\n",
    "with mapi id ",
    "Version 15.1 (Build 2507.6",
    "(Build ",
    "15.1 (",
    ")",
    "<ServerVersion>",
    "73C1840A",
    "Server~a~1942063431~",
    "MajorBuildNumber=\"1118\" ",
    "MajorVersion=\"15\" ",
    "MinorVersion=\"2\" ",
    "MinorBuildNumber=\"7\"",
    "assemblyIdentity name=\"microsoft.exchange.ediscovery.exporttool\" version=\"15.1.1.1\"",
    "Microsoft Exchange ",
    "Exchange Server 2019 CU12 ",
    "IMAP4 server version 6.5.7638.1",
    "[TQBOADIA]",
    "exchange;",
    ",,,,,,,,,\n",
    "\n\n",
    "\n",
    "=\n",
    "quoted-printable\n",
    "\\r\\n",
    "\\u003c",
    "&quot;",
    "<td>",
    "MsiBuildMajor",
    "ms-exchange-version",
    "exchange_server:2016:",
    "AdminDisplayVersion",
    "Name : A\n",
    "\u{0}",
    "é",
    "累计更新 12",
    "#Software: Microsoft Exchange Server\n#Version: ",
    "extra.version",
    "\"",
    "{",
    "}",
    "Setup version: ",
    "locally installed version is ",
    "KB5014261",
    "Build(15, 2, 2562, 35)",
    "Internet Mail Service (",
    "proxylogon",
    "Outlook Web App:",
];

fn look(text: &[u8]) {
    let evidence = observe(text).evidence;
    for piece in &evidence {
        assert!(piece.span.start <= piece.span.end && piece.span.end <= text.len(), "{piece:?}");
    }
    resolve(evidence, &Database::embedded());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_are_read(text: Vec<u8>) {
        look(&text);
    }

    #[test]
    fn any_mixture_of_grammars_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        look(text.as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        look(&wide);
    }
}

/// `cargo test --test hostile -- --ignored`: two million inputs.
#[test]
#[ignore = "minutes"]
fn two_million_inputs_are_read() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..2_000_000 {
        let mut text = Vec::new();
        for _ in 0..next() % 12 {
            text.extend_from_slice(PIECES[(next() % PIECES.len() as u64) as usize].as_bytes());
        }
        for _ in 0..next() % 4 {
            if !text.is_empty() {
                let at = (next() % text.len() as u64) as usize;
                text[at] = next() as u8;
            }
        }
        look(&text);
    }
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    for piece in PIECES {
        let time = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len() + 1);
            let start = ThreadTime::now();
            let evidence = observe(text.as_bytes()).evidence;
            (start.elapsed(), evidence.len())
        };
        time(2_000);
        let (small, _) = time(5_000);
        let (large, _) = time(20_000);
        // Four times the text; quadratic time would be sixteen times.
        assert!(
            large < small * 10 + std::time::Duration::from_millis(200),
            "{piece:?}: {small:?} then {large:?}"
        );
    }
}

/// Texts that made a report of hundreds of megabytes, or took minutes, once.
const LONG: &[&str] = &[
    "15.2.1118.7\n",
    "mapi id 15.20.4200.10 ",
    "with mapi id 15.20.4200.10\n",
    "exsetup 15.02.1118.007 ",
    "MicrosoftSharePointTeamServices: 15.0.0.4420\nname: ab\n",
    "X-OWA-Version: 15.2.1118.7\r\nX-FEServer: EX01\r\n\r\n",
];

/// A row of an inventory: a server of its own, with a build of its own.
fn row(number: usize) -> String {
    format!("EX{number};15.2.{}.{}\n", 1118 + number % 3000, number % 60)
}

fn rows(servers: usize) -> String {
    let heading = String::from("server;version\n");
    heading + &(0..servers).map(row).collect::<String>()
}

#[test]
fn time_grows_with_the_text_over_the_whole_way_to_the_report() {
    let day = "2026-11-23".parse().unwrap();
    let pieces = LONG.iter().map(|piece| (*piece).to_owned()).chain([rows(200)]);
    for piece in pieces {
        let time = |bytes: usize| {
            let assessor = Assessor::new(&Database::embedded(), day);
            let text = piece.repeat(bytes / piece.len() + 1);
            let start = ThreadTime::now();
            let length = assessor.report_json(text.as_bytes(), Language::English).len();
            (start.elapsed(), length)
        };
        time(2_000);
        let (small, _) = time(20_000);
        let (large, length) = time(80_000);
        let head: String = piece.chars().take(30).collect();
        assert!(
            large < small * 10 + std::time::Duration::from_millis(200),
            "{head:?}: {small:?} then {large:?}"
        );
        // A bounded number of full answers, and what the text itself brings.
        assert!(length < Options::MAX_SERVERS * 100_000 + 80_000 * 60, "{head:?}: {length}");
    }
}

#[test]
fn servers_past_the_limit_are_counted_and_none_is_lost() {
    let day = "2026-11-23".parse().unwrap();
    let options = |max_servers| Options { max_servers, ..Options::new(day, Language::English) };
    let text = rows(300);
    let database = Database::embedded();
    let whole = assess(text.as_bytes(), &database, &options(usize::MAX));
    assert_eq!((whole.servers.len(), whole.more.len()), (300, 0));
    for limit in [0, 1, 20, 299, 300] {
        let report = assess(text.as_bytes(), &database, &options(limit));
        assert_eq!(report.servers.len(), limit);
        assert_eq!(report.count(), 300);
        // The worst ones are the ones that are answered.
        assert_eq!(report.servers[..], whole.servers[..limit]);
        let mut names: Vec<&str> = report
            .more
            .iter()
            .flat_map(|group| &group.names)
            .chain(report.servers.iter().filter_map(|server| server.name.as_ref()))
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 300);
        for group in &report.more {
            let alike = whole.servers.iter().filter(|server| {
                server.verdict.status == group.status
                    && server.verdict.patched == group.patched
                    && (group.build.is_none() || server.build == group.build)
            });
            assert!(alike.count() >= group.count, "{group:?}");
        }
        let noted = report.notes.iter().any(|note| note.code == "more-servers");
        assert_eq!(noted, limit < 300, "{:?}", report.notes);
    }
    // The fast path gives the same bytes as the report.
    let assessor = Assessor::new(&database, day);
    let report = assess(text.as_bytes(), &database, &Options::new(day, Language::English));
    assert_eq!(
        assessor.report_json(text.as_bytes(), Language::English),
        serde_json::to_string(&report).unwrap()
    );
}
