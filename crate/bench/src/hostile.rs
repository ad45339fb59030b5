//! The server while it judges the worst inputs known, as long as it takes them, from
//! as many clients as it judges at once and as many again: whether it goes on
//! answering, and what an input costs.

use crate::Scale;
use crate::measure::Row;
use crate::measure::Series;
use crate::server::ask;
use crate::server::highest_memory;
use crate::server::serve;
use crate::tools;
use crate::tools::AS_OF;
use anyhow::Context;
use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::Duration;
use std::time::Instant;

/// Texts whose repetition took more than linear time, or much of it, in some version.
const INPUTS: [(&str, &str); 8] = [
    ("mail hops", "mapi id 15.20.4200.10 "),
    ("look-alikes", "MicrosoftSharePointTeamServices: 16.0.0.1\nname: ab\n"),
    ("file versions", "exsetup 15.02.1118.007 "),
    ("builds, one a line", "15.2.1118.7\n"),
    ("headers", "X-OWA-Version: 15.1.2507.6\r\nX-FEServer: EX01\r\n\r\n"),
    ("nested markup", "<table><tr><td>Build Number<td>15.02.1748.039"),
    ("nested JSON", "{\"version\":[\"15.2.1118.7\","),
    ("commas", ",,15.2.1118.7,,;"),
];

/// How many clients send the same input at once.
const CLIENTS: usize = 4;

/// All of it.
pub(crate) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let program = tools::release("expatch-cli", "expatch")?;
    INPUTS.iter().map(|(name, piece)| row(scale, &program, name, piece)).collect()
}

fn row(scale: &Scale, program: &Path, name: &str, piece: &str) -> anyhow::Result<Row> {
    let bytes = if scale.fast { 256 << 10 } else { 4 << 20 };
    let text = piece.repeat(bytes / piece.len());
    let request = format!(
        "POST /v1/assess?asOf={AS_OF} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: text/plain\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    );
    // The client's allowance and the time for a request are other tests' subjects.
    let settings = ["--set", "inventory.database=off", "--set", "limits.request_seconds=600"];
    let (server, port, _) = serve(program, &settings)?;
    let health = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let (mut waits, before) = (Vec::new(), processor(&server.0)?);
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| ask(port, &request))).collect();
        while clients.iter().any(|client| !client.is_finished()) {
            let start = Instant::now();
            let answer = ask(port, health)?;
            anyhow::ensure!(answer.starts_with(b"HTTP/1.1 200"), "healthz does not answer");
            waits.push(start.elapsed().as_secs_f64() * 1000.0);
            std::thread::sleep(Duration::from_millis(2));
        }
        for client in clients {
            let answer = client.join().ok().context("a client ended early")??;
            anyhow::ensure!(answer.starts_with(b"HTTP/1.1 200"), "{name} got no report");
        }
        Ok(())
    })?;
    let seconds = (processor(&server.0)? - before) / CLIENTS as f64;
    let memory = highest_memory(&server.0)?;
    waits.sort_by(f64::total_cmp);
    let p99 = waits[(waits.len() * 99 / 100).min(waits.len() - 1)];
    let mebibytes = text.len() as f64 / f64::from(1 << 20);
    let what = format!("/healthz p99 beside {CLIENTS} × {mebibytes:.1} MiB of {name}");
    let row = Row::new("hostile", &what, "ms", Series::new("expatch", vec![p99]), "≤ 100 ms");
    let note = format!(
        "{:.2} s of a processor a MiB; {memory:.0} MiB held at most; {} answers of /healthz",
        seconds / mebibytes,
        waits.len()
    );
    Ok(row.value_bound(true, 100.0).note(note))
}

/// Seconds of a processor that a process took, by Linux's count of hundredths.
fn processor(child: &Child) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id()))?;
    let (_, rest) = stat.rsplit_once(')').context("no name in stat")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks =
        |at: usize| fields.get(at).context("stat is short")?.parse::<f64>().context("ticks");
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}
