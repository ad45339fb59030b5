//! A world: so many addresses, among them exact numbers of each group, spread
//! unevenly over networks as real ones are, computed for any address without
//! making the others.

use crate::site::Hostile;
use crate::site::Kind;
use crate::site::Site;
use crate::site::Style;
use expatch::Build;
use expatch_probe::Order;
use expatch_probe::Target;
use expatch_probe::order::mix;
use expatch_probe::target::Host;
use expatch_probe::target::Scheme;
use std::net::IpAddr;
use std::net::Ipv4Addr;

/// Addresses that share a fate: the unevenness of the world.
const BLOCK: u32 = 1024;

/// A number of alike sites.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they are, such as `town`.
    pub label: &'static str,
    /// How many.
    pub count: u32,
    /// Their builds, drawn evenly; empty for hostile sites.
    pub builds: &'static [Build],
    /// How they show it, drawn evenly.
    pub styles: &'static [Style],
}

/// A made world.
#[derive(Clone, Debug)]
pub struct World {
    seed: u64,
    first: Ipv4Addr,
    hosts: u32,
    port: u16,
    scheme: Scheme,
    groups: Vec<Group>,
    /// How many sites of groups lie before each block, and in all.
    before: Vec<u32>,
    /// Of those in no group, how many in 256 answer at all.
    answering: u8,
}

impl World {
    /// A world of `hosts` addresses from `first` on.
    ///
    /// # Panics
    /// When the groups need more addresses than there are.
    pub fn new(seed: u64, first: Ipv4Addr, hosts: u32, groups: Vec<Group>) -> Self {
        let total: u32 = groups.iter().map(|group| group.count).sum();
        assert!(total <= hosts, "{total} sites do not fit into {hosts} addresses");
        let before = spread(seed, hosts, total);
        let (port, scheme) = (443, Scheme::Https);
        Self { seed, first, hosts, port, scheme, groups, before, answering: 64 }
    }

    /// Answers on this port.
    #[must_use]
    pub fn on(mut self, scheme: Scheme, port: u16) -> Self {
        (self.scheme, self.port) = (scheme, port);
        self
    }

    /// How many in 256 of the addresses in no group have another web server.
    #[must_use]
    pub fn answering(mut self, of_256: u8) -> Self {
        self.answering = of_256;
        self
    }

    /// How many addresses it has.
    pub fn len(&self) -> u32 {
        self.hosts
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.hosts == 0
    }

    /// The port that its sites answer on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether its sites speak TLS.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The address of a site.
    pub fn address(&self, number: u32) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.first) + number)
    }

    /// The target of a site.
    pub fn target(&self, number: u32) -> Target {
        let host = Host::Address(self.address(number).into());
        Target { host, port: self.port, scheme: self.scheme }
    }

    /// The line of a target list that names the whole world.
    pub fn target_line(&self) -> String {
        let (first, last) = (self.address(0), self.address(self.hosts.saturating_sub(1)));
        format!("{}://{first}-{last}:{}\n", self.scheme.code(), self.port)
    }

    /// What stands at an address.
    pub fn site_at(&self, address: IpAddr) -> Option<Site> {
        let IpAddr::V4(address) = address else { return None };
        let number = u32::from(address).checked_sub(self.first.into())?;
        (number < self.hosts).then(|| self.site(number))
    }

    /// The site with this number.
    pub fn site(&self, number: u32) -> Site {
        let block = number / BLOCK;
        let size = BLOCK.min(self.hosts - block * BLOCK);
        let seed = self.seed ^ mix(block.into());
        let place = Order::new(size.into(), seed).at((number % BLOCK).into());
        let place = place.expect("the place lies in its block") as u32;
        let (start, end) = (self.before[block as usize], self.before[block as usize + 1]);
        if place >= end - start {
            return Site { number, kind: self.crowd(number), label: "", rank: 0 };
        }
        let total = *self.before.last().expect("there is a last count");
        let shuffled = Order::new(total.into(), self.seed).at((start + place).into());
        let mut rank = shuffled.expect("the place lies below the total") as u32;
        for group in &self.groups {
            if rank < group.count {
                let kind = group.draw(mix(self.seed ^ u64::from(number)), rank);
                return Site { number, kind, label: group.label, rank };
            }
            rank -= group.count;
        }
        unreachable!("the groups add up to the total")
    }

    fn crowd(&self, number: u32) -> Kind {
        let draw = mix(self.seed.rotate_left(7) ^ u64::from(number));
        if draw as u8 >= self.answering { Kind::Silent } else { Kind::Other((draw >> 8) as u8) }
    }

    /// All sites.
    pub fn sites(&self) -> impl Iterator<Item = Site> {
        (0..self.hosts).map(|number| self.site(number))
    }
}

impl Group {
    fn draw(&self, draw: u64, rank: u32) -> Kind {
        let pick = |len: usize, draw: u64| (draw % len as u64) as usize;
        if self.builds.is_empty() {
            return Kind::Hostile(Hostile::ALL[rank as usize % Hostile::ALL.len()]);
        }
        let build = self.builds[pick(self.builds.len(), draw)];
        // Before 2013 there was one way only.
        let style = if build.major() < 15 {
            Style::Header
        } else {
            self.styles[pick(self.styles.len(), draw >> 16)]
        };
        Kind::Exchange(build, style)
    }
}

/// Deals `total` sites to the blocks, to some many and to most few, exactly.
fn spread(seed: u64, hosts: u32, total: u32) -> Vec<u32> {
    let blocks = hosts.div_ceil(BLOCK);
    let size = |block: u32| BLOCK.min(hosts - block * BLOCK);
    let weight = |block: u32| {
        let draw = (mix(seed ^ 0x5eed ^ u64::from(block)) >> 40) as f64 / (1u64 << 24) as f64;
        (0.05 + draw * draw * draw) * f64::from(size(block))
    };
    let sum: f64 = (0..blocks).map(weight).sum();
    let mut counts: Vec<u32> = (0..blocks)
        .map(|block| ((f64::from(total) * weight(block) / sum) as u32).min(size(block)))
        .collect();
    let mut left = total - counts.iter().sum::<u32>();
    for block in (0..blocks).cycle() {
        if left == 0 {
            break;
        }
        if counts[block as usize] < size(block) {
            counts[block as usize] += 1;
            left -= 1;
        }
    }
    let mut before = vec![0];
    let mut sum = 0;
    before.extend(counts.into_iter().map(|count| {
        sum += count;
        sum
    }));
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::belgium;

    #[test]
    fn groups_have_exactly_their_numbers() {
        for (seed, hosts) in [(1, 10_000), (2, 10_001), (3, 7_500)] {
            let groups = belgium::groups();
            let world = World::new(seed, Ipv4Addr::new(10, 0, 0, 0), hosts, groups.clone());
            for group in groups {
                let found = world.sites().filter(|site| site.label == group.label).count();
                assert_eq!(found, group.count as usize, "{} of seed {seed}", group.label);
            }
        }
    }

    #[test]
    fn a_seed_makes_one_world() {
        let world = |seed| {
            let first = Ipv4Addr::new(127, 1, 0, 0);
            World::new(seed, first, 8000, belgium::groups()).sites().collect::<Vec<_>>()
        };
        assert_eq!(world(5), world(5));
        assert_ne!(world(5), world(6));
    }

    #[test]
    fn networks_differ() {
        let world = World::new(9, Ipv4Addr::new(10, 0, 0, 0), 250_000, belgium::groups());
        let counts: Vec<u32> = world.before.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(*most > 5 * (*least).max(1), "{least} to {most}");
    }
}
