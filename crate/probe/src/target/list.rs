//! A list of targets in a few bytes each, sorted, without doubles, with a
//! number for every target: a block of addresses is one entry, names share
//! one string.

use super::Host;
use super::Scheme;
use super::Target;
use super::TargetError;
use super::parse;
use super::parse::Hosts;
use std::io;
use std::io::BufRead;
use std::io::Write;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// Targets, each with a number from 0 to [`TargetList::len`].
///
/// ```
/// use expatch_probe::TargetList;
/// let text = "mail.example.org\n192.0.2.0/30\n192.0.2.1 # again\n";
/// let list = TargetList::read(text.as_bytes(), &[443]).unwrap();
/// assert_eq!(list.len(), 5);
/// assert_eq!(list.get(0).unwrap().to_string(), "https://192.0.2.0:443");
/// assert_eq!(list.get(4).unwrap().to_string(), "https://mail.example.org:443");
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TargetList {
    ranges: Vec<Range>,
    /// The number behind each range's last target.
    ends: Vec<u64>,
    names: Vec<Name>,
    text: String,
}

/// Addresses of one family and port; IPv4 as the number it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Range {
    is_v6: bool,
    port: u16,
    scheme: Scheme,
    first: u128,
    last: u128,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Name {
    start: u32,
    len: u8,
    port: u16,
    scheme: Scheme,
}

/// Why a list cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ListError {
    /// Reading failed.
    Io(io::Error),
    /// A line cannot be read as a target.
    Line(TargetError),
    /// The names take more than 4 GiB.
    TooLong,
}

impl std::fmt::Display for ListError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the target list cannot be read: {error}"),
            Self::Line(error) => error.fmt(f),
            Self::TooLong => f.write_str("the names of the target list take more than 4 GiB"),
        }
    }
}

impl std::error::Error for ListError {}

impl TargetList {
    /// Reads a list, one target a line, `#` for comments; targets without a
    /// port get each of `ports`.
    ///
    /// # Errors
    /// Lines such as `10.0.0.256`, `ftp://host`, `host:0`; unreadable input.
    pub fn read(input: impl BufRead, ports: &[u16]) -> Result<Self, ListError> {
        let mut list = Self::default();
        for (number, text) in input.lines().enumerate() {
            let text = text.map_err(ListError::Io)?;
            let fail = |what| {
                let text = text.chars().take(120).collect();
                ListError::Line(TargetError { line: number + 1, text, what })
            };
            let Some(line) = parse::line(&text).map_err(fail)? else { continue };
            let given = line.port.map(|port| [port]);
            for port in given.as_ref().map_or(ports, |port| port.as_slice()) {
                let scheme = line.scheme.unwrap_or(Scheme::usual_on(*port));
                list.push(&line.hosts, *port, scheme)?;
            }
        }
        list.settle();
        Ok(list)
    }

    fn push(&mut self, hosts: &Hosts, port: u16, scheme: Scheme) -> Result<(), ListError> {
        match hosts {
            Hosts::Range(first, last) => {
                let is_v6 = first.is_ipv6();
                let (first, last) = (bits(*first), bits(*last));
                self.ranges.push(Range { is_v6, port, scheme, first, last });
            }
            Hosts::Name(name) => {
                let start = u32::try_from(self.text.len()).map_err(|_| ListError::TooLong)?;
                let len = name.len() as u8;
                self.text.push_str(name);
                self.names.push(Name { start, len, port, scheme });
            }
        }
        Ok(())
    }

    /// Sorts, joins what touches, drops doubles, counts.
    fn settle(&mut self) {
        self.ranges.sort_unstable();
        self.ranges.dedup_by(|next, kept| {
            let same = (next.is_v6, next.port, next.scheme) == (kept.is_v6, kept.port, kept.scheme);
            let touches = same && next.first <= kept.last.saturating_add(1);
            if touches {
                kept.last = kept.last.max(next.last);
            }
            touches
        });
        self.ranges.shrink_to_fit();
        let mut end = 0u64;
        self.ends = self
            .ranges
            .iter()
            .map(|range| {
                let count = u64::try_from(range.last - range.first).unwrap_or(u64::MAX);
                end = end.saturating_add(count.saturating_add(1));
                end
            })
            .collect();
        let text = &self.text;
        let key = |name: &Name| (&text[name.start as usize..][..name.len.into()], name.port);
        self.names.sort_unstable_by(|a, b| (key(a), a.scheme).cmp(&(key(b), b.scheme)));
        self.names.dedup_by(|a, b| (key(a), a.scheme) == (key(b), b.scheme));
    }

    /// How many targets it names.
    pub fn len(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0).saturating_add(self.names.len() as u64)
    }

    /// Whether it names none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The target with this number.
    pub fn get(&self, number: u64) -> Option<Target> {
        let at = self.ends.partition_point(|end| *end <= number);
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        if let Some(range) = self.ranges.get(at) {
            let bits = range.first + u128::from(number - start);
            let host = Host::Address(address(range.is_v6, bits));
            return Some(Target { host, port: range.port, scheme: range.scheme });
        }
        let name = self.names.get(usize::try_from(number - start).ok()?)?;
        let host = Host::Name(self.name(name).into());
        Some(Target { host, port: name.port, scheme: name.scheme })
    }

    fn name(&self, name: &Name) -> &str {
        &self.text[name.start as usize..][..name.len.into()]
    }

    /// The blocks of addresses, each as its first and last one.
    pub fn ranges(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> {
        self.ranges
            .iter()
            .map(|range| (address(range.is_v6, range.first), address(range.is_v6, range.last)))
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| self.name(name))
    }

    /// Writes the list so that [`TargetList::read`] returns this very list,
    /// with the same numbers.
    ///
    /// # Errors
    /// What `output` fails with.
    pub fn write(&self, mut output: impl Write) -> io::Result<()> {
        for range in &self.ranges {
            let (first, last) =
                (address(range.is_v6, range.first), address(range.is_v6, range.last));
            let (scheme, port) = (range.scheme.code(), range.port);
            match (first == last, range.is_v6) {
                (true, true) => writeln!(output, "{scheme}://[{first}]:{port}")?,
                (true, false) => writeln!(output, "{scheme}://{first}:{port}")?,
                (false, true) => writeln!(output, "{scheme}://[{first}-{last}]:{port}")?,
                (false, false) => writeln!(output, "{scheme}://{first}-{last}:{port}")?,
            }
        }
        for name in &self.names {
            writeln!(output, "{}://{}:{}", name.scheme.code(), self.name(name), name.port)?;
        }
        Ok(())
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

fn address(is_v6: bool, bits: u128) -> IpAddr {
    if is_v6 { Ipv6Addr::from(bits).into() } else { Ipv4Addr::from(bits as u32).into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn read(text: &str) -> Vec<String> {
        let list = TargetList::read(text.as_bytes(), &[443]).unwrap();
        (0..list.len()).map(|number| list.get(number).unwrap().to_string()).collect()
    }

    #[test]
    fn every_spelling_of_a_target_is_read() {
        let text = "Mail.Example.org.\n192.0.2.7:8443\nhttps://[2001:db8::1]:444/owa\n\
                    http://192.0.2.9\n198.51.100.0/31:80\n2001:db8::5 # why\n\n";
        assert_eq!(
            read(text),
            [
                "http://198.51.100.0:80",
                "http://198.51.100.1:80",
                "http://192.0.2.9:443",
                "https://192.0.2.7:8443",
                "https://[2001:db8::5]:443",
                "https://[2001:db8::1]:444",
                "https://mail.example.org:443",
            ]
        );
    }

    #[test]
    fn a_name_in_another_script_is_spelled_as_dns_spells_it() {
        let expected = ["https://mail.xn--mller-kva.example:443"];
        assert_eq!(read("mail.müller.example\nMAIL.MÜLLER.example.\n"), expected);
        assert_eq!(read("https://mail.müller.example/owa"), expected);
    }

    #[test]
    fn doubles_and_overlaps_are_asked_once() {
        assert_eq!(read("192.0.2.0/30\n192.0.2.2\n192.0.2.3-192.0.2.4\na.b\nA.B\n").len(), 6);
    }

    #[test]
    fn wrong_lines_are_named() {
        for text in ["10.0.0.256", "ftp://a", "a:0", "a:99999", "a b", "1.2.3.9-1.2.3.4", "-..-"] {
            let error = TargetList::read(format!("ok.example\n{text}").as_bytes(), &[443]);
            let error = error.expect_err(text).to_string();
            assert!(error.starts_with("line 2: "), "{error}");
        }
    }

    proptest! {
        #[test]
        fn writing_then_reading_gives_the_same_list(
            v4 in proptest::collection::vec((any::<u32>(), 0u32..300, 1u16..), 0..20),
            names in proptest::collection::vec("[a-z]{1,9}(\\.[a-z]{2,5}){1,2}", 0..20),
        ) {
            let mut text = String::new();
            for (first, count, port) in v4 {
                let last = Ipv4Addr::from(first.saturating_add(count));
                text += &format!("{}-{last}:{port}\n", Ipv4Addr::from(first));
            }
            for name in names {
                text += &format!("{name}\nhttp://{name}:80\n");
            }
            text += "2001:db8::/120\n";
            let list = TargetList::read(text.as_bytes(), &[443, 80]).unwrap();
            let mut written = Vec::new();
            list.write(&mut written).unwrap();
            let again = TargetList::read(written.as_slice(), &[1]).unwrap();
            prop_assert_eq!(again.len(), list.len());
            for number in (0..list.len()).step_by(37) {
                prop_assert_eq!(again.get(number), list.get(number));
            }
        }
    }
}
