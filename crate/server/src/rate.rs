//! How fast one client may ask. Who the client is: the connection's other end,
//! or whom a trusted proxy names.

use crate::config::Config;
use axum::http::HeaderMap;
use governor::DefaultKeyedRateLimiter;
use governor::Quota;
use governor::RateLimiter;
use governor::clock::Clock;
use governor::clock::DefaultClock;
use governor::middleware::StateInformationMiddleware;
use ipnet::IpNet;
use std::net::IpAddr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::num::NonZeroU32;

/// The other end of a connection.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// What a client still may do.
pub(crate) enum Verdict {
    /// This many more at once.
    Go(u32),
    /// Nothing for so many seconds.
    Wait(u64),
}

/// How fast each client may ask.
pub(crate) struct Limiter {
    buckets: DefaultKeyedRateLimiter<IpAddr, StateInformationMiddleware>,
    trusted: Vec<IpNet>,
    /// Requests at once, and the seconds in which that many come back.
    pub(crate) policy: (u32, u32),
}

impl Limiter {
    /// The limiter that is configured, if one is.
    pub(crate) fn new(config: &Config) -> Result<Option<Self>, String> {
        let trusted = config.proxy.trusted.iter().map(|text| {
            text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
                format!("proxy.trusted: expected an address or a network, not {text:?}")
            })
        });
        let trusted = trusted.collect::<Result<_, _>>()?;
        let limits = &config.limits;
        let Some(rate) = NonZeroU32::new(limits.client_per_second) else { return Ok(None) };
        let burst = NonZeroU32::new(limits.client_burst).unwrap_or(rate);
        let quota = Quota::per_second(rate).allow_burst(burst);
        let buckets = RateLimiter::dashmap(quota).with_middleware::<StateInformationMiddleware>();
        let policy = (burst.get(), burst.get().div_ceil(rate.get()));
        Ok(Some(Self { buckets, trusted, policy }))
    }

    /// Takes one request of a client; `None` where it is not counted.
    pub(crate) fn take(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Verdict> {
        let client = self.client(peer, headers);
        if client.is_loopback() {
            return None;
        }
        Some(match self.buckets.check_key(&network(client)) {
            Ok(state) => Verdict::Go(state.remaining_burst_capacity()),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Verdict::Wait(wait.as_secs() + 1)
            }
        })
    }

    /// Forgets clients that have not asked for a while.
    pub(crate) fn tidy(&self) {
        self.buckets.retain_recent();
    }

    /// The nearest address that no trusted proxy vouches for the next one of:
    /// what a client writes into the header itself is never believed.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let trusts = |address: &IpAddr| self.trusted.iter().any(|net| net.contains(address));
        let named: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut client = peer;
        for name in named.iter().rev() {
            if !trusts(&client) {
                break;
            }
            let Some(next) = address(name.trim()) else { break };
            client = next.to_canonical();
        }
        client
    }
}

/// An address as proxies write it: alone, with a port, in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let alone = text.parse().ok().or_else(|| inner?.parse::<Ipv6Addr>().ok().map(IpAddr::V6));
    alone.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// One household has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(trusted: &[&str]) -> Limiter {
        let mut config = Config::default();
        config.limits.client_per_second = 1;
        config.limits.client_burst = 2;
        config.proxy.trusted = trusted.iter().map(|&text| text.to_owned()).collect();
        Limiter::new(&config).unwrap().unwrap()
    }

    fn forwarded(value: &str) -> HeaderMap {
        HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn only_a_trusted_proxy_says_who_the_client_is() {
        let limiter = limiter(&["10.0.0.0/8"]);
        let client = |peer: &str, value: &str| {
            limiter.client(peer.parse().unwrap(), &forwarded(value)).to_string()
        };
        assert_eq!(client("192.0.2.1", "198.51.100.1"), "192.0.2.1");
        assert_eq!(client("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.1.1.1"), "198.51.100.1");
        for (written, address) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(client("10.0.0.1", written), address, "{written}");
        }
        // What names nobody leaves the last one who is known.
        for none in ["nonsense", "", "unknown", "[198.51.100.1]", "2001:db8::1:", "198.51.100.1,,"]
        {
            assert_eq!(client("10.0.0.1", none), "10.0.0.1", "{none}");
        }
        assert_eq!(client("10.0.0.1", "198.51.100.7, _hidden, 10.1.1.1"), "10.1.1.1");
    }

    #[test]
    fn a_client_that_hurries_is_told_when_to_come_back() {
        let limiter = limiter(&[]);
        let take = |peer: &str| limiter.take(peer.parse().unwrap(), &HeaderMap::new());
        assert!(matches!(take("192.0.2.1"), Some(Verdict::Go(1))));
        assert!(matches!(take("192.0.2.1"), Some(Verdict::Go(0))));
        assert!(matches!(take("192.0.2.1"), Some(Verdict::Wait(1..=2))));
        assert!(matches!(take("192.0.2.2"), Some(Verdict::Go(1))));
        assert!(take("127.0.0.1").is_none());
        assert!(matches!(take("2001:db8::1"), Some(Verdict::Go(1))));
        assert!(matches!(take("2001:db8::2"), Some(Verdict::Go(0))));
    }

    #[test]
    fn a_network_that_is_none_is_named() {
        let mut config = Config::default();
        config.proxy.trusted = vec!["10.0.0.0/99".to_owned()];
        assert!(Limiter::new(&config).err().unwrap().contains("10.0.0.0/99"));
    }
}
