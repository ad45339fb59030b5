//! The server: requests a second beside a constant, streams beside `bulk`,
//! memory, and how soon it answers.

use crate::Scale;
use crate::measure::Row;
use crate::measure::Series;
use crate::tools;
use crate::tools::AS_OF;
use anyhow::Context;
use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use xtask::places;
use xtask::step::command;
use xtask::step::output;

/// What an admin pastes: the answer of a front end to `curl -i`.
const HEADERS: &str = "HTTP/1.1 302 Found\r\nCache-Control: private\r\n\
    Content-Type: text/html; charset=utf-8\r\n\
    Location: https://mail.example.org/owa/auth/logon.aspx?replaceCurrent=1\r\n\
    Server: Microsoft-IIS/10.0\r\nrequest-id: 7d7f0b32-53a1-4a0c-8b6e-6a3c24c9d3a1\r\n\
    X-OWA-Version: 15.1.2507.6\r\nX-AspNet-Version: 4.0.30319\r\nX-Powered-By: ASP.NET\r\n\
    X-FEServer: EX01\r\nDate: Mon, 23 Nov 2026 09:14:02 GMT\r\nContent-Length: 224";

/// A process that ends with its benchmark.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; nothing is left to do then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts a server; how long until it was ready.
pub(crate) fn serve(
    program: &Path,
    arguments: &[&str],
) -> anyhow::Result<(Running, u16, Duration)> {
    let port = free_port()?;
    let mut serve = command(program, &places::root());
    serve.args(["serve", "--listen", &format!("127.0.0.1:{port}")]).args(arguments);
    let start = Instant::now();
    let child = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut running = Running(child.with_context(|| format!("cannot start {serve:?}"))?);
    loop {
        if let Ok(answer) =
            ask(port, "GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        {
            anyhow::ensure!(answer.starts_with(b"HTTP/1.1 200"), "not ready");
            return Ok((running, port, start.elapsed()));
        }
        if let Some(done) = running.0.try_wait()? {
            anyhow::bail!("{serve:?} ended with {done}");
        }
        anyhow::ensure!(start.elapsed() < Duration::from_mins(1), "nothing listens on {port}");
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// One request; all that comes back.
pub(crate) fn ask(port: u16, request: &str) -> anyhow::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// Requests a second and milliseconds that 99 of 100 took no longer than.
struct Load {
    rate: f64,
    p99: f64,
}

fn load(scale: &Scale, port: u16, path: &str, script: Option<&Path>) -> anyhow::Result<Load> {
    let mut wrk = command("wrk", &places::root());
    wrk.args(["-t1", "-c32", "--latency", "-d", if scale.fast { "1s" } else { "5s" }]);
    if let Some(script) = script {
        wrk.arg("-s").arg(script);
    }
    let said = output(wrk.arg(format!("http://127.0.0.1:{port}{path}")))?;
    anyhow::ensure!(!said.contains("Non-2xx"), "{path} answers errors: {said}");
    let word = |begin: &str| {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(begin));
        line.map(str::trim).with_context(|| format!("wrk did not say `{begin}`: {said}"))
    };
    let p99 = word("99%")?;
    let (number, unit) = p99.split_at(p99.find(|c: char| c.is_alphabetic()).unwrap_or(p99.len()));
    let factor = match unit {
        "us" => 0.001,
        "ms" => 1.0,
        _ => 1000.0,
    };
    Ok(Load { rate: word("Requests/sec:")?.parse()?, p99: number.parse::<f64>()? * factor })
}

/// All of it.
pub(crate) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    tools::installed("wrk", "wrk")?;
    let program = tools::release("expatch-cli", "expatch")?;
    let mut rows = requests(scale, &program)?;
    rows.extend(streams(scale, &program)?);
    rows.push(start(scale, &program)?);
    Ok(rows)
}

/// `/v1/assess` beside two constants of the same server: a small one, and a
/// file of the page as long as the answer.
fn requests(scale: &Scale, program: &Path) -> anyhow::Result<Vec<Row>> {
    let script = tools::scratch("assess.lua")?;
    let lua = HEADERS.replace('\r', "\\r").replace('\n', "\\n");
    let lua = format!(
        "wrk.method = \"POST\"\nwrk.body = \"{lua}\"\n\
         wrk.headers[\"Content-Type\"] = \"text/plain\"\n"
    );
    fs::write(&script, lua)?;
    let path = format!("/v1/assess?asOf={AS_OF}");
    let off = ["--set", "inventory.database=off"];
    let answer = {
        let (_server, port, _) = serve(program, &off)?;
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: text/plain\r\n\
             content-length: {}\r\n\r\n{HEADERS}",
            HEADERS.len()
        );
        let answer = ask(port, &request)?;
        let body = answer.windows(4).position(|window| window == b"\r\n\r\n");
        answer[body.context("no answer")? + 4..].to_vec()
    };
    let site = tools::scratch("site")?;
    fs::create_dir_all(&site)?;
    fs::write(site.join("index.html"), "a page\n")?;
    fs::write(site.join("constant.json"), &answer)?;
    let site = site.to_string_lossy().into_owned();
    let (_server, port, _) = serve(program, &["--site", &site, off[0], off[1]])?;
    // Warm, for all three alike.
    let (mut ours, mut small, mut large) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=scale.rounds {
        let three = [
            load(scale, port, &path, Some(&script))?,
            load(scale, port, "/healthz", None)?,
            load(scale, port, "/constant.json", None)?,
        ];
        if round > 0 {
            let [first, second, third] = three;
            ours.push(first);
            small.push(second);
            large.push(third);
        }
    }
    let rates = |loads: &[Load]| loads.iter().map(|load| load.rate).collect::<Vec<_>>();
    let p99s = |loads: &[Load]| loads.iter().map(|load| load.p99).collect::<Vec<_>>();
    let what = format!("/v1/assess, a header block, {} bytes back", answer.len());
    let row = |what: &str, unit: &str, values: Vec<f64>, target: &str, name: &str, other| {
        Row::new("server", what, unit, Series::new("expatch", values), target)
            .beside(Series::new(name, other))
    };
    let rate = |name: &str, other: &[Load]| {
        let target = "≥ 60 % of a constant";
        row(&what, "requests/s", rates(&ours), target, name, rates(other)).bound(false, 0.6)
    };
    let late = |name: &str, other: &[Load]| {
        let what = format!("{what}: p99");
        row(&what, "ms", p99s(&ours), "≤ 3× a constant's", name, p99s(other)).bound(true, 3.0)
    };
    let (short, same) = ("/healthz, 3 bytes", "a file as long");
    Ok(vec![rate(short, &small), rate(same, &large), late(short, &small), late(same, &large)])
}

/// Lines of a list of servers, no two alike, of all releases there are.
fn lines(program: &Path, count: usize) -> anyhow::Result<String> {
    let mut list = command(program, &places::root());
    let releases: serde_json::Value =
        serde_json::from_str(&output(list.args(["releases", "--format", "json"]))?)?;
    let releases = releases.as_array().or(releases["releases"].as_array());
    let builds: Vec<&str> = releases
        .context("no list of releases")?
        .iter()
        .filter_map(|row| row["build"].as_str())
        .collect();
    anyhow::ensure!(!builds.is_empty(), "no releases");
    let line = |at: usize| {
        format!("mail{at}.example.org X-OWA-Version: {}\n", builds[at * 7919 % builds.len()])
    };
    Ok((0..count).map(line).collect())
}

/// `/v1/assess/stream` beside `bulk`, both with whole reports.
fn streams(scale: &Scale, program: &Path) -> anyhow::Result<Vec<Row>> {
    let count = if scale.fast { 5_000 } else { 100_000 };
    let (input, out) = (tools::scratch("lines.txt")?, tools::scratch("stream.ndjson")?);
    fs::write(&input, lines(program, count)?)?;
    let (server, port, _) = serve(program, &["--set", "inventory.database=off"])?;
    let root = places::root();
    let mut bulk = command(program, &root);
    bulk.args(["bulk", "--quiet", "--full", "--from=lines", "--to=ndjson", "--as-of", AS_OF, "-o"]);
    bulk.arg(&out).arg(&input);
    let mut stream = command("curl", &root);
    stream.args(["--silent", "--fail", "-X", "POST", "-H", "content-type: text/plain", "-T"]);
    stream.arg(&input).arg("-o").arg(&out);
    stream.arg(format!("http://127.0.0.1:{port}/v1/assess/stream?asOf={AS_OF}"));
    let mut taken = tools::race(scale, &mut [stream, bulk])?.into_iter();
    let mut rate = || -> anyhow::Result<Vec<f64>> {
        let seconds = taken.next().context("a measurement is missing")?;
        Ok(seconds.into_iter().map(|seconds| count as f64 / seconds).collect())
    };
    let (ours, other) = (rate()?, rate()?);
    let most = highest_memory(&server.0)?;
    fs::remove_file(&out)?;
    Ok(vec![
        Row::new(
            "server",
            &format!("/v1/assess/stream, {count} lines"),
            "lines/s",
            Series::new("expatch", ours),
            "≥ 50 % of bulk",
        )
        .beside(Series::new("expatch bulk --full", other))
        .bound(false, 0.5),
        Row::new(
            "server",
            "its memory at most meanwhile",
            "MiB",
            Series::new("expatch", vec![most]),
            "≤ 64 MiB",
        )
        .value_bound(true, 64.0),
    ])
}

/// Mebibytes that a process held at most.
pub(crate) fn highest_memory(child: &Child) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib = line.trim().trim_end_matches("kB").trim().parse::<f64>()?;
    Ok(kib / 1024.0)
}

/// From the start of the process to the first `ready`, with an inventory.
fn start(scale: &Scale, program: &Path) -> anyhow::Result<Row> {
    let file = tools::scratch("start.db")?;
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", file.display()));
    }
    let database = format!("inventory.database=sqlite://{}", file.display());
    let mut taken = Vec::new();
    for _ in 0..=2 * scale.rounds {
        let (_server, _, took) = serve(program, &["--set", &database])?;
        taken.push(took.as_secs_f64() * 1000.0);
    }
    // The first one makes the tables.
    let rest = taken.split_off(1);
    let row =
        Row::new("server", "start to ready, SQLite", "ms", Series::new("expatch", rest), "≤ 50 ms");
    let made = taken.first().copied().unwrap_or_default();
    Ok(row.value_bound(true, 50.0).note(format!("{made:.0} ms where the tables are made")))
}
