//! `cargo xtask bench`: every promise about speed beside its reference, in one
//! run, as ratios with their spread.

mod flame;
mod growth;
mod hostile;
mod larger;
mod measure;
mod native;
mod npm;
mod plot;
mod profile;
mod rows;
mod server;
mod surfaces;
mod tools;

use anyhow::Context;
use anyhow::bail;
use lexopt::Arg;
use lexopt::Parser;
use lexopt::ValueExt;
use measure::Row;
use serde::Deserialize;
use serde::Serialize;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use xtask::places;
use xtask::step::step;

const HELP: &str = "\
cargo xtask bench [PART…] [--fast] [--rows N] [--size MB] [--json FILE] [--compare OLD.json] [--plots FOLDER]

  PART        exact text zgrab2 memory instructions npm page server hostile probe accuracy rows growth profile profile-bulk
              (all but the last four unless named; `all` is all)
  --fast      small inputs and few rounds: shows that everything runs
  --rows N    rows of `rows`, 2 million unless given
  --size MB   size of the files of `text`, `zgrab2` and `memory`, 1024 unless given
  --plots F   where `growth` and `profile` draw, target/bench unless given
  --json F    where the result goes, target/bench/<day>.json unless given
  --compare F beside each ratio the one of an earlier result
";

/// A run, as it is kept.
#[derive(Deserialize, Serialize)]
struct Run {
    machine: tools::Machine,
    rows: Vec<Row>,
}

/// How much is measured.
pub(crate) struct Scale {
    /// Rounds of each measurement.
    rounds: usize,
    /// Bytes of the large files.
    bytes: u64,
    /// Rows for the engines.
    rows: u64,
    fast: bool,
    plots: PathBuf,
}

type Part = (&'static str, fn(&Scale) -> anyhow::Result<Vec<Row>>);

const PARTS: [Part; 15] = [
    ("exact", native::exact),
    ("text", native::text),
    ("zgrab2", native::zgrab2),
    ("memory", native::memory),
    ("instructions", native::instructions),
    ("npm", npm::npm),
    ("page", surfaces::page),
    ("server", server::run),
    ("hostile", hostile::run),
    ("probe", surfaces::probe),
    ("accuracy", surfaces::accuracy),
    ("rows", rows::run),
    ("growth", growth::run),
    ("profile", profile::run),
    ("profile-bulk", profile::bulk),
];
/// These take long and are asked for by name.
const LONG: [&str; 4] = ["rows", "growth", "profile", "profile-bulk"];

fn main() -> ExitCode {
    match run(Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the parts that are asked for.
fn run(mut arguments: Parser) -> anyhow::Result<()> {
    let folder = places::target().join("bench");
    let mut scale =
        Scale { rounds: 7, bytes: 1 << 30, rows: 2_000_000, fast: false, plots: folder.clone() };
    let mut wanted: Vec<String> = Vec::new();
    let (mut json, mut compare) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Arg::Long("fast") => {
                scale = Scale { rounds: 3, bytes: 16 << 20, rows: 100_000, fast: true, ..scale }
            }
            Arg::Long("rows") => scale.rows = arguments.value()?.parse()?,
            Arg::Long("size") => scale.bytes = arguments.value()?.parse::<u64>()? << 20,
            Arg::Long("plots") => scale.plots = arguments.value()?.into(),
            Arg::Long("json") => json = Some(PathBuf::from(arguments.value()?)),
            Arg::Long("compare") => compare = Some(PathBuf::from(arguments.value()?)),
            Arg::Value(part) => wanted.push(part.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if let Some(unknown) =
        wanted.iter().find(|name| *name != "all" && PARTS.iter().all(|(part, _)| part != name))
    {
        bail!("no part {unknown}: `cargo xtask bench --help` lists them");
    }
    let old: Option<Run> = compare
        .map(|path| {
            let text = fs::read_to_string(&path);
            let text = text.with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_str(&text)
                .with_context(|| format!("{} is not a result of this command", path.display()))
        })
        .transpose()?;
    fs::create_dir_all(&folder)?;
    let mut run = Run { machine: tools::machine()?, rows: Vec::new() };
    for (name, part) in PARTS {
        let named = wanted.iter().any(|other| other == name || other == "all");
        if !named && (!wanted.is_empty() || LONG.contains(&name)) {
            continue;
        }
        // One part that cannot run does not hide the others.
        match step(name, || part(&scale)) {
            Ok(rows) => run.rows.extend(rows),
            Err(why) => run.rows.push(Row::missing(name, name, "", format!("{why:#}"))),
        }
    }
    println!("{}\n\n{}", run.machine, measure::table(&run.rows));
    if let Some(old) = old {
        println!("{}", comparison(&run, &old));
    }
    let json = json.unwrap_or_else(|| folder.join(format!("{}.json", run.machine.day)));
    fs::write(&json, serde_json::to_string_pretty(&run)?)
        .with_context(|| format!("cannot write {}", json.display()))?;
    println!("kept in {}", json.display());
    Ok(())
}

/// Ratios before and now; the values themselves where nothing is beside them.
fn comparison(now: &Run, old: &Run) -> String {
    let mut text =
        format!("Since {}:\n\n| what | then | now | change |\n|---|---|---|---|\n", old.machine);
    for row in &now.rows {
        let Some(before) =
            old.rows.iter().find(|other| (&other.part, &other.what) == (&row.part, &row.what))
        else {
            continue;
        };
        let value = |row: &Row| row.ratio().map_or(row.ours.median(), |[_, middle, _]| middle);
        let (then, now) = (value(before), value(row));
        if then.is_finite() && now.is_finite() {
            let change = 100.0 * (now / then - 1.0);
            text += &format!(
                "| {} | {} | {} | {change:+.1} % |\n",
                row.what,
                measure::figure(then),
                measure::figure(now)
            );
        }
    }
    text
}
