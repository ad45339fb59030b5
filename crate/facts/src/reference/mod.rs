//! The site's generated page: every channel that is read (`evidence.html`). Static
//! files in the site's own look, without anything from elsewhere, so that the
//! strictest content security policy holds. The reference of builds is `www/`'s:
//! its verdicts are those of the day on which it is read.

mod channels;
mod frame;

/// The page's files by name, to be put beside the site's own: they share
/// its sheet, icon and theme.
pub fn files() -> [(&'static str, String); 3] {
    [
        ("evidence.html", channels::page()),
        ("reference.css", include_str!("reference.css").to_owned()),
        ("reference.js", include_str!("reference.js").to_owned()),
    ]
}

/// Text as text, in elements and in attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
