//! What people meet: page, server, probe, accuracy.

use crate::Scale;
use crate::measure::Row;
use crate::measure::Series;
use crate::server::Running;
use crate::tools;
use anyhow::Context;
use std::fs;
use std::net::Ipv4Addr;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use xtask::browser;
use xtask::places;
use xtask::step::command;
use xtask::step::output;

/// The page, by its own benchmark in a browser.
pub(crate) fn page(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let www = places::www();
    if !www.join("dist/index.html").is_file() {
        anyhow::ensure!(!scale.fast, "no www/dist: run `cargo xtask site` first");
        xtask::pkg::build()?;
        xtask::site::build()?;
    }
    xtask::npm::install(&www)?;
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

/// A port that nmap's table calls `http` and that needs no right to listen on.
const NMAP_HTTP: u16 = 8008;

/// Hosts a second on the loopback farm.
pub(crate) fn probe(scale: &Scale) -> anyhow::Result<Vec<Row>> {
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
    let alone = each_address(&targets);
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

/// The addresses that `expatch-farm targets` names, ranges of them among them.
fn each_address(targets: &str) -> Vec<String> {
    let ranges =
        targets.lines().filter_map(|line| line.split("//").last()?.split([':', '/']).next());
    ranges
        .flat_map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let bits =
                |address: &str| address.parse::<Ipv4Addr>().map(u32::from).unwrap_or_default();
            (bits(first)..=bits(last)).map(|bits| Ipv4Addr::from(bits).to_string())
        })
        .collect()
}

/// The corpus, as the tests score it.
pub(crate) fn accuracy(_: &Scale) -> anyhow::Result<Vec<Row>> {
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
    let plain = output(tools::on_one_core(tools::example("expatch", "accuracy")?).arg(&corpus))?;
    let last = plain.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut row = Row::new("accuracy", what, "files", Series::new("expatch", vec![right]), target)
        .beside(Series::new("all files", vec![right + wrong]))
        .note(format!("beside a plain expression: {}", last.trim()));
    row.holds = Some(wrong == 0.0);
    Ok(vec![row])
}

#[cfg(test)]
mod tests {
    #[test]
    fn ranges_are_told_address_by_address() {
        let said = "http://127.1.0.255-127.1.1.1:8008\nhttps://127.9.0.1:443/\n";
        let all = ["127.1.0.255", "127.1.1.0", "127.1.1.1", "127.9.0.1"];
        assert_eq!(super::each_address(said), all);
    }
}
