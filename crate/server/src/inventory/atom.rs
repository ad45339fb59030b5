//! The changes as an Atom feed (RFC 4287).

use expatch_store::Change;
use std::fmt::Write as _;

/// The feed; `host` is how the client calls this server.
pub(crate) fn feed(changes: &[Change], host: &str) -> String {
    let updated =
        changes.first().map_or_else(|| "1970-01-01T00:00:00Z".into(), |c| c.at.to_string());
    let host = escaped(host);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>Exchange servers whose verdict changed</title>\n\
         <id>tag:{host},2026:expatch:changes</id>\n\
         <link rel=\"self\" href=\"/v1/changes.atom\"/>\n\
         <updated>{updated}</updated>\n\
         <author><name>expatch</name></author>\n"
    );
    for change in changes {
        let before = change.before.as_deref().unwrap_or("registered");
        let _ = write!(
            text,
            "<entry>\n<id>tag:{host},2026:expatch:changes:{}</id>\n\
             <title>{}: {} → {}</title>\n<updated>{}</updated>\n\
             <category term=\"{}\"/>\n<link href=\"/v1/servers/{}\"/>\n\
             <summary>{}</summary>\n</entry>\n",
            change.seq,
            escaped(&change.name),
            escaped(before),
            escaped(&change.after),
            change.at,
            escaped(&change.after),
            escaped(&change.server),
            escaped(&change.summary),
        );
    }
    text + "</feed>\n"
}

fn escaped(text: &str) -> String {
    // XML has no way to write these.
    let text = text.replace(|c: char| !is_xml(c), "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Whether a letter may stand in XML 1.0.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_written_so_that_any_reader_takes_it() {
        assert_eq!(super::escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert_eq!(
            super::escaped("a\u{0}b\u{b}c\u{ffff}d\u{1f4e7}"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d\u{1f4e7}"
        );
    }
}
