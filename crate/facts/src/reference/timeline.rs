//! A product as a picture: a lane per baseline, a mark per update, a band from
//! the day on which its newest update had a published hole that is exploited.

use super::{escape, exploited_from};
use expatch::Date;
use expatch::database::{Database, Kind, Product};
use std::fmt::Write as _;

const LEFT: f64 = 64.0;
const WIDTH: f64 = 900.0;
const LANE: f64 = 16.0;

/// The picture as SVG with a title for those who do not see it.
pub(super) fn svg(database: &Database<'_>, product: &Product<'_>) -> String {
    let lanes: Vec<_> = product.baseline_ids().map(|id| database.baseline(id)).collect();
    let first = lanes.iter().map(|lane| lane.released.days()).min().unwrap_or_default();
    let last = database.as_of().days();
    let x = |day: Date| {
        let share = f64::from(day.days() - first) / f64::from((last - first).max(1));
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT)
    };
    let height = LANE * (lanes.len() as f64 + 1.5);
    let mut text = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" class=\"timeline\"><title>{}: a lane \
         per baseline, a mark per update; red where a published hole that is exploited was open \
         on its newest update</title>\n",
        escape(product.name)
    );
    for (number, lane) in lanes.iter().enumerate() {
        let y = LANE * (number as f64 + 0.5);
        let middle = y + LANE / 2.0;
        let _ =
            writeln!(text, "<text x=\"0\" y=\"{:.1}\">{}</text>", middle + 4.0, escape(lane.name));
        let (from, to) = (x(lane.released), x(database.as_of()));
        let _ = writeln!(
            text,
            "<line x1=\"{from:.1}\" y1=\"{middle:.1}\" x2=\"{to:.1}\" y2=\"{middle:.1}\"/>"
        );
        let releases: Vec<_> = lane.release_ids().map(|id| database.release(id)).collect();
        for (number, release) in releases.iter().enumerate() {
            let next = releases.get(number + 1).map_or(database.as_of(), |next| next.released);
            if let Some(since) = exploited_from(database, release.build) {
                let since = since.max(release.released);
                if since < next {
                    let (from, to) = (x(since), x(next));
                    let _ = writeln!(
                        text,
                        "<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
                        y + 3.0,
                        (to - from).max(0.5),
                        LANE - 6.0
                    );
                }
            }
        }
        for release in &releases {
            let class = match release.kind {
                Kind::SecurityUpdate => "su",
                Kind::HotfixUpdate => "hu",
                _ => "base",
            };
            let _ = writeln!(
                text,
                "<a href=\"#{0}\"><circle class=\"{class}\" cx=\"{1:.1}\" cy=\"{middle:.1}\" r=\"3\"><title>{0} {2} {3}</title></circle></a>",
                release.build,
                x(release.released),
                escape(release.update.unwrap_or(lane.name)),
                release.released,
            );
        }
    }
    text.push_str("</svg>\n");
    text
}
