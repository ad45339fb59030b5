//! A measured row: what, beside what, how often, and what came out.

use serde::Deserialize;
use serde::Serialize;
use std::fmt::Write;

/// Measurements of one thing, one per round.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Series {
    /// What was measured.
    pub(crate) name: String,
    /// One value per round.
    pub(crate) values: Vec<f64>,
}

impl Series {
    pub(crate) fn new(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), values }
    }

    /// The middle value; not a number where nothing was measured.
    pub(crate) fn median(&self) -> f64 {
        median(&self.values)
    }
}

/// A row of the table.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    /// The part of the benchmark it belongs to.
    pub(crate) part: String,
    /// What is promised, in words.
    pub(crate) what: String,
    /// What the values count, `ns`, `GB/s`, …
    pub(crate) unit: String,
    /// What expatch does.
    pub(crate) ours: Series,
    /// The same by something else, in the same run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<Series>,
    /// The target, in words.
    pub(crate) target: String,
    /// Whether it held; absent where it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) holds: Option<bool>,
    /// Why nothing was measured, or what to know about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
}

impl Row {
    /// A row that is measured.
    pub(crate) fn new(part: &str, what: &str, unit: &str, ours: Series, target: &str) -> Self {
        Self {
            part: part.to_owned(),
            what: what.to_owned(),
            unit: unit.to_owned(),
            ours,
            reference: None,
            target: target.to_owned(),
            holds: None,
            note: String::new(),
        }
    }

    /// A row that could not be measured, and why.
    pub(crate) fn missing(part: &str, what: &str, target: &str, why: impl ToString) -> Self {
        Self { note: why.to_string(), ..Self::new(part, what, "", Series::default(), target) }
    }

    pub(crate) fn beside(mut self, reference: Series) -> Self {
        self.reference = Some(reference);
        self
    }

    pub(crate) fn note(mut self, note: impl ToString) -> Self {
        self.note = note.to_string();
        self
    }

    /// Ours divided by the reference, round by round: lowest, middle, highest.
    pub(crate) fn ratio(&self) -> Option<[f64; 3]> {
        let other = self.reference.as_ref()?;
        let rounds = self.ours.values.iter().zip(&other.values);
        let mut ratios: Vec<f64> = rounds.map(|(ours, other)| ours / other).collect();
        ratios.retain(|ratio| ratio.is_finite());
        ratios.sort_by(f64::total_cmp);
        Some([*ratios.first()?, median(&ratios), *ratios.last()?])
    }

    /// Says whether the middle ratio is at most (or, for rates, at least) `bound`.
    pub(crate) fn bound(mut self, at_most: bool, bound: f64) -> Self {
        self.holds = self
            .ratio()
            .map(|[_, middle, _]| if at_most { middle <= bound } else { middle >= bound });
        self
    }

    /// The same for the middle value itself; both must hold where both are asked.
    pub(crate) fn value_bound(mut self, at_most: bool, bound: f64) -> Self {
        let middle = self.ours.median();
        let holds = if at_most { middle <= bound } else { middle >= bound };
        self.holds = Some(self.holds.unwrap_or(true) && holds);
        self
    }
}

/// The table as Markdown.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| | what | expatch | beside | ratio (lowest … highest) | target |\n|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let mark = match row.holds {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "·",
        };
        let value = |series: &Series| match series.values.is_empty() {
            true => String::from("–"),
            false => format!("{} {}", figure(series.median()), row.unit),
        };
        let beside = row.reference.as_ref();
        let beside = beside.map_or_else(String::new, |it| format!("{}: {}", it.name, value(it)));
        let ratio = row.ratio().map_or_else(String::new, |[low, middle, high]| {
            format!("{} ({} … {})", figure(middle), figure(low), figure(high))
        });
        let note = if row.note.is_empty() { String::new() } else { format!("; {}", row.note) };
        let _ = writeln!(
            text,
            "| {mark} | {}{note} | {} | {beside} | {ratio} | {} |",
            row.what,
            value(&row.ours),
            row.target
        );
    }
    text
}

/// Three significant digits.
pub(crate) fn figure(value: f64) -> String {
    match value.abs() {
        high if high >= 10_000.0 => format!("{value:.0}"),
        high if high >= 100.0 => format!("{value:.0}"),
        high if high >= 10.0 => format!("{value:.1}"),
        high if high >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The middle of `values`.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[length / 2],
        length => f64::midpoint(sorted[length / 2 - 1], sorted[length / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        let row = Row::new("p", "w", "ns", Series::new("a", vec![2.0, 4.0, 9.0]), "≤ 2×")
            .beside(Series::new("b", vec![1.0, 4.0, 3.0]));
        assert_eq!(row.ratio(), Some([1.0, 2.0, 3.0]));
        assert_eq!(row.clone().bound(true, 2.0).holds, Some(true));
        assert_eq!(row.clone().bound(false, 2.5).holds, Some(false));
        assert_eq!(row.bound(true, 2.0).value_bound(true, 3.0).holds, Some(false));
    }

    #[test]
    fn what_was_not_measured_says_why() {
        let text = table(&[Row::missing("p", "probe", "≥ 10×", "no nmap here")]);
        assert!(text.contains("| · | probe; no nmap here | – |"), "{text}");
    }
}
