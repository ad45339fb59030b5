//! The site's generated pages: every build with its verdict on the day of the
//! facts (`reference.html#15.2.1748.48`), and every channel that is read
//! (`evidence.html`). Static files in the site's own look, without anything
//! from elsewhere, so that the strictest content security policy holds.

mod builds;
mod channels;
mod frame;
mod timeline;

use expatch::database::Database;

/// The pages' files by name, to be put beside the page's own: they share
/// its sheet, icon and theme.
pub fn files(database: &Database<'_>) -> [(&'static str, String); 4] {
    [
        ("reference.html", builds::page(database)),
        ("evidence.html", channels::page()),
        ("reference.css", include_str!("reference.css").to_owned()),
        ("reference.js", include_str!("reference.js").to_owned()),
    ]
}

/// Text as text, in elements and in attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
