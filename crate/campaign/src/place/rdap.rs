//! RDAP answers (RFC 9083) about networks: who holds an address, and the
//! mailbox for abuse; and RIPEstat's `abuse-contact-finder`, which says the same of
//! a prefix.

use crate::error::Error;
use ipnet::IpNet;
use serde_json::Value;
use std::net::IpAddr;
use std::path::Path;

/// Answers, each for its range of addresses.
#[derive(Clone, Debug, Default)]
pub struct Rdap(Vec<RdapAnswer>);

/// What one answer says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RdapAnswer {
    first: IpAddr,
    last: IpAddr,
    /// Who holds the network.
    pub organisation: Option<String>,
    /// The country that the registry names.
    pub country: Option<String>,
    /// Mail addresses, those for abuse first.
    pub contacts: Vec<String>,
}

impl Rdap {
    /// Reads a folder of JSON files, or one file with an answer on each line.
    ///
    /// # Errors
    /// When a file cannot be read or is no RDAP answer about a network.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let io = |error| Error::Io(path.to_owned(), error);
        let mut found = Self::default();
        if path.is_dir() {
            for entry in std::fs::read_dir(path).map_err(io)? {
                let file = entry.map_err(io)?.path();
                if file.extension().is_some_and(|end| end == "json") {
                    found.read_file(&file)?;
                }
            }
        } else {
            found.read_file(path)?;
        }
        Ok(found)
    }

    fn read_file(&mut self, path: &Path) -> Result<(), Error> {
        let bytes = std::fs::read(path).map_err(|error| Error::Io(path.to_owned(), error))?;
        for value in serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>() {
            let value = value.map_err(|error| Error::source(path, error.to_string()))?;
            let answer = RdapAnswer::from_json(&value)
                .or_else(|| RdapAnswer::from_finder(&value))
                .ok_or_else(|| Error::source(path, "no RDAP answer about a network".to_owned()))?;
            self.insert(answer);
        }
        Ok(())
    }

    /// Adds an answer.
    pub fn insert(&mut self, answer: RdapAnswer) {
        self.0.push(answer);
    }

    /// The answer about the smallest network that has an address.
    pub fn get(&self, address: IpAddr) -> Option<&RdapAnswer> {
        self.0
            .iter()
            .filter(|answer| answer.has(address))
            .min_by_key(|answer| bits(answer.last).wrapping_sub(bits(answer.first)))
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

impl RdapAnswer {
    /// Reads an `ip network` object.
    pub fn from_json(value: &Value) -> Option<Self> {
        let address = |name: &str| -> Option<IpAddr> {
            let text = value.get(name)?.as_str()?;
            text.parse().ok().or_else(|| Some(text.parse::<IpNet>().ok()?.addr()))
        };
        let (first, last) = (address("startAddress")?, address("endAddress")?);
        let mut abuse = Vec::new();
        let mut others = Vec::new();
        let mut organisation = None;
        let entities = value.get("entities").and_then(Value::as_array);
        for entity in entities.into_iter().flatten() {
            read_entity(entity, 0, &mut organisation, &mut abuse, &mut others);
        }
        let named = || value.get("name")?.as_str().map(str::to_owned);
        let contacts = if abuse.is_empty() { others } else { abuse };
        let country = value.get("country").and_then(Value::as_str);
        let country = country.filter(|code| code.len() == 2).map(str::to_ascii_uppercase);
        Some(Self { first, last, organisation: organisation.or_else(named), country, contacts })
    }

    /// Reads an answer of RIPEstat about the contacts of a prefix.
    fn from_finder(value: &Value) -> Option<Self> {
        let resource = value.pointer("/data/parameters/resource")?.as_str()?;
        let alone = || resource.parse::<IpAddr>().map(IpNet::from);
        let network = resource.parse::<IpNet>().ok().or_else(|| alone().ok())?;
        let contacts = value.pointer("/data/abuse_contacts")?.as_array()?;
        let contacts = contacts.iter().filter_map(|one| super::contacts::mail(one.as_str()?));
        let (first, last) = (network.network(), network.broadcast());
        let contacts = contacts.collect();
        Some(Self { first, last, organisation: None, country: None, contacts })
    }

    /// Whether it speaks of an address.
    pub fn has(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4()
            && (bits(self.first)..=bits(self.last)).contains(&bits(address))
    }
}

/// Entities nest: the abuse mailbox often stands below the holder.
fn read_entity(
    entity: &Value,
    depth: usize,
    organisation: &mut Option<String>,
    abuse: &mut Vec<String>,
    others: &mut Vec<String>,
) {
    let roles = entity.get("roles").and_then(Value::as_array);
    let has = |role: &str| roles.is_some_and(|roles| roles.iter().any(|given| given == role));
    let card = entity.pointer("/vcardArray/1").and_then(Value::as_array);
    for property in card.into_iter().flatten() {
        let text = property.get(3).and_then(Value::as_str).unwrap_or_default();
        match property.get(0).and_then(Value::as_str) {
            Some("fn") if has("registrant") && organisation.is_none() && !text.is_empty() => {
                *organisation = Some(text.to_owned());
            }
            Some("email") => {
                let list = if has("abuse") { &mut *abuse } else { &mut *others };
                if let Some(mail) = super::contacts::mail(text)
                    && !list.contains(&mail)
                {
                    list.push(mail);
                }
            }
            _ => {}
        }
    }
    if depth < 4 {
        let inner = entity.get("entities").and_then(Value::as_array);
        for entity in inner.into_iter().flatten() {
            read_entity(entity, depth + 1, organisation, abuse, others);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_has_the_contacts_that_ripestat_names() {
        let value = serde_json::json!({"data": {
            "abuse_contacts": ["abuse@example.net"], "parameters": {"resource": "192.0.2.0/24"}
        }});
        let mut rdap = Rdap::default();
        rdap.insert(RdapAnswer::from_finder(&value).expect("it is one"));
        let answer = rdap.get("192.0.2.9".parse().expect("an address")).expect("it is inside");
        assert_eq!(answer.contacts, ["abuse@example.net"]);
        assert!(rdap.get("192.0.3.9".parse().expect("an address")).is_none());
    }

    #[test]
    fn the_abuse_mailbox_below_the_holder_is_found() {
        let value = serde_json::json!({
            "objectClassName": "ip network",
            "startAddress": "192.0.2.0", "endAddress": "192.0.2.255",
            "name": "EXAMPLE-NET", "country": "be",
            "entities": [{
                "roles": ["registrant"],
                "vcardArray": ["vcard", [["fn", {}, "text", "Town of Example"],
                                         ["email", {}, "text", "info@example.be"]]],
                "entities": [{ "roles": ["abuse"],
                    "vcardArray": ["vcard", [["email", {}, "text", "abuse@example.be"]]] }]
            }]
        });
        let mut rdap = Rdap::default();
        rdap.insert(RdapAnswer::from_json(&value).expect("it is one"));
        let answer = rdap.get("192.0.2.9".parse().expect("an address")).expect("it is inside");
        assert_eq!(answer.organisation.as_deref(), Some("Town of Example"));
        assert_eq!(answer.contacts, ["abuse@example.be"]);
        assert_eq!(answer.country.as_deref(), Some("BE"));
        assert!(rdap.get("192.0.3.1".parse().expect("an address")).is_none());
    }
}
