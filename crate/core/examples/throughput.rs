//! How fast text is read: without evidence, header blocks, hostile repetition.
//!
//! `cargo run --release -p expatch --example throughput`

use expatch::observe;
use std::time::Instant;

fn main() {
    let words = "the quick brown fox jumps over a lazy dog 10.15.2.4 2024-01-15T08:03:06 GET /index.html?x=1 200 ok; ";
    let plain = words.repeat(64 * 1024 * 1024 / words.len());
    let rate = rate_of(plain.as_bytes());
    println!("text without evidence      {rate:6.2} GB/s");

    let block = "HTTP/1.1 302 Found\r\nServer: Microsoft-IIS/10.0\r\nX-FEServer: EX01\r\nX-OWA-Version: 15.2.1118.7\r\n\r\n";
    let start = Instant::now();
    let mut found = 0;
    for _ in 0..100_000 {
        found += observe(block.as_bytes()).evidence.len();
    }
    println!(
        "header blocks              {:6.0} thousand/s ({found} findings)",
        100.0 / start.elapsed().as_secs_f64()
    );

    for piece in [
        "exchange ",
        "/owa/auth/",
        "with mapi id ",
        "MajorBuildNumber=\"1\" ",
        "15.1 (",
        "15.01.",
        "X-FEServer: a\n",
        "Microsoft SMTP Server ",
    ] {
        let small = rate_of(piece.repeat(1_000_000 / piece.len()).as_bytes());
        let large = rate_of(piece.repeat(4_000_000 / piece.len()).as_bytes());
        println!(
            "{piece:?} repeated: {:7.1} MB/s for 1 MB, {:7.1} MB/s for 4 MB",
            small * 1e3,
            large * 1e3
        );
    }
}

/// Gigabytes per second.
fn rate_of(text: &[u8]) -> f64 {
    let start = Instant::now();
    std::hint::black_box(observe(std::hint::black_box(text)));
    text.len() as f64 / start.elapsed().as_secs_f64() / 1e9
}
