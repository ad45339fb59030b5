//! A product as a picture: a lane per baseline, a mark per update, a band from
//! the day on which its newest update had a published hole that is exploited.

use super::escape;
use expatch::Build;
use expatch::Date;
use expatch::database::{Database, Fix, Kind, Product};
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
        "<figure class=\"picture\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" class=\"timeline\"><title>{}: a lane \
         per baseline, a mark per update; red where a published hole that is exploited was open \
         on its newest update</title>\n",
        escape(product.name)
    );
    let bottom = LANE * (lanes.len() as f64 + 0.5);
    for year in years(first, last) {
        let at = x(year);
        let label = &year.to_string()[..4];
        let _ = writeln!(
            text,
            "<line class=\"year\" x1=\"{at:.1}\" y1=\"0\" x2=\"{at:.1}\" y2=\"{bottom:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{label}</text>",
            at + 3.0,
            bottom + LANE / 2.0
        );
    }
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
    text.push_str(
        "</svg>\n<figcaption>A lane per baseline, a mark per update (blue: security, grey: hotfix). \
         Red: a published hole that is exploited was open on the newest update of that lane.\
         </figcaption></figure>\n",
    );
    text
}

/// The first of January of each year in between.
fn years(first: i32, last: i32) -> impl Iterator<Item = Date> {
    let year =
        |days: i32| Date::from_days(days).to_string()[..4].parse::<i32>().unwrap_or_default();
    (year(first) + 1..=year(last)).filter_map(|year| format!("{year:04}-01-01").parse().ok())
}

/// Days at which an exploited vulnerability was open on a baseline that has `build`.
fn exploited_from(database: &Database<'_>, build: Build) -> Option<Date> {
    let baseline = database.baseline_of(build)?;
    let open = database.vulnerabilities().filter(|row| row.kev.is_some());
    let open = open.filter(|row| match database.fix(row.number, baseline) {
        Fix::From { build: fixed, .. } => build < fixed,
        Fix::Never => true,
        _ => false,
    });
    open.map(|row| row.published).min()
}
