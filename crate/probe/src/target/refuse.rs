//! What is not asked at all, and what only with the user's word that they may.

use super::TargetList;
use ipnet::Ipv4Net;
use std::fmt;
use std::net::IpAddr;

/// The most addresses that one block may hold: a /12.
const LARGEST_BLOCK: u128 = 1 << 20;

/// Why a list is not asked.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// A block too large for polite, complete questions.
    Block {
        /// Its first address.
        first: IpAddr,
        /// Its last address.
        last: IpAddr,
    },
    /// More targets than one campaign takes.
    TooMany {
        /// How many there are.
        found: u64,
        /// How many there may be.
        allowed: u64,
    },
    /// An address that belongs to more than one host, or to none.
    NoHost(IpAddr),
    /// Targets that are not the user's own by their address, and no word that
    /// they may be asked.
    NotAuthorised(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const INSTEAD: &str = "scan the internet with ZMap and ZGrab2, which are made for it, \
                               and give their output to `expatch bulk --from zgrab2`";
        match self {
            Self::Block { first, last } => {
                write!(f, "{first}-{last} is larger than a /12 block: {INSTEAD}")
            }
            Self::TooMany { found, allowed } => {
                write!(f, "{found} targets are more than the {allowed} of one campaign: {INSTEAD}")
            }
            Self::NoHost(address) => {
                write!(
                    f,
                    "{address} does not name one host: multicast, broadcast and unspecified addresses are not scanned"
                )
            }
            Self::NotAuthorised(target) => write!(
                f,
                "{target} is outside loopback and private networks: say that you may ask these \
                 hosts with --i-am-authorised"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// Whether an address is one's own: loopback, private, link-local, unique local.
pub fn is_own(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// Checks that a list may be asked.
///
/// # Errors
/// Blocks larger than a /12 (of IPv6: 2²⁰ addresses), more than `most`
/// targets, addresses such as `224.0.0.1`, and, unless `authorised`, every
/// name but `localhost` and every address that is not one's own.
pub fn check_scope(list: &TargetList, most: u64, authorised: bool) -> Result<(), Refusal> {
    for (first, last) in list.ranges() {
        let size = match (first, last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => u128::from(u32::from(last) - u32::from(first)),
            (IpAddr::V6(first), IpAddr::V6(last)) => u128::from(last) - u128::from(first),
            _ => u128::MAX,
        };
        if size >= LARGEST_BLOCK {
            return Err(Refusal::Block { first, last });
        }
        for end in [first, last] {
            if is_no_host(end) {
                return Err(Refusal::NoHost(end));
            }
            if !authorised && !is_own(end) {
                return Err(Refusal::NotAuthorised(end.to_string()));
            }
        }
    }
    if list.len() > most {
        return Err(Refusal::TooMany { found: list.len(), allowed: most });
    }
    let is_local = |name: &str| name == "localhost" || name.ends_with(".localhost");
    match list.names().find(|name| !authorised && !is_local(name)) {
        Some(name) => Err(Refusal::NotAuthorised(name.to_owned())),
        None => Ok(()),
    }
}

fn is_no_host(address: IpAddr) -> bool {
    let this_network = Ipv4Net::new_assert(std::net::Ipv4Addr::UNSPECIFIED, 8);
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_multicast() || v4.is_broadcast() || this_network.contains(&v4),
        IpAddr::V6(v6) => v6.is_multicast() || v6.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, authorised: bool) -> Result<(), String> {
        let list = TargetList::read(text.as_bytes(), &[443]).unwrap();
        check_scope(&list, 4_000_000, authorised).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn the_whole_internet_is_sent_to_zmap() {
        for text in ["0.0.0.0/0", "16.0.0.0/11", "2001:db8::/64", "1.0.0.0-2.0.0.0"] {
            assert!(check(text, true).unwrap_err().contains("ZMap"), "{text}");
        }
        let halves: String = (16..26).map(|n| format!("{n}.0.0.0/12\n")).collect();
        assert!(check(&halves, true).unwrap_err().contains("more than the 4000000"));
    }

    #[test]
    fn strangers_need_the_users_word() {
        for text in ["192.0.2.1", "mail.example.org", "2001:db8::1", "10.255.255.255-11.0.0.1"] {
            assert!(check(text, false).unwrap_err().contains("--i-am-authorised"), "{text}");
            assert_eq!(check(text, true), Ok(()), "{text}");
        }
        for text in ["127.0.0.0/12", "10.1.0.0/16", "192.168.1.1", "fd00::1", "localhost"] {
            assert_eq!(check(text, false), Ok(()), "{text}");
        }
    }

    #[test]
    fn addresses_of_no_host_are_refused() {
        for text in ["224.0.0.1", "255.255.255.255", "0.0.0.0", "ff02::1"] {
            assert!(check(text, true).unwrap_err().contains("does not name one host"), "{text}");
        }
    }
}
