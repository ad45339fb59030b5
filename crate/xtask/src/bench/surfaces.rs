//! What people meet: npm package, page, server, probe, accuracy.

use super::Scale;
use super::measure::Row;
use super::measure::Series;
use super::tools;
use super::tools::AS_OF;
use crate::browser;
use crate::places;
use crate::step::command;
use crate::step::output;
use crate::step::run as start;
use anyhow::Context;
use std::fs;
use std::net::TcpListener;
use std::net::TcpStream;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// Brotli sizes of the package and of what others ship, in kB.
const SIZES: &str = r#"
import { brotliCompressSync } from "node:zlib";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
const files = (folder) => readdirSync(folder, { recursive: true })
  .map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
const size = (list) => list.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0) / 1000;
const [, , pkg, other] = process.argv;
console.log(size([join(pkg, "dist/expatch.wasm"), join(pkg, "dist/glue.js")]), size(files(join(other, "node_modules/caniuse-lite/data"))));
"#;

/// A million builds, in columns and by a plain `Map` over the JSON export.
const MANY: &str = r#"
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [, , pkg, asOf, count, rounds] = process.argv;
const { assessMany, releases } = await import(pathToFileURL(`${pkg}/node.js`));
const builds = releases().map((row) => row.build);
const inputs = Array.from({ length: Number(count) }, (_, at) => builds[(at * 7919) % builds.length]);
const database = new Map(JSON.parse(readFileSync(`${pkg}/dist/db.json`, "utf8")).releases.map((row) => [row.build, row]));
const time = (work) => { const start = performance.now(); work(); return performance.now() - start; };
const ours = [], plain = [];
for (let round = 0; round <= Number(rounds); round += 1) {
  const both = [time(() => assessMany(inputs, { asOf })), time(() => inputs.filter((text) => database.get(text) !== undefined).length)];
  if (round > 0) { ours.push(both[0]); plain.push(both[1]); }
}
console.log(JSON.stringify([ours, plain]));
"#;

/// The npm package: size, a million rows, cold start.
pub(super) fn npm(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let pkg = places::pkg();
    if !pkg.join("dist/expatch.wasm").is_file() {
        anyhow::ensure!(!scale.fast, "no pkg/dist: run `cargo xtask pkg` first");
        crate::pkg::build()?;
    }
    let others = tools::scratch("npm")?;
    fs::create_dir_all(&others)?;
    start(command("npm", &others).args(["install", "--silent", "--no-save", "caniuse-lite"]))?;
    let node = |source: &str, name: &str| -> anyhow::Result<Command> {
        let script = tools::scratch(name)?;
        fs::write(&script, source)?;
        let mut node = command("node", &places::root());
        node.arg(script);
        Ok(node)
    };
    let said = output(node(SIZES, "sizes.mjs")?.arg(&pkg).arg(&others))?;
    let sizes: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [size, other] = sizes[..] else { anyhow::bail!("cannot read the sizes `{said}`") };
    let count = if scale.fast { "50000" } else { "1000000" };
    let rounds = scale.rounds.to_string();
    let said = output(node(MANY, "many.mjs")?.arg(&pkg).args([AS_OF, count, &rounds]))?;
    let [ours, plain]: [Vec<f64>; 2] = serde_json::from_str(&said)?;
    let first = format!(
        "const {{ assess }} = await import('{}'); assess('15.1.2507.6'); process.exit(0)",
        pkg.join("node.js").display()
    );
    let mut cold = command("node", &places::root());
    cold.args(["--input-type=module", "-e", &first]);
    let mut empty = command("node", &places::root());
    empty.args(["--input-type=module", "-e", "process.exit(0)"]);
    let mut taken = tools::race(scale, &mut [cold, empty])?.into_iter();
    let mut next = || -> anyhow::Result<Vec<f64>> {
        let seconds = taken.next().context("a measurement is missing")?;
        Ok(seconds.into_iter().map(|it| it * 1000.0).collect())
    };
    Ok(vec![
        Row::new(
            "npm",
            "WASM, glue and database, brotli",
            "kB",
            Series::new("expatch", vec![size]),
            "≤ 60 kB",
        )
        .beside(Series::new("caniuse-lite's data", vec![other]))
        .value_bound(true, 60.0),
        Row::new(
            "npm",
            &format!("assessMany of {count} builds"),
            "ms",
            Series::new("expatch", ours),
            "",
        )
        .beside(Series::new("a Map without verdicts", plain)),
        Row::new(
            "npm",
            "start of Node, import, first verdict",
            "ms",
            Series::new("expatch", next()?),
            "",
        )
        .beside(Series::new("Node alone", next()?)),
    ])
}

/// The page, by its own benchmark in a browser.
pub(super) fn page(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let www = places::www();
    if !www.join("dist/index.html").is_file() {
        anyhow::ensure!(!scale.fast, "no www/dist: run `cargo xtask site` first");
        crate::pkg::build()?;
        crate::site::build()?;
    }
    crate::npm::install(&www)?;
    let chromium = browser::chromium()?;
    let said = output(command("node", &www).arg("test/bench.mjs").env("CHROMIUM", chromium))?;
    // The number before a unit in the line that begins with these words.
    let number = |line: &str, before: &str| -> Option<f64> {
        let line = said.lines().find(|text| text.starts_with(line))?;
        let head = &line[..line.find(before)?];
        head.split_whitespace().next_back()?.parse().ok()
    };
    let row = |what: &str, unit: &str, value: Option<f64>, target: &str, most: f64| match value {
        Some(value) => Row::new("page", what, unit, Series::new("page", vec![value]), target)
            .value_bound(true, most),
        None => Row::missing("page", what, target, "www/test/bench.mjs did not say"),
    };
    let mut many = row(
        "50,000 rows, file to table",
        "ms",
        number("50000 rows", " ms from the file"),
        "≤ 1 s",
        1000.0,
    );
    if let Some(plain) = number("plain JavaScript", " ms") {
        many = many.beside(Series::new("plain JavaScript, no verdict", vec![plain]));
    }
    Ok(vec![
        row(
            "first verdict after load",
            "ms",
            number("first verdict", " ms after load"),
            "≤ 100 ms",
            100.0,
        ),
        many,
        row("longest task meanwhile", "ms", number("longest task", " ms"), "≤ 50 ms", 50.0),
    ])
}

/// A process that ends with its benchmark.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; nothing is left to do then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server and waits until it listens.
fn listening(command: &mut Command, port: u16) -> anyhow::Result<Running> {
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut running = Running(child.with_context(|| format!("cannot start {command:?}"))?);
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(done) = running.0.try_wait()? {
            anyhow::bail!("{command:?} ended with {done}");
        }
        anyhow::ensure!(start.elapsed() < Duration::from_secs(60), "nothing listens on {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(running)
}

/// A port that was free a moment ago.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Requests a second beside the same server's constant answer.
pub(super) fn server(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    tools::installed("wrk", "wrk")?;
    let program = tools::release("expatch-cli", "expatch")?;
    let port = free_port()?;
    let mut serve = command(&program, &places::root());
    let _server = listening(serve.args(["serve", "--listen", &format!("127.0.0.1:{port}")]), port)?;
    let ask = tools::scratch("assess.lua")?;
    fs::write(
        &ask,
        "wrk.method = \"POST\"\nwrk.body = \"X-OWA-Version: 15.1.2507.6\"\nwrk.headers[\"Content-Type\"] = \"text/plain\"\n",
    )?;
    let seconds = if scale.fast { "1s" } else { "5s" };
    let load = |path: &str, ask: bool, script: &std::path::Path| -> anyhow::Result<f64> {
        let mut wrk = command("wrk", &places::root());
        wrk.args(["-t1", "-c32", "-d", seconds]);
        if ask {
            wrk.arg("-s").arg(script);
        }
        let said = output(wrk.arg(format!("http://127.0.0.1:{port}{path}")))?;
        anyhow::ensure!(!said.contains("Non-2xx"), "{path} answers errors: {said}");
        let line = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
        line.and_then(|it| it.trim().parse().ok()).context("wrk gave no rate")
    };
    let (mut ours, mut constant) = (Vec::new(), Vec::new());
    for _ in 0..scale.rounds {
        ours.push(load(&format!("/v1/assess?asOf={AS_OF}"), true, &ask)?);
        constant.push(load("/healthz", false, &ask)?);
    }
    Ok(vec![
        Row::new(
            "server",
            "/v1/assess",
            "requests/s",
            Series::new("expatch", ours),
            "≥ 60 % of a constant",
        )
        .beside(Series::new("/healthz of the same server", constant))
        .bound(false, 0.6),
    ])
}

/// A port that nmap's table calls `http` and that needs no right to listen on.
const NMAP_HTTP: u16 = 8008;

/// Hosts a second on the loopback farm.
pub(super) fn probe(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let target = "≥ 10× nmap";
    let (what, hosts) = ("hosts asked on loopback", if scale.fast { 50_u32 } else { 400 });
    tools::installed("nmap", "nmap")?;
    let program = tools::release("expatch-cli", "expatch")?;
    let farm = tools::release("expatch-farm", "expatch-farm")?;
    // nmap runs its scripts for HTTP only where it takes the port for HTTP; on
    // any other it reports open ports, many times faster, and asks nothing.
    TcpListener::bind(("127.0.0.1", NMAP_HTTP))
        .with_context(|| format!("port {NMAP_HTTP}, which nmap knows as HTTP, is taken"))?;
    let (count, port_text) = (hosts.to_string(), NMAP_HTTP.to_string());
    let words = [count.as_str(), "1", &port_text, "http"];
    let root = places::root();
    let mut serve = command(&farm, &root);
    let running = serve.arg("serve").args(words).stdout(Stdio::null()).stderr(Stdio::null());
    let _farm = Running(running.spawn().context("cannot start the farm")?);
    std::thread::sleep(Duration::from_secs(2));
    let list = tools::scratch("targets.txt")?;
    let targets = output(command(&farm, &root).arg("targets").args(words))?;
    fs::write(&list, &targets)?;
    // nmap takes addresses alone.
    let addresses = tools::scratch("addresses.txt")?;
    let alone: Vec<&str> = targets
        .lines()
        .filter_map(|line| line.split("//").last()?.split([':', '/']).next())
        .collect();
    fs::write(&addresses, alone.join("\n"))?;
    let (mut ours, mut other) = (Vec::new(), Vec::new());
    for round in 0..scale.rounds.min(3) {
        let campaign = tools::scratch(&format!("probe-{round}.campaign"))?;
        let _ = fs::remove_file(&campaign);
        let start = Instant::now();
        output(
            command(&program, &root)
                .arg("scan")
                .arg(&campaign)
                .arg("--targets")
                .arg(&list)
                .args(["--contact", "security@example.org", "--ports", &port_text])
                .args(["--rate", "0", "--network-rate", "0", "--retries", "0"]),
        )?;
        ours.push(f64::from(hosts) / start.elapsed().as_secs_f64());
        let start = Instant::now();
        let mut nmap = command("nmap", &root);
        nmap.args(["-n", "-Pn", "-T4", "-p", &port_text, "--script", "http-headers,http-title"]);
        let said = output(nmap.arg("-iL").arg(&addresses))?;
        let read = said.matches("http-headers:").count();
        anyhow::ensure!(
            read > alone.len() / 2,
            "nmap read the headers of {read} of {} hosts: its time says nothing",
            alone.len()
        );
        other.push(f64::from(hosts) / start.elapsed().as_secs_f64());
        fs::remove_file(&campaign)?;
    }
    Ok(vec![
        Row::new("probe", what, "hosts/s", Series::new("expatch scan", ours), target)
            .beside(Series::new("nmap", other))
            .bound(false, 10.0)
            .note("nmap's Exchange script is not in Debian: its http-headers and http-title ask as often"),
        Row::missing("probe", "the same beside httpx", "≥ 1×", "httpx is in no registry used here"),
    ])
}

/// The corpus, as the tests score it.
pub(super) fn accuracy(_: &Scale) -> anyhow::Result<Vec<Row>> {
    let (what, target) = ("right answers on the corpus", "all");
    let Some(corpus) = places::corpus() else {
        return Ok(vec![Row::missing("accuracy", what, target, "no corpus beside the work tree")]);
    };
    let program = tools::release("expatch-cli", "expatch")?;
    let mut score = command("python3", &places::root());
    let said = score.arg(corpus.join("score.py")).arg("--expatch").arg(&program).output()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let count = |word: &str| -> Option<f64> {
        let line = said.lines().rev().find(|line| line.contains(" passed"))?;
        let words: Vec<_> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let at = words.iter().position(|other| *other == word)?;
        words.get(at.checked_sub(1)?)?.parse().ok()
    };
    let (Some(right), Some(wrong)) = (count("passed"), count("failed")) else {
        anyhow::bail!("cannot read what score.py said: {}", said.trim());
    };
    let plain = output(tools::on_one_core(tools::example("accuracy")?).arg(&corpus))?;
    let last = plain.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut row = Row::new("accuracy", what, "files", Series::new("expatch", vec![right]), target)
        .beside(Series::new("all files", vec![right + wrong]))
        .note(format!("beside a plain expression: {}", last.trim()));
    row.holds = Some(wrong == 0.0);
    Ok(vec![row])
}
