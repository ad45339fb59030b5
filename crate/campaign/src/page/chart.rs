//! Bars with their numbers, and the projection with its error bar. Colour never
//! speaks alone: every bar has its number in words beside it.

use super::escape;
use super::words::Words;
use crate::counts::Count;
use crate::project::Projection;
use std::fmt::Write;

/// The most bars of one chart.
const MAX_BARS: usize = 10;

const ROW: usize = 24;
/// A row whose name stands in two lines.
const HIGH: usize = 32;

/// The longest bar. What is left of the width holds the longest name that
/// [`label`] leaves on one line, in the widest font a reader may have, and the number.
const LENGTH: f64 = 156.0;

/// All of something, and those of it at risk.
pub(super) const ALL: &str = "#9db4c8";
pub(super) const RISK: &str = "#a3262a";

/// One chart; nothing where nothing is counted. Where a host counts once only
/// (`is_apart`), those beyond the longest bars are added up.
pub(super) fn bars(
    html: &mut String,
    title: &str,
    counts: &[Count],
    is_apart: bool,
    words: &Words,
) {
    let (known, unknown): (Vec<Count>, Vec<Count>) =
        counts.iter().cloned().partition(|count| !count.name.is_empty());
    if known.iter().all(|count| count.hosts == 0) {
        return;
    }
    let mut shown = known;
    if shown.len() > MAX_BARS + 1 {
        let rest = shown.split_off(MAX_BARS);
        let name = words.others.replace("{count}", &words.number(rest.len() as u64));
        let sum = |of: fn(&Count) -> u64| match is_apart {
            true => rest.iter().map(of).sum(),
            false => 0,
        };
        shown.push(Count { name, hosts: sum(|one| one.hosts), at_risk: sum(|one| one.at_risk) });
    }
    shown.extend(unknown);
    let named: Vec<(String, &Count)> = shown.iter().map(|one| (called(one, words), one)).collect();
    let height = |name: &str| if is_long(name) { HIGH } else { ROW };
    // Every bar is as long as its number, the sum of many and what is not known
    // too.
    let most = shown.iter().map(|count| count.hosts).max().unwrap_or(0).max(1);
    let width = |hosts: u64| LENGTH * hosts as f64 / most as f64;
    let title = escape(title);
    let _ = writeln!(
        html,
        "<section><h2>{title}</h2>\n<svg viewBox=\"0 0 430 {}\" role=\"img\" aria-label=\"{title}\">",
        named.iter().map(|(name, _)| height(name)).sum::<usize>()
    );
    let mut next = 0;
    for (name, count) in &named {
        // Bar and number stand in the middle of their row.
        let top = next + (height(name) - ROW) / 2;
        next += height(name);
        let text = top + 17;
        let all = width(count.hosts);
        let risk = all * count.at_risk.min(count.hosts) as f64 / count.hosts.max(1) as f64;
        let number = match count.hosts {
            0 => String::new(),
            hosts => words.number(hosts),
        };
        let _ = writeln!(
            html,
            "<g><title>{number} {}, {} {}</title>\
             {}\
             <rect x=\"216\" y=\"{}\" width=\"{all:.1}\" height=\"16\" fill=\"{ALL}\"/>\
             <rect x=\"216\" y=\"{}\" width=\"{risk:.1}\" height=\"16\" fill=\"{RISK}\"/>\
             <text x=\"{:.1}\" y=\"{text}\" class=\"number\">{number}</text></g>",
            escape(words.hosts),
            words.number(count.at_risk),
            escape(words.at_risk),
            label(name, top),
            top + 4,
            top + 4,
            222.0 + all,
        );
    }
    *html += "</svg></section>\n";
}

/// What a count is called.
fn called(count: &Count, words: &Words) -> String {
    match count.name.as_str() {
        "" => words.unknown.to_owned(),
        name => words.of(name),
    }
}

fn is_long(name: &str) -> bool {
    name.chars().count() > LONGEST
}

/// A name beside its bar, whole: a long one stands in two lines, smaller, and is
/// set narrower where even that is too little.
fn label(name: &str, top: usize) -> String {
    if !is_long(name) {
        return line(name, top + 17, "");
    }
    // At the blank that is nearest to the middle.
    let middle = name.len() / 2;
    let blanks = name.match_indices(' ').map(|(at, _)| at);
    let cut = blanks.min_by_key(|at| at.abs_diff(middle));
    let (first, second) = cut.map_or((name, ""), |at| (&name[..at], &name[at + 1..]));
    let half = |text: &str, bottom| {
        let long = text.chars().count() > LONGEST + 8;
        let narrow =
            if long { " textLength=\"206\" lengthAdjust=\"spacingAndGlyphs\"" } else { "" };
        line(text, bottom, &format!(" style=\"font-size:10.5px\"{narrow}"))
    };
    half(first, top + 11) + &half(second, top + 22)
}

/// The most letters of a line of the usual size.
const LONGEST: usize = 27;

fn line(text: &str, bottom: usize, how: &str) -> String {
    let text = escape(text);
    format!("<text x=\"210\" y=\"{bottom}\" text-anchor=\"end\"{how}>{text}</text>")
}

/// Found so far, expected, and between what with 95 % probability.
pub(super) fn projection(html: &mut String, told: &Projection, words: &Words) {
    let title = escape(words.projection);
    let _ = writeln!(html, "<section class=\"wide\"><h2>{title}</h2>");
    if told.asked >= told.total {
        let _ = writeln!(html, "<p>{}</p></section>", escape(words.complete));
        return;
    }
    let percent = told.asked * 100 / told.total.max(1);
    let sentence = words
        .told
        .replace("{found}", &words.number(told.found))
        .replace("{percent}", &percent.to_string())
        .replace("{expected}", &words.number(told.expected))
        .replace("{low}", &words.number(told.low))
        .replace("{high}", &words.number(told.high));
    let _ = writeln!(html, "<p>{}</p>", escape(&sentence));
    let scale = |count: u64| 20.0 + 700.0 * count as f64 / (told.high.max(1) as f64 * 1.05);
    let (zero, found, low) = (scale(0), scale(told.found), scale(told.low));
    let (expected, high) = (scale(told.expected), scale(told.high));
    let _ = writeln!(
        html,
        "<svg viewBox=\"0 0 760 92\" role=\"img\" aria-label=\"{}\">\
         <rect x=\"{zero}\" y=\"34\" width=\"{:.1}\" height=\"24\" fill=\"{ALL}\"/>\
         <rect x=\"{zero}\" y=\"34\" width=\"{:.1}\" height=\"24\" fill=\"{RISK}\"/>\
         <path d=\"M{low:.1} 46H{high:.1}M{low:.1} 37V55M{high:.1} 37V55\" stroke=\"#111\" \
         stroke-width=\"2\" fill=\"none\"/>\
         <circle cx=\"{expected:.1}\" cy=\"46\" r=\"5\" fill=\"#111\"/>\
         <text x=\"{zero}\" y=\"24\" class=\"number\">{} {}</text>\
         <text x=\"{expected:.1}\" y=\"24\" text-anchor=\"middle\" class=\"number\">{} {}</text>\
         <text x=\"{low:.1}\" y=\"76\" text-anchor=\"end\">{}</text>\
         <text x=\"{high:.1}\" y=\"76\" text-anchor=\"start\">{}</text>\
         </svg></section>",
        escape(&sentence),
        expected - zero,
        found - zero,
        words.number(told.found),
        escape(words.so_far),
        words.number(told.expected),
        escape(words.expected),
        words.number(told.low),
        words.number(told.high),
    );
}
