//! What a row says of the server besides its version: who and where it is.

use serde::Serialize;

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
}

impl Identity {
    /// Takes the value of a column or key with this name, if it is one of
    /// identity and not yet known. Says whether it was one.
    pub(crate) fn take(&mut self, name: &str, value: &str) -> bool {
        let value = value.trim();
        let Some(field) = Field::named(name) else { return false };
        if value.is_empty() {
            return true;
        }
        let text = || Some(value.to_owned());
        match field {
            Field::Port => self.port = self.port.or_else(|| value.parse().ok()),
            Field::Asn => {
                let digits = value.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
                self.asn = self.asn.or_else(|| digits.trim().parse().ok());
            }
            Field::Ip => self.ip = self.ip.take().or_else(text),
            Field::Hostname => self.hostname = self.hostname.take().or_else(text),
            Field::Url => self.url = self.url.take().or_else(text),
            Field::Timestamp => self.timestamp = self.timestamp.take().or_else(text),
            Field::Country => self.country = self.country.take().or_else(text),
            Field::Region => self.region = self.region.take().or_else(text),
            Field::City => self.city = self.city.take().or_else(text),
            Field::Organisation => self.organisation = self.organisation.take().or_else(text),
            Field::Sector => self.sector = self.sector.take().or_else(text),
            Field::Tag => self.tag = self.tag.take().or_else(text),
        }
        true
    }
}

/// A field of identity, by the names that scanners and inventories give it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Field {
    Ip,
    Port,
    Hostname,
    Url,
    Timestamp,
    Asn,
    Country,
    Region,
    City,
    Organisation,
    Sector,
    Tag,
}

impl Field {
    fn named(name: &str) -> Option<Self> {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        Some(match plain.as_str() {
            "ip" | "ipaddress" | "ipaddr" | "ipstr" | "address" | "sourceip" | "srcip"
            | "hostip" | "addr" | "saddr" | "ipv4" | "ipv6" => Self::Ip,
            "port" | "sourceport" | "srcport" | "sport" | "portid" => Self::Port,
            "hostname" | "host" | "fqdn" | "domain" | "dns" | "dnsname" | "sourcefqdn"
            | "sourcereversedns" | "reversedns" | "rdns" | "computername" => Self::Hostname,
            "url" | "uri" | "sourceurl" => Self::Url,
            "timestamp" | "time" | "date" | "lastseen" | "timesource" | "scantime" => {
                Self::Timestamp
            }
            "asn" | "sourceasn" | "asnumber" => Self::Asn,
            "country" | "countrycode" | "geo" | "cc" | "sourcegeolocationcc" => Self::Country,
            "region" | "state" | "sourcegeolocationregion" => Self::Region,
            "city" | "sourcegeolocationcity" => Self::City,
            "organisation" | "organization" | "org" | "owner" | "asname" | "isp" => {
                Self::Organisation
            }
            "sector" | "industry" => Self::Sector,
            "tag" | "tags" | "extratag" => Self::Tag,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_field_under_many_names() {
        let mut identity = Identity::default();
        for (name, value) in [
            ("Source.IP", "192.0.2.1"),
            ("PORT", "443"),
            ("asn", "AS64496"),
            ("source.geolocation.cc", "BE"),
            ("source.reverse_dns", "mail.example.org"),
        ] {
            assert!(identity.take(name, value), "{name}");
        }
        assert_eq!(identity.ip.as_deref(), Some("192.0.2.1"));
        assert_eq!((identity.port, identity.asn), (Some(443), Some(64496)));
        assert_eq!(identity.country.as_deref(), Some("BE"));
        assert!(!identity.take("version", "15.2.1748.48"));
    }
}
