//! From the name of a server to the domain of its organisation.

/// Second labels under which countries register names: `gov.uk`, `ac.be`.
const SECOND_LEVEL: [&str; 12] =
    ["ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "gv", "net", "or", "org"];

/// Names under which anybody's customers have theirs: they say who runs the
/// line, not whose the server is.
const SHARED: [&str; 24] = [
    "amazonaws.com",
    "arcor-ip.net",
    "as13285.net",
    "belgacom.be",
    "cloudapp.azure.com",
    "cloudapp.net",
    "edpnet.net",
    "googleusercontent.com",
    "hosteurope.de",
    "in-addr.arpa",
    "ip-ovh.net",
    "isp.belgacom.be",
    "kpn.net",
    "orange.fr",
    "ovh.net",
    "poneytelecom.eu",
    "proximus.be",
    "scarlet.be",
    "t-ipconnect.de",
    "telenet.be",
    "voo.be",
    "wanadoo.fr",
    "your-server.de",
    "ziggo.nl",
];

/// Whether a name is one below which others register, such as `gov.uk`.
pub fn is_public_suffix(name: &str) -> bool {
    match name.split_once('.') {
        None => true,
        Some((first, rest)) => {
            !rest.contains('.') && rest.len() == 2 && SECOND_LEVEL.contains(&first)
        }
    }
}

/// The domain that an organisation registered, told from a server's name.
///
/// ```
/// use expatch_campaign::place::domain_of;
/// assert_eq!(domain_of("mail.gemeente.example.be").as_deref(), Some("example.be"));
/// assert_eq!(domain_of("owa.council.gov.uk").as_deref(), Some("council.gov.uk"));
/// assert_eq!(domain_of("81-82-83-84.dsl.telenet.be"), None);
/// assert_eq!(domain_of("exchange.local"), None);
/// assert_eq!(domain_of("192.0.2.7"), None);
/// ```
pub fn domain_of(name: &str) -> Option<String> {
    let name = name.trim_end_matches('.').trim_start_matches("*.").to_ascii_lowercase();
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    let is_internal = ["local", "lan", "internal", "localdomain", "localhost", "intra", "corp"]
        .iter()
        .any(|end| name.rsplit('.').next() == Some(end));
    if !is_name || is_internal || name.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let labels: Vec<&str> = name.split('.').collect();
    if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
        return None;
    }
    let mut start = labels.len() - 2;
    if start > 0 && is_public_suffix(&labels[start..].join(".")) {
        start -= 1;
    }
    let domain = labels[start..].join(".");
    let is_shared = SHARED.iter().any(|shared| {
        name.strip_suffix(shared).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    (!is_shared && !is_public_suffix(&domain)).then_some(domain)
}
