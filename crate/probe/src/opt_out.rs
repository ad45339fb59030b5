//! Who asked not to be asked: addresses, blocks and names (with everything
//! below them), in the grammar of target lists.

use crate::target::Host;
use crate::target::ListError;
use crate::target::TargetList;
use std::collections::HashSet;
use std::io::BufRead;
use std::net::IpAddr;

/// An opt-out list.
///
/// ```
/// use expatch_probe::OptOut;
/// use expatch_probe::target::Host;
/// let list = OptOut::read("198.51.100.0/24\nexample.org\n".as_bytes()).unwrap();
/// assert!(list.has_address("198.51.100.9".parse().unwrap()));
/// assert!(list.has(&Host::Name("mail.example.org".into())));
/// assert!(!list.has(&Host::Name("badexample.org".into())));
/// ```
#[derive(Clone, Debug, Default)]
pub struct OptOut {
    /// Sorted, without overlaps, IPv4 before IPv6.
    ranges: Vec<(IpAddr, IpAddr)>,
    names: HashSet<Box<str>>,
}

impl OptOut {
    /// Reads a list; a port in it is allowed and means the whole host.
    ///
    /// # Errors
    /// The same as [`TargetList::read`]'s: a line that cannot be read must
    /// stop the scan, as somebody may stand on it.
    pub fn read(input: impl BufRead) -> Result<Self, ListError> {
        let list = TargetList::read(input, &[443])?;
        let mut ranges: Vec<_> = list.ranges().collect();
        ranges.sort_unstable();
        ranges.dedup_by(|next, kept| {
            let overlaps = next.0 <= kept.1 && next.0.is_ipv4() == kept.1.is_ipv4();
            if overlaps {
                kept.1 = kept.1.max(next.1);
            }
            overlaps
        });
        Ok(Self { ranges, names: list.names().map(Box::from).collect() })
    }

    /// Whether a host, or a name above it, is on the list.
    pub fn has(&self, host: &Host) -> bool {
        match host {
            Host::Address(address) => self.has_address(*address),
            Host::Name(name) => {
                let mut rest = &**name;
                loop {
                    if self.names.contains(rest) {
                        return true;
                    }
                    match rest.split_once('.') {
                        Some((_, above)) => rest = above,
                        None => return false,
                    }
                }
            }
        }
    }

    /// Whether an address is on the list.
    pub fn has_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let at = self.ranges.partition_point(|(first, _)| *first <= address);
        at > 0 && self.ranges[at - 1].1 >= address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_any_block() {
        let text = "10.0.0.0/8\n10.5.0.1:25\n2001:db8::/32\n192.0.2.5-192.0.2.6";
        let list = OptOut::read(text.as_bytes()).unwrap();
        for inside in ["10.0.0.0", "10.255.255.255", "2001:db8::1", "192.0.2.6", "::ffff:10.1.1.1"]
        {
            assert!(list.has_address(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["9.255.255.255", "11.0.0.0", "192.0.2.4", "192.0.2.7", "2001:db9::"] {
            assert!(!list.has_address(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn an_unreadable_line_stops() {
        assert!(OptOut::read("example.org please stop".as_bytes()).is_err());
    }
}
