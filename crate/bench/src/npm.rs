//! The npm package: size, columns of a million rows, cold start.

use crate::Scale;
use crate::measure::Row;
use crate::measure::Series;
use crate::tools;
use crate::tools::AS_OF;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use xtask::browser;
use xtask::npm;
use xtask::places;
use xtask::step::command;
use xtask::step::output;
use xtask::step::run;

/// What `pkg/bench/sizes.mjs` prints, in kB.
#[derive(Deserialize)]
struct Sizes {
    package: f64,
    caniuse: f64,
    retire: f64,
}

/// What `pkg/bench/many.mjs` prints for one kind of input, in milliseconds.
#[derive(Deserialize)]
struct Many {
    package: Vec<f64>,
    /// From bytes and offsets, no strings.
    column: Vec<f64>,
    plain: Vec<f64>,
    remembering: Vec<f64>,
}

pub(crate) fn npm(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    if !places::pkg().join("dist/expatch.wasm").is_file() {
        anyhow::ensure!(!scale.fast, "no pkg/dist: run `cargo xtask pkg` first");
        xtask::pkg::build()?;
    }
    let mut rows = sizes()?;
    rows.extend(many(scale)?);
    rows.extend(cold(scale)?);
    Ok(rows)
}

/// One of the package's own measurements.
fn bench(name: &str) -> Command {
    let mut node = command("node", &places::pkg());
    node.arg(format!("bench/{name}.mjs"));
    node
}

fn sizes() -> anyhow::Result<Vec<Row>> {
    let others = tools::scratch("npm")?;
    fs::create_dir_all(&others)?;
    let words = ["install", "--silent", "--no-save", "--ignore-scripts", "caniuse-lite", "retire"];
    run(command("npm", &others).args(words))?;
    let sizes: Sizes = serde_json::from_str(&output(bench("sizes").arg(&others))?)?;
    let row = |beside: &str, kilobytes| {
        let ours = Series::new("expatch", vec![sizes.package]);
        Row::new("npm", "WASM, glue and database, brotli", "kB", ours, "≤ 150 kB")
            .beside(Series::new(beside, vec![kilobytes]))
            .value_bound(true, 60.0)
    };
    Ok(vec![
        row("caniuse-lite's data", sizes.caniuse),
        row("retire's code, without what it fetches", sizes.retire),
    ])
}

/// Columns of many inputs: beside plain JavaScript and beside the core itself.
fn many(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let folder = tools::scratch("many")?;
    fs::create_dir_all(&folder)?;
    let (builds, headers) = if scale.fast { (50_000, 5_000) } else { (1_000_000, 50_000) };
    let mut node = bench("many");
    node.args([AS_OF, &builds.to_string(), &headers.to_string(), &scale.rounds.to_string()]);
    let measured: BTreeMap<String, Many> = serde_json::from_str(&output(node.arg(&folder))?)?;
    let core = tools::example("expatch-wasm", "many")?;
    let mut rows = Vec::new();
    for (name, what, count) in [("builds", "builds", builds), ("headers", "header blocks", headers)]
    {
        let many = &measured[name];
        let native = output(
            tools::on_one_core(&core)
                .arg(folder.join(name).with_extension("bin"))
                .arg(scale.rounds.to_string()),
        )?;
        let native = serde_json::from_str::<Vec<f64>>(&native)?;
        let rate = |name: &str, milliseconds: &[f64]| {
            let rates = milliseconds.iter().map(|it| f64::from(count) / it);
            Series::new(name, rates.collect())
        };
        let row = |beside, target| {
            let what = format!("assessMany of {count} {what}");
            let ours = rate("expatch", &many.package);
            Row::new("npm", &what, "rows/ms", ours, target).beside(beside)
        };
        let native = || rate("the same, natively, one core", &native);
        let column = Row::new(
            "npm",
            &format!("assessMany of a column of {count} {what}"),
            "rows/ms",
            rate("expatch", &many.column),
            "≥ 0.5×",
        );
        rows.extend([
            row(rate("plain JavaScript over db.json", &many.plain), "≥ 5×").bound(false, 5.0),
            row(rate("the same, remembering each build", &many.remembering), ""),
            row(native(), "≥ 0.5×").bound(false, 0.5),
            column.beside(native()).bound(false, 0.5),
        ]);
    }
    Ok(rows)
}

fn cold(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let taken = (0..scale.rounds).map(|_| Ok(output(&mut bench("cold"))?.trim().parse()?));
    let what = "init and first verdict";
    let node = Series::new("Node", taken.collect::<anyhow::Result<_>>()?);
    let mut rows = vec![Row::new("npm", what, "ms", node, "≤ 15 ms").value_bound(true, 15.0)];
    if !scale.fast {
        let chromium = browser::chromium()?;
        npm::install(&places::pkg().join("test/consumers"))?;
        let taken =
            output(bench("cold-browser").arg(scale.rounds.to_string()).env("CHROMIUM", chromium))?;
        let chromium = Series::new("Chromium", serde_json::from_str(&taken)?);
        rows.push(Row::new("npm", what, "ms", chromium, "≤ 20 ms").value_bound(true, 20.0));
    }
    Ok(rows)
}
