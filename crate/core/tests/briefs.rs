//! The numbers of an input are the report's, whoever was judged before.

use expatch::Assessor;
use expatch::Database;
use expatch::Language;

/// Texts that leave one release, several, a whole product, and nothing.
const TEXTS: [&str; 9] = [
    "15.2.1118.7",
    "Microsoft Exchange Server 2007 IMAP4 service ready",
    "+OK Microsoft Exchange Server 2007 POP3 service ready",
    "/owa/auth/15.1.2507/themes/resources/favicon.ico",
    "/owa/auth/15.2.1118/themes/resources/favicon.ico",
    "with Microsoft SMTP Server (TLS) id 14.3.123.3; Tue, 25 Jul 2023 10:00:00 +0000",
    "AdminDisplayVersion : Version 15.0 (Build 1497.2)",
    "X-OWA-Version: 15.2.1",
    "220 mail.example.org ESMTP Postfix",
];

#[test]
fn a_set_of_candidates_comes_to_the_same_again_and_beside_others() {
    let database = Database::embedded();
    let day = "2026-11-23".parse().unwrap();
    let shared = Assessor::new(&database, day);
    for round in 0..2 {
        for text in TEXTS {
            let alone = Assessor::new(&database, day).brief(text.as_bytes());
            assert_eq!(shared.brief(text.as_bytes()), alone, "{text} in round {round}");
            let report = shared.report(text.as_bytes(), Language::English);
            let worst = report.servers.first().map(|server| &server.verdict);
            assert_eq!(
                alone.status.map(expatch::judge::Status::code),
                worst.map(|verdict| verdict.status),
                "{text}"
            );
            assert_eq!(
                alone.patched.map(expatch::judge::Patched::code),
                worst.map(|verdict| verdict.patched),
                "{text}"
            );
            let count = (alone.open.at_least, alone.open.at_most);
            let told =
                worst.map_or((0, 0), |verdict| (verdict.open.at_least, verdict.open.at_most));
            assert_eq!(count, told, "{text}");
        }
    }
}

#[test]
fn sets_that_want_one_place_are_told_apart() {
    let database = Database::embedded();
    let day = "2026-11-23".parse().unwrap();
    let shared = Assessor::new(&database, day);
    // A mail's trail shows a floor: as many sets as there are releases.
    let floors: Vec<String> = database
        .releases()
        .map(|row| format!("Received: from a by b with Microsoft SMTP Server id {}", row.build))
        .collect();
    let first: Vec<_> = floors.iter().map(|text| shared.brief(text.as_bytes())).collect();
    for (number, (text, first)) in floors.iter().zip(first).enumerate() {
        assert_eq!(shared.brief(text.as_bytes()), first, "{text}");
        // Reports are made anew each time: some of them are enough.
        if number % 8 > 0 {
            continue;
        }
        let report = shared.report(text.as_bytes(), Language::English);
        let open = report
            .servers
            .first()
            .map_or((0, 0), |server| (server.verdict.open.at_least, server.verdict.open.at_most));
        assert_eq!((first.open.at_least, first.open.at_most), open, "{text}");
    }
}

#[test]
fn a_number_alone_comes_to_the_same_again_and_in_any_spelling() {
    let database = Database::embedded();
    let day = "2026-11-23".parse().unwrap();
    let shared = Assessor::new(&database, day);
    let aliases: Vec<_> = database.aliases().map(|(alias, _)| alias).collect();
    for build in aliases.into_iter().chain(database.releases().map(|row| row.build)) {
        let plain = build.to_string();
        let long = build.long().to_string();
        let alone = Assessor::new(&database, day).brief(plain.as_bytes());
        for text in [&plain, &long, &format!(" {plain}\r\n"), &plain] {
            assert_eq!(shared.brief(text.as_bytes()), alone, "{text}");
        }
    }
}
