//! `expatch bulk` from outside: dialects, exact counts, bad rows, packed files,
//! and going on after `kill -9` with nothing lost and nothing doubled.

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::time::Duration;
use std::time::Instant;

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn bulk(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_expatch"));
    command.arg("bulk").args(DAY).args(arguments).env_remove("EXPATCH_DATABASE");
    command
}

/// Runs on a file with this content; the lines and the counts.
fn run(content: &[u8], arguments: &[&str]) -> (Output, Vec<Value>, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, counts) = (folder.path().join("input"), folder.path().join("counts"));
    std::fs::write(&file, content).expect("written");
    let output = bulk(arguments).arg("--summary").arg(&counts).arg(&file).output().expect("runs");
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines = lines.map(|line| serde_json::from_slice(line).expect("JSON")).collect();
    let counts = std::fs::read(counts).ok().and_then(|counts| serde_json::from_slice(&counts).ok());
    (output, lines, counts.unwrap_or_default())
}

/// Every row is accounted for, and the given field of the lines is this.
#[track_caller]
fn check(content: &str, field: &str, expected: &[&str], read: u64) {
    let (output, lines, counts) = run(content.as_bytes(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let found: Vec<String> = lines
        .iter()
        .map(|line| line.pointer(field).and_then(Value::as_str).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(found, expected);
    let number = |key: &str| counts[key].as_u64().unwrap_or_default();
    let skipped: u64 =
        counts["skipped"].as_object().into_iter().flatten().filter_map(|(_, n)| n.as_u64()).sum();
    assert_eq!(number("read"), read, "{counts}");
    assert_eq!(number("read"), number("assessed") + number("bad") + skipped, "{counts}");
}

#[test]
fn zgrab2_hides_the_header_among_the_unknown_ones() {
    let row = r#"{"ip":"192.0.2.7","data":{"http":{"status":"success","result":{"response":{"status_line":"200 OK","headers":{"server":["Microsoft-IIS/10.0"],"unknown":[{"key":"x_owa_version","value":["15.1.2507.6"]}]},"request":{"url":{"scheme":"https"}}}}}}}"#;
    let quiet = r#"{"ip":"192.0.2.8","data":{"http":{"status":"connection-timeout"}}}"#;
    check(&format!("{row}\n{quiet}\n"), "/build", &["15.1.2507.6"], 2);
    check(&format!("{row}\n"), "/ip", &["192.0.2.7"], 1);
}

#[test]
fn a_column_of_banners_may_hold_builds_alone() {
    let table =
        "id,banner\n7,15.1.2507.61\n8,220 mail.example.org ESMTP\n9,X-OWA-Version: 15.2.1748.10\n";
    check(table, "/build", &["15.1.2507.61", "15.2.1748.10"], 4);
    let row = "{\"site\":\"Wien\",\"banner\":\"15.1.2507.61\"}\n";
    check(row, "/build", &["15.1.2507.61"], 1);
}

#[test]
fn httpx_gives_it_as_a_member() {
    let row = r#"{"timestamp":"t","url":"https://mail.example.org","input":"mail.example.org","host":"192.0.2.9","port":"443","header":{"x_owa_version":"15.2.1748.10"}}"#;
    check(row, "/build", &["15.2.1748.10"], 1);
    check(row, "/hostname", &["mail.example.org"], 1);
}

#[test]
fn shodan_gives_the_answer_as_text() {
    let row = r#"{"ip_str":"192.0.2.9","port":443,"hostnames":["mail.example.org"],"data":"HTTP/1.1 200 OK\r\nX-OWA-Version: 15.2.1748.10\r\n\r\n"}"#;
    check(row, "/build", &["15.2.1748.10"], 1);
}

#[test]
fn censys_has_many_services_per_row() {
    let row = r#"{"ip":"192.0.2.9","services":[{"port":22},{"port":443,"http":{"response":{"headers":{"X_OWA_Version":["15.2.1748.10"]}}}}]}"#;
    check(row, "/build", &["15.2.1748.10"], 1);
}

#[test]
fn har_entries_are_rows() {
    let har = r#"{"log":{"version":"1.2","entries":[{"request":{"url":"https://a.example/"},"response":{"headers":[]}},
      {"request":{"url":"https://mail.example.org/owa"},"response":{"headers":[{"name":"X-OWA-Version","value":"15.2.1748.10"}]}}]}}"#;
    check(har, "/hostname", &["mail.example.org"], 2);
}

#[test]
fn nmap_xml_gives_host_and_port() {
    let xml = "<?xml version=\"1.0\"?>\n<nmaprun><host><address addr=\"192.0.2.9\" addrtype=\"ipv4\"/>\
      <ports><port protocol=\"tcp\" portid=\"443\"><script id=\"http-headers\" \
      output=\"&#xa;  X-OWA-Version: 15.2.1748.10&#xa;\"/></port></ports></host></nmaprun>";
    check(xml, "/build", &["15.2.1748.10"], 1);
    check(xml, "/ip", &["192.0.2.9"], 1);
}

#[test]
fn shadowserver_columns_may_move_and_vanish() {
    let now = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,hostname_source,sector,version,servername,url\n\
      2026-11-20,high,192.0.2.9,tcp,443,mail.example.org,exchange,64496,BE,,,,,,15.2.721,EX1,\n\
      2026-11-20,high,192.0.2.10,tcp,443,,exchange,64496,BE,,,,,,,EX2,\n";
    // The second shows no version, and is a server all the same.
    check(now, "/evidence/0/prefix", &["15.2.721", ""], 3);
    let other = "version,tag,ip,new_column\n15.2.721,exchange,192.0.2.9,x\n";
    check(other, "/ip", &["192.0.2.9"], 2);
    let (_, _, counts) = run(other.as_bytes(), &[]);
    assert_eq!(counts["unknownColumns"]["new_column"], 1, "{counts}");
}

#[test]
fn bad_rows_are_counted_and_kept_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, out) = (folder.path().join("in"), folder.path().join("out"));
    let rows = "{\"ip\":\"192.0.2.1\",\"data\":{}}\n{\"ip\":\"192.0.2.2\",\"da\n";
    std::fs::write(&file, rows).expect("written");
    let done = bulk(&[]).arg(&file).arg("-o").arg(&out).output().expect("runs");
    assert!(String::from_utf8_lossy(&done.stderr).contains("bad 1"), "{done:?}");
    let bad = std::fs::read(folder.path().join("out.bad")).expect("a side file");
    let bad: Value = serde_json::from_slice(&bad).expect("one line");
    assert_eq!((bad["line"].as_u64(), bad["row"].as_str()), (Some(2), rows.lines().nth(1)));
}

#[test]
fn a_torn_gzip_gives_what_it_holds_and_leaves_with_65() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for number in 0..1500 {
        writeln!(packed, "10.{}.{}.9 15.2.1748.10", number % 251, number * 7 % 253)
            .expect("memory");
    }
    let packed = packed.finish().expect("memory");
    let (whole, lines, _) = run(&packed, &["--from", "lines"]);
    assert_eq!((whole.status.code(), lines.len()), (Some(0), 1500));
    let (torn, lines, _) = run(&packed[..packed.len() * 3 / 4], &["--from", "lines"]);
    assert_eq!(torn.status.code(), Some(65), "{:?}", String::from_utf8_lossy(&torn.stderr));
    assert!(!lines.is_empty() && lines.len() < 1500, "{}", lines.len());
}

#[test]
fn a_killed_run_goes_on_without_loss_or_double() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let rows: String = (0..8000).map(|n| format!("192.0.2.{} 15.2.1748.10\n", n % 250)).collect();
    std::fs::write(path("in"), rows).expect("written");
    let job = |out: &Path| {
        let mut command = bulk(&["--to", "csv", "--checkpoint-every", "0"]);
        command.arg(path("in")).arg("-o").arg(out);
        command
    };
    assert!(job(&path("whole")).status().expect("runs").success());
    let mut child = job(&path("out")).spawn().expect("starts");
    let start = Instant::now();
    while !path("out.checkpoint").exists() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(path("out.checkpoint").exists(), "it was killed on its way");
    assert!(job(&path("out")).arg("--resume").status().expect("runs").success());
    assert!(!path("out.checkpoint").exists());
    let (whole, out) = (std::fs::read(path("whole")), std::fs::read(path("out")));
    assert!(whole.expect("whole") == out.expect("out"), "the outputs differ");
}

/// The same rows as objects.
const ROWS: &str = "ip,hostname,port,banner\n\
    192.0.2.1,mail.example.org,443,X-OWA-Version: 15.2.1748.48\n\
    192.0.2.2,b.example.org,443,X-OWA-Version: 15.2.858.5\n";

/// `bulk` of `input` into `output`; how it left and what it said.
fn write(input: &Path, output: &Path) -> Output {
    bulk(&["-o"]).arg(output).arg(input).output().expect("runs")
}

#[test]
fn the_outputs_name_tells_the_form_and_each_form_can_be_judged_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("rows.csv"), ROWS).expect("written");
    for name in ["a.ndjson", "a.csv", "a.csv.gz", "a.parquet", "a.anything"] {
        let output = write(&at("rows.csv"), &at(name));
        assert_eq!(output.status.code(), Some(0), "{name}: {output:?}");
        let again = bulk(&["--quiet"]).arg(at(name)).output().expect("runs");
        let lines = String::from_utf8(again.stdout).expect("UTF-8");
        let told: Vec<_> = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
            .map(|line| format!("{} {} {}", line["ip"], line["port"], line["build"]))
            .collect();
        let expected = ["\"192.0.2.1\" 443 \"15.2.1748.48\"", "\"192.0.2.2\" 443 \"15.2.858.5\""];
        assert_eq!(told, expected, "{name}");
    }
    assert!(std::fs::read(at("a.parquet")).expect("there").starts_with(b"PAR1"));
    assert!(std::fs::read(at("a.csv")).expect("there").starts_with(b"input,line,ip"));
}

#[test]
fn what_parquet_cannot_do_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("rows.csv"), ROWS).expect("written");
    let said = |output: Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(write(&at("rows.csv"), &at("a.parquet")).status.success());
    let resumed = bulk(&["--resume", "-o"]).arg(at("b.parquet")).arg(at("rows.csv")).output();
    let resumed = resumed.expect("runs");
    assert_eq!(resumed.status.code(), Some(64));
    assert!(said(resumed).contains("cannot be resumed"));
    let whole = std::fs::read(at("a.parquet")).expect("there");
    std::fs::write(at("torn.parquet"), &whole[..whole.len() / 2]).expect("written");
    let torn = bulk(&[]).arg(at("torn.parquet")).output().expect("runs");
    assert_eq!(torn.status.code(), Some(65));
    assert!(said(torn).contains("not a readable Parquet file"));
    let file = std::fs::File::open(at("a.parquet")).expect("there");
    let piped = bulk(&["-"]).stdin(file).output().expect("runs");
    assert_eq!(piped.status.code(), Some(64));
    assert!(said(piped).contains("give it as a file"));
}

#[test]
fn rows_of_anybodys_own_may_hold_a_bare_build() {
    check("{\"ip\":\"192.0.2.1\",\"build\":\"15.2.1748.48\"}\n", "/build", &["15.2.1748.48"], 1);
    check("Name,Version\nEX1,15.2.1748.48\n", "/name", &["EX1"], 2);
    let object =
        r#"{"name":"EX1","AdminDisplayVersion":{"Major":15,"Minor":2,"Build":1748,"Revision":10}}"#;
    check(object, "/evidence/0/channel", &["admin-display-version"], 1);
}

#[test]
fn an_input_without_rows_is_named_and_leaves_with_65() {
    for (content, word) in [
        (&b"%PDF-1.7 nothing"[..], "PDF"),
        (b"<burp><issue/></burp>", "<burp>"),
        (b"<nmaprun><scaninfo/></nmaprun>", "nmap without any record"),
        (b"\x00\x01\x02\x03\x00\x00", "binary"),
        (b"[]", "ndjson without any record; it begins \"[]\""),
        (b"\xef\xbb\xbf[]\n", "ndjson without any record"),
        (b"[\n]\n", "ndjson without any record"),
        (b"[[]]", "ndjson without any record"),
        (b"{}", "ndjson without any record"),
        (b"[{}]", "ndjson without any record"),
        (b"null\n", "ndjson without any record"),
        (b"{\"matches\":[],\"facets\":{},\"total\":0}", "it begins \"{\\\"matches"),
        (b"{\"matches\":null,\"total\":0}", "without any record"),
        (b"{\n \"result\": {\n  \"total\": 0,\n  \"hits\": []\n }\n}\n", "without any record"),
        (b"{\"data\":[],\"page\":1,\"total\":0}", "without any record"),
        (b"{\"error\":\"Invalid API key\"}", "Invalid API key"),
        (b"timestamp,ip,port,tag,version\n", "shadowserver without any record"),
        (b"id,ip,version\n\n", "csv without any record"),
        (b"#masscan\n# end\n", "masscan without any record"),
        (b"# Nmap 7.94 scan initiated\n# Nmap done: 256 IP addresses (0 hosts up)\n", "nmap"),
        (b"# nothing but a comment\n", "lines without any record"),
        (b"{\"matches\":[{\"ip_str\":\"192", "nothing can be read (1 bad)"),
    ] {
        let (output, lines, _) = run(content, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(65), "{said}");
        assert!(said.contains(word) && lines.is_empty(), "{said}");
    }
    for content in [&b""[..], b"\n \n"] {
        let (output, ..) = run(content, &[]);
        assert_eq!(output.status.code(), Some(0), "an empty input has nothing to lose");
    }
    // What says nothing of Exchange is a record all the same.
    for content in [&b"192.0.2.1 220 FTP\n"[..], b"{\"ip\":\"192.0.2.1\",\"data\":[]}\n"] {
        let (output, ..) = run(content, &[]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    // Nor does the word of a fault hide what stands beside it.
    let torn = b"{\"error\":\"reset\",\"banner\":\"X-OWA-Version: 15.2.1748.48\"}\n";
    check(std::str::from_utf8(torn).expect("UTF-8"), "/build", &["15.2.1748.48"], 1);
}

#[test]
fn an_input_without_rows_keeps_none_of_the_others_from_being_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for (name, content) in [
        ("1.json", "[]"),
        ("2.csv", ROWS),
        ("3.pdf", "%PDF-1.7"),
        ("4.csv", "ip,port,version\n"),
        ("5.json", "\u{feff}{\"ip\":\"192.0.2.3\",\"banner\":\"X-OWA-Version: 15.2.858.5\"}\n"),
    ] {
        std::fs::write(at(name), content).expect("written");
    }
    let mut job = bulk(&["--summary", "sum", "1.json", "2.csv", "3.pdf", "4.csv", "5.json"]);
    let output = job.current_dir(folder.path()).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(65), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 3, "{said}");
    for name in ["1.json: no rows", "3.pdf: no rows", "4.csv: no rows"] {
        assert!(said.contains(name), "{said}");
    }
    let summary = std::fs::read(at("sum")).expect("there");
    let summary: Value = serde_json::from_slice(&summary).expect("JSON");
    assert_eq!(summary["withoutRows"].as_object().map(serde_json::Map::len), Some(3), "{summary}");
    assert_eq!(summary["bad"], 0);
}

#[test]
fn a_table_of_an_engine_without_rows_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("empty"), "").expect("written");
    assert!(write(&at("empty"), &at("empty.parquet")).status.success());
    let output = bulk(&[]).arg(at("empty.parquet")).output().expect("runs");
    assert_eq!(output.status.code(), Some(65), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("a Parquet table without any row"));
}

#[test]
fn nothing_of_the_users_is_destroyed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("rows.csv"), ROWS).expect("written");
    std::fs::hard_link(at("rows.csv"), at("link")).expect("linked");
    for output in ["rows.csv", "link"] {
        let refused = write(&at("rows.csv"), &at(output));
        assert_eq!(refused.status.code(), Some(64), "{refused:?}");
        assert_eq!(std::fs::read_to_string(at("rows.csv")).expect("there"), ROWS);
    }
    // The input is what would hold the bad rows, or the user's own file is there.
    std::fs::copy(at("rows.csv"), at("out.bad")).expect("copied");
    for input in ["out.bad", "rows.csv"] {
        assert_eq!(write(&at(input), &at("out")).status.code(), Some(64));
        assert_eq!(std::fs::read_to_string(at("out.bad")).expect("there"), ROWS);
    }
    let counts = bulk(&["--summary"]).arg(at("rows.csv")).arg(at("rows.csv")).output();
    assert_eq!(counts.expect("runs").status.code(), Some(64));
    assert_eq!(std::fs::read_to_string(at("rows.csv")).expect("there"), ROWS);
    // A run that fails leaves the earlier output as it was.
    std::fs::write(at("old"), "before").expect("written");
    assert_eq!(write(&at("missing"), &at("old")).status.code(), Some(65));
    assert_eq!(std::fs::read_to_string(at("old")).expect("there"), "before");
}

#[cfg(unix)]
#[test]
fn an_output_may_be_a_device() {
    let (output, ..) = run(b"ip,banner\n192.0.2.1,15.1.2507.6\n", &["-o", "/dev/null"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_compromise_is_a_line_and_a_count_without_any_version() {
    let table = "timestamp,ip,port,tag,version\n\
        2026-11-20,192.0.2.9,443,exchange;webshell,\n2026-11-20,192.0.2.10,443,exchange,\n";
    check(table, "/compromised", &["webshell", ""], 3);
    let (_, lines, counts) = run(table.as_bytes(), &[]);
    assert_eq!(counts["compromised"], 1, "{counts}");
    assert_eq!(lines[0]["source"], "Shadowserver");
}

#[test]
fn other_products_and_wanted_versions_show_no_server() {
    let table = "host,product,version,fixed_in,solution\n\
        a.example,Adobe Acrobat,15.1.2507.6,15.1.2507.66,x\n\
        b.example,Microsoft Exchange Server 2016,15.1.2507.6,15.1.2507.66,Install 15.1.2507.66\n";
    check(table, "/hostname", &["b.example"], 3);
    let object = r#"{"host":"a.example","solution":"15.1.2507.66","description":"15.1.2507.66"}"#;
    check(&format!("{object}\n"), "/hostname", &[], 1);
}
