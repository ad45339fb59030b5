//! The whole way in fifteen lines: `cargo run -p expatch --example assess_banner`.

use expatch::Assessor;
use expatch::Database;
use expatch::Language;

fn main() {
    let header = "HTTP/2 401\r\nx-owa-version: 15.1.2507.6\r\nx-feserver: MAIL01\r\n";
    let database = Database::embedded();
    let assessor = Assessor::new(&database, "2026-11-23".parse().expect("a day"));
    for server in assessor.report(header.as_bytes(), Language::English).servers {
        println!("{}: {}", server.verdict.status, server.verdict.summary);
        for step in server.verdict.plan {
            println!("  - {}", step.text);
        }
    }
}
