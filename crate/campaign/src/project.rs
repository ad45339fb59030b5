//! How many there will be in the end, while the scan still runs.
//!
//! Targets are asked in random order, so those asked so far are a sample
//! without replacement. In each stratum (a network) the share found so far,
//! drawn towards the share of the whole where the stratum has been seen little
//! of, is the expectation for the targets still unasked; their number at risk
//! follows a beta-binomial law, whose spread vanishes as the unasked do (the
//! finite population correction). The strata's means and variances add up; the
//! interval is a gamma law's with that mean and variance, as rare things are
//! skewed and cannot be fewer than none.

use crate::error::Error;
use crate::file;
use crate::file::Campaign;
use expatch_probe::Target;
use expatch_probe::TargetList;
use expatch_probe::target::Host;
use expatch_store::values;
use serde::Serialize;
use std::collections::HashMap;
use std::net::IpAddr;

/// How much a stratum's expectation leans on the whole: as if so many of its
/// targets had been asked and had shown the share of the whole.
const LEAN: f64 = 40.0;

/// Below so many cases, strata are not distinguished.
const FEW: u64 = 20;

/// A little above the normal law's 97.5 % point, 1.96: the spread is estimated,
/// and an interval of 95 % is to hold at least that often.
const Z: f64 = 2.1;

/// One stratum: its size, how many were asked, how many of these are at risk.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Stratum {
    /// Targets in it.
    pub size: u64,
    /// Targets asked.
    pub asked: u64,
    /// Targets found at risk.
    pub found: u64,
}

/// A final count, foretold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Projection {
    /// Targets in all.
    pub total: u64,
    /// Targets asked.
    pub asked: u64,
    /// Found at risk so far.
    pub found: u64,
    /// Expected in the end.
    pub expected: u64,
    /// The interval that holds the final count with 95 % probability.
    pub low: u64,
    /// Its upper end.
    pub high: u64,
}

/// Foretells the final count.
///
/// ```
/// use expatch_campaign::project::{Stratum, project};
/// let half = project(&[Stratum { size: 250_000, asked: 135_000, found: 650 }]);
/// assert_eq!(half.expected, 1204);
/// assert!(half.low < 1160 && 1245 < half.high);
/// ```
pub fn project(strata: &[Stratum]) -> Projection {
    let sum = |what: fn(&Stratum) -> u64| strata.iter().map(what).sum::<u64>();
    let (total, asked, found) = (sum(|s| s.size), sum(|s| s.asked), sum(|s| s.found));
    if asked == 0 {
        return Projection { total, asked, found, expected: 0, low: 0, high: total };
    }
    // Half a case more, as Jeffreys: none found yet does not mean none.
    let share = (found as f64 + 0.5) / (asked as f64 + 1.0);
    let (mut mean, mut variance) = (0.0, 0.0);
    for stratum in strata {
        let left = stratum.size.saturating_sub(stratum.asked) as f64;
        let weight = stratum.asked as f64 + LEAN;
        let p = (stratum.found as f64 + LEAN * share) / weight;
        mean += left * p;
        variance += left * p * (1.0 - p) * (weight + left) / (weight + 1.0);
    }
    let left = (total - asked) as f64;
    // Few cases say nothing about strata: the whole is one then.
    if found < FEW {
        (mean, variance) = (left * share, 0.0);
    }
    // What all strata share is uncertain too.
    variance = variance.max(left * share * (1.0 - share) * total as f64 / asked as f64);
    let (low, high) = gamma_interval(mean, variance);
    let most = total - asked;
    let within = |value: f64| (value.round().max(0.0) as u64).min(most);
    Projection {
        total,
        asked,
        found,
        expected: found + within(mean),
        low: found + within((low - 0.5).floor()),
        high: found + within((high + 0.5).ceil()),
    }
}

/// The middle 95 % of the gamma law with this mean and variance, by Wilson and
/// Hilferty's cube root (1931).
fn gamma_interval(mean: f64, variance: f64) -> (f64, f64) {
    if mean <= 0.0 || variance <= 0.0 {
        return (0.0, 0.0);
    }
    let (shape, scale) = (mean * mean / variance, variance / mean);
    let quantile = |z: f64| {
        let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
        shape * scale * root.max(0.0).powi(3)
    };
    (quantile(-Z), quantile(Z))
}

/// The stratum of a target: a /16 of IPv4, a /32 of IPv6, or the names.
fn stratum_of(target: &Target) -> u64 {
    match target.host {
        Host::Address(IpAddr::V4(address)) => u64::from(u32::from(address) >> 16),
        Host::Address(IpAddr::V6(address)) => 1 << 32 | (u128::from(address) >> 96) as u64,
        Host::Name(_) => u64::MAX,
    }
}

impl Campaign {
    /// What has been asked and found, by stratum of `targets`, its own list.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn strata(&self, targets: &TargetList) -> Result<Vec<Stratum>, Error> {
        let mut strata: HashMap<u64, Stratum> = HashMap::new();
        for target in (0..targets.len()).filter_map(|number| targets.get(number)) {
            strata.entry(stratum_of(&target)).or_default().size += 1;
        }
        let sql = "SELECT target.id, coalesce(finding.severity, 0) FROM target
             LEFT JOIN verdict ON verdict.target = target.id
                  AND verdict.judgement = (SELECT max(id) FROM judgement WHERE campaign = ?1)
             LEFT JOIN finding ON finding.id = verdict.finding
             WHERE target.campaign = ?1";
        self.connection.each(sql, values![self.id], |row| {
            let number = file::number(row.get(0)?);
            let Some(target) = targets.get(number.cast_unsigned()) else { return Ok(()) };
            let stratum = strata.entry(stratum_of(&target)).or_default();
            stratum.asked += 1;
            stratum.found += u64::from(row.get::<i64>(1)? == 2);
            Ok::<_, Error>(())
        })?;
        let mut strata: Vec<_> = strata.into_iter().collect();
        strata.sort_unstable_by_key(|(key, _)| *key);
        Ok(strata.into_iter().map(|(_, stratum)| stratum).collect())
    }

    /// The final count of hosts at risk, foretold.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn projection(&self) -> Result<Projection, Error> {
        Ok(project(&self.strata(&self.targets()?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expatch_probe::Order;

    /// 100 scans of a country of 50,000 with 1,200 at risk in 61 uneven
    /// networks, each stopped at this share of the way.
    fn coverage(of_100: u64, at_risk: u64) -> usize {
        const HOSTS: u64 = 50_000;
        // Risk thickens towards the end, as it does in real networks.
        let is_at_risk = |number: u64| {
            let rank = |n: u64| at_risk * n * n / (HOSTS * HOSTS / 1000) / 1000;
            rank(number + 1) > rank(number)
        };
        let truth = (0..HOSTS).filter(|number| is_at_risk(*number)).count() as u64;
        let held = (0..100).filter(|seed| {
            let mut strata = vec![Stratum::default(); 61];
            for number in 0..HOSTS {
                strata[(number / 821) as usize].size += 1;
            }
            for number in Order::new(HOSTS, *seed).take((HOSTS * of_100 / 100) as usize) {
                let stratum = &mut strata[(number / 821) as usize];
                stratum.asked += 1;
                stratum.found += u64::from(is_at_risk(number));
            }
            let told = project(&strata);
            (told.low..=told.high).contains(&truth)
        });
        held.count()
    }

    #[test]
    fn the_interval_holds_the_truth_in_93_of_100_runs() {
        for (of_100, at_risk) in [(20, 1200), (50, 1200), (80, 1200), (20, 30)] {
            let held = coverage(of_100, at_risk);
            assert!(held >= 93, "{held} of 100 at {of_100} % with {at_risk} at risk");
        }
    }

    #[test]
    fn the_interval_narrows_to_the_count() {
        let told = project(&[Stratum { size: 500, asked: 500, found: 7 }]);
        assert_eq!((told.low, told.expected, told.high), (7, 7, 7));
        let blind = project(&[Stratum { size: 500, asked: 0, found: 0 }]);
        assert_eq!((blind.low, blind.high), (0, 500));
        let none = project(&[Stratum { size: 1000, asked: 100, found: 0 }]);
        assert!(none.low == 0 && none.high > 5 && none.high < 60, "{none:?}");
    }
}
