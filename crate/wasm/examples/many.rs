//! What `assessMany` of the npm package does, natively on one core, for `cargo xtask bench npm`:
//!
//! `cargo run --release -p expatch-wasm --example many FILE ROUNDS`
//!
//! FILE holds inputs that each end in a zero byte. Prints the milliseconds of each round as JSON.

use expatch::Assessor;
use expatch::Database;
use expatch_wasm::many::columns;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let [file, rounds] = [1, 2].map(|at| std::env::args().nth(at).expect("FILE ROUNDS"));
    let (mut bytes, mut offsets) = (Vec::new(), Vec::from([0]));
    for input in std::fs::read(file).unwrap().split_inclusive(|byte| *byte == 0) {
        bytes.extend_from_slice(&input[..input.len() - 1]);
        offsets.push(u32::try_from(bytes.len()).unwrap());
    }
    let assessor = Assessor::new(&Database::embedded(), "2026-11-23".parse().unwrap());
    let milliseconds: Vec<f64> = (0..rounds.parse().unwrap())
        .map(|_| {
            let start = Instant::now();
            black_box(columns(&assessor, black_box(&bytes), black_box(&offsets)));
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    println!("{milliseconds:?}");
}
