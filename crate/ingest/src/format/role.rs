//! What columns and members are called in tables that nobody knows: who and
//! where, what is, what should be, and what is prose.

/// What a column or a member is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// A field of identity, by the name that [`crate::Identity`] knows.
    Identity(&'static str),
    /// An address or a name.
    Host,
    /// The server's own name.
    Machine,
    Product,
    Version,
    Tags,
    Cves,
    Compromised,
    /// HTTP answer, banner, page or output of a tool.
    Text,
    /// What should be installed, or prose: never read.
    Unread,
    /// Anything else: the core is asked.
    Other,
}

impl Role {
    /// The role of a name.
    pub(crate) fn named(name: &str) -> Self {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        match plain.as_str() {
            "ip" | "ipaddress" | "ipaddr" | "ipstr" | "address" | "sourceip" | "srcip"
            | "hostip" | "addr" | "saddr" | "ipv4" | "ipv6" | "assetipv4" | "assetipaddress" => {
                Self::Identity("ip")
            }
            "port" | "sourceport" | "srcport" | "sport" | "portid" => Self::Identity("port"),
            "hostname" | "host" | "fqdn" | "domain" | "dns" | "dnsname" | "sourcefqdn"
            | "sourcereversedns" | "reversedns" | "rdns" | "computername" | "target"
            | "originatinghost" => Self::Host,
            "servername" | "netbiosname" | "machine" => Self::Machine,
            "url" | "uri" | "sourceurl" => Self::Identity("url"),
            "timestamp" | "time" | "date" | "lastseen" | "timesource" | "scantime" => {
                Self::Identity("timestamp")
            }
            "asn" | "sourceasn" | "asnumber" => Self::Identity("asn"),
            "country" | "countrycode" | "geo" | "cc" | "sourcegeolocationcc" => {
                Self::Identity("country")
            }
            "region" | "state" | "sourcegeolocationregion" => Self::Identity("region"),
            "city" | "sourcegeolocationcity" => Self::Identity("city"),
            "organisation" | "organization" | "org" | "owner" | "asname" | "isp" => {
                Self::Identity("organisation")
            }
            "sector" | "industry" => Self::Identity("sector"),
            "source" | "seenby" | "feed" | "feedname" => Self::Identity("source"),
            "tag" | "tags" | "extratag" | "labels" => Self::Tags,
            "cve" | "cves" | "vulns" | "vulnerabilities" | "cveid" | "claims" => Self::Cves,
            "compromised" | "infection" | "webshell" | "ioc" | "iocs" => Self::Compromised,
            "product" | "productname" | "software" | "softwarename" | "application"
            | "displayname" => Self::Product,
            "version" | "build" | "exchangeversion" | "exchangebuild" | "buildnumber"
            | "productversion" | "installedversion" | "currentversion" | "softwareversion" => {
                Self::Version
            }
            "banner" | "tech" | "technology" | "technologies" | "response" | "result"
            | "results" | "output" | "value" | "data" | "text" | "raw" | "evidence" | "detail"
            | "pluginoutput" | "plugintext" => Self::Text,
            "solution"
            | "solutions"
            | "fix"
            | "fixed"
            | "fixedin"
            | "fixedversion"
            | "fixedbuild"
            | "patchedin"
            | "patchedversion"
            | "patched"
            | "recommendation"
            | "recommended"
            | "recommendedversion"
            | "remediation"
            | "target_version"
            | "targetversion"
            | "targetbuild"
            | "latest"
            | "latestversion"
            | "latestbuild"
            | "available"
            | "availableversion"
            | "requiredversion"
            | "required"
            | "wanted"
            | "upgradeto"
            | "updateto"
            | "newversion"
            | "nextversion"
            | "desired"
            | "desiredversion"
            | "expected"
            | "expectedversion"
            | "firstfixed"
            | "minimumversion"
            | "minversion"
            | "description"
            | "synopsis"
            | "impact"
            | "insight"
            | "summary"
            | "reference"
            | "references"
            | "seealso"
            | "threat"
            | "affected"
            | "vulnerabilityinsight"
            | "vulnerabilitydetectionmethod" => Self::Unread,
            _ => Self::Other,
        }
    }

    /// Whether a name is one that a heading of a list of servers has.
    pub(crate) fn is_known(name: &str) -> bool {
        Self::named(name) != Self::Other
    }
}

/// Whether a text speaks of Exchange, as the name of a product, of a test or
/// of a feed does.
pub(crate) fn is_exchange(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let words = || text.split(|letter: char| !letter.is_ascii_alphanumeric());
    (["exchange", "outlook web", "proxyshell", "proxylogon", "proxynotshell"]
        .iter()
        .any(|word| text.contains(word))
        || words().any(|word| word == "owa"))
        // Other makers' products of that name.
        && !["key exchange", "exchange type", "exchange activesync client"]
            .iter()
            .any(|other| text.contains(other))
}

/// The word of a label that says that somebody broke in.
pub(crate) fn compromise(text: &str) -> Option<String> {
    const WORDS: [&str; 12] = [
        "webshell",
        "web-shell",
        "web shell",
        "backdoor",
        "compromised",
        "system-compromise",
        "infected-system",
        "infected",
        "hacked",
        "implant",
        "ransomware",
        "malware",
    ];
    let plain = text.to_ascii_lowercase();
    plain
        .split([';', ',', '|', '\n'])
        .map(str::trim)
        .find(|label| {
            WORDS.iter().any(|word| label.contains(word))
                && !["not ", "no ", "un"].iter().any(|denied| label.starts_with(denied))
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_and_what_should_be_are_told_apart() {
        for (name, role) in [
            ("Source.IP", Role::Identity("ip")),
            ("source.geolocation.cc", Role::Identity("country")),
            ("Installed Version", Role::Version),
            ("fixed_in", Role::Unread),
            ("Solution", Role::Unread),
            ("Description", Role::Unread),
            ("AdminDisplayVersion", Role::Other),
        ] {
            assert_eq!(Role::named(name), role, "{name}");
        }
    }

    #[test]
    fn labels_tell_a_compromise() {
        let tag = "exchange;cve-2021-26855;eol";
        assert_eq!(compromise(tag), None);
        assert_eq!(compromise("exchange;webshell").as_deref(), Some("webshell"));
        assert_eq!(compromise("not compromised"), None);
    }
}
