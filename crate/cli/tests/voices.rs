//! The same five servers as monitoring, a notice and the page hear of them: one
//! verdict, whoever says it. `cargo test -p expatch-cli --test voices -- --nocapture`
//! prints them side by side.

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::process::Output;

const BINARY: &str = env!("CARGO_BIN_EXE_expatch");
const DAY: &str = "2026-10-08";

/// What it is, what a scan saw, and which answer it gets.
const SERVERS: [(&str, &str, &str); 5] = [
    ("2016 with the last public update", "X-OWA-Version: 15.1.2507.61", "no"),
    ("SE without the second September update", "X-OWA-Version: 15.2.2562.49", "no"),
    ("SE with everything", "X-OWA-Version: 15.2.2562.53", "yes"),
    ("a path of SE", "/owa/auth/15.2.2562/themes/resources/favicon.ico", "unknown"),
    ("a path of 2013", "/owa/auth/15.0.1497/themes/resources/favicon.ico", "no"),
];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(BINARY).args(arguments).current_dir(folder).output().expect("the command starts")
}

/// The subject of the notice on a server, where one is written.
fn subject(folder: &Path, number: usize, seen: &str) -> Option<String> {
    let name = |what: &str| format!("{what}{number}");
    let (rows, campaign, notices) = (name("rows"), name("campaign"), name("notices"));
    std::fs::write(folder.join(&rows), format!("192.0.2.{number},{seen}\n")).expect("written");
    let imported = run(folder, &["campaign", "import", &campaign, &rows, "--as-of", DAY]);
    assert!(imported.status.success(), "{imported:?}");
    let mut from = vec!["notify", &campaign, "-o", &notices, "--from", "cert@cert.example"];
    from.extend(["--possible", "--as-of", DAY]);
    let written = run(folder, &from);
    assert!(written.status.success(), "{written:?}");
    let mail = ["to", "unaddressed"].iter().find_map(|place| {
        let mut entries = std::fs::read_dir(folder.join(&notices).join(place)).ok()?;
        entries.find_map(|entry| {
            let path = entry.ok()?.path();
            (path.extension()? == "eml").then_some(path)
        })
    })?;
    let text = std::fs::read_to_string(mail).expect("a notice");
    let (_, rest) = text.split_once("Subject: ")?;
    // A long header goes on in lines that begin with a blank.
    let mut lines = rest.lines();
    let mut subject = lines.next()?.to_owned();
    for more in lines.take_while(|line| line.starts_with(' ')) {
        subject.push_str(more);
    }
    Some(subject)
}

#[test]
fn monitoring_the_notice_and_the_page_say_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for (number, (what, seen, patched)) in SERVERS.into_iter().enumerate() {
        let check = |format: &str| {
            let output = run(folder, &["check", "--as-of", DAY, "--format", format, seen]);
            (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
        };
        let (line, code) = check("nagios");
        let report: Value = serde_json::from_str(&check("json").0).expect("JSON");
        let verdict = &report["servers"][0]["verdict"];
        let headline = verdict["headline"].as_str().expect("a headline");
        let subject = subject(folder, number + 1, seen);
        println!("── {what}\n   page    {headline}");
        println!("   nagios  {}\n   code    {code:?}", line.trim_end());
        println!("   notice  {}", subject.as_deref().unwrap_or("(none is written)"));

        assert_eq!(verdict["patched"], patched, "{what}");
        let severity = verdict["severity"].as_u64().expect("a number");
        assert_eq!(code.map(u64::try_from), Some(Ok(severity)), "{what}");
        let words = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][severity as usize];
        assert!(line.starts_with(&format!("EXCHANGE {words} - ")), "{line}");
        assert!(line.contains(headline), "{line} without {headline}");
        match patched {
            "no" => assert!(subject.expect(what).contains("at risk"), "{what}"),
            "unknown" => assert!(subject.expect(what).contains("Please check"), "{what}"),
            _ => assert_eq!(subject, None, "{what}"),
        }
    }
}
