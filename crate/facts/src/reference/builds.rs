//! Every build with its verdict on the day of the facts.

use super::escape;
use super::frame::frame;
use super::timeline;
use expatch::Assessor;
use expatch::database::Database;
use expatch::database::Product;
use expatch::judge::Status;
use std::fmt::Write as _;

/// The page.
pub(super) fn page(database: &Database<'_>) -> String {
    let day = database.as_of();
    let assessor = Assessor::new(database, day);
    let mut body = String::new();
    for product in database.products().collect::<Vec<_>>().into_iter().rev() {
        section(database, &assessor, &product, &mut body);
    }
    let lead = format!(
        "Verdicts as of {day}, the day of the newest fact (data {}). Updates of later days are not \
         known here: by this page alone no build is current on a later day.",
        database.version()
    );
    frame("Every build of Exchange Server", &lead, "15.2.1748, CU23, KB5094144, exploited", &body)
}

fn section(
    database: &Database<'_>,
    assessor: &Assessor<'_>,
    product: &Product<'_>,
    text: &mut String,
) {
    let name = escape(product.name);
    let _ = write!(text, "<section>\n<h2>{name}</h2>\n");
    text.push_str(&timeline::svg(database, product));
    text.push_str(
        "<div class=\"scroll-x\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Build</th><th scope=\"col\">Verdict</th>\
         <th scope=\"col\">Baseline</th><th scope=\"col\">Update</th><th scope=\"col\">Released</th>\
         <th scope=\"col\">Article</th></tr></thead>\n<tbody>\n",
    );
    let ids = product.baseline_ids().flat_map(|id| database.baseline(id).release_ids());
    for id in ids.collect::<Vec<_>>().into_iter().rev() {
        let row = database.release(id);
        let article = row.kb.map_or_else(String::new, |kb| {
            format!(
                "<a href=\"https://support.microsoft.com/help/{kb}\" rel=\"noreferrer\">KB{kb}</a>"
            )
        });
        let status = assessor.status_of(row.build);
        let (tone, status) = (tone(status), status.code());
        let released = row.released.to_string();
        let released = if row.month_only { &released[..7] } else { &released };
        let esu = if row.esu_only { " (ESU)" } else { "" };
        let _ = writeln!(
            text,
            "<tr id=\"{0}\"><td class=\"mono\"><a href=\"#{0}\">{0}</a></td>\
             <td><span class=\"chip {tone}\">{status}</span></td><td>{1}</td><td>{2}{esu}</td>\
             <td class=\"number\">{released}</td><td>{article}</td></tr>",
            row.build,
            escape(database.baseline(row.baseline).name),
            escape(row.update.unwrap_or_default()),
        );
    }
    text.push_str("</tbody>\n</table></div>\n</section>\n");
}

/// The colour of a status, as the page shows it.
fn tone(status: Status) -> &'static str {
    match status {
        Status::Exploited => "tone-critical",
        Status::Vulnerable | Status::Unsupported => "tone-high",
        Status::Superseded | Status::NeedsAction | Status::LatestKnown => "tone-attention",
        Status::Indeterminate | Status::UnknownBuild | Status::Mentioned => "tone-unsure",
        Status::HotfixAvailable | Status::Current | Status::ExchangeOnline => "tone-good",
        Status::NotExchange => "tone-neutral",
    }
}
