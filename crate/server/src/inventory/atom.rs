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
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
