//! How often the projection's interval holds the truth: the story's country,
//! scanned a hundred times in other orders, each scan looked at on the way.

use expatch_campaign::project::Stratum;
use expatch_campaign::project::project;
use expatch_farm::belgium;
use expatch_probe::Order;

const RUNS: u64 = 100;

/// Hundredths of the way at which the count is foretold.
const MARKS: [u32; 3] = [20, 50, 80];

/// How many of [`RUNS`] intervals hold the truth, at each mark. Both the
/// country and the order of its scan follow from the run's number.
fn held(hosts: u32) -> [u64; 3] {
    let mut held = [0; 3];
    for run in 0..RUNS {
        let sites: Vec<bool> = belgium::world(run, hosts)
            .sites()
            .map(|site| belgium::is_exposed(site.label))
            .collect();
        let mut strata = vec![Stratum::default(); (hosts as usize).div_ceil(1 << 16)];
        for number in 0..sites.len() {
            strata[number >> 16].size += 1;
        }
        let mut order = Order::new(hosts.into(), run ^ 0x5ca1e);
        let mut asked = 0;
        for (mark, held) in MARKS.into_iter().zip(&mut held) {
            let until = hosts / 100 * mark;
            for number in order.by_ref().take((until - asked) as usize) {
                let stratum = &mut strata[number as usize >> 16];
                stratum.asked += 1;
                stratum.found += u64::from(sites[number as usize]);
            }
            asked = until;
            let told = project(&strata);
            *held += u64::from((told.low..=told.high).contains(&belgium::EXPOSED.into()));
        }
    }
    held
}

#[track_caller]
fn check(hosts: u32) {
    let held = held(hosts);
    println!("of {RUNS} intervals at {MARKS:?} % of {hosts} hosts hold the truth: {held:?}");
    assert!(held.iter().all(|held| *held >= 93), "{held:?} of {RUNS} at {MARKS:?} %");
}

#[test]
fn the_interval_holds_the_truth_of_a_small_belgium() {
    check(25_000);
}

#[test]
#[ignore = "takes a minute: cargo test --release -p expatch-campaign --test coverage -- --ignored"]
fn the_interval_holds_the_truth_of_belgium() {
    check(belgium::HOSTS);
}
