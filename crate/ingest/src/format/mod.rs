//! The formats that scanners, search engines and feeds write, as data: see
//! `formats.toml` beside the sources.

pub(crate) mod answer;
mod names;
pub(crate) mod path;
pub(crate) mod read;
pub(crate) mod role;

use crate::node::Node;
use path::Path;
use serde::Deserialize;
use std::sync::LazyLock;

/// What kind of text holds the records.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    #[default]
    Json,
    Csv,
    Xml,
}

/// One format.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a format")]
pub(crate) struct Format {
    pub(crate) name: String,
    /// Who saw it.
    pub(crate) by: String,
    #[expect(dead_code, reason = "for whoever reads the table")]
    docs: String,
    #[serde(default)]
    pub(crate) kind: Kind,
    pub(crate) when: Paths,
    /// The XML element that is one record.
    pub(crate) element: Option<String>,
    #[serde(default)]
    pub(crate) exchange: bool,
    /// Its versions come from the web front.
    #[serde(default)]
    pub(crate) web: bool,
    #[serde(default)]
    pub(crate) exchange_if: Paths,
    #[serde(default)]
    pub(crate) scan: bool,
    #[serde(default)]
    pub(crate) distinct: bool,
    /// It describes products and names no server of anybody's.
    #[serde(default)]
    pub(crate) reference: bool,
    #[serde(default)]
    pub(crate) each: Paths,
    #[serde(default)]
    pub(crate) service: Option<Roles>,
    #[serde(default)]
    pub(crate) embedded: Vec<String>,
    #[serde(default)]
    pub(crate) asked: Paths,
    #[serde(default)]
    pub(crate) failed: Paths,
    #[serde(default)]
    pub(crate) denied: Paths,
    #[serde(default)]
    pub(crate) source: Paths,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
    #[serde(flatten)]
    pub(crate) shown: Shown,
    #[serde(flatten)]
    pub(crate) roles: Roles,
}

/// The format's own example or examples.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
pub(crate) struct Shown {
    #[serde(default)]
    pub(crate) example: String,
    #[serde(default)]
    pub(crate) gives: Vec<String>,
    #[serde(default)]
    pub(crate) examples: Vec<Example>,
}

#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
pub(crate) struct Example {
    pub(crate) example: String,
    pub(crate) gives: Vec<String>,
}

macro_rules! roles {
    ($($role:ident),* $(,)?) => {
        /// Where each role stands.
        #[derive(Clone, Debug, Default, Deserialize)]
        pub(crate) struct Roles {
            $(#[serde(default)] pub(crate) $role: Paths,)*
        }

        impl Roles {
            /// The role that a column of this name has.
            pub(crate) fn of_column(&self, column: &str) -> Option<&'static str> {
                $(if self.$role.names(column) { return Some(stringify!($role)); })*
                None
            }
        }
    };
}

roles!(
    address,
    hostname,
    host,
    url,
    port,
    scheme,
    time,
    asn,
    country,
    region,
    city,
    organisation,
    sector,
    machine,
    product,
    version,
    exchange_version,
    software,
    technology,
    script,
    answer,
    headers,
    http,
    body,
    banner,
    output,
    pieces,
    found,
    tags,
    cves,
    compromised,
    state,
);

/// The paths of one role.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Paths(pub(crate) Vec<Path>);

impl From<Vec<String>> for Paths {
    fn from(texts: Vec<String>) -> Self {
        Self(texts.iter().map(|text| Path::new(text)).collect())
    }
}

impl Paths {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is this name alone.
    pub(crate) fn names(&self, column: &str) -> bool {
        self.0.iter().any(|path| path.name().is_some_and(|name| name.eq_ignore_ascii_case(column)))
    }

    /// Whether any of them leads to something.
    pub(crate) fn lead(&self, node: &Node<'_>) -> bool {
        self.0.iter().any(|path| path.leads(node))
    }
}

#[derive(Deserialize)]
struct Table {
    format: Vec<Format>,
}

/// The table. A fault in it fails the tests, where every example is read.
pub(crate) static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
    toml::from_str::<Table>(include_str!("../../formats.toml"))
        .map(|table| table.format)
        .unwrap_or_default()
});

/// Members that wrap one record.
pub(crate) const WRAPS: [&str; 9] = [
    "host_v1",
    "webproperty_v1",
    "resource",
    "result",
    "_source",
    "host",
    "data",
    "document",
    "Event",
];

impl Format {
    /// Whether a record is of this format.
    pub(crate) fn fits(&self, record: &Node<'_>) -> bool {
        self.when.0.iter().all(|path| path.stands(record))
    }

    /// The format of a JSON record; of those that fit, the one that asks for most.
    pub(crate) fn of(record: &Node<'_>) -> Option<&'static Self> {
        FORMATS
            .iter()
            .filter(|format| format.kind == Kind::Json && format.fits(record))
            .max_by_key(|format| format.when.0.len())
    }

    /// The format of a table with these columns.
    pub(crate) fn of_columns(columns: &[String]) -> Option<&'static Self> {
        let has = |path: &Path| {
            let name = path.name().unwrap_or_default();
            columns.iter().any(|column| column.eq_ignore_ascii_case(name))
        };
        let fits = |format: &&Self| format.kind == Kind::Csv && format.when.0.iter().all(has);
        // Of those that fit the one that asks for most, of equals the first.
        FORMATS.iter().rev().filter(fits).max_by_key(|format| format.when.0.len())
    }

    /// The format of an XML document whose root is this element.
    pub(crate) fn of_root(root: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.kind == Kind::Xml && format.when.names(root))
    }

    /// The XML format of this name.
    pub(crate) fn xml(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.kind == Kind::Xml && format.name == name)
    }
}

#[cfg(test)]
mod tests;
