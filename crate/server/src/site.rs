//! The page: a few static files, read once and kept in memory with the
//! compressed variants that lie beside them (`app.js.br`, `app.js.gz`).

use sha2::Digest;
use sha2::Sha256;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

/// What the program was built with; see `build.rs`.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// What stands in the place of the page where there is none.
const FALLBACK: &[(&str, &[u8])] = &[("index.html", include_bytes!("site/fallback.html"))];

/// A file and its compressed variants.
pub(crate) struct File {
    pub(crate) plain: Variant,
    pub(crate) brotli: Option<Variant>,
    pub(crate) gzip: Option<Variant>,
    pub(crate) media_type: &'static str,
    /// Whether the name changes with the content, so that it may be kept for good.
    pub(crate) immutable: bool,
}

/// Bytes and their tag.
pub(crate) struct Variant {
    pub(crate) bytes: bytes::Bytes,
    pub(crate) tag: String,
}

/// The files by path, without the leading slash.
pub struct Site {
    files: HashMap<String, File>,
}

impl Site {
    /// The page the program was built with, or a word about how to build one.
    pub fn embedded() -> Self {
        let files = if EMBEDDED.is_empty() { FALLBACK } else { EMBEDDED };
        Self::new(files.iter().map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes))))
    }

    /// The page in a folder.
    ///
    /// # Errors
    /// A folder that is not there or cannot be read, or has no `index.html`.
    pub fn folder(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        let place = |error: io::Error| {
            io::Error::new(
                error.kind(),
                format!("cannot read the page in {}: {error}", folder.display()),
            )
        };
        collect(folder, folder, &mut files).map_err(place)?;
        if !files.iter().any(|(name, _)| name == "index.html") {
            return Err(place(io::Error::new(
                io::ErrorKind::NotFound,
                "it has no index.html; build the page with `cargo xtask serve`",
            )));
        }
        Ok(Self::new(files))
    }

    fn new(files: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>) -> Self {
        let mut all: HashMap<String, Variant> =
            files.into_iter().map(|(name, bytes)| (name, Variant::new(bytes))).collect();
        if let Some(page) = all.get("index.html").and_then(|page| served(&page.bytes)) {
            all.insert(String::from("index.html"), Variant::new(Cow::Owned(page)));
            // They were made of what stood there before.
            for name in ["index.html.br", "index.html.gz"] {
                all.remove(name);
            }
        }
        let names: Vec<String> = all
            .keys()
            .filter(|name| {
                // `x.br` is a variant of `x` only where `x` is there too.
                !["br", "gz"].iter().any(|end| {
                    name.strip_suffix(end)
                        .and_then(|name| name.strip_suffix('.'))
                        .is_some_and(|plain| all.contains_key(plain))
                })
            })
            .cloned()
            .collect();
        let files = names.into_iter().filter_map(|name| {
            let plain = all.remove(&name)?;
            let brotli = all.remove(&format!("{name}.br"));
            let gzip = all.remove(&format!("{name}.gz"));
            let media_type = media_type(&name);
            let immutable = has_hash(&name);
            Some((name, File { plain, brotli, gzip, media_type, immutable }))
        });
        Self { files: files.collect() }
    }

    /// The file for a path of a URL; a folder stands for its `index.html`.
    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        let path = path.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') {
            return self.files.get(&format!("{path}index.html"));
        }
        self.files.get(path)
    }

    /// Whether a path without its final slash is a folder with a page.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        let path = path.trim_start_matches('/');
        !path.is_empty() && self.files.contains_key(&format!("{path}/index.html"))
    }
}

/// The page with the mark that a server hands it out, so that it shows its links
/// to the server's own pages; a page elsewhere has nobody to ask.
fn served(page: &[u8]) -> Option<Vec<u8>> {
    let page = std::str::from_utf8(page).ok()?;
    let (before, after) = page.split_once("<html ")?;
    Some(format!("{before}<html data-served {after}").into_bytes())
}

impl Variant {
    fn new(bytes: Cow<'static, [u8]>) -> Self {
        let digest = Sha256::digest(&bytes);
        let hex = expatch::hexadecimal(&digest[..12]);
        let bytes = match bytes {
            Cow::Borrowed(bytes) => bytes::Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        };
        Self { bytes, tag: format!("\"{hex}\"") }
    }
}

fn collect(
    site: &Path,
    folder: &Path,
    files: &mut Vec<(String, Cow<'static, [u8]>)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(site, &path, files)?;
        } else if let Some(name) = path.strip_prefix(site).ok().and_then(Path::to_str) {
            files.push((name.replace('\\', "/"), Cow::Owned(fs::read(&path)?)));
        }
    }
    Ok(())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

/// Whether a name carries a hash of the content: `app-0123abcd.js`.
fn has_hash(name: &str) -> bool {
    let file = name.rsplit_once('/').map_or(name, |(_, file)| file);
    file.split(['.', '-']).any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(names: &[&str]) -> Site {
        Site::new(names.iter().map(|name| ((*name).to_owned(), Cow::Borrowed(b"x" as &[u8]))))
    }

    #[test]
    fn a_compressed_file_is_a_variant_only_beside_its_plain_one() {
        let site = site(&["index.html", "index.html.br", "lonely.gz"]);
        assert!(site.find("/").is_some_and(|file| file.brotli.is_some() && file.gzip.is_none()));
        assert!(site.find("/lonely.gz").is_some());
        assert!(site.find("/index.html.br").is_none());
    }

    #[test]
    fn the_page_knows_that_a_server_hands_it_out() {
        let page: &[u8] = b"<!doctype html>\n<html lang=\"en\">\n<p>x";
        let files = [("index.html", page), ("index.html.br", b"x"), ("estate.html", page)];
        let files = files.map(|(name, bytes)| (name.to_owned(), Cow::Borrowed(bytes)));
        let site = Site::new(files);
        let index = site.find("/").unwrap();
        assert_eq!(&*index.plain.bytes, b"<!doctype html>\n<html data-served lang=\"en\">\n<p>x");
        assert!(index.brotli.is_none(), "it would be the page without the mark");
        assert_eq!(&*site.find("/estate.html").unwrap().plain.bytes, page);
    }

    #[test]
    fn a_folder_stands_for_its_index() {
        let site = site(&["index.html", "dashboard/index.html"]);
        assert!(site.find("/dashboard/").is_some());
        assert!(site.find("/dashboard").is_none() && site.is_folder("/dashboard"));
        assert!(site.find("/../Cargo.toml").is_none());
    }

    #[test]
    fn only_a_name_with_a_hash_may_be_kept_for_good() {
        assert!(has_hash("js/app-0123abcd.js") && has_hash("app.0123abcd.css"));
        assert!(!has_hash("index.html") && !has_hash("defaced-effaced.js"));
    }
}
