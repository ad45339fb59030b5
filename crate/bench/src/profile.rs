//! Where the time goes: `perf` samples of the hot paths as flame graphs.

use crate::Scale;
use crate::flame::Frame;
use crate::measure::Row;
use crate::measure::Series;
use crate::native;
use crate::tools;
use crate::tools::AS_OF;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use xtask::places;
use xtask::step::cargo;
use xtask::step::command;
use xtask::step::output;
use xtask::step::run as start;

/// Samples a second of processor time.
const FREQUENCY: &str = "1999";
/// Functions of a path's table.
const SHOWN: usize = 8;

/// Samples the core's paths, draws them and says which functions take the most.
pub(crate) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    tools::installed("perf", "linux-perf")?;
    let speed = with_names("expatch", "--example=speed", "examples/speed")?;
    let hot = |path: &str, passes: u64| {
        let mut hot = command(&speed, &places::root());
        let passes = if scale.fast { passes / 10 } else { passes };
        hot.env("EXPATCH_HOT", path).env("EXPATCH_PASSES", passes.to_string());
        hot
    };
    draw(
        scale,
        "profile",
        vec![
            ("scan", "text without evidence", hot("scan", 1_000)),
            ("observe", "header block → evidence", hot("observe", 2_000)),
            ("brief", "header block → numbers of its verdict (assessMany)", hot("brief", 2_000)),
            ("report", "exact build string → JSON report", hot("report", 1_000)),
        ],
    )
}

/// The same of the command over a scan's results: it takes far longer to build.
pub(crate) fn bulk(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    tools::installed("perf", "linux-perf")?;
    let expatch = with_names("expatch-cli", "--bin=expatch", "expatch")?;
    let (file, out) = (native::scan(scale.bytes)?, tools::scratch("profile.csv")?);
    let mut bulk = command(&expatch, &places::root());
    bulk.args(["bulk", "--quiet", "--from=zgrab2", "--to=csv", "--as-of", AS_OF, "-o"]);
    bulk.arg(&out).arg(&file);
    let rows =
        draw(scale, "profile-bulk", vec![("zgrab2", "zgrab2 NDJSON → verdicts (bulk)", bulk)])?;
    fs::remove_file(&out)?;
    fs::remove_file(&file)?;
    Ok(rows)
}

/// Draws each path and writes the page that shows them.
fn draw(
    scale: &Scale,
    page_name: &str,
    paths: Vec<(&str, &str, Command)>,
) -> anyhow::Result<Vec<Row>> {
    let mut page = String::from(
        "# Where the time goes\n\nWritten by `cargo xtask bench profile profile-bulk`. Each box is a \
         function, as wide as its share of the samples, below its caller.\n",
    );
    let mut rows = Vec::new();
    fs::create_dir_all(&scale.plots)?;
    for (name, what, command) in paths {
        let frame = sampled(command)?;
        let picture = format!("profile-{name}.svg");
        fs::write(scale.plots.join(&picture), frame.svg(what))?;
        page +=
            &format!("\n## {what}\n\n![{what}]({picture})\n\n| own time | function |\n|---|---|\n");
        let own = frame.own();
        for (function, share) in own.iter().take(SHOWN) {
            page += &format!("| {:.1} % | `{function}` |\n", 100.0 * share);
        }
        page += &format!("\n{} samples.\n", frame.samples());
        if let Some((function, share)) = own.first() {
            let ours = Series::new(function, vec![100.0 * share]);
            let what = format!("{what}: `{function}` itself");
            rows.push(Row::new("profile", &what, "%", ours, ""));
        }
    }
    fs::write(scale.plots.join(format!("{page_name}.md")), page)?;
    Ok(rows)
}

/// A program as it is released, but with the names of its functions.
fn with_names(package: &str, kind: &str, program: &str) -> anyhow::Result<PathBuf> {
    let target = places::target().join("profile");
    start(
        cargo(&places::root())
            .args(["rustc", "--quiet", "--release", "--package", package, kind])
            .args(["--", "-Cstrip=none"])
            .env("CARGO_TARGET_DIR", &target),
    )?;
    Ok(target.join("release").join(program))
}

/// Runs a command under `perf`.
fn sampled(command: Command) -> anyhow::Result<Frame> {
    let file = tools::scratch("perf.data")?;
    let mut perf = xtask::step::command("perf", &places::root());
    perf.args(["record", "--quiet", "--event=cpu-clock", "-F", FREQUENCY]);
    perf.args(["--call-graph=dwarf,8192", "-o"]).arg(&file).arg("--");
    perf.arg(command.get_program()).args(command.get_args());
    perf.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    output(&mut perf)?;
    let mut script = xtask::step::command("perf", &places::root());
    let said = output(script.args(["script", "--no-inline", "-F", "ip,sym", "-i"]).arg(&file))?;
    fs::remove_file(&file)?;
    Ok(Frame::read(&said))
}
