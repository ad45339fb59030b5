//! Forty situations with what is said of them, in four languages, as pages
//! that a person reads from top to bottom: `tests/situations/*.txt`. After a
//! change on purpose `BLESS=1 cargo test -p expatch --test situations` writes
//! them anew; read the difference like code.

use expatch::Database;
use expatch::Language;
use expatch::Options;
use expatch::Report;
use std::fmt::Write;
use std::path::PathBuf;

/// What it is about, the day, and the text.
const SITUATIONS: [(&str, &str, &str); 52] = [
    ("ProxyLogon comes out; 2016 CU19 has nothing", "2021-03-02", "15.1.2176.4"),
    ("a week later attackers are everywhere", "2021-03-10", "15.1.2176.4"),
    ("the special update on an old cumulative update", "2021-03-10", "15.1.1847.12"),
    ("the April update is out, the server has March's", "2021-04-13", "15.2.792.10"),
    ("ProxyShell is published; the fix came in April", "2021-07-13", "15.2.858.10"),
    ("a baseline's own number, typed", "2021-07-13", "15.1.2308.8"),
    ("November 2021: exploited since yesterday", "2021-11-10", "15.2.986.9"),
    ("November 2021, updated", "2021-11-10", "15.2.986.14"),
    ("ProxyNotShell: exploited, and no fix yet", "2022-09-30", "15.1.2507.12"),
    ("2016 CU22 while updates are made for it", "2022-12-01", "15.1.2375.37"),
    ("2016 CU22 two years after its last update", "2025-01-15", "15.1.2375.37"),
    ("a re-release that closes nothing more", "2023-08-21", "15.2.1258.23"),
    ("the day of Extended Protection, 2019 CU14", "2024-02-14", "15.2.1544.4"),
    ("2016 with every update, Extended Protection unknown", "2024-02-16", "15.1.2507.35"),
    ("the first November update, withdrawn", "2024-11-13", "15.2.1544.13"),
    ("every update, and what breaks with it has no mend yet", "2024-03-20", "15.2.1544.9"),
    ("the update to install breaks something", "2024-03-20", "15.2.1544.4"),
    ("a hotfix is missing", "2025-04-20", "X-OWA-Version: 15.2.1748.10"),
    ("the last day of support, 2019 with everything", "2025-10-14", "15.2.1748.39"),
    ("the last day of support, 2016 with everything", "2025-10-14", "15.1.2507.61"),
    ("six days after the end of support", "2025-10-20", "15.2.1748.39"),
    ("Extended Security Updates, up to date", "2025-12-10", "15.2.1748.42"),
    ("SE: an exploited hole, and no fix yet", "2026-05-20", "15.2.2562.41"),
    ("SE with everything", "2026-10-08", "15.2.2562.53"),
    ("SE without the second September update", "2026-10-08", "15.2.2562.49"),
    ("Extended Security Updates to the last, 2019", "2026-10-08", "15.2.1748.53"),
    ("SE, newest known, two Patch Tuesdays later", "2026-11-23", "15.2.2562.53"),
    ("SE, newest known, one Patch Tuesday later", "2026-10-20", "15.2.2562.53"),
    ("SE as it was installed", "2026-11-23", "X-OWA-Version: 15.2.2562.17"),
    ("2019 CU15 with the last public update", "2026-11-23", "15.2.1748.39"),
    ("2019 CU15 with the last ESU update, ESU over", "2026-11-23", "15.2.1748.53"),
    ("2019 CU13: out of service, and then out of support", "2026-11-23", "15.2.1258.39"),
    ("2016 CU23 as it was installed", "2026-11-23", "X-OWA-Version: 15.1.2507.6"),
    ("2016 CU19", "2026-11-23", "X-OWA-Version: 15.1.2176.2"),
    ("2013 to the last update", "2026-11-23", "15.0.1497.48"),
    ("2010 to the last update", "2026-11-23", "14.3.513.0"),
    ("2003", "2026-11-23", "6.5.7638.0"),
    ("a path of 2013: out of support whichever it is", "2026-11-23", "/owa/auth/15.0.1497/themes/"),
    ("a path of 2016 CU23", "2026-11-23", "/owa/auth/15.1.2507/themes/"),
    ("a path of SE: it cannot be told", "2026-11-23", "/owa/auth/15.2.2562/themes/"),
    (
        "what the shell prints, 2019 CU15",
        "2025-09-20",
        "AdminDisplayVersion : Version 15.2 (Build 1748.10)",
    ),
    (
        "a header with a file of its own",
        "2026-11-23",
        "HTTP/1.1 401 Unauthorized\nX-OWA-Version: 15.2.1118.7\nX-FEServer: EX01\n",
    ),
    (
        "a hop of a mail",
        "2026-11-23",
        "Received: from EX01.example.org (10.0.0.1) by EX01.example.org (10.0.0.1)\n with Microsoft SMTP Server (version=TLS1_2) id 15.2.1544.9; Tue, 2 Apr 2024 10:00:00 +0000\n",
    ),
    (
        "a report of HealthChecker that shows settings",
        "2024-02-16",
        "Exchange Information\n--------------------\n\tName: EX01\n\tGeneration Time: 02/16/2024 11:23:45\n\tBuild Number: 15.01.2507.035\n\tExtended Protection Enabled (Any VDir): True\n\nOrganization Information\n------------------------\n\tEnable Download Domains: False\n",
    ),
    (
        "a report of HealthChecker that found nothing",
        "2026-10-08",
        "Exchange Information\n--------------------\n\tName: EX01\n\tGeneration Time: 10/07/2026 11:23:45\n\tBuild Number: 15.02.2562.053\n\nSecurity Vulnerability\n----------------------\n\tAll known security issues in this version of the script passed.\n",
    ),
    (
        "a product alone",
        "2026-11-23",
        "220 mail.example.org Microsoft Exchange Server 2007 POP3 service ready",
    ),
    ("Exchange Server, no version", "2026-11-23", "HTTP/1.1 200 OK\nX-FEServer: EX01\n"),
    ("between two releases", "2026-10-08", "15.2.2562.40"),
    ("newer than the database", "2026-11-23", "15.2.2562.60"),
    ("a cumulative update newer than the database", "2026-11-23", "15.2.3000.5"),
    ("a number that was never released", "2026-11-23", "15.1.2345.6"),
    ("Exchange Online", "2026-11-23", "X-OWA-Version: 15.20.8048.12"),
];

fn report(text: &str, day: &str, language: Language) -> Report {
    let options = Options::new(day.parse().unwrap(), language);
    expatch::assess(text.as_bytes(), &Database::embedded(), &options)
}

fn page(language: Language) -> String {
    let mut page = String::new();
    for (about, day, text) in SITUATIONS {
        let _ = writeln!(page, "── {day} · {about}");
        for line in text.lines() {
            let _ = writeln!(page, "   | {line}");
        }
        let report = report(text, day, language);
        for server in &report.servers {
            let verdict = &server.verdict;
            let worst = verdict.worst.map(|worst| format!(", worst {worst}")).unwrap_or_default();
            let _ = writeln!(
                page,
                "   {} · {}{worst} · severity {} · open {}–{}, used {}–{}",
                verdict.patched,
                verdict.status,
                verdict.severity,
                verdict.open.at_least,
                verdict.open.at_most,
                verdict.exploited.at_least,
                verdict.exploited.at_most,
            );
            let _ =
                writeln!(page, "   {}\n   {}", verdict.headline.to_uppercase(), verdict.summary);
            for reason in &verdict.reasons {
                let _ = writeln!(page, "   - {}", reason.text);
            }
            for (number, step) in verdict.steps().enumerate() {
                let _ = writeln!(page, "   {}. {}", number + 1, step.text);
                for before in &step.before {
                    let _ = writeln!(page, "      < {before}");
                }
                for command in &step.commands {
                    let _ = writeln!(page, "      > {command}");
                }
                if let Some(check) = &step.verify {
                    let _ = writeln!(page, "      = {}", check.text);
                }
                for link in &step.links {
                    let _ = writeln!(page, "      {} {}", link.kind, link.url);
                }
                for source in &step.sources {
                    let _ = writeln!(page, "      source {source}");
                }
            }
            for step in verdict.boxes() {
                let need = step.necessity.map(|need| format!(" ({need})")).unwrap_or_default();
                let mark = if step.done { 'x' } else { ' ' };
                let _ = writeln!(page, "   [{mark}] {}{need}", step.text);
                for source in &step.sources {
                    let _ = writeln!(page, "      source {source}");
                }
            }
        }
        for note in &report.notes {
            let _ = writeln!(page, "   ! {}", note.text);
        }
        page.push('\n');
    }
    page
}

#[track_caller]
fn check(name: &str, language: Language) {
    let place =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/situations/{name}.txt"));
    let said = page(language);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&place, &said).expect("a place to write to");
        return;
    }
    let known = std::fs::read_to_string(&place).expect("the page of situations");
    for (line, (said, known)) in said.lines().zip(known.lines()).enumerate() {
        assert_eq!(said, known, "{name}.txt, line {}", line + 1);
    }
    assert_eq!(said.lines().count(), known.lines().count(), "{name}.txt");
}

#[test]
fn english() {
    check("en", Language::English);
}

#[test]
fn french() {
    check("fr", Language::French);
}

#[test]
fn dutch() {
    check("nl", Language::Dutch);
}

#[test]
fn german() {
    check("de", Language::German);
}

/// What no source says is not said: every step and every box names where its
/// way is described.
#[test]
fn every_step_has_a_source() {
    for (about, day, text) in SITUATIONS {
        for server in report(text, day, Language::English).servers {
            for step in &server.verdict.plan {
                assert!(!step.sources.is_empty(), "{about}: {}", step.code);
            }
        }
    }
}

#[test]
fn every_status_is_among_the_situations() {
    use expatch::judge::Status;
    let seen: Vec<String> = SITUATIONS
        .iter()
        .flat_map(|(_, day, text)| report(text, day, Language::English).servers)
        .map(|server| server.verdict.status.to_owned())
        .collect();
    for status in Status::ALL {
        // Mentions make no server; what is no Exchange server has its own tests.
        if matches!(status, Status::Mentioned | Status::NotExchange) {
            continue;
        }
        assert!(seen.iter().any(|known| known == status.code()), "{}", status.code());
    }
}
