//! Where webhooks may go: to addresses on the Internet only, unless the
//! operator allows others. The address that was checked is the one that is
//! connected to, so a name that means something else a moment later gains
//! nothing.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::NextTimeout;

/// Resolves names and leaves out what is not on the Internet.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) allow_internal: bool,
}

impl Resolver for Filter {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        let fits = |address: &&SocketAddr| self.allow_internal || is_public(address.ip());
        for address in found.iter().filter(fits) {
            kept.push(*address);
        }
        match kept.is_empty() {
            true => Err(ureq::Error::Io(std::io::Error::other(
                "its address is not on the Internet; inventory.allow_internal allows it",
            ))),
            false => Ok(kept),
        }
    }
}

/// Whether an address is one of the public Internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    !(v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_documentation()
        || a == 0
        // Multicast, reserved and broadcast.
        || a >= 224
        // Behind carriers' address translation.
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        // Benchmarks.
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    let segments = v6.segments();
    let embedded = |at: usize| {
        let [[a, b], [c, d]] = [segments[at].to_be_bytes(), segments[at + 1].to_be_bytes()];
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // Only this eighth is given out, and parts of it are not.
        [0x2001, 0x0000..=0x01ff | 0x0db8, ..] => false,
        [0x2002, ..] => is_public_v4(embedded(1)),
        [0x3fff, 0x0000..=0x0fff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        [0x0064, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(embedded(6)),
        _ => false,
    }
}

/// Whether a webhook may have this address at all.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(url: &str, allow_internal: bool) -> Result<(), String> {
    let uri: Uri = url.parse().map_err(|_| "url: this is no address".to_owned())?;
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if allow_internal => {}
        _ => return Err("url: expected https://".to_owned()),
    }
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    if authority.contains('@') {
        return Err("url: must not hold a name or password".to_owned());
    }
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
    if host.is_empty() || !host.bytes().all(letter) || url.len() > 2048 {
        return Err("url: expected a host, and at most 2048 bytes".to_owned());
    }
    // What other programs would have to guess the meaning of is refused.
    let letter =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=%[]".contains(&byte);
    if !url.bytes().all(letter) {
        return Err("url: letters that an address does not hold are written as %xx".to_owned());
    }
    match host.parse::<IpAddr>() {
        Ok(address) if !allow_internal && !is_public(address) => {
            Err("url: this address is not on the Internet".to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_from_those_outside() {
        for outside in ["1.1.1.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::101:101"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
    }

    #[test]
    fn an_address_that_no_webhook_may_have_is_refused_at_once() {
        assert!(check("https://example.org/hook?x=1", false).is_ok());
        assert!(check("http://127.0.0.1:9/x", true).is_ok());
        for bad in [
            "",
            "example.org",
            "http://example.org/",
            "file:///etc/passwd",
            "https://[::1]/",
            "https://127.0.0.1/",
            "https://user:pass@example.org/",
            "https://169.254.169.254/x",
        ] {
            assert!(check(bad, false).is_err(), "{bad}");
        }
    }
}
