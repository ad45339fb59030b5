//! The core and the command: exact builds, plain text, scan results, memory,
//! instructions.

use crate::Scale;
use crate::measure::Row;
use crate::measure::Series;
use crate::tools;
use crate::tools::AS_OF;
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use xtask::places;
use xtask::step::command;
use xtask::step::output;

/// What a script for one scanner does with the same rows: header, page path, table.
const PYTHON: &str = r#"
import json, re, sys
known = {row["build"]: row for row in json.load(open(sys.argv[2]))["releases"]}
path = re.compile(r"/owa/(?:auth/)?(\d+\.\d+\.\d+(?:\.\d+)?)/")
found = 0
for line in open(sys.argv[1], encoding="utf-8"):
    response = json.loads(line)["data"]["http"]["result"]["response"]
    build = response["headers"].get("x_owa_version", [None])[0]
    if build is None:
        match = path.search(response.get("body", ""))
        build = match and match.group(1)
    if build is not None:
        found += any(text.startswith(build) for text in known)
print(found)
"#;

/// Exact build string to status.
pub(crate) fn exact(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let program = tools::example("expatch", "speed")?;
    let rounds = (2 * scale.rounds + 1).to_string();
    let said = output(tools::on_one_core(&program).arg(rounds))?;
    let mut values: BTreeMap<String, Vec<f64>> = serde_json::from_str(&said)?;
    let mut take = |name: &str| Series::new(name, values.remove(name).unwrap_or_default());
    let look_up = take("hash-look-up");
    let row = |what, ours, target| Row::new("exact", what, "ns", ours, target);
    Ok(vec![
        row("exact build string → status", take("exact"), "≤ 200 ns and ≤ 5× a hash look-up")
            .beside(look_up.clone())
            .bound(true, 5.0)
            .value_bound(true, 200.0),
        row("parsed build → status", take("parsed"), "").beside(look_up),
        row("exact build string → JSON report", take("report"), ""),
        row("header block → evidence", take("observe"), ""),
        row("header block → numbers of its verdict", take("brief"), ""),
    ])
}

/// Text without evidence.
pub(crate) fn text(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let what = "text without evidence, one core";
    tools::installed("rg", "ripgrep")?;
    let program = tools::example("expatch", "speed")?;
    let file = tools::scratch("plain.txt")?;
    let line = "the quick brown fox jumps over a lazy dog 10.15.2.4 2024-01-15T08:03:06 GET /index.html?x=1 200 ok;\n";
    fill(&file, scale.bytes, |_, out| out.write_all(line.as_bytes()))?;
    // The command as people call it, from its start to its answer.
    let mut ours = tools::on_one_core(tools::release("expatch-cli", "expatch")?);
    ours.args(["check", "--format=ndjson", "--as-of", AS_OF]).arg(&file);
    let taken = tools::race(scale, &mut [ours, ripgrep(&file)?])?;
    let [ours, other] = two(taken)?;
    // The same without starting a program and reading a file.
    let gigabytes = fs::metadata(&file)?.len() as f64 / 1e9;
    let mut rate = Vec::new();
    for _ in 0..scale.rounds {
        let said = output(tools::on_one_core(&program).env("EXPATCH_TEXT", &file))?;
        let seconds: f64 = said.split_whitespace().nth(1).context("no time")?.parse()?;
        rate.push(gigabytes / seconds);
    }
    fs::remove_file(&file)?;
    Ok(vec![
        Row::new("text", what, "s", Series::new("expatch check", ours), "≤ 1.5× the time")
            .beside(Series::new("ripgrep -c", other))
            .bound(true, 1.5),
        Row::new(
            "text",
            "the same once it is in memory",
            "GB/s",
            Series::new("expatch", rate),
            "≥ 1.5 GB/s",
        )
        .value_bound(false, 1.5),
    ])
}

/// Results of zgrab2.
pub(crate) fn zgrab2(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    tools::installed("rg", "ripgrep")?;
    let program = tools::release("expatch-cli", "expatch")?;
    let (file, out) = (scan(scale.bytes)?, tools::scratch("zgrab2.csv")?);
    let mut ours = command(&program, &places::root());
    ours.args(["bulk", "--quiet", "--from=zgrab2", "--to=csv", "--as-of", AS_OF, "-o"]);
    ours.arg(&out).arg(&file);
    let mut ripgrep = ripgrep(&file)?;
    ripgrep.arg("--threads=0");
    let database = tools::scratch("db.json")?;
    fs::write(&database, expatch_facts::export_json())?;
    let mut script = command("python3", &places::root());
    script.args(["-c", PYTHON]).arg(&file).arg(&database);
    // What cannot be beaten: reading the file and, apart from it, one word of it.
    let mut lines = command("wc", &places::root());
    lines.arg("-l").arg(&file);
    let mut word = command("rg", &places::root());
    word.args(["-c", "-a", "-F", "owa_version"]).arg(&file);
    let taken = tools::race(scale, &mut [ours, ripgrep, script, lines, word])?;
    let mut taken = taken.into_iter();
    let mut next = || taken.next().context("a measurement is missing");
    let ours = Series::new("expatch bulk", next()?);
    let (ripgrep, script) = (Series::new("ripgrep -c", next()?), Series::new("Python", next()?));
    let (lines, word) = (Series::new("wc -l", next()?), Series::new("rg -c one word", next()?));
    let written = fs::metadata(&out)?.len() >> 20;
    let note = format!("three rows of ten hold evidence; {written} MB of CSV are written");
    let what = format!("zgrab2 NDJSON of {} MB → verdicts", scale.bytes >> 20);
    let target = "≤ 2× the time of ripgrep";
    let (left, rest) = (fs::remove_file(&out), fs::remove_file(&file));
    left.and(rest)?;
    Ok(vec![
        Row::new("zgrab2", &what, "s", ours.clone(), target)
            .beside(ripgrep)
            .bound(true, 2.0)
            .note(note),
        Row::new("zgrab2", "the same beside counting lines", "s", ours.clone(), "").beside(lines),
        Row::new("zgrab2", "the same beside one word", "s", ours.clone(), "").beside(word),
        Row::new("zgrab2", "the same beside a script's logic", "s", ours, "≤ 1/20 of the time")
            .beside(script)
            .bound(true, 0.05),
    ])
}

/// Memory against the size of the input.
pub(crate) fn memory(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let program = tools::release("expatch-cli", "expatch")?;
    let mut peaks = Vec::new();
    for bytes in [scale.bytes / 16, scale.bytes] {
        let (file, out) = (scan(bytes)?, tools::scratch("memory.csv")?);
        let mut bulk = command(&program, &places::root());
        bulk.args(["bulk", "--quiet", "--from=zgrab2", "--to=csv", "--as-of", AS_OF, "-o"]);
        peaks.push(peak(bulk.arg(&out).arg(&file))?);
        fs::remove_file(&file)?;
        fs::remove_file(&out)?;
    }
    let [small, large] = [peaks[0], peaks[1]];
    let what = format!("memory of bulk over {} MB", scale.bytes >> 20);
    let ours = Series::new("expatch bulk", vec![large]);
    let other = Series::new("a sixteenth of it", vec![small]);
    Ok(vec![
        Row::new("memory", &what, "MiB", ours, "≤ 64 MiB, flat")
            .beside(other)
            .bound(true, 1.25)
            .value_bound(true, 64.0),
    ])
}

/// Instructions of the hot paths, which noise does not touch.
pub(crate) fn instructions(_: &Scale) -> anyhow::Result<Vec<Row>> {
    tools::installed("valgrind", "valgrind")?;
    let program = tools::example("expatch", "speed")?;
    let count = |path: &str| -> anyhow::Result<f64> {
        let mut valgrind = command("valgrind", &places::root());
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        let done = valgrind.arg(&program).env("EXPATCH_HOT", path).output()?;
        let said = String::from_utf8_lossy(&done.stderr);
        let line = said.lines().find_map(|line| line.split_once("Collected :"));
        let number = line.and_then(|(_, number)| number.trim().parse().ok());
        number.with_context(|| format!("valgrind counted nothing: {}", said.trim()))
    };
    let none = count("none")?;
    // As `speed` does: twenty passes over every release.
    let work = 20.0 * expatch::Database::embedded().releases().len() as f64;
    let paths = [
        ("exact", "exact build string → status"),
        ("report", "exact build string → JSON report"),
        ("observe", "header block → evidence"),
        ("brief", "header block → numbers of its verdict"),
        ("scan", "a kilobyte of text without evidence"),
    ];
    paths
        .into_iter()
        .map(|(path, what)| {
            // `scan` reads four megabytes a pass.
            let work = if path == "scan" { 20.0 * 4096.0 } else { work };
            let each = (count(path)? - none) / work;
            let ours = Series::new(path, vec![each]);
            Ok(Row::new("instructions", &format!("{what}, instructions"), "", ours, ""))
        })
        .collect()
}

fn two(taken: Vec<Vec<f64>>) -> anyhow::Result<[Vec<f64>; 2]> {
    taken.try_into().map_err(|_| anyhow::anyhow!("two measurements were expected"))
}

/// `ripgrep -c` for the markers that expatch looks for, on one core.
fn ripgrep(file: &Path) -> anyhow::Result<std::process::Command> {
    let markers = tools::scratch("markers.txt")?;
    let known: Vec<_> = expatch::markers().collect();
    fs::write(&markers, patterns(&known))?;
    let mut ripgrep = tools::on_one_core("rg");
    ripgrep.args(["-c", "-i", "-a", "-F", "-f"]).arg(markers).arg(file);
    Ok(ripgrep)
}

/// The markers as patterns of a program that reads lines. Some markers hold a
/// line's end: of those the longest line stands for all. An empty pattern,
/// which such an end would leave, is found everywhere, and then ripgrep counts
/// lines instead of looking for anything.
fn patterns(markers: &[&'static str]) -> String {
    let mut patterns: Vec<&str> = Vec::new();
    for marker in markers {
        let longest = marker.lines().max_by_key(|line| line.trim().len()).unwrap_or_default();
        if !longest.trim().is_empty() && !patterns.contains(&longest) {
            patterns.push(longest);
        }
    }
    patterns.join("\n") + "\n"
}

/// Writes lines until the file has about `bytes`.
fn fill(
    file: &Path,
    bytes: u64,
    mut line: impl FnMut(u64, &mut Vec<u8>) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    let (mut written, mut number, mut buffer) = (0, 0, Vec::new());
    while written < bytes {
        buffer.clear();
        line(number, &mut buffer)?;
        out.write_all(&buffer)?;
        written += buffer.len() as u64;
        number += 1;
    }
    out.flush().with_context(|| format!("cannot write {}", file.display()))
}

/// A list of `count` builds, one a line, each known.
pub(crate) fn builds(file: &Path, count: u64) -> anyhow::Result<()> {
    let database = expatch::Database::embedded();
    let builds: Vec<_> = database.releases().map(|row| row.build).collect();
    let mut out = BufWriter::new(fs::File::create(file)?);
    for number in 0..count {
        writeln!(out, "{}", builds[(number.wrapping_mul(7919) % builds.len() as u64) as usize])?;
    }
    out.flush().with_context(|| format!("cannot write {}", file.display()))
}

/// Answers as zgrab2 writes them: three of ten from Exchange, pages of a kilobyte.
pub(crate) fn scan(bytes: u64) -> anyhow::Result<PathBuf> {
    let file = tools::scratch("zgrab2.ndjson")?;
    let database = expatch::Database::embedded();
    let builds: Vec<_> =
        database.releases().map(|row| row.build).filter(|build| build.major() == 15).collect();
    let filler = "<div class=\\\"row\\\"><p>Lorem ipsum dolor sit amet, consectetur.</p></div>\\n";
    let page = filler.repeat(14);
    fill(&file, bytes, |number, out| {
        let build = builds[(number.wrapping_mul(2_654_435_761) >> 7) as usize % builds.len()];
        let (server, more, link) = match number % 10 {
            0 => ("Microsoft-IIS/10.0", format!(",\"x_owa_version\":[\"{build}\"]"), String::new()),
            1 | 2 => (
                "Microsoft-IIS/10.0",
                String::new(),
                format!(
                    "<link rel=\\\"shortcut icon\\\" href=\\\"/owa/auth/{}/themes/resources/favicon.ico\\\">",
                    build.prefix()
                ),
            ),
            _ => ("nginx/1.24.0", String::new(), String::new()),
        };
        writeln!(
            out,
            "{{\"ip\":\"10.{}.{}.{}\",\"data\":{{\"http\":{{\"status\":\"success\",\"protocol\":\"http\",\"result\":{{\"response\":{{\"status_line\":\"200 OK\",\"status_code\":200,\"protocol\":{{\"name\":\"HTTP/1.1\",\"major\":1,\"minor\":1}},\"headers\":{{\"content_type\":[\"text/html\"],\"server\":[\"{server}\"]{more}}},\"body\":\"<html><head><title>{number}</title>{link}</head><body>{page}</body></html>\"}}}},\"timestamp\":\"2026-11-01T00:00:00Z\"}}}}}}",
            number >> 16 & 255,
            number >> 8 & 255,
            number & 255,
        )
    })?;
    Ok(file)
}

/// The most memory a command held, MiB.
fn peak(command: &mut std::process::Command) -> anyhow::Result<f64> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    loop {
        let said = fs::read_to_string(&status).unwrap_or_default();
        let line = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<f64>().ok());
        peak = kibibytes.or(peak);
        if let Some(done) = child.try_wait()? {
            anyhow::ensure!(done.success(), "{command:?} failed: {done}");
            return peak.map(|kibibytes| kibibytes / 1024.0).context("no /proc on this system");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_pattern_is_found_everywhere() {
        let markers = ["exchange", "mapi\n id", "mapi\r\n", "mapi id"];
        assert_eq!(super::patterns(&markers), "exchange\nmapi\nmapi id\n");
    }
}
