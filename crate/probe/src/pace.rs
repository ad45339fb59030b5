//! How fast: one pace for the whole scan and one for each network, kept by
//! handing out moments in time. Who asks gets the next free moment and sleeps
//! until then.

use crate::network::Network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// A scan's pace.
#[derive(Debug)]
pub struct Pace {
    global: Option<Duration>,
    network: Option<Duration>,
    moments: Mutex<Moments>,
}

#[derive(Debug)]
struct Moments {
    global: Instant,
    networks: HashMap<Network, Instant>,
    sweep_at: usize,
}

/// How many networks are remembered before those whose moment has passed are
/// forgotten.
const SWEEP: usize = 4096;

impl Pace {
    /// At most so many requests a second in all and in each network; `None`
    /// or a rate that is not above zero sets no bound.
    pub fn new(global: Option<f64>, network: Option<f64>) -> Self {
        let between = |rate: Option<f64>| {
            rate.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64(1.0 / rate))
        };
        let now = Instant::now();
        let moments = Moments { global: now, networks: HashMap::new(), sweep_at: SWEEP };
        Self { global: between(global), network: between(network), moments: Mutex::new(moments) }
    }

    /// Waits for the next moment at which `address` may be asked.
    pub async fn wait(&self, address: IpAddr) {
        let moment = self.reserve(address, Instant::now());
        tokio::time::sleep_until(moment).await;
    }

    fn reserve(&self, address: IpAddr, now: Instant) -> Instant {
        let mut moments = self.moments.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut moment = now;
        if let Some(between) = self.global {
            moment = moment.max(moments.global);
            moments.global = moment + between;
        }
        if let Some(between) = self.network {
            if moments.networks.len() >= moments.sweep_at {
                moments.networks.retain(|_, next| *next > now);
                moments.sweep_at = (2 * moments.networks.len()).max(SWEEP);
            }
            let next = moments.networks.entry(Network::of(address)).or_insert(moment);
            moment = moment.max(*next);
            *next = moment + between;
        }
        moment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_asked_slower_than_the_world() {
        let pace = Pace::new(Some(100.0), Some(1.0));
        let now = Instant::now() + Duration::from_secs(1);
        let ask = |address: &str| pace.reserve(address.parse().unwrap(), now) - now;
        assert_eq!(ask("192.0.2.1"), Duration::ZERO);
        assert_eq!(ask("198.51.100.1"), Duration::from_millis(10));
        assert_eq!(ask("192.0.2.9"), Duration::from_secs(1));
        assert_eq!(ask("192.0.2.1"), Duration::from_secs(2));
        assert_eq!(ask("203.0.113.1"), Duration::from_millis(40));
    }

    #[test]
    fn memory_is_bounded() {
        let pace = Pace::new(None, Some(1000.0));
        let start = Instant::now();
        for number in 0..200_000u32 {
            let now = start + Duration::from_millis(number.into());
            pace.reserve(std::net::Ipv4Addr::from(number << 8).into(), now);
        }
        assert!(pace.moments.lock().unwrap().networks.len() <= SWEEP);
    }
}
