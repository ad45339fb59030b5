//! The one place where what formats call things becomes the fields that the
//! core reads. No text is made for its grammars: a field has the name of the
//! place where its value was read, and the value as it stands.

use crate::Identity;
use expatch::Fields;
use expatch::Said;
use expatch::channel::Column;

/// What the record of a version is about, where its format or its own product says
/// so.
const EXCHANGE: &[u8] = b"Microsoft Exchange Server";

/// What a record's fields say of its server.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    fields: Fields,
    notes: Vec<String>,
    /// Products, and versions in words: `CU14`, which need them.
    products: Vec<String>,
    words: Vec<String>,
    numbers: usize,
}

impl Evidence {
    /// A header. Scanners write `_` for `-`.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        if !volatile(name) {
            self.fields.push(name, value.trim().as_bytes());
        }
    }

    /// A page, an answer, a greeting, a tool's output: a text of its own.
    pub(crate) fn piece(&mut self, piece: &str) {
        if !piece.trim().is_empty() {
            self.fields.push("output", piece.as_bytes());
        }
    }

    /// The version of an installed Exchange, read by somebody's own means.
    pub(crate) fn version(&mut self, value: &str) {
        let value = value.trim();
        // `15,1,2507,27`, as some tools print a file's version.
        let points = value.replace(", ", ".").replace(',', ".");
        let value = if points.parse::<expatch::Build>().is_ok() { &points } else { value };
        if value.starts_with("Version ") {
            self.numbers += 1;
            self.fields.push("AdminDisplayVersion", value.as_bytes());
        } else if is_number(value) {
            if self.numbers == 0 {
                self.fields.push("product", EXCHANGE);
            }
            self.numbers += 1;
            self.fields.push("version", value.as_bytes());
        } else if !value.is_empty() {
            self.words.push(value.to_owned());
        }
    }

    /// What an inventory calls the product; it may name the release.
    pub(crate) fn product(&mut self, value: &str) {
        self.products.push(value.trim().to_owned());
    }

    /// A version that was read from the web front: four parts are shown by its
    /// `X-OWA-Version` alone, three by the path of its logon page.
    pub(crate) fn shown_on_web(&mut self, value: &str) {
        if value.trim().parse::<expatch::Build>().is_ok() {
            self.fields.push("X-OWA-Version", value.trim().as_bytes());
        } else {
            self.version(value);
        }
    }

    /// The version of a component that names itself, such as `Microsoft Exchange smtpd`.
    pub(crate) fn service(&mut self, product: &str, version: &str) {
        self.piece(format!("{product} {version}").trim_end());
    }

    /// What a test for Exchange printed. Its words are its own, so that the
    /// line says what a number is: the one installed, or the one to install.
    pub(crate) fn output(&mut self, test: &str, output: &str) {
        // A check on the machine compares the version of Exchange's own file.
        let plain = output.to_ascii_lowercase();
        let is_local = plain.contains("exsetup") || plain.contains("fixed version");
        let is_web = !is_local && (is_web(&plain) || is_web(&test.to_ascii_lowercase()));
        let mut any = false;
        // A sentence each: what should be stands behind what is.
        let sentences = output.lines().flat_map(|line| line.split(". "));
        for line in sentences.filter(|line| !is_wanted(line)) {
            let words =
                line.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.'));
            let words = words.map(|word| word.trim_end_matches('.'));
            for word in words.filter(|word| word.parse::<expatch::Build>().is_ok()) {
                any = true;
                match (is_local, is_web) {
                    (true, _) => self.fields.push("ExSetup", word.as_bytes()),
                    (_, true) => self.shown_on_web(word),
                    _ => self.version(word),
                }
            }
        }
        // No number: a list of programs or another text the core may know.
        if !any {
            self.piece(output.trim().trim_start_matches("Plugin Output:"));
        }
    }

    /// A cell or member that no table knows.
    pub(crate) fn member(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let plain = name.to_ascii_lowercase().replace(['-', ' '], "_");
        if plain.contains("displayversion") && value.starts_with("Version ") {
            self.version(value);
        } else if value.contains('\n') || value.len() > 300 {
            self.piece(value);
        } else {
            self.header(name, value);
        }
    }

    /// A piece of evidence as an earlier run noted it.
    pub(crate) fn note(&mut self, note: &str) {
        // Other words in that place are nobody's evidence.
        let said = Said::Notes(vec![note.to_owned()]);
        if !said.read().evidence.is_empty() {
            self.notes.push(note.to_owned());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.notes.is_empty()
            && self.words.is_empty()
            && self.products.is_empty()
    }

    /// What is said of the server that `identity` names.
    pub(crate) fn into_said(mut self, identity: &Identity) -> Said {
        if !self.notes.is_empty() {
            return Said::Notes(self.notes);
        }
        let machine = identity.ip.as_ref().or(identity.hostname.as_ref());
        let product = self.products.first().map(String::as_str).unwrap_or_default();
        let words = self.words.iter().map(|word| match names_it(word) {
            true => word.clone(),
            false => format!("{product} {word}").trim_start().to_owned(),
        });
        let words: Vec<String> = words.collect();
        match machine {
            // Without a number the release is that of the machine beside it.
            Some(machine) if self.numbers == 0 => {
                let releases = if words.is_empty() { &self.products } else { &words };
                for release in releases {
                    self.fields.push("product", release.as_bytes());
                }
                if !releases.is_empty() {
                    self.fields.push("host", machine.as_bytes());
                }
            }
            _ => {
                for word in &words {
                    self.fields.push("Exchange Version", word.as_bytes());
                }
            }
        }
        Said::Fields(self.fields)
    }
}

/// Whether a version is a number, whole or not.
fn is_number(value: &str) -> bool {
    value.parse::<expatch::Build>().is_ok()
        || value.matches('.').count() >= 2 && value.parse::<expatch::BuildPrefix>().is_ok()
}

/// Whether a version in words names the product itself.
fn names_it(word: &str) -> bool {
    word.to_ascii_lowercase().contains("exchange")
}

fn is_web(text: &str) -> bool {
    ["outlook web", "owa", "http"].iter().any(|word| text.contains(word))
}

/// Whether a line of a test says what should be installed.
fn is_wanted(line: &str) -> bool {
    let label = line.split(':').next().unwrap_or_default().trim();
    if expatch::channel::column(label) == Some(Column::Target) {
        return true;
    }
    const WORDS: [&str; 13] = [
        "fixed",
        "fix ",
        "should",
        "solution",
        "update to",
        "upgrade",
        "required",
        "expected",
        "latest",
        "minimum",
        "recommended",
        "or later",
        " range",
    ];
    let line = line.to_ascii_lowercase();
    WORDS.iter().any(|word| line.contains(word))
}

/// Headers that differ from answer to answer and cannot name a product; left
/// out so that equal servers give equal texts, which are judged only once.
fn volatile(name: &str) -> bool {
    const VOLATILE: [&str; 26] = [
        "accept-ranges",
        "age",
        "alt-svc",
        "cache-control",
        "cf-ray",
        "connection",
        "content-encoding",
        "content-length",
        "content-security-policy",
        "content-type",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "p3p",
        "pragma",
        "referrer-policy",
        "request-id",
        "strict-transport-security",
        "transfer-encoding",
        "vary",
        "via",
        "x-content-type-options",
        "x-frame-options",
        "x-xss-protection",
    ];
    let mut plain = [0; 32];
    let Some(plain) = plain.get_mut(..name.len()) else { return false };
    for (to, from) in plain.iter_mut().zip(name.bytes()) {
        *to = if from == b'_' { b'-' } else { from.to_ascii_lowercase() };
    }
    core::str::from_utf8(plain).is_ok_and(|name| VOLATILE.binary_search(&name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(evidence: Evidence, expected: &[(&str, &str)]) {
        let Said::Fields(fields) = evidence.into_said(&Identity::default()) else {
            panic!("no fields")
        };
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_test_says_what_is_installed_and_what_should_be() {
        for (test, output, expected) in [
            (
                "Security Updates for Microsoft Exchange Server (November 2021)",
                "Installed version : 15.1.2375.7\nFixed version     : 15.1.2375.17",
                ("ExSetup", "15.1.2375.7"),
            ),
            ("OWA Version Detection", "  Version : 15.1.2242.4", ("X-OWA-Version", "15.1.2242.4")),
            (
                "Exchange",
                "Update to 15.1.2375.17 or later",
                ("output", "Update to 15.1.2375.17 or later"),
            ),
        ] {
            let mut evidence = Evidence::default();
            evidence.output(test, output);
            check(evidence, &[expected]);
        }
    }

    #[test]
    fn volatile_headers_are_left_out() {
        let mut evidence = Evidence::default();
        for (name, value) in
            [("x_owa_version", "15.2.1748.48"), ("Date", "now"), ("x_frame_options", "DENY")]
        {
            evidence.header(name, value);
        }
        check(evidence, &[("x_owa_version", "15.2.1748.48")]);
    }
}
