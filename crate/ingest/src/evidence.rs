//! The one place where a record becomes what the core reads. Everything before
//! it speaks of fields and what they mean; everything behind it of bytes.

/// What a record's fields say of its server.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    bytes: Vec<u8>,
}

impl Evidence {
    /// A line of its own.
    pub(crate) fn line(&mut self, line: &str) {
        self.bytes.extend_from_slice(line.as_bytes());
        self.bytes.push(b'\n');
    }

    /// A header as it stands on the wire. Scanners write `_` for `-`.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        if volatile(name) {
            return;
        }
        for byte in name.bytes() {
            self.bytes.push(if byte == b'_' { b'-' } else { byte });
        }
        self.bytes.extend_from_slice(b": ");
        self.bytes.extend_from_slice(value.trim().as_bytes());
        self.bytes.push(b'\n');
    }

    /// A page, an answer or any other longer piece, apart from what stands
    /// before it.
    pub(crate) fn piece(&mut self, piece: &str) {
        if piece.trim().is_empty() {
            return;
        }
        if !self.bytes.is_empty() {
            self.bytes.push(b'\n');
        }
        self.line(piece);
    }

    /// The version of an installed Exchange, read by somebody's own means.
    pub(crate) fn version(&mut self, value: &str) {
        let value = value.trim();
        if value.parse::<expatch::Build>().is_ok() {
            self.header("Exchange Version", value);
        } else if value.parse::<expatch::BuildPrefix>().is_ok() {
            // What the logon page's path shows.
            self.line(&format!(
                "\"extra.version\": \"{value}\", \"classification.identifier\": \
                 \"vulnerable-exchange-server\""
            ));
        } else if value.starts_with("Version ") {
            self.line(&format!("AdminDisplayVersion : {value}"));
        } else if !value.is_empty() {
            self.header("version", value);
        }
    }

    /// The same beside an answer or another text, where a bare number would
    /// belong to that.
    pub(crate) fn installed(&mut self, value: &str) {
        if self.bytes.is_empty() || value.trim().parse::<expatch::Build>().is_err() {
            return self.version(value);
        }
        self.piece(&format!("Exchange Version: {}", value.trim()));
    }

    /// A version that was read from the web front: four parts are shown by its
    /// `X-OWA-Version` alone, three by the path of its logon page.
    pub(crate) fn shown_on_web(&mut self, value: &str) {
        if value.trim().parse::<expatch::Build>().is_ok() {
            self.piece(&format!("X-OWA-Version: {}", value.trim()));
        } else {
            self.version(value);
        }
    }

    /// What a service calls itself, as nmap prints it.
    pub(crate) fn service(&mut self, product: &str, version: &str) {
        self.line(format!("{product} {version}").trim_end());
    }

    /// What a test for Exchange printed. Its words are its own, so that the
    /// line says what a number is: the one installed, or the one to install.
    pub(crate) fn output(&mut self, test: &str, output: &str) {
        // A check on the machine compares the version of Exchange's own file.
        let plain = output.to_ascii_lowercase();
        let is_local = plain.contains("exsetup") || plain.contains("fixed version");
        let is_web = !is_local && (is_web(&plain) || is_web(&test.to_ascii_lowercase()));
        let before = self.bytes.len();
        for line in output.lines().filter(|line| !is_wanted(line)) {
            let words =
                line.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.'));
            let words = words.map(|word| word.trim_end_matches('.'));
            for word in words.filter(|word| word.parse::<expatch::Build>().is_ok()) {
                match (is_local, is_web) {
                    (true, _) => self.piece(&format!("ExSetup: {word}")),
                    (_, true) => self.shown_on_web(word),
                    _ => self.piece(&format!("Exchange Version: {word}")),
                }
            }
        }
        // No number: a list of programs or another text the core may know.
        if self.bytes.len() == before {
            self.piece(output.trim().trim_start_matches("Plugin Output:"));
        }
    }

    /// A cell or member that no table knows, `name: value`.
    pub(crate) fn member(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let plain = name.to_ascii_lowercase().replace(['-', ' '], "_");
        if plain.contains("displayversion") && value.starts_with("Version ") {
            return self.line(&format!("AdminDisplayVersion : {value}"));
        }
        if value.contains('\n') || value.len() > 300 {
            self.piece(value);
        } else if name.is_empty() {
            self.line(value);
        } else {
            self.header(name, value);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn is_web(text: &str) -> bool {
    ["outlook web", "owa", "http"].iter().any(|word| text.contains(word))
}

/// Whether a line of a test says what should be installed.
fn is_wanted(line: &str) -> bool {
    const WORDS: [&str; 12] = [
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

    #[test]
    fn a_test_says_what_is_installed_and_what_should_be() {
        for (test, output, expected) in [
            (
                "Security Updates for Microsoft Exchange Server (November 2021)",
                "Installed version : 15.1.2375.7\nFixed version     : 15.1.2375.17",
                "ExSetup: 15.1.2375.7\n",
            ),
            ("OWA Version Detection", "  Version : 15.1.2242.4", "X-OWA-Version: 15.1.2242.4\n"),
            ("Exchange", "Update to 15.1.2375.17 or later", "Update to 15.1.2375.17 or later\n"),
        ] {
            let mut evidence = Evidence::default();
            evidence.output(test, output);
            assert_eq!(String::from_utf8_lossy(&evidence.into_bytes()), expected);
        }
    }

    #[test]
    fn headers_are_spelt_as_on_the_wire_and_volatile_ones_left_out() {
        let mut evidence = Evidence::default();
        for (name, value) in
            [("x_owa_version", "15.2.1748.48"), ("Date", "now"), ("x_frame_options", "DENY")]
        {
            evidence.header(name, value);
        }
        assert_eq!(evidence.into_bytes(), b"x-owa-version: 15.2.1748.48\n");
    }
}
