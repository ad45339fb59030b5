//! Millions of banner rows through DuckDB, DataFusion and Spark, each compared
//! with `expatch bulk` row by row.

use super::Scale;
use super::measure::Row;
use super::measure::Series;
use super::tools;
use crate::places;
use crate::step::command;
use crate::step::output;
use crate::step::run as start;
use crate::wheel;
use serde::Deserialize;
use std::fs;

#[derive(Deserialize)]
struct Said {
    seconds: f64,
    /// Status, build, number of rows, two sums over their numbers.
    groups: Vec<(String, String, u64, i64, i64)>,
}

/// Makes the rows, judges them everywhere, compares.
pub(super) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let built = wheel::build()?;
    let python = wheel::environment("bench")?;
    start(
        wheel::pip(&python).args(["install", "-q", "--force-reinstall", "--no-deps"]).arg(&built),
    )?;
    start(wheel::pip(&python).args(["install", "-q"]).args(wheel::ENGINES).args(wheel::SPARK))?;
    let expatch = tools::release("expatch-cli", "expatch")?;
    let script = |words: &[&str], folder: &std::path::Path| {
        let mut script = command(python.join("bin/python"), &places::root());
        script.arg("crate/python/bench/rows.py").args(words).arg(folder);
        script.env("EXPATCH", &expatch).env("PYSPARK_PYTHON", python.join("bin/python"));
        output(&mut script)
    };
    let mut table = Vec::new();
    // Fewer rows first: cost per row must not rise.
    for rows in [scale.rows / 10, scale.rows] {
        let folder = tools::scratch(&format!("rows-{rows}"))?;
        script(&["make", &rows.to_string()], &folder)?;
        let read = |text: String| serde_json::from_str::<Said>(text.trim());
        let bulk = read(script(&["bulk"], &folder)?)?;
        for engine in ["duckdb", "datafusion", "spark"] {
            let what = format!("{rows} rows through {engine}");
            let said = match script(&[engine], &folder) {
                Ok(text) => read(text)?,
                Err(why) => {
                    table.push(Row::missing("rows", &what, "equal to bulk", format!("{why:#}")));
                    continue;
                }
            };
            let rate = |seconds: f64| vec![rows as f64 / seconds / 1e6];
            let equal = said.groups == bulk.groups;
            let judged: u64 = said.groups.iter().map(|group| group.2).sum();
            let note = match equal {
                true => format!("all {judged} verdicts equal to bulk's"),
                false => format!("{} groups differ from bulk's", differing(&said, &bulk)),
            };
            let ours = Series::new(engine, rate(said.seconds));
            let mut row = Row::new("rows", &what, "million rows/s", ours, "equal to bulk")
                .beside(Series::new("expatch bulk", rate(bulk.seconds)))
                .note(note);
            row.holds = Some(equal);
            table.push(row);
        }
        fs::remove_dir_all(&folder)?;
    }
    Ok(table)
}

fn differing(left: &Said, right: &Said) -> usize {
    let lacks = |one: &Said, other: &Said| {
        one.groups.iter().filter(|group| !other.groups.contains(group)).count()
    };
    lacks(left, right).max(lacks(right, left))
}
