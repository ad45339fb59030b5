//! Prints how long it takes to load the database and to look builds up:
//! `cargo run --release -p expatch --example database`.

use expatch::{Build, Database};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let embedded = Database::embedded();
    let bytes = embedded.bytes();
    let rounds = 2_000u32;
    let start = Instant::now();
    for _ in 0..rounds {
        let _ = black_box(Database::load(black_box(bytes)));
    }
    println!("load      {:>8.1} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds));
    let builds: Vec<Build> = embedded.releases().map(|release| release.build).collect();
    let rounds = 2_000;
    let start = Instant::now();
    for _ in 0..rounds {
        for build in &builds {
            black_box(embedded.find(black_box(*build)));
        }
    }
    let each = start.elapsed().as_secs_f64() * 1e9 / (rounds * builds.len()) as f64;
    println!("find      {each:>8.1} ns");
    let numbers: Vec<_> = embedded.vulnerabilities().map(|row| row.number).collect();
    let baselines: Vec<_> = embedded.baselines().map(|row| row.id).collect();
    let start = Instant::now();
    for number in &numbers {
        for baseline in &baselines {
            black_box(embedded.fix(black_box(*number), black_box(*baseline)));
        }
    }
    let each = start.elapsed().as_secs_f64() * 1e9 / (numbers.len() * baselines.len()) as f64;
    println!("fix       {each:>8.1} ns");
    println!("size      {:>8} bytes", bytes.len());
}
