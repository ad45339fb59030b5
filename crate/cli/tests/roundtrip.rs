//! Every form that is written is read back: the same servers, the same builds,
//! the same verdicts, computed anew.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

/// What shows a version in every way that lists do: exactly, the baseline
/// alone, at least a build, the product, nothing but somebody's word.
const ROWS: &str = r#"{"ip":"192.0.2.1","port":443,"timestamp":"2026-11-20T08:00:00Z","source":"A scan","header":{"x-owa-version":"15.2.986.9","x-feserver":"EX01"}}
{"ip":"192.0.2.2","hostname":"mail.example.org","port":443,"header":{"x-owa-version":"15.1.2507.6"}}
{"ip":"2001:db8::2","hostname":"mail.example.org","port":443,"header":{"x-owa-version":"15.1.2375.7"}}
{"ip":"2001:db8::3","port":8443,"banner":"/owa/auth/15.2.858/themes/resources/favicon.ico"}
{"ip":"192.0.2.4","hostname":"http.example.org","port":80,"header":{"x-owa-version":"15.0.1497.2"}}
{"ip":"192.0.2.5","hostname":"old.example.org","port":25,"banner":"Received: from a by ex01.example.org with Microsoft SMTP Server id 15.1.2242.4; Mon, 1 Mar 2021 10:00:00 +0100"}
{"ip":"192.0.2.6","port":443,"AdminDisplayVersion":"Version 15.1 (Build 2507.6)"}
{"ip":"192.0.2.7","port":443,"header":{"ms-server-activesync":"14.3"}}
{"ip":"192.0.2.8","port":25,"banner":"220 mail.example.org Microsoft ESMTP MAIL Service ready"}
{"ip":"192.0.2.9","port":443,"header":{"x-owa-version":"15.2.1748.9"}}
{"ip":"192.0.2.10","port":443,"product":"Microsoft Exchange","tags":"exchange;webshell","timestamp":"2026-11-20 08:00:00"}
{"ip":"192.0.2.11","port":443,"header":{"x-owa-version":"15.2.986.9"},"tags":"exchange;webshell"}
{"ip":"192.0.2.12","port":443,"product":"Exchange Server 2016 CU21"}
{"ip":"192.0.2.13","port":443,"header":{"x-owa-version":"14.3.513.0"}}
"#;

fn expatch(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_expatch"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("EXPATCH_DATABASE")
        .output()
        .expect("the command starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("it is text")
}

/// Who, what and how bad, of every line of `bulk` that a hand-over speaks of.
fn servers(folder: &Path, files: &[&str], identified: bool) -> BTreeSet<String> {
    let mut arguments = vec!["bulk", "--quiet", DAY[0], DAY[1]];
    arguments.extend(files);
    let lines = expatch(folder, &arguments);
    let lines = lines.lines().map(|line| serde_json::from_str(line).expect("it is JSON"));
    let told = lines.filter(|line: &Value| {
        let severity = line["verdict"]["severity"].as_u64();
        severity == Some(2) || severity == Some(3) || line["compromised"].is_string()
    });
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    told.map(|line| {
        let verdict = &line["verdict"];
        let build = format!("{} {}", text(&line["build"]), text(&verdict["status"]));
        if !identified {
            return build;
        }
        format!(
            "{} {} {} {build} {} {} {}",
            text(&line["ip"]),
            line["port"],
            text(&line["hostname"]),
            line["candidates"].as_array().map_or(0, Vec::len),
            text(&line["compromised"]),
            verdict["open"],
        )
    })
    .collect()
}

#[test]
fn every_form_is_read_back_to_the_same_servers_builds_and_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("rows.ndjson"), ROWS).expect("written");
    let mut table = String::new();
    let mut lost = 0;
    let mut compare = |form: &str, out: &BTreeSet<String>, back: &BTreeSet<String>| {
        let gone: Vec<_> = out.difference(back).collect();
        let added: Vec<_> = back.difference(out).collect();
        lost += gone.len() + added.len();
        let row = format!("{form:>14} {:>4} {:>4} {:>4}\n", out.len(), back.len(), gone.len());
        table += &row;
        for (what, list) in [("lost", gone), ("new", added)] {
            list.iter().for_each(|one| table += &format!("    {what}: {one}\n"));
        }
    };
    let all = servers(folder, &["rows.ndjson"], true);
    assert_eq!(all.len(), 14, "{all:#?}");
    for name in ["bulk.ndjson", "bulk.csv", "bulk.parquet"] {
        expatch(folder, &["bulk", "--quiet", DAY[0], DAY[1], "rows.ndjson", "-o", name]);
        compare(name, &all, &servers(folder, &[name], true));
    }

    let import = |campaign: &str, files: &[&str]| {
        let mut arguments = vec!["campaign", "import", campaign, DAY[0], DAY[1]];
        arguments.extend(files);
        expatch(folder, &arguments);
    };
    let status = |campaign: &str| -> Value {
        let status = expatch(folder, &["campaign", "status", campaign, "--json"]);
        serde_json::from_str(&status).expect("it is JSON")
    };
    import("first.expatch", &["rows.ndjson"]);
    expatch(
        folder,
        &[
            "campaign",
            "export",
            "first.expatch",
            "-o",
            "bundle",
            "--publisher",
            "CERT.example",
            "--namespace",
            "https://cert.example/",
        ],
    );
    let first = status("first.expatch");
    let counts = |status: &Value| {
        let counts = &status["counts"];
        format!("{} {} {}", counts["servers"], counts["atRisk"], counts["compromised"])
    };
    let three = |form: &str, end: &str| -> Vec<String> {
        ["compromised", "vulnerable", "possible"]
            .map(|class| format!("bundle/{form}-{class}.{end}"))
            .to_vec()
    };
    for (form, files) in [
        ("shadowserver", three("shadowserver", "csv")),
        ("intelmq", three("intelmq", "ndjson")),
        ("misp", vec!["bundle/misp-event.json".to_owned()]),
        ("sarif", vec!["bundle/sarif.json".to_owned()]),
    ] {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        compare(form, &all, &servers(folder, &files, true));
        let again = format!("{form}.expatch");
        import(&again, &files);
        let second = status(&again);
        assert_eq!(counts(&first), counts(&second), "{form}: {second}");
        let changes = expatch(folder, &["campaign", "compare", "first.expatch", &again]);
        for change in ["new", "worse", "relapsed", "fixed", "unclear", "gone"] {
            let line = format!("        0  {change}");
            assert!(changes.contains(&line), "{form}: {changes}");
        }
    }
    // These two name builds, not hosts: each exact build once.
    let exact = |set: &BTreeSet<String>| -> BTreeSet<String> {
        set.iter().filter(|one| !one.starts_with('-')).cloned().collect()
    };
    let builds = exact(&servers(folder, &["rows.ndjson"], false));
    let csaf = std::fs::read_dir(folder.join("bundle")).expect("a bundle");
    let csaf = csaf.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let csaf = csaf.filter(|name| name.starts_with("expatch-")).collect::<Vec<_>>();
    let csaf = format!("bundle/{}", csaf[0]);
    for (form, file) in [("csaf", csaf.as_str()), ("openvex", "bundle/openvex.json")] {
        compare(form, &builds, &exact(&servers(folder, &[file], false)));
    }
    println!("          form  out   in lost\n{table}");
    assert_eq!(lost, 0, "\n{table}");
}
