//! What columns and members are called in tables that nobody knows: who and
//! where, what is, what should be, and what is prose.

use super::names::NAMES;
use expatch::channel::Column;
use std::cell::RefCell;
use std::collections::HashMap;

/// What a column or a member is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// A field of identity, by the name that [`crate::Identity`] knows.
    Identity(&'static str),
    /// An address or a name.
    Host,
    /// What a machine is called, in any language: a host where it looks like one.
    Named,
    /// The name that an address resolves to: what somebody asked for goes before it.
    Reverse,
    /// The server's own name.
    Machine,
    Product,
    /// What listens: the product where it names Exchange.
    Service,
    Version,
    /// The version of what the row is about, where it is one.
    Current,
    /// Whether what is claimed was found.
    Found,
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
        // The rows of a file have the same few names.
        const REMEMBERED: usize = 1024;
        thread_local! {
            static KNOWN: RefCell<HashMap<Box<str>, Role>> = RefCell::default();
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some(role) = known.get(name) {
                return *role;
            }
            let role = Self::listed(name).unwrap_or_else(|| Self::of_words(name));
            if known.len() >= REMEMBERED {
                known.clear();
            }
            if name.len() <= 64 {
                known.insert(name.into(), role);
            }
            role
        })
    }

    /// The role of a name that no list has as a whole.
    fn of_words(name: &str) -> Self {
        match expatch::channel::column(name) {
            Some(Column::Target) => return Self::Unread,
            Some(Column::Version) => return Self::Current,
            Some(Column::Machine) => return Self::Named,
            _ => {}
        }
        // `target_ip`, `resolvedIp`, `dst port`.
        let words = || words(name);
        let is =
            |word: &str, known: &[&str]| known.iter().any(|one| word.eq_ignore_ascii_case(one));
        if Self::is_scanner(name) {
            return Self::Unread;
        }
        match words().next_back() {
            Some(last) if is(last, &["ip", "ipv4", "ipv6"]) => Self::Identity("ip"),
            Some(last) if is(last, &["port"]) => Self::Identity("port"),
            _ => Self::Other,
        }
    }

    /// Whether a name is that of who looked, and not of whom was looked at.
    pub(crate) fn is_scanner(name: &str) -> bool {
        words(name).any(|word| SCANNER.iter().any(|known| word.eq_ignore_ascii_case(known)))
    }

    /// Whether a name is one that a heading of a list of servers has.
    pub(crate) fn is_known(name: &str) -> bool {
        // Of words that should or may not be read there are many in prose.
        !matches!(Self::of_words(name), Self::Unread | Self::Other) || Self::listed(name).is_some()
    }

    /// The role of a name that stands in the list as a whole.
    fn listed(name: &str) -> Option<Self> {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        // Views of Configuration Manager call them `Version0`.
        NAMES.get(plain.strip_suffix('0').unwrap_or(&plain)).copied()
    }
}

/// Who looked: its address is nobody's server.
const SCANNER: [&str; 7] = ["scanner", "client", "origin", "observer", "sensor", "probe", "local"];

/// The words of a name: between marks, and where a capital follows a small letter.
fn words(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    let mut all = Vec::new();
    for part in name.split(|letter: char| !letter.is_alphanumeric()) {
        let mut start = 0;
        for (at, pair) in part.as_bytes().windows(2).enumerate() {
            if pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase() {
                all.push(&part[start..=at]);
                start = at + 1;
            }
        }
        all.push(&part[start..]);
    }
    all.into_iter().filter(|word| !word.is_empty())
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

/// Whether the name of an installed product is that of Exchange Server, and not of what
/// is made for it: `Exchange Web Services Managed API` has versions like a server's.
pub(crate) fn is_exchange_itself(product: &str) -> bool {
    const BEHIND: [&str; 14] = [
        "server",
        "servers",
        "se",
        "cu",
        "cumulative",
        "sp",
        "standard",
        "enterprise",
        "edge",
        "mailbox",
        "smtpd",
        "pop3d",
        "imapd",
        "httpd",
    ];
    let plain = product.to_ascii_lowercase();
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let Some(at) = words.iter().position(|word| *word == "exchange") else {
        return is_exchange(product);
    };
    // `Rules for Microsoft Exchange`.
    let is_for = words[at.saturating_sub(2)..at].contains(&"for");
    let is_own = words.get(at + 1).is_none_or(|word| {
        let bare = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        bare.is_empty() || BEHIND.contains(&bare)
    });
    is_own && !is_for && is_exchange(product)
}

/// Whether the state of a finding says that it is one no more.
pub(crate) fn is_over(state: &str) -> bool {
    let plain = state.trim().to_ascii_lowercase();
    matches!(plain.as_str(), "fixed" | "closed" | "resolved" | "remediated")
}

/// Whether a cell denies what its column is called: `no`, `false`, `not vulnerable`.
pub(crate) fn denies(text: &str) -> bool {
    let plain = text.trim().to_ascii_lowercase();
    matches!(plain.as_str(), "" | "no" | "false" | "0" | "n" | "none" | "n/a" | "-")
        || plain.starts_with("not ")
}

/// What a column that is named for a break-in says of one: its own name where the
/// cell says yes, the cell where that has a word for it.
pub(crate) fn broken_into(name: &str, cell: &str) -> Option<String> {
    if denies(cell) {
        return None;
    }
    let is_yes = matches!(cell.trim().to_ascii_lowercase().as_str(), "yes" | "true" | "1" | "y");
    let is_shell = name.to_ascii_lowercase().contains("webshell");
    compromise(cell)
        .or_else(|| is_shell.then(|| "webshell".to_owned()))
        .or_else(|| is_yes.then(|| name.trim().to_ascii_lowercase()))
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
            ("securityUpdateBuild", Role::Unread),
            ("version_fixed", Role::Unread),
            ("upgrade target", Role::Unread),
            ("Netbios_Name0", Role::Machine),
            ("Version0", Role::Version),
            ("AdminDisplayVersion", Role::Other),
            ("mail-old", Role::Other),
            ("Versie", Role::Current),
            ("Nom d'hôte", Role::Named),
            ("dst_port", Role::Identity("port")),
            ("scanner_ip", Role::Unread),
        ] {
            assert_eq!(Role::named(name), role, "{name}");
        }
    }

    #[test]
    fn what_is_made_for_exchange_is_not_exchange() {
        for name in [
            "Microsoft Exchange Server 2016 Cumulative Update 23",
            "exchange_server_2016",
            "MS Exchange",
            "Exchange 2019",
            "cpe:2.3:a:microsoft:exchange_server:15.1.2242.4",
            "Outlook Web App",
            "Microsoft Exchange smtpd",
            "Mail server (Exchange 2016)",
            "on-premises Exchange",
        ] {
            assert!(is_exchange_itself(name), "{name}");
        }
        for name in [
            "Microsoft Exchange Web Services Managed API 2.2",
            "Exchange ActiveSync Client",
            "Rules for Exchange",
            "Exchange Online PowerShell Module",
            "Outlook 2016",
            "",
        ] {
            assert!(!is_exchange_itself(name), "{name}");
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
