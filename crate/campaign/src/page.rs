//! The report as one HTML file: no script, nothing fetched, fit to print.

use crate::counts::Count;
use crate::counts::Counts;
use crate::project::Projection;
use expatch::Language;
use std::fmt::Write;

/// The most bars of one chart.
const MOST_BARS: usize = 15;

/// The words of a report.
struct Words {
    code: &'static str,
    asked: &'static str,
    servers: &'static str,
    at_risk: &'static str,
    expected: &'static str,
    between: &'static str,
    basis: &'static str,
    statuses: &'static str,
    products: &'static str,
    vulnerabilities: &'static str,
    outcomes: &'static str,
    unknown: &'static str,
    hosts: &'static str,
    note: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    asked: "hosts asked",
    servers: "Exchange servers judged",
    at_risk: "at risk",
    expected: "expected at risk in the end",
    between: "95 % interval",
    basis: "Verdicts for {day}, facts {facts}",
    statuses: "Verdicts",
    products: "Products",
    vulnerabilities: "Open vulnerabilities",
    outcomes: "How asking ended",
    unknown: "not known",
    hosts: "hosts",
    note: "At risk means that a published vulnerability is open or that the product gets no more \
           fixes. A host whose build cannot be read from outside is counted as indeterminate, \
           never as safe.",
};

const FRENCH: Words = Words {
    code: "fr",
    asked: "hôtes interrogés",
    servers: "serveurs Exchange évalués",
    at_risk: "à risque",
    expected: "attendus à risque à la fin",
    between: "intervalle à 95 %",
    basis: "Verdicts au {day}, faits {facts}",
    statuses: "Verdicts",
    products: "Produits",
    vulnerabilities: "Vulnérabilités ouvertes",
    outcomes: "Issue des requêtes",
    unknown: "inconnu",
    hosts: "hôtes",
    note: "À risque signifie qu'une vulnérabilité publiée est ouverte ou que le produit ne reçoit \
           plus de correctifs. Un hôte dont la version n'est pas lisible de l'extérieur compte \
           comme indéterminé, jamais comme sûr.",
};

const DUTCH: Words = Words {
    code: "nl",
    asked: "hosts bevraagd",
    servers: "Exchange-servers beoordeeld",
    at_risk: "met risico",
    expected: "uiteindelijk verwacht met risico",
    between: "95 %-interval",
    basis: "Oordelen voor {day}, feiten {facts}",
    statuses: "Oordelen",
    products: "Producten",
    vulnerabilities: "Open kwetsbaarheden",
    outcomes: "Afloop van de bevraging",
    unknown: "niet bekend",
    hosts: "hosts",
    note: "Met risico betekent dat een gepubliceerde kwetsbaarheid openstaat of dat het product \
           geen updates meer krijgt. Een host waarvan de build van buitenaf niet leesbaar is, \
           telt als onbepaald, nooit als veilig.",
};

const GERMAN: Words = Words {
    code: "de",
    asked: "Hosts befragt",
    servers: "Exchange-Server beurteilt",
    at_risk: "gefährdet",
    expected: "am Ende gefährdet erwartet",
    between: "95-%-Intervall",
    basis: "Urteile für den {day}, Fakten {facts}",
    statuses: "Urteile",
    products: "Produkte",
    vulnerabilities: "Offene Schwachstellen",
    outcomes: "Ausgang der Befragung",
    unknown: "nicht bekannt",
    hosts: "Hosts",
    note: "Gefährdet heißt, dass eine veröffentlichte Schwachstelle offen ist oder das Produkt \
           keine Korrekturen mehr erhält. Ein Host, dessen Build von außen nicht lesbar ist, gilt \
           als unbestimmt, nie als sicher.",
};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;\
    padding:0 1rem;color:#1b1b1b}h1{margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}\
    dl{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:1.5rem 0}dd{margin:0;font-size:2rem;\
    font-weight:650}dt{color:#555}div{display:flex;flex-direction:column-reverse}\
    svg{width:100%;height:auto}.note{color:#555}@media print{body{margin:0}section{break-inside:avoid}}";

/// Writes the report.
pub fn page(name: &str, counts: &Counts, told: &Projection, language: Language) -> String {
    let words = match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
        Language::Dutch => &DUTCH,
        Language::German => &GERMAN,
    };
    let name = escape(name);
    let basis = words.basis.replace("{day}", &counts.as_of).replace("{facts}", &counts.database);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n<title>{name}</title>\n<style>{STYLE}</style>\n\
         <h1>{name}</h1>\n<p class=\"note\">{}</p>\n<dl>\n",
        words.code,
        escape(&basis)
    );
    let mut figure = |number: String, label: &str| {
        let _ = writeln!(html, "<div><dt>{}</dt><dd>{number}</dd></div>", escape(label));
    };
    figure(counts.done.to_string(), words.asked);
    figure(counts.servers.to_string(), words.servers);
    figure(counts.at_risk.to_string(), words.at_risk);
    if told.asked < told.total {
        let label = format!("{} ({}: {}–{})", words.expected, words.between, told.low, told.high);
        figure(told.expected.to_string(), &label);
    }
    html += "</dl>\n";
    for (title, list) in [
        (words.statuses, &counts.statuses),
        (words.products, &counts.products),
        (words.vulnerabilities, &counts.vulnerabilities),
        (words.outcomes, &counts.outcomes),
    ] {
        chart(&mut html, title, list, words);
    }
    let _ = writeln!(html, "<p class=\"note\">{}</p>\n</html>", escape(words.note));
    html
}

/// Bars with their numbers, those at risk darker: colour never speaks alone.
fn chart(html: &mut String, title: &str, counts: &[Count], words: &Words) {
    const ROW: usize = 26;
    let most = counts.iter().map(|count| count.hosts).max().unwrap_or(0).max(1);
    let shown = counts.len().min(MOST_BARS);
    if shown == 0 {
        return;
    }
    let title = escape(title);
    let _ = writeln!(
        html,
        "<section><h2>{title}</h2>\n<svg viewBox=\"0 0 800 {}\" role=\"img\" aria-label=\"{title}\">",
        shown * ROW
    );
    for (row, count) in counts.iter().take(shown).enumerate() {
        let name = if count.name.is_empty() { words.unknown } else { &count.name };
        let width = |hosts: u64| 440.0 * hosts as f64 / most as f64;
        let (top, text) = (row * ROW, row * ROW + 17);
        let (all, risk) = (width(count.hosts), width(count.at_risk));
        let _ = writeln!(
            html,
            "<text x=\"0\" y=\"{text}\" font-size=\"14\">{}</text>\
             <rect x=\"250\" y=\"{}\" width=\"{all:.1}\" height=\"18\" fill=\"#9db4c8\"/>\
             <rect x=\"250\" y=\"{}\" width=\"{risk:.1}\" height=\"18\" fill=\"#a3262a\"/>\
             <text x=\"{:.1}\" y=\"{text}\" font-size=\"14\">{}<title>{} {}, {} {}</title></text>",
            escape(name),
            top + 3,
            top + 3,
            256.0 + all,
            count.hosts,
            count.hosts,
            words.hosts,
            count.at_risk,
            words.at_risk
        );
    }
    *html += "</svg></section>\n";
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

    #[test]
    fn a_name_cannot_become_a_script() {
        let told = Projection { total: 10, asked: 5, found: 1, expected: 2, low: 1, high: 4 };
        let counts = Counts {
            statuses: vec![Count { name: "<script>".to_owned(), hosts: 1, at_risk: 0 }],
            ..Counts::default()
        };
        for language in [Language::English, Language::French, Language::Dutch, Language::German] {
            let html = page("<script>alert(1)</script>\"", &counts, &told, language);
            assert!(!html.contains("<script"), "{html}");
            assert!(html.contains("1–4"), "{html}");
        }
    }
}
