//! The changes as an Atom feed (RFC 4287).

use expatch_store::Change;
use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesText;
use quick_xml::events::Event;
use std::io;

/// The feed; `host` is how the client calls this server.
pub(crate) fn feed(changes: &[Change], host: &str) -> io::Result<Vec<u8>> {
    let updated =
        changes.first().map_or_else(|| "1970-01-01T00:00:00Z".into(), |c| c.at.to_string());
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = writer.create_element("feed");
    feed.with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|feed| {
        let identity = format!("tag:{host},2026:expatch:changes");
        text(feed, "title", "Exchange servers whose verdict changed")?;
        text(feed, "id", &identity)?;
        let link = feed.create_element("link").with_attribute(("rel", "self"));
        link.with_attribute(("href", "/v1/changes.atom")).write_empty()?;
        text(feed, "updated", &updated)?;
        let author = feed.create_element("author");
        author.write_inner_content(|author| text(author, "name", "expatch"))?;
        changes.iter().try_for_each(|change| {
            let entry = feed.create_element("entry");
            entry.write_inner_content(|entry| self::entry(entry, change, &identity)).map(drop)
        })
    })?;
    Ok(writer.into_inner())
}

fn entry(entry: &mut Writer<Vec<u8>>, change: &Change, identity: &str) -> io::Result<()> {
    let before = change.before.as_deref().unwrap_or("registered");
    text(entry, "id", &format!("{identity}:{}", change.seq))?;
    text(entry, "title", &format!("{}: {before} → {}", change.name, change.after))?;
    text(entry, "updated", &change.at.to_string())?;
    let category = entry.create_element("category");
    category.with_attribute(("term", shown(&change.after).as_str())).write_empty()?;
    let place = format!("/v1/servers/{}", shown(&change.server));
    entry.create_element("link").with_attribute(("href", place.as_str())).write_empty()?;
    text(entry, "summary", &change.summary)
}

/// An element that holds a text.
fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    let text = shown(text);
    writer.create_element(name).write_text_content(BytesText::new(&text)).map(drop)
}

/// The text without letters that XML has no way to write.
fn shown(text: &str) -> String {
    text.replace(|c: char| !is_xml(c), "\u{fffd}")
}

/// Whether a letter may stand in XML 1.0.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::Reader;

    #[test]
    fn a_name_is_written_so_that_any_reader_takes_it() {
        let name = "<a & \"b\">\u{0}\u{b}\u{ffff}\u{202e}\u{1f4e7}]]>";
        let change = serde_json::from_value::<Change>(serde_json::json!({
            "server": "s", "name": name, "organisation": "", "country": "", "cause": "evidence",
            "after": "exploited", "severity": 2, "worse": true, "summary": name,
        }));
        let feed = feed(&[change.unwrap()], "mail.example").unwrap();
        let feed = String::from_utf8(feed).unwrap();
        let mut reader = Reader::from_str(&feed);
        let mut said = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Text(text) => said += &String::from_utf8_lossy(text.as_ref().as_ref()),
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(name.as_ref().as_ref()).into_owned();
                    said += &quick_xml::escape::unescape(&format!("&{name};")).unwrap();
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let name = "<a & \"b\">\u{fffd}\u{fffd}\u{fffd}\u{202e}\u{1f4e7}]]>";
        assert!(said.contains(&format!("{name}: registered → exploited")), "{said}");
        assert_eq!(feed.matches("<entry>").count(), 1);
    }
}
