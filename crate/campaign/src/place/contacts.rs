//! Contacts from a CSV file that an analyst keeps.
//!
//! | column | holds |
//! |---|---|
//! | `match` | a domain, an address, a CIDR block, `AS` and a number, or a target |
//! | `organisation` | whose it is |
//! | `email` | one or more mail addresses, `;` between them |
//! | `language` | `en`, `fr`, `nl` or `de` |
//! | `sector` | overrides the rules |
//!
//! Only `match` is required; columns may come in any order, others are ignored. Rows
//! about the same are told of together. The list that IntelMQ's Fody takes
//! (`as_or_cidr,organization,comment,contact`) is one of these.

use crate::error::Error;
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;

/// The file, read.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    by_name: HashMap<String, Entry>,
    networks: HashMap<IpNet, Entry>,
    by_asn: HashMap<u32, Entry>,
}

/// One row of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Entry {
    /// Whose it is.
    pub organisation: Option<String>,
    /// Mail addresses.
    pub contacts: Vec<String>,
    /// The language to write in.
    pub language: Option<String>,
    /// What kind of organisation it is.
    pub sector: Option<String>,
}

impl Entry {
    /// Adds who else is to be told of the same.
    pub(super) fn join(&mut self, other: Self) {
        self.organisation = match (self.organisation.take(), other.organisation) {
            (Some(one), Some(other)) if one != other => Some(format!("{one}, {other}")),
            (one, other) => one.or(other),
        };
        for mail in other.contacts {
            if !self.contacts.contains(&mail) {
                self.contacts.push(mail);
            }
        }
        self.language = self.language.take().or(other.language);
        self.sector = self.sector.take().or(other.sector);
    }
}

impl Contacts {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or a row cannot be understood: names the line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|error| Error::Io(path.to_owned(), error))?;
        Self::parse(&bytes).map_err(|what| Error::source(path, what))
    }

    /// Reads the file's bytes.
    ///
    /// # Errors
    /// Says which line and what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = if head.contains(&b';') && !head.contains(&b',') { b';' } else { b',' };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
        let titles = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |names: &[&str]| {
            titles
                .iter()
                .position(|title| names.iter().any(|name| title.trim().eq_ignore_ascii_case(name)))
        };
        let key = column(&["match", "domain", "network", "target", "ip", "as_or_cidr"])
            .ok_or("expected a column `match` with domains, addresses, networks or targets")?;
        let organisation = column(&["organisation", "organization", "name"]);
        let email = column(&["email", "e-mail", "mail", "contact"]);
        let (language, sector) = (column(&["language", "lang"]), column(&["sector"]));
        let mut found = Self::default();
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |at: Option<usize>| {
                at.and_then(|at| row.get(at)).map(str::trim).filter(|text| !text.is_empty())
            };
            let Some(key) = cell(Some(key)) else { continue };
            let mut entry = Entry {
                organisation: cell(organisation).map(str::to_owned),
                sector: cell(sector).map(str::to_ascii_lowercase),
                ..Entry::default()
            };
            for text in cell(email).unwrap_or_default().split([';', ' ', ',']) {
                if !text.is_empty() {
                    let mail = mail(text).ok_or_else(|| {
                        format!("line {line}: no mail address: `{}`", text.escape_debug())
                    })?;
                    entry.contacts.push(mail);
                }
            }
            if let Some(code) = cell(language) {
                let code = code.to_ascii_lowercase();
                if !["en", "fr", "nl", "de"].contains(&&*code) {
                    return Err(format!("line {line}: expected language en, fr, nl or de"));
                }
                entry.language = Some(code);
            }
            found.insert(key, entry);
        }
        Ok(found)
    }

    pub(super) fn insert(&mut self, key: &str, entry: Entry) {
        let key = key.trim().to_ascii_lowercase();
        let known = if let Some(asn) = key.strip_prefix("as").and_then(|rest| rest.parse().ok()) {
            self.by_asn.entry(asn).or_default()
        } else if let Ok(network) = key.parse::<IpNet>() {
            self.networks.entry(network.trunc()).or_default()
        } else {
            self.by_name.entry(key.trim_start_matches("*.").to_owned()).or_default()
        };
        known.join(entry);
    }

    /// The row that fits best: the target, its address, its names and the
    /// domains above them, its network, its operator.
    pub fn get(
        &self,
        target: &str,
        address: Option<IpAddr>,
        names: &[String],
        asn: Option<u32>,
    ) -> Option<&Entry> {
        let text = address.map(|address| address.to_string()).unwrap_or_default();
        if let Some(entry) = self.by_name.get(target).or_else(|| self.by_name.get(&text)) {
            return Some(entry);
        }
        for name in names {
            let mut rest = name.as_str();
            loop {
                if let Some(entry) = self.by_name.get(rest) {
                    return Some(entry);
                }
                match rest.split_once('.') {
                    Some((_, above)) => rest = above,
                    None => break,
                }
            }
        }
        // The smallest network that has it.
        let network = address.map(IpNet::from).and_then(|alone| {
            let lengths = (0..=alone.prefix_len()).rev();
            let networks = lengths.filter_map(|length| IpNet::new(alone.addr(), length).ok());
            networks.into_iter().find_map(|network| self.networks.get(&network.trunc()))
        });
        network.or_else(|| self.by_asn.get(&asn?))
    }
}

/// A mail address, in the one form that notices are grouped by; `None` for
/// what is none, so that no line of a mail can be forged with it.
pub(super) fn mail(text: &str) -> Option<String> {
    let text = text.trim();
    let (who, at) = text.split_once('@')?;
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"@.+-_=&'*!#$%/?^{|}~`".contains(&byte));
    let is_mail = !who.is_empty() && at.contains('.') && !at.contains('@') && !at.ends_with('.');
    (is_plain && is_mail && text.len() <= 254).then(|| format!("{who}@{}", at.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "match,organisation,email,language,sector\n\
        example.be,Town of Example,ict@example.be;ciso@Example.be,nl,town\n\
        192.0.2.0/24,Provider,abuse@provider.example,,\n192.0.2.16/28,Customer,,fr,\n\
        AS64500,Big Net,noc@big.example,,\n";

    #[test]
    fn the_closest_row_is_taken() {
        let contacts = Contacts::parse(FILE.as_bytes()).expect("it can be read");
        let get = |address: &str, names: &[&str], asn| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let entry = contacts.get("", address.parse().ok(), &names, asn);
            entry.and_then(|entry| entry.organisation.as_deref())
        };
        assert_eq!(get("192.0.2.17", &["mail.example.be"], None), Some("Town of Example"));
        assert_eq!(get("192.0.2.17", &[], None), Some("Customer"));
        assert_eq!(get("192.0.2.99", &["mail.example.com"], None), Some("Provider"));
        assert_eq!(get("203.0.113.1", &[], Some(64500)), Some("Big Net"));
        assert_eq!(get("203.0.113.1", &["example.be.evil.com"], None), None);
    }

    #[test]
    fn the_list_of_intelmqs_editor_is_one_and_rows_about_the_same_are_joined() {
        let file = "\"as_or_cidr\",\"organization\",\"comment\",\"contact\"\n\
            \"198.51.100.24/32\",\"Agency A\",,\"cert@a.example,bert@a.example\"\n\
            \"198.51.100.24/32\",\"Agency A\",,\"third@a.example\"\n\
            \"AS64497\",\"CERT State\",\"Example AS\",\"cert@it.example.com\"\n";
        let contacts = Contacts::parse(file.as_bytes()).expect("it can be read");
        let agency = contacts.get("", "198.51.100.24".parse().ok(), &[], None).expect("known");
        assert_eq!(agency.contacts, ["cert@a.example", "bert@a.example", "third@a.example"]);
        assert_eq!(agency.organisation.as_deref(), Some("Agency A"));
        assert!(contacts.get("", None, &[], Some(64497)).is_some());
    }

    #[test]
    fn a_bad_row_is_named() {
        let error = Contacts::parse(b"match,email\na.be,x@y.be\nb.be,nobody").unwrap_err();
        assert_eq!(error, "line 3: no mail address: `nobody`");
        assert!(Contacts::parse(b"a,b\n1,2").unwrap_err().contains("`match`"));
        assert_eq!(mail("a@b.c\r\nBcc: x@y.z"), None);
    }
}
