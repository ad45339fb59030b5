//! An address that a feed is read from: a file that changes, or a page with links to
//! files. Servers are asked whether there is anything newer than what was read.

use super::desk::Desk;
use super::desk::MOST;
use super::desk::digest_of;
use crate::exit::Failure;
use expatch_update::Edition;
use expatch_update::Newer;
use expatch_update::Wire;
use scraper::Html;
use scraper::Selector;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use url::Url;

pub(super) struct Address {
    url: Url,
    wire: Wire,
    /// What is sent as `Authorization`.
    authorization: Option<String>,
    /// Where the editions are kept.
    file: PathBuf,
    editions: BTreeMap<String, (Option<String>, Option<String>)>,
}

/// The variable with what is sent as `Authorization`: arguments can be seen by others.
const AUTHORIZATION: &str = "EXPATCH_FEED_AUTHORIZATION";

/// Links of one page that are followed.
const LINKS: usize = 1000;

/// Endings of files that a page may link to.
const ENDINGS: [&str; 14] = [
    ".csv", ".json", ".ndjson", ".jsonl", ".xml", ".nmap", ".gnmap", ".list", ".parquet", ".zip",
    ".gz", ".xz", ".bz2", ".zst",
];

impl Address {
    /// An address, with what an earlier run kept beside its notices.
    pub(super) fn new(text: &str, wire: Wire, output: &Path) -> Result<Self, Failure> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "https");
        let url = url.filter(|url| url.host().is_some());
        let url = url.ok_or_else(|| Failure::usage("expected an https:// address"))?;
        let file = output.join(".follow.json");
        let editions = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Failure::unreadable(format!("{}: {error}", file.display())))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(super::unreadable(&file, &error)),
        };
        let authorization = std::env::var(AUTHORIZATION).ok();
        Ok(Self { url, wire, authorization, file, editions })
    }

    /// Hands over what is new there.
    pub(super) fn look(&mut self, desk: &mut Desk<'_>) -> Result<(), Failure> {
        let url = self.url.clone();
        let Some(newer) = self.ask(&url, desk)? else { return Ok(()) };
        if !is_page(&newer) {
            desk.bytes(&newer.bytes, &name(&url))?;
            return self.keep(&url, newer.edition, desk);
        }
        let place = Url::parse(&newer.place).unwrap_or_else(|_| url.clone());
        let links = links(&newer, &place);
        if links.is_empty() {
            let what = "a page without a link to a report: is a login needed?";
            return Err(Failure::unreadable(format!("{}: {what}", name(&url))));
        }
        if links.len() > LINKS {
            eprintln!("{}: {} links, the first {LINKS} are read", name(&url), links.len());
        }
        let mut failed = None;
        for link in links.iter().take(LINKS) {
            match self.ask(link, desk) {
                Ok(None) => {}
                Ok(Some(file)) => {
                    desk.bytes(&file.bytes, &name(link))?;
                    self.keep(link, file.edition, desk)?;
                }
                // The others must not wait for one that is gone.
                Err(error) => {
                    eprintln!("{}", error.message);
                    failed = Some(error);
                }
            }
        }
        // What failed is asked for again, though the page stays as it is.
        failed.map_or_else(|| self.keep(&url, newer.edition, desk), Err)
    }

    fn ask(&self, url: &Url, desk: &Desk<'_>) -> Result<Option<Newer>, Failure> {
        let (tag, modified) = self.editions.get(url.as_str()).cloned().unwrap_or_default();
        let authorization = self.authorization.as_deref();
        let mut before = Edition { tag, modified };
        // Another campaign may not have it yet.
        if !desk.knows(&mark(url, &before))? {
            before = Edition::default();
        }
        self.wire.fetch_newer(url.as_str(), MOST, &before, authorization).map_err(|error| {
            Failure::unreadable(error.to_string().replace(url.as_str(), &name(url)))
        })
    }

    /// Notes which edition was imported; before this line it is read again.
    fn keep(&mut self, url: &Url, edition: Edition, desk: &mut Desk<'_>) -> Result<(), Failure> {
        desk.note(&mark(url, &edition), &name(url))?;
        self.editions.insert(url.to_string(), (edition.tag, edition.modified));
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(&self.editions)?)?;
        file.persist(&self.file).map_err(|error| error.error)?;
        Ok(())
    }
}

/// By what a campaign knows that it has an edition.
fn mark(url: &Url, edition: &Edition) -> String {
    digest_of(format!("{url}\0{edition:?}").as_bytes())
}

/// Whether it is a page or a list of addresses, and no report.
fn is_page(newer: &Newer) -> bool {
    let start = newer.bytes.trim_ascii_start();
    let begins =
        |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    newer.kind.starts_with("text/uri-list")
        || newer.kind.starts_with("text/html")
        || begins(b"<!doctype html")
        || begins(b"<html")
}

/// The files that a page links to: of its own host, and with an ending of a report.
fn links(newer: &Newer, place: &Url) -> Vec<Url> {
    let text = String::from_utf8_lossy(&newer.bytes);
    let found: Vec<String> = if newer.kind.starts_with("text/uri-list") {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    } else {
        let anchors = Selector::parse("a[href]").map(|selector| {
            let page = Html::parse_document(&text);
            let found = page.select(&selector).filter_map(|anchor| anchor.value().attr("href"));
            found.map(str::to_owned).collect()
        });
        anchors.unwrap_or_default()
    };
    let mut links = Vec::new();
    for mut link in found.iter().filter_map(|link| place.join(link.trim()).ok()) {
        link.set_fragment(None);
        let path = link.path().to_ascii_lowercase();
        let is_report = ENDINGS.iter().any(|end| path.ends_with(end));
        if link.origin() == place.origin() && is_report && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// An address as it is shown and kept with the campaign: without passwords, and without
/// the query, which may hold a key.
fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("https://{host}{port}{}", url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_to_reports_of_its_own_host_only() {
        let page = Newer {
            bytes: b"<html><a href='2026-11-20.csv'>x</a><a href=\"/feed/b.zip?key=1\">y</a>\
                <a href='https://other.example/c.csv'>z</a><a href='http://feed.example/d.csv'>\
                <a href='../'>up</a><a href='2026-11-20.csv#top'>again</a><a>none</a></html>"
                .to_vec(),
            kind: "text/html; charset=utf-8".to_owned(),
            place: String::new(),
            edition: Edition::default(),
        };
        let place = Url::parse("https://feed.example/feed/").expect("an address");
        let found: Vec<String> = links(&page, &place).iter().map(Url::to_string).collect();
        assert_eq!(
            found,
            ["https://feed.example/feed/2026-11-20.csv", "https://feed.example/feed/b.zip?key=1"]
        );
        let list = Newer {
            bytes: b"# reports\nhttps://feed.example/1.csv\r\n2.csv\n".to_vec(),
            kind: "text/uri-list".to_owned(),
            ..page
        };
        assert_eq!(links(&list, &place).len(), 2);
    }

    #[test]
    fn what_is_shown_of_an_address_holds_no_secret() {
        let url = Url::parse("https://me:word@feed.example:8443/a.csv?key=1#x").expect("one");
        assert_eq!(name(&url), "https://feed.example:8443/a.csv");
    }
}
