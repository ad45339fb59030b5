//! The command from outside: exit codes, inputs, formats that need no facts.

use std::io::Write;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

/// Runs `expatch` with these arguments and this standard input.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .args(arguments)
        .env_remove("EXPATCH_DATABASE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // A command that reads no input may be gone already.
    let _ = child.stdin.take().expect("piped").write_all(input);
    child.wait_with_output().expect("the binary ends")
}

#[track_caller]
fn code(arguments: &[&str], expected: i32) -> Output {
    let output = run(arguments, b"");
    assert_eq!(output.status.code(), Some(expected), "{arguments:?}: {output:?}");
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_and_version_are_answers() {
    code(&["--help"], 0);
    code(&["check", "--help"], 0);
    let version = code(&["--version"], 0);
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("expatch "));
}

#[test]
fn wrong_arguments_leave_with_64() {
    code(&["no-such-command"], 64);
    code(&["check", "--format", "yaml", "x"], 64);
    let day = code(&["check", "--as-of", "23.11.2026", "15.2.1748.48"], 64);
    assert!(said(&day).contains("YYYY-MM-DD"), "{day:?}");
}

#[test]
fn unreadable_inputs_leave_with_65_and_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_str().expect("UTF-8");
    assert!(said(&code(&["check", folder], 65)).contains("is a folder"));
    assert!(said(&code(&["check", "/no/such/headers.txt"], 65)).contains("no such file"));
}

#[test]
fn a_large_file_is_read_to_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    for filled in [(1 << 20) - 27, 1 << 20, 3 << 20] {
        let path = folder.path().join(format!("{filled}.txt"));
        let mut text = "nothing to see here\n".repeat(filled / 20 + 1).into_bytes();
        text.truncate(filled - 1);
        text.extend(b"\nX-OWA-Version: 15.1.2507.6");
        std::fs::write(&path, &text).expect("a file");
        let path = path.to_str().expect("UTF-8");
        let read = run(&["check", "--as-of", "2026-11-23", "--format", "json", path], b"");
        let piped = run(&["check", "--as-of", "2026-11-23", "--format", "json", "-"], &text);
        assert_eq!(read.status.code(), Some(2), "{read:?}");
        assert_eq!(read.stdout, piped.stdout, "{filled}");
    }
}

#[test]
fn a_damaged_database_leaves_with_69_and_is_named() {
    let lost = code(&["check", "--database", "/no/such.db", "15.2.1748.48"], 69);
    assert!(said(&lost).contains("/no/such.db"));
}

#[test]
fn old_facts_fail_closed_when_asked_to() {
    let arguments = ["check", "--as-of", "2099-01-01", "--max-db-age", "30", "15.2.1748.48"];
    assert!(said(&code(&arguments, 69)).contains("expatch db update"));
    let nagios = code(&[&arguments[..], &["--format", "nagios"]].concat(), 3);
    assert!(nagios.stdout.starts_with(b"EXCHANGE UNKNOWN - "), "{nagios:?}");
}

#[test]
fn facts_may_be_as_old_as_was_said_and_the_report_says_so() {
    // The facts end on 8 October 2026; the next Patch Tuesday is the 13th.
    let check = |day: &str, more: &[&str]| {
        let arguments =
            ["check", "--as-of", day, "--format", "json", "X-OWA-Version: 15.2.2562.53"];
        let output = run(&[&arguments[..], more].concat(), b"");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let status = report["servers"][0]["verdict"]["status"].as_str().map(str::to_owned);
        (
            status.unwrap_or_default(),
            report["database"]["maxAgeDays"].as_u64(),
            output.status.code(),
        )
    };
    assert_eq!(check("2026-10-12", &[]), ("current".into(), None, Some(0)));
    let strict = check("2026-10-12", &["--max-age", "3"]);
    assert_eq!(strict, ("latest-known".into(), Some(3), Some(1)));
    assert_eq!(check("2026-10-12", &["--max-age", "4"]).0, "current");
    // A Patch Tuesday in between leaves the day uncovered, whatever was allowed.
    let late = check("2026-10-13", &["--max-age", "60"]);
    assert_eq!(late, ("latest-known".into(), Some(60), Some(1)));
    assert!(said(&code(&["check", "--max-age", "x", "15.2.1748.48"], 64)).contains("--max-age"));
}

#[test]
fn any_bytes_get_an_answer() {
    let long = vec![b'A'; 1 << 20];
    let utf16: Vec<u8> = "\u{feff}15.2.1748.48".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for input in [&b""[..], b"\0", b"\xff\xfe\x00", &long, &utf16] {
        let output = run(&["check", "--format", "json"], input);
        assert!(output.status.code().is_some_and(|code| code <= 3), "{output:?}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(report["servers"].is_array());
    }
}

#[test]
fn several_inputs_are_told_apart() {
    let output = run(&["check", "--format", "ndjson", "one", "two"], b"");
    let lines: Vec<serde_json::Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    let names: Vec<&str> = lines.iter().filter_map(|line| line["input"].as_str()).collect();
    assert_eq!(names, ["one", "two"]);
    let output = run(&["check", "--format", "json", "one", "two"], b"");
    assert!(
        serde_json::from_slice::<serde_json::Value>(&output.stdout)
            .is_ok_and(|one| one.is_object())
    );
}

#[test]
fn completions_and_pages_name_every_subcommand() {
    let script = String::from_utf8(code(&["completions", "bash"], 0).stdout).expect("UTF-8");
    let folder = tempfile::tempdir().expect("a folder");
    code(&["man", folder.path().to_str().expect("UTF-8")], 0);
    for command in ["check", "releases", "cve", "db"] {
        assert!(script.contains(command), "{command}");
        assert!(folder.path().join(format!("expatch-{command}.1")).exists(), "{command}");
    }
}
