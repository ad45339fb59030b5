//! The report as one HTML file: no script, nothing fetched, fit to print.

mod chart;
mod map;
mod words;

use crate::counts::Counts;
use crate::project::Projection;
use expatch::Language;
use std::fmt::Write;

const STYLE: &str = "\
:root{color-scheme:light}\
body{font:15px/1.5 'Segoe UI',Helvetica,Arial,sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1.25rem;color:#1b1b1b;background:#fff}\
header{border-bottom:3px solid #a3262a;padding-bottom:.75rem}\
h1{margin:0;font-size:1.9rem;line-height:1.2}\
h2{font-size:1.05rem;margin:0 0 .4rem}\
.kind{margin:0;color:#a3262a;font-weight:600}\
.small{color:#555;font-size:.85rem}\
.legend{margin:0}\
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1rem;margin:1.5rem 0}\
dl div{display:flex;flex-direction:column-reverse;justify-content:flex-end}\
dd{margin:0;font-size:2rem;line-height:1.15;font-weight:650;font-variant-numeric:tabular-nums}\
dt{color:#444;font-size:.9rem}\
.key dd{color:#a3262a}\
main{display:grid;grid-template-columns:1fr 1fr;gap:1.75rem 2rem;align-items:start}\
section{min-width:0}.wide{grid-column:1/-1}\
svg{width:100%;height:auto;display:block}\
text{font:13px 'Segoe UI',Helvetica,Arial,sans-serif}\
.number,.count{font-weight:600;font-variant-numeric:tabular-nums}.code{font-size:12px}\
.count{font-size:17px}\
footer{border-top:1px solid #ccc;margin-top:2rem;padding-top:.75rem}\
@media(max-width:44rem){main{grid-template-columns:1fr}}\
@page{size:A4;margin:14mm}\
@media print{body{margin:0;padding:0;max-width:none;font-size:10.5pt;\
-webkit-print-color-adjust:exact;print-color-adjust:exact}section{break-inside:avoid}\
main{grid-template-columns:1fr 1fr;gap:5mm 8mm}dl{margin:5mm 0;grid-template-columns:repeat(5,1fr)}dd{font-size:17pt}}";

/// Writes the report.
pub fn page(name: &str, counts: &Counts, told: &Projection, language: Language) -> String {
    let words = words::words(language);
    let name = escape(name);
    let basis = words.basis.replace("{day}", &counts.as_of).replace("{facts}", &counts.database);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<header><p class=\"kind\">{}</p>\n<h1>{name}</h1>\n<p class=\"small\">{}</p>\
         </header>\n<dl>\n",
        words.code,
        escape(words.title),
        escape(&basis)
    );
    // Of a list that others made nobody was asked.
    let is_asked = told.total > 0 || counts.sources.iter().any(|one| one.name == SCAN);
    let of = |code: &str| {
        counts.statuses.iter().find(|count| count.name == code).map_or(0, |count| count.hosts)
    };
    for (number, label, class) in [
        (counts.done, if is_asked { words.asked } else { words.listed }, ""),
        (counts.servers, words.servers, ""),
        (counts.at_risk, words.at_risk, " class=\"key\""),
        (counts.used, words.used, " class=\"key\""),
        (of("indeterminate"), words.unclear, ""),
        (counts.compromised, words.compromised, " class=\"key\""),
    ] {
        // What nobody reports needs no number, and nothing is no alarm.
        if number == 0 && label == words.compromised {
            continue;
        }
        let class = if number == 0 { "" } else { class };
        let (number, label) = (words.number(number), escape(label));
        let _ = writeln!(html, "<div{class}><dt>{label}</dt><dd>{number}</dd></div>");
    }
    html += "</dl>\n";
    if counts.done == 0 {
        let _ = writeln!(html, "<p>{}</p>", escape(words.nothing));
    }
    html += "<main>\n";
    if told.total > 0 {
        chart::projection(&mut html, told, words);
    }
    map::map(&mut html, &counts.countries, &counts.regions, words);
    let sectors = &counts.sectors;
    let days: &[_] = if counts.days.len() > 1 { &counts.days } else { &[] };
    let countries: &[_] = if counts.countries.len() > 1 { &counts.countries } else { &[] };
    let mut charts = String::new();
    for (title, list) in [
        (words.statuses, counts.statuses.as_slice()),
        (words.sectors, sectors),
        (words.vulnerabilities, &counts.vulnerabilities),
        (words.baselines, &counts.baselines),
        (words.products, &counts.products),
        (words.countries, countries),
        (words.operators, &counts.operators),
        (words.days, days),
        (words.outcomes, if is_asked { &counts.outcomes } else { &[] }),
    ] {
        chart::bars(&mut charts, title, list, title != words.vulnerabilities, words);
    }
    html += &charts;
    if !charts.is_empty() {
        let _ = writeln!(html, "<p class=\"small wide legend\">{}</p>", escape(words.legend));
    }
    let _ = writeln!(
        html,
        "</main>\n<footer>\n{}<h2>{}</h2>\n<p class=\"small\">{}</p>\n\
         </footer>\n</body>\n</html>",
        sources(counts, words),
        escape(words.method),
        escape(&method(counts, words))
    );
    html
}

/// Who saw the hosts, and from when until when.
fn sources(counts: &Counts, words: &words::Words) -> String {
    if counts.sources.is_empty() {
        return String::new();
    }
    let mut html = format!("<h2>{}</h2>\n<ul class=\"small\">\n", escape(words.sources));
    for seen in &counts.sources {
        let by = match seen.name.as_str() {
            "" => words.somebody,
            SCAN => words.own_scan,
            name => name,
        };
        let text = if seen.first == seen.last { words.source_day } else { words.source };
        let line = text
            .replace("{hosts}", &words.number(seen.hosts))
            .replace("{first}", &seen.first)
            .replace("{last}", &seen.last)
            .replace("{by}", by);
        let _ = writeln!(html, "<li>{}</li>", escape(&line));
    }
    for (count, text) in [(counts.unplaced, words.unplaced), (counts.history, words.history)] {
        if count > 0 {
            let line = text.replace("{count}", &words.number(count));
            let _ = writeln!(html, "<li>{}</li>", escape(&line));
        }
    }
    html + "</ul>\n"
}

/// What the counts are called that our own scan brought.
const SCAN: &str = "scan";

/// How it was counted: what was asked, what others saw, or both.
fn method(counts: &Counts, words: &words::Words) -> String {
    let asked = counts.sources.iter().any(|seen| seen.name == SCAN);
    let told = counts.sources.iter().any(|seen| seen.name != SCAN);
    let mut text = words.note.to_owned();
    for (is_so, more) in [(asked, words.asked_how), (told, words.told_how)] {
        if is_so {
            text.push(' ');
            text += more;
        }
    }
    text
}

/// Text, safe in HTML and in its attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            _ => safe.push(char),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Count;
    use crate::counts::Seen;

    fn told() -> Projection {
        Projection {
            total: 250_000,
            asked: 135_000,
            found: 650,
            expected: 1204,
            low: 1140,
            high: 1270,
        }
    }

    #[test]
    fn a_name_cannot_become_a_script() {
        let count = Count { name: "<script>".to_owned(), hosts: 1, at_risk: 0 };
        let counts = Counts { statuses: vec![count], ..Counts::default() };
        let html = page("</title><script>alert(1)</script>", &counts, &told(), Language::English);
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn the_projection_is_said_with_its_interval_in_every_language() {
        let said = |language| page("Belgium", &Counts::default(), &told(), language);
        let english = said(Language::English);
        assert!(
            english.contains("650 at risk so far, with 54 % of the hosts asked; 1,204 expected")
        );
        assert!(english.contains("between 1,140 and 1,270"));
        assert!(said(Language::French).contains("1\u{202f}204 attendus"));
        assert!(said(Language::Dutch).contains("1.204 verwacht"));
        assert!(said(Language::German).contains("am Ende 1.204 erwartet"));
    }

    #[test]
    fn who_saw_what_when_is_said_and_nothing_that_nobody_did() {
        let seen = |name: &str| Seen {
            name: name.to_owned(),
            hosts: 10,
            first: "2026-11-20".to_owned(),
            last: "2026-11-21".to_owned(),
        };
        let counts = Counts { sources: vec![seen("Shadowserver")], done: 10, ..Counts::default() };
        let html = page("x", &counts, &told(), Language::English);
        assert!(html.contains("Shadowserver: 10 hosts, seen from 2026-11-20 to 2026-11-21"));
        assert!(!html.contains("were asked, in random order"), "nobody was asked");
        let day = Seen { last: "2026-11-20".to_owned(), ..seen("Shadowserver") };
        let counts = Counts { sources: vec![day], done: 10, ..Counts::default() };
        let html = page("x", &counts, &told(), Language::Dutch);
        assert!(html.contains("Shadowserver: 10 hosts, gezien op 2026-11-20<"), "{html}");
        let counts = Counts { sources: vec![seen("scan")], done: 10, ..Counts::default() };
        let html = page("x", &counts, &told(), Language::German);
        assert!(html.contains("unser eigener Scan") && html.contains("in zufälliger Reihenfolge"));
        let none = Projection { total: 0, asked: 0, ..told() };
        let empty = page("x", &Counts::default(), &none, Language::French);
        assert!(empty.contains("Rien n’a encore été compté"));
        // Nothing is explained that is not there, and nothing is no alarm.
        assert!(!empty.contains("legend\">") && !empty.contains("class=\"key\""), "{empty}");
        assert!(empty.contains("hôtes des listes"), "nobody was asked");
    }

    #[test]
    fn nothing_is_fetched() {
        let counts = Counts {
            countries: vec![Count { name: "BE".to_owned(), hosts: 9, at_risk: 4 }],
            regions: vec![Count { name: "BE Liège".to_owned(), hosts: 9, at_risk: 4 }],
            ..Counts::default()
        };
        let html = page("Belgium", &counts, &told(), Language::French);
        assert!(html.contains("<title>Liège: 4 à risque / 9 hôtes</title>"));
        for way in ["http:", "https:", "src=", "url(", "@import", "<link"] {
            assert!(!html.contains(way), "{way}");
        }
    }
}
