//! How cost grows: no curve may be steeper than a straight line.

use super::Scale;
use super::measure::Row;
use super::measure::Series;
use super::native;
use super::plot::Curve;
use super::tools;
use super::tools::AS_OF;
use crate::places;
use crate::step::command;
use crate::step::output;
use anyhow::Context;
use std::fs;
use std::time::Instant;

/// Above this exponent a curve counts as super-linear; measuring wobbles.
const STEEPEST: f64 = 1.1;

/// Measures every curve, writes its plot, gives its slope.
pub(super) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let mut curves = core()?;
    curves.push(file_size(scale)?);
    fs::create_dir_all(&scale.plots)?;
    let mut page = String::from(
        "# How cost grows\n\nWritten by `cargo xtask bench growth`. A slope of 1 is a straight line.\n",
    );
    let mut rows = Vec::new();
    for curve in &curves {
        let name = format!("{}.svg", curve.what.replace(' ', "-"));
        fs::write(scale.plots.join(&name), curve.svg())?;
        let slope = curve.slope();
        page += &format!(
            "\n## {}: slope {slope:.2}\n\n![{} against {}]({name})\n",
            curve.what, curve.unit, curve.what
        );
        let ours = Series::new(&curve.what, vec![slope]);
        rows.push(
            Row::new("growth", &format!("exponent over {}", curve.what), "", ours, "≤ 1.1")
                .value_bound(true, STEEPEST),
        );
    }
    fs::write(scale.plots.join("growth.md"), page)?;
    Ok(rows)
}

/// What `speed` measures of the core: servers, candidates, bytes.
fn core() -> anyhow::Result<Vec<Curve>> {
    let speed = tools::example("speed")?;
    let said = output(command(speed, &places::root()).env("EXPATCH_GROWTH", "1"))?;
    let mut curves: Vec<Curve> = Vec::new();
    for line in said.lines() {
        let mut words = line.split('\t');
        let (Some(what), Some(size), Some(cost)) = (words.next(), words.next(), words.next())
        else {
            anyhow::bail!("cannot read `{line}`");
        };
        let point = (size.parse().context("a size")?, cost.parse().context("a time")?);
        match curves.last_mut().filter(|curve| curve.what == what) {
            Some(curve) => curve.points.push(point),
            None => curves.push(Curve {
                what: what.to_owned(),
                unit: "ns".to_owned(),
                points: vec![point],
            }),
        }
    }
    Ok(curves)
}

/// Seconds of `bulk` against the size of its file, and so its rows.
fn file_size(scale: &Scale) -> anyhow::Result<Curve> {
    let program = tools::release("expatch-cli", "expatch")?;
    let mut points = Vec::new();
    for part in [16, 8, 4, 2, 1] {
        let (file, out) = (native::scan(scale.bytes / part)?, tools::scratch("growth.csv")?);
        let mut bulk = command(&program, &places::root());
        bulk.args(["bulk", "--quiet", "--from=zgrab2", "--to=csv", "--as-of", AS_OF, "-o"]);
        let mut best = f64::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            output(bulk.arg(&out).arg(&file))?;
            best = best.min(start.elapsed().as_secs_f64());
            bulk = command(&program, &places::root());
            bulk.args(["bulk", "--quiet", "--from=zgrab2", "--to=csv", "--as-of", AS_OF, "-o"]);
        }
        points.push((fs::metadata(&file)?.len() as f64, best));
        fs::remove_file(&file)?;
        fs::remove_file(&out)?;
    }
    Ok(Curve { what: "bytes of a scan".into(), unit: "s".into(), points })
}
