//! Millions of banner rows through DuckDB, DataFusion and Spark, each compared
//! with `expatch bulk` row by row, at several sizes of which the largest is
//! `--rows`.

use crate::Scale;
use crate::growth::STEEPEST;
use crate::measure;
use crate::measure::Row;
use crate::measure::Series;
use crate::plot::Curve;
use crate::tools;
use serde::Deserialize;
use std::fs;
use std::path::Path;
use xtask::places;
use xtask::step::command;
use xtask::step::output;
use xtask::step::run as start;
use xtask::wheel;

/// What the rows go through.
const ENGINES: [&str; 3] = ["duckdb", "datafusion", "spark"];

#[derive(Deserialize)]
struct Said {
    seconds: f64,
    /// Seconds of all cores, which other work on the machine hardly changes.
    processor: f64,
    /// Status, build, number of rows, two sums over their numbers.
    groups: Vec<(String, String, u64, i64, i64)>,
}

/// Makes the rows, judges them everywhere, compares.
pub(crate) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let built = wheel::build()?;
    let python = wheel::environment("bench")?;
    start(
        wheel::pip(&python).args(["install", "-q", "--force-reinstall", "--no-deps"]).arg(&built),
    )?;
    start(wheel::pip(&python).args(["install", "-q"]).args(wheel::ENGINES).args(wheel::SPARK))?;
    let expatch = tools::release("expatch-cli", "expatch")?;
    let all = tools::scratch(&format!("rows-{}", scale.rows))?;
    let script = |words: &[&str], folder: &Path| {
        let mut script = command(python.join("bin/python"), &places::root());
        script.arg("crate/python/bench/rows.py").args(words).arg(folder);
        script.env("EXPATCH", &expatch).env("PYSPARK_PYTHON", python.join("bin/python"));
        script.env("JUDGED", &all);
        output(&mut script)
    };
    clear(&all)?;
    script(&["make", &scale.rows.to_string()], &all)?;
    let mut files: Vec<_> =
        fs::read_dir(&all)?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut table = Vec::new();
    let mut curves = ENGINES.map(|engine| Curve {
        what: format!("rows through {engine}"),
        unit: "s of processor time".to_owned(),
        points: Vec::new(),
    });
    // Fewer rows first: cost per row must not rise.
    let mut counts: Vec<_> = [50, 10, 5, 2, 1].map(|part| (files.len() / part).max(1)).into();
    counts.dedup();
    for count in counts {
        let rows = scale.rows * count as u64 / files.len() as u64;
        let folder = tools::scratch(&format!("rows-{}-of-{}", count, files.len()))?;
        clear(&folder)?;
        fs::create_dir_all(&folder)?;
        for file in &files[..count] {
            fs::hard_link(file, folder.join(file.file_name().unwrap_or_default()))?;
        }
        let read = |text: String| serde_json::from_str::<Said>(text.trim());
        let bulk = read(script(&["bulk"], &folder)?)?;
        for (engine, curve) in ENGINES.into_iter().zip(&mut curves) {
            let what = format!("{rows} rows through {engine}");
            let said = match script(&[engine], &folder) {
                Ok(text) => read(text)?,
                Err(why) => {
                    table.push(Row::missing("rows", &what, "equal to bulk", format!("{why:#}")));
                    continue;
                }
            };
            curve.points.push((rows as f64, said.processor));
            let row = compared(&what, engine, rows, &said, &bulk);
            // A run of many minutes shows how far it is.
            eprintln!(
                "{}",
                measure::table(std::slice::from_ref(&row)).lines().last().unwrap_or_default()
            );
            table.push(row);
        }
        fs::remove_dir_all(&folder)?;
    }
    fs::remove_dir_all(&all)?;
    fs::create_dir_all(&scale.plots)?;
    for curve in curves.iter().filter(|curve| curve.points.len() > 1) {
        let picture = format!("{}.svg", curve.what.replace(' ', "-"));
        fs::write(scale.plots.join(picture), curve.svg())?;
        let slope = Series::new(&curve.what, vec![curve.slope()]);
        let what = format!("exponent over {}", curve.what);
        table.push(Row::new("rows", &what, "", slope, "≤ 1.1").value_bound(true, STEEPEST));
    }
    Ok(table)
}

/// Removes what a run that was broken off left: it would be taken for rows of this one.
fn clear(folder: &Path) -> anyhow::Result<()> {
    Ok(fs::remove_dir_all(folder).or_else(|why| match why.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(why),
    })?)
}

/// Rows per second beside `bulk`'s, and whether every verdict is the same.
fn compared(what: &str, engine: &str, rows: u64, said: &Said, bulk: &Said) -> Row {
    let rate = |seconds: f64| vec![rows as f64 / seconds / 1e6];
    let equal = said.groups == bulk.groups;
    let judged: u64 = said.groups.iter().map(|group| group.2).sum();
    let each = |said: &Said| measure::figure(said.processor / rows as f64 * 1e6);
    let each = format!("{} µs of a core each, bulk {}", each(said), each(bulk));
    let note = match equal {
        true => format!("all {judged} verdicts equal to bulk's; {each}"),
        false => format!("{} groups differ from bulk's; {each}", differing(said, bulk)),
    };
    let ours = Series::new(engine, rate(said.seconds));
    let mut row = Row::new("rows", what, "million rows/s", ours, "equal to bulk")
        .beside(Series::new("expatch bulk", rate(bulk.seconds)))
        .note(note);
    row.holds = Some(equal);
    row
}

fn differing(left: &Said, right: &Said) -> usize {
    let lacks = |one: &Said, other: &Said| {
        one.groups.iter().filter(|group| !other.groups.contains(group)).count()
    };
    lacks(left, right).max(lacks(right, left))
}
