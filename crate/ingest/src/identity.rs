//! What a row says of the server besides its version: who and where it is.

use crate::format::role::compromise;
use expatch::ClaimedVulnerability;
use serde::Serialize;
use std::borrow::Cow;
use std::net::IpAddr;

/// The identity that an input row gives; it is repeated on every line that
/// comes from the row.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The name by which it was asked, or that its address resolves to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// The address that was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was seen, as the input spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The number of the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// The country, as the input spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Who holds the network or the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The line of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The scanner's own labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The server's own name, as somebody else read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// Who saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Vulnerabilities that the source says it has; no verdict follows from them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimedVulnerability>,
    /// The source's word for a break-in, such as `webshell`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compromised: Option<String>,
}

impl Identity {
    /// Whether it names a host.
    pub(crate) fn is_placed(&self) -> bool {
        self.ip.is_some() || self.hostname.is_some() || self.url.is_some()
    }

    /// Takes a field's value where it is not yet known.
    pub(crate) fn take(&mut self, field: &str, value: &str) {
        let value = refanged(value.trim());
        let value = &*value;
        if value.is_empty() || value == "-" {
            return;
        }
        let slot = match field {
            "ip" | "address" => {
                if let Some(address) = address(value) {
                    self.ip = self.ip.take().or(Some(address));
                    return;
                }
                // `192.0.2.1,192.0.2.2` of an inventory: the first. A block of many
                // addresses is nobody's.
                let parts = || value.split([',', ' ', ';', '/']).filter(|part| !part.is_empty());
                let is_block = value.split_once('/').is_some_and(|(_, length)| {
                    length.parse::<u8>().is_ok_and(|length| length != 32 && length != 128)
                });
                let found = parts().find_map(address).filter(|_| !is_block);
                // `mail.example.org/192.0.2.1`: both.
                if value.contains('/')
                    && found.is_some()
                    && let Some(name) = parts().find(|part| part.contains(char::is_alphabetic))
                    && address(name).is_none()
                {
                    self.take("hostname", name);
                }
                if self.ip.is_none() {
                    self.ip = found;
                }
                return;
            }
            "port" => {
                // `443/tcp`, and 0 for none.
                let digits = value.split('/').next().unwrap_or(value);
                self.port = self.port.or_else(|| digits.parse().ok().filter(|port| *port > 0));
                return;
            }
            "scheme" => {
                let port = match value {
                    "https" => Some(443),
                    "http" => Some(80),
                    _ => None,
                };
                self.port = self.port.or(port);
                return;
            }
            "asn" => {
                let digits = value.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
                self.asn = self.asn.or_else(|| digits.trim().parse().ok());
                return;
            }
            "host" => return self.host(value),
            "url" => return self.url(value),
            "hostname" | "name" => {
                // `a.example.org;b.example.org`: the first that names one host.
                let mut names =
                    value.split([';', ',', '|', ' ']).map(|name| name.trim_end_matches('.'));
                let one = names.find(|name| name.contains('.') && !name.starts_with("*."));
                let name = one.unwrap_or_else(|| value.trim_end_matches('.'));
                let is_name = !name.starts_with("*.") && name.parse::<IpAddr>().is_err();
                if self.hostname.is_none() && is_name {
                    self.hostname = Some(name.to_owned());
                }
                return;
            }
            "timestamp" | "time" => &mut self.timestamp,
            "country" => &mut self.country,
            "region" => &mut self.region,
            "city" => &mut self.city,
            "organisation" => &mut self.organisation,
            "sector" => &mut self.sector,
            "machine" => &mut self.machine,
            "source" => &mut self.source,
            _ => return,
        };
        if slot.is_none() {
            *slot = Some(value.to_owned());
        }
    }

    /// A cell that holds an address, a name, either with its port, or a URL.
    pub(crate) fn host(&mut self, value: &str) {
        let value = refanged(value.trim());
        let value = &*value;
        if value.contains("://") {
            return self.url(value);
        }
        // `192.0.2.1/443/tcp/`, as runZero names its services.
        let mut parts = value.split('/');
        let host = parts.next().unwrap_or(value);
        if let Some(behind) = parts.next() {
            // `mail.example.org/192.0.2.1`, as testssl writes.
            self.take(if address(behind).is_some() { "ip" } else { "port" }, behind);
        }
        if address(host).is_some() {
            self.take("ip", host);
        } else if let Ok(address) = host.parse::<std::net::SocketAddr>() {
            self.take("ip", &address.ip().to_string());
            self.take("port", &address.port().to_string());
        } else {
            let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
            self.take("hostname", name);
            self.take("port", port);
        }
    }

    /// A URL: where it is, and what it says of name and port.
    fn url(&mut self, value: &str) {
        if self.url.is_none() {
            self.url = Some(value.to_owned());
        }
        let Some((scheme, rest)) = value.split_once("://") else { return };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => (host, port.trim_start_matches(':')),
            None => authority.split_once(':').unwrap_or((authority, "")),
        };
        self.take("ip", host);
        self.take("hostname", host);
        self.take("port", port);
        self.take("scheme", scheme);
    }

    /// The source's labels, and what they claim.
    pub(crate) fn labels(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match &mut self.tag {
            Some(tag) if tag.split(';').any(|have| have == value) => {}
            Some(tag) => {
                tag.push(';');
                tag.push_str(value);
            }
            None => self.tag = Some(value.to_owned()),
        }
        self.claim(value);
        self.broken_into(value);
    }

    /// Identifiers of vulnerabilities that the source claims.
    pub(crate) fn claim(&mut self, value: &str) {
        ClaimedVulnerability::all(value).into_iter().for_each(|claim| self.add(claim));
    }

    fn add(&mut self, claim: ClaimedVulnerability) {
        match self.claims.iter_mut().find(|known| known.id == claim.id) {
            Some(known) => known.join(&claim),
            None => self.claims.push(claim),
        }
    }

    /// The source's word for a break-in.
    pub(crate) fn broken_into(&mut self, value: &str) {
        self.compromised = self.compromised.take().or_else(|| compromise(value));
    }

    /// Takes what it lacks from what holds for all of a row.
    pub(crate) fn inherit(&mut self, common: &Self) {
        let text = |own: &mut Option<String>, other: &Option<String>| {
            if own.is_none() {
                own.clone_from(other);
            }
        };
        for (own, other) in [
            (&mut self.ip, &common.ip),
            (&mut self.hostname, &common.hostname),
            (&mut self.url, &common.url),
            (&mut self.timestamp, &common.timestamp),
            (&mut self.country, &common.country),
            (&mut self.region, &common.region),
            (&mut self.city, &common.city),
            (&mut self.organisation, &common.organisation),
            (&mut self.sector, &common.sector),
            (&mut self.tag, &common.tag),
            (&mut self.machine, &common.machine),
            (&mut self.source, &common.source),
            (&mut self.compromised, &common.compromised),
        ] {
            text(own, other);
        }
        self.port = self.port.or(common.port);
        self.asn = self.asn.or(common.asn);
        common.claims.iter().for_each(|claim| self.add(claim.clone()));
    }
}

/// What was written so that nobody follows it by mistake: `hxxps://mail[.]example[.]org`.
fn refanged(text: &str) -> Cow<'_, str> {
    let is_marked = memchr::memchr2(b'[', b'(', text.as_bytes()).is_some();
    let is_fanged =
        text.starts_with("hxxp") || is_marked && (text.contains("[.]") || text.contains("(.)"));
    if !is_fanged {
        return Cow::Borrowed(text);
    }
    let text = text.replace("[.]", ".").replace("(.)", ".").replace("[:]", ":");
    match text.strip_prefix("hxxp") {
        Some(rest) => Cow::Owned(format!("http{rest}")),
        None => Cow::Owned(text),
    }
}

/// An address that names one host to others, in the one spelling that is compared:
/// `[2001:0DB8::1]`, `fe80::1%eth0` (none: of its link alone), `::ffff:192.0.2.1`.
fn address(text: &str) -> Option<String> {
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = text.split('%').next()?.parse::<IpAddr>().ok()?.to_canonical();
    let is_of_link = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    (!is_of_link && !address.is_unspecified()).then(|| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling_and_a_block_is_nobodys() {
        for (value, expected) in [
            ("2001:0DB8:0:0::3", "2001:db8::3 -"),
            ("[2001:db8::2]", "2001:db8::2 -"),
            ("::ffff:192.0.2.7", "192.0.2.7 -"),
            ("192.0.2.7/32", "192.0.2.7 -"),
            ("192.0.2.0/24", "- -"),
            ("fe80::1%eth0, 192.0.2.7", "192.0.2.7 -"),
            ("mail.example.org/192.0.2.7", "192.0.2.7 mail.example.org"),
            ("15.2.2562", "- -"),
            ("192.0.2[.]7", "192.0.2.7 -"),
        ] {
            let mut identity = Identity::default();
            identity.take("ip", value);
            let text = |value: Option<String>| value.unwrap_or_else(|| "-".into());
            let said = format!("{} {}", text(identity.ip), text(identity.hostname));
            assert_eq!(said, expected, "{value}");
        }
    }

    #[test]
    fn of_several_names_the_first_that_names_one_host_counts() {
        for (value, expected) in [
            ("a.example.org;b.example.org", Some("a.example.org")),
            ("*.example.org, mail.example.org", Some("mail.example.org")),
            ("*.example.org", None),
            ("EX1", Some("EX1")),
            ("mail.example.org.", Some("mail.example.org")),
        ] {
            let mut identity = Identity::default();
            identity.take("hostname", value);
            assert_eq!(identity.hostname.as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_host_may_be_an_address_a_name_or_a_url() {
        for (value, expected) in [
            ("192.0.2.1", "192.0.2.1 - -"),
            ("192.0.2.1:8443", "192.0.2.1 8443 -"),
            ("mail.example.org:444", "- 444 mail.example.org"),
            ("https://mail.example.org/owa", "- 443 mail.example.org"),
            ("https://[2001:db8::1]:444/owa", "2001:db8::1 444 -"),
            ("192.0.2.1/443/tcp/", "192.0.2.1 443 -"),
            ("mail.example.org/192.0.2.1", "192.0.2.1 - mail.example.org"),
            ("[2001:DB8::1]", "2001:db8::1 - -"),
            ("hxxps://mail[.]example[.]org/owa", "- 443 mail.example.org"),
        ] {
            let mut identity = Identity::default();
            identity.host(value);
            let text = |value: Option<String>| value.unwrap_or_else(|| "-".into());
            let port = text(identity.port.map(|port| port.to_string()));
            let said = format!("{} {port} {}", text(identity.ip), text(identity.hostname));
            assert_eq!(said, expected, "{value}");
        }
    }

    #[test]
    fn labels_claim_and_a_service_inherits_from_its_host() {
        let mut common = Identity::default();
        common.labels("exchange;cve-2021-26855;webshell");
        let mut service = Identity { port: Some(443), ..Identity::default() };
        service.inherit(&common);
        assert_eq!(
            service.claims.iter().map(|one| &*one.id).collect::<Vec<_>>(),
            ["CVE-2021-26855"]
        );
        assert_eq!(service.compromised.as_deref(), Some("webshell"));
    }
}
