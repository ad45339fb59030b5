//! The reference page: every build with its verdict on the day of the facts,
//! searchable, linkable as `reference.html#15.2.1748.48`, and a timeline
//! picture per product. Static files without anything from elsewhere, so that
//! the strictest content security policy holds.

mod timeline;

use expatch::database::{Database, Product};
use expatch::{Assessor, Build};
use std::fmt::Write as _;

/// The page's files by name.
pub fn files(database: &Database<'_>) -> [(&'static str, String); 3] {
    [
        ("reference.html", page(database)),
        ("reference.css", include_str!("reference.css").to_owned()),
        ("reference.js", include_str!("reference.js").to_owned()),
    ]
}

fn page(database: &Database<'_>) -> String {
    let day = database.as_of();
    let assessor = Assessor::new(database, day);
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'\">\n\
         <title>Every build of Exchange Server</title>\n\
         <link rel=\"stylesheet\" href=\"reference.css\">\n\
         <script src=\"reference.js\" defer></script>\n<main>\n\
         <h1>Every build of Exchange Server</h1>\n\
         <p>Verdicts as of {day}, the day of the newest fact (data {}). Updates of later days are \
         not known here: no build is current on a later day by this page alone.</p>\n\
         <p><label>Search <input type=\"search\" id=\"search\" placeholder=\"15.2.1748, CU23, KB5094144, exploited\"></label> \
         <output id=\"count\" for=\"search\"></output></p>\n",
        escape(database.version())
    );
    for product in database.products().collect::<Vec<_>>().into_iter().rev() {
        section(database, &assessor, &product, &mut text);
    }
    text.push_str("</main>\n</html>\n");
    text
}

fn section(
    database: &Database<'_>,
    assessor: &Assessor<'_>,
    product: &Product<'_>,
    text: &mut String,
) {
    let _ = write!(text, "<section>\n<h2>{}</h2>\n", escape(product.name));
    text.push_str(&timeline::svg(database, product));
    text.push_str(
        "<table>\n<thead><tr><th scope=\"col\">Build<th scope=\"col\">Baseline\
         <th scope=\"col\">Update<th scope=\"col\">Released<th scope=\"col\">Article\
         <th scope=\"col\">Verdict</tr></thead>\n<tbody>\n",
    );
    let ids = product.baseline_ids().flat_map(|id| database.baseline(id).release_ids());
    for id in ids.collect::<Vec<_>>().into_iter().rev() {
        let row = database.release(id);
        let article = row.kb.map_or_else(String::new, |kb| {
            format!(
                "<a href=\"https://support.microsoft.com/help/{kb}\" rel=\"noreferrer\">KB{kb}</a>"
            )
        });
        let status = assessor.status_of(row.build).code();
        let released = row.released.to_string();
        let released = if row.month_only { &released[..7] } else { &released };
        let esu = if row.esu_only { " (ESU)" } else { "" };
        let _ = writeln!(
            text,
            "<tr id=\"{0}\"><td><a href=\"#{0}\">{0}</a><td>{1}<td>{2}{esu}<td>{released}<td>{article}<td class=\"{status}\">{status}</tr>",
            row.build,
            escape(database.baseline(row.baseline).name),
            escape(row.update.unwrap_or_default()),
        );
    }
    text.push_str("</tbody>\n</table>\n</section>\n");
}

/// Text as text, in elements and in attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Days at which an exploited vulnerability was open on a baseline that has `build`.
pub(crate) fn exploited_from(database: &Database<'_>, build: Build) -> Option<expatch::Date> {
    let baseline = database.baseline_of(build)?;
    let open = database.vulnerabilities().filter(|row| row.kev.is_some());
    let open = open.filter(|row| match database.fix(row.number, baseline) {
        expatch::database::Fix::From { build: fixed, .. } => build < fixed,
        expatch::database::Fix::Never => true,
        _ => false,
    });
    open.map(|row| row.published).min()
}
