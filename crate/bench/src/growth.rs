//! How cost grows: no curve may be steeper than a straight line.

use crate::Scale;
use crate::larger;
use crate::measure::Row;
use crate::measure::Series;
use crate::native;
use crate::plot::Curve;
use crate::tools;
use crate::tools::AS_OF;
use anyhow::Context;
use std::fs;
use std::path::Path;
use std::time::Instant;
use xtask::places;
use xtask::step::command;
use xtask::step::output;

/// Above this exponent a curve counts as super-linear; measuring wobbles.
pub(crate) const STEEPEST: f64 = 1.1;

/// Measures every curve, writes its plot, gives its slope.
pub(crate) fn run(scale: &Scale) -> anyhow::Result<Vec<Row>> {
    let speed = tools::example("expatch", "speed")?;
    let mut curves = Vec::new();
    read(&output(command(&speed, &places::root()).env("EXPATCH_GROWTH", "1"))?, &mut curves)?;
    for times in [1, 2, 4, 7, 10] {
        let file = tools::scratch("larger.bin")?;
        fs::write(&file, larger::database(times)?)?;
        let said = output(command(&speed, &places::root()).env("EXPATCH_DATABASE", &file))?;
        read(&said, &mut curves)?;
        fs::remove_file(&file)?;
    }
    curves.extend(files(scale)?);
    fs::create_dir_all(&scale.plots)?;
    let mut page = String::from(
        "# How cost grows\n\nWritten by `cargo xtask bench growth`. A slope of 1 is a straight line.\n",
    );
    let mut rows = Vec::new();
    for curve in &curves {
        let name = format!("growth-{}.svg", curve.what.replace(", ", "-").replace(' ', "-"));
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

/// Takes in what `speed` says: names, sizes and nanoseconds.
fn read(said: &str, curves: &mut Vec<Curve>) -> anyhow::Result<()> {
    for line in said.lines() {
        let mut words = line.split('\t');
        let (Some(what), Some(size), Some(cost)) = (words.next(), words.next(), words.next())
        else {
            anyhow::bail!("cannot read `{line}`");
        };
        let point = (size.parse().context("a size")?, cost.parse().context("a time")?);
        match curves.iter_mut().find(|curve| curve.what == what) {
            Some(curve) => curve.points.push(point),
            None => curves.push(Curve {
                what: what.to_owned(),
                unit: "ns".to_owned(),
                points: vec![point],
            }),
        }
    }
    Ok(())
}

/// Seconds of `bulk` against the bytes of a scan, and against the rows of a
/// list of builds.
fn files(scale: &Scale) -> anyhow::Result<[Curve; 2]> {
    let program = tools::release("expatch-cli", "expatch")?;
    let (mut scan, mut rows) = (Vec::new(), Vec::new());
    for part in [16, 8, 4, 2, 1] {
        let file = native::scan(scale.bytes / part)?;
        scan.push((fs::metadata(&file)?.len() as f64, bulk(&program, "zgrab2", &file)?));
        fs::remove_file(&file)?;
        let (file, count) = (tools::scratch("lines.txt")?, scale.rows / part);
        native::builds(&file, count)?;
        rows.push((count as f64, bulk(&program, "lines", &file)?));
        fs::remove_file(&file)?;
    }
    let curve = |what: &str, points| Curve { what: what.into(), unit: "s".into(), points };
    Ok([curve("bytes of a scan", scan), curve("rows of a list", rows)])
}

/// The shortest of three times that `bulk` takes.
fn bulk(program: &Path, from: &str, file: &Path) -> anyhow::Result<f64> {
    let out = tools::scratch("growth.csv")?;
    let mut best = f64::MAX;
    for _ in 0..3 {
        let mut bulk = command(program, &places::root());
        bulk.args(["bulk", "--quiet", "--from", from, "--to=csv", "--as-of", AS_OF, "-o"]);
        let start = Instant::now();
        output(bulk.arg(&out).arg(file))?;
        best = best.min(start.elapsed().as_secs_f64());
        fs::remove_file(&out)?;
    }
    Ok(best)
}
