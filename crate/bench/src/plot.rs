//! Growth as a picture: points on logarithmic axes and the slope fitted to them.

use crate::measure::figure;
use std::fmt::Write;

/// What grows with what.
pub(crate) struct Curve {
    /// What is on the horizontal axis.
    pub(crate) what: String,
    /// Unit of the vertical axis.
    pub(crate) unit: String,
    /// Size and cost.
    pub(crate) points: Vec<(f64, f64)>,
}

impl Curve {
    /// The exponent: 1 is linear, above it worse. Least squares over logarithms.
    pub(crate) fn slope(&self) -> f64 {
        let logs: Vec<_> = self.points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
        let count = logs.len() as f64;
        let (x, y) = logs.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        let (x, y) = (x / count, y / count);
        let over: f64 = logs.iter().map(|at| (at.0 - x) * (at.1 - y)).sum();
        let under: f64 = logs.iter().map(|at| (at.0 - x).powi(2)).sum();
        over / under
    }

    /// The picture.
    pub(crate) fn svg(&self) -> String {
        let (width, height, edge) = (480.0, 300.0, 56.0);
        let span = |of: fn(&(f64, f64)) -> f64| {
            let logs = self.points.iter().map(|at| of(at).ln());
            let (low, high) =
                logs.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
            (low, (high - low).max(1e-9))
        };
        let (xs, ys) = (span(|at| at.0), span(|at| at.1));
        let x = |at: f64| edge + (at.ln() - xs.0) / xs.1 * (width - edge - 20.0);
        let y = |at: f64| height - edge - (at.ln() - ys.0) / ys.1 * (height - edge - 40.0);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\
             <title>{} against {}</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\
             <text x=\"{edge}\" y=\"20\" font-weight=\"bold\">{} · slope {:.2}</text>",
            self.unit,
            self.what,
            self.what,
            self.slope()
        );
        let line: Vec<_> =
            self.points.iter().map(|at| format!("{:.1},{:.1}", x(at.0), y(at.1))).collect();
        let _ = write!(
            svg,
            "<path d=\"M{edge} 32V{0}H{1}\" fill=\"none\" stroke=\"#888\"/>\
             <polyline points=\"{2}\" fill=\"none\" stroke=\"#0b62a4\" stroke-width=\"2\"/>",
            height - edge,
            width - 20.0,
            line.join(" ")
        );
        for (at, cost) in &self.points {
            let _ = write!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#0b62a4\"/>\
                 <text x=\"{0:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                x(*at),
                y(*cost),
                height - edge + 18.0,
                short(*at)
            );
        }
        for (_, cost) in [self.points.first(), self.points.last()].into_iter().flatten() {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                edge - 6.0,
                y(*cost) + 4.0,
                short(*cost)
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text></svg>",
            width - 20.0,
            height - 12.0,
            self.unit
        );
        svg
    }
}

/// A number with k, M or G.
fn short(value: f64) -> String {
    match value {
        high if high >= 1e9 => format!("{}G", figure(value / 1e9)),
        high if high >= 1e6 => format!("{}M", figure(value / 1e6)),
        high if high >= 1e4 => format!("{}k", figure(value / 1e3)),
        _ => figure(value).trim_end_matches(".00").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_the_exponent() {
        let curve = |power: f64| Curve {
            what: "rows".into(),
            unit: "ns".into(),
            points: (1..6).map(|at| (f64::from(at), 7.0 * f64::from(at).powf(power))).collect(),
        };
        assert!((curve(1.0).slope() - 1.0).abs() < 1e-9);
        assert!((curve(2.0).slope() - 2.0).abs() < 1e-9);
        assert!(curve(1.0).svg().contains("slope 1.00"));
    }
}
