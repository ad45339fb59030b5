//! A random order over any number of targets that takes no memory: a keyed
//! permutation of the numbers below `len`. The same seed gives the same order,
//! so a scan that was interrupted goes on in it.

/// The numbers from 0 to `len` in the order that a seed gives.
///
/// ```
/// use expatch_probe::Order;
/// let mut numbers: Vec<u64> = Order::new(1000, 7).collect();
/// assert_ne!(numbers[..3], [0, 1, 2]);
/// numbers.sort();
/// assert!(numbers.into_iter().eq(0..1000));
/// ```
#[derive(Clone, Debug)]
pub struct Order {
    len: u64,
    next: u64,
    half_bits: u32,
    keys: [u64; ROUNDS],
}

/// Eight rounds of a Feistel network: more than the four that make a random
/// permutation of a random function, as ours is only a mixer.
const ROUNDS: usize = 8;

impl Order {
    /// The order of `len` numbers under `seed`.
    pub fn new(len: u64, seed: u64) -> Self {
        let bits = (u64::BITS - len.saturating_sub(1).leading_zeros()).max(2);
        let mut key = seed;
        let keys = std::array::from_fn(|_| {
            key = mix(key);
            key
        });
        Self { len, next: 0, half_bits: bits.div_ceil(2), keys }
    }

    /// The number at a place of the order.
    pub fn at(&self, place: u64) -> Option<u64> {
        if place >= self.len {
            return None;
        }
        // The network permutes a power of four; walk until the value is ours.
        // As it is a permutation, the walk ends, on average within four steps.
        let mut value = place;
        loop {
            value = self.permute(value);
            if value < self.len {
                return Some(value);
            }
        }
    }

    fn permute(&self, value: u64) -> u64 {
        let mask = (1u64 << self.half_bits) - 1;
        let (mut left, mut right) = (value >> self.half_bits, value & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        left << self.half_bits | right
    }
}

impl Iterator for Order {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let number = self.at(self.next)?;
        self.next += 1;
        Some(number)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.len - self.next).ok();
        (left.unwrap_or(usize::MAX), left)
    }
}

/// SplitMix64's step: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014.
pub fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_comes_once(len in 0u64..5000, seed: u64) {
            let mut seen = vec![false; len as usize];
            for number in Order::new(len, seed) {
                prop_assert!(!std::mem::replace(&mut seen[number as usize], true));
            }
            prop_assert!(seen.into_iter().all(|seen| seen));
        }
    }

    #[test]
    fn the_first_tenth_is_a_fair_sample() {
        // The mean of a tenth of 0..n is n/2 within five standard errors.
        let len = 100_000u64;
        for seed in 0..20 {
            let taken = 10_000;
            let sum: u64 = Order::new(len, seed).take(taken).sum();
            let mean = sum as f64 / taken as f64;
            let deviation = len as f64 / 12f64.sqrt() * (0.9 / taken as f64).sqrt();
            assert!((mean - len as f64 / 2.0).abs() < 5.0 * deviation, "seed {seed}: {mean}");
        }
    }

    #[test]
    fn huge_lists_need_no_memory() {
        let order = Order::new(u64::MAX / 3, 1);
        assert!(order.at(u64::MAX / 3 - 1).is_some());
        assert_eq!(order.at(u64::MAX / 3), None);
    }
}
