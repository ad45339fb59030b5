//! How fast one input is judged, beside a hash look-up in the same program:
//! JSON for `cargo xtask bench`.
//!
//! `cargo run --release -p expatch --example speed [ROUNDS]`
//!
//! With `EXPATCH_HOT=exact|report|observe` it only does that hot path, a fixed
//! number of times: for `valgrind --tool=callgrind` and `perf record`.

use expatch::Assessor;
use expatch::Build;
use expatch::Database;
use expatch::Language;
use expatch::judge::Status;
use expatch::observe::observe;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

const HEADERS: &[u8] = b"HTTP/1.1 302 Found\r\nServer: Microsoft-IIS/10.0\r\nX-FEServer: EX01\r\n\
    X-OWA-Version: 15.2.1118.7\r\nX-Powered-By: ASP.NET\r\n\r\n";
/// How often `EXPATCH_HOT` goes over its inputs.
const PASSES: usize = 20;

fn main() {
    let database = Database::embedded();
    let assessor = Assessor::new(&database, "2026-11-23".parse().unwrap());
    let texts: Vec<String> = database.releases().map(|row| row.build.to_string()).collect();
    // One pass fills what is remembered per release.
    let known: HashMap<&str, Status> =
        texts.iter().map(|text| (text.as_str(), status(&assessor, text))).collect();
    let paths = Paths { assessor: &assessor, texts: &texts, known: &known };
    match std::env::var("EXPATCH_HOT").as_deref() {
        Ok("exact") => (0..PASSES).for_each(|_| paths.exact()),
        Ok("report") => (0..PASSES).for_each(|_| paths.report()),
        Ok("observe") => (0..PASSES * texts.len()).for_each(|_| paths.observe()),
        Ok(other) => panic!("no hot path {other}: exact, report or observe"),
        Err(_) => measure(&paths),
    }
}

struct Paths<'a> {
    assessor: &'a Assessor<'a>,
    texts: &'a [String],
    known: &'a HashMap<&'a str, Status>,
}

impl Paths<'_> {
    /// Text of a build to its status.
    fn exact(&self) {
        self.texts.iter().for_each(|text| _ = black_box(status(self.assessor, black_box(text))));
    }

    /// The same from a build that is already parsed.
    fn parsed(&self, builds: &[Build]) {
        builds.iter().for_each(|build| _ = black_box(self.assessor.status_of(black_box(*build))));
    }

    /// The same answer from a hash table of all texts.
    fn look_up(&self) {
        self.texts.iter().for_each(|text| _ = black_box(self.known.get(black_box(text.as_str()))));
    }

    /// Text of a build to its JSON report.
    fn report(&self) {
        for text in self.texts {
            black_box(self.assessor.report_json(black_box(text.as_bytes()), Language::English));
        }
    }

    /// A block of response headers to evidence.
    fn observe(&self) {
        black_box(observe(black_box(HEADERS)));
    }

    /// A block of response headers to the numbers of its verdict.
    fn brief(&self) {
        black_box(self.assessor.brief(black_box(HEADERS)));
    }
}

fn status(assessor: &Assessor<'_>, text: &str) -> Status {
    let build = Build::parse(text.as_bytes()).unwrap();
    assessor.status_of(build)
}

fn measure(paths: &Paths<'_>) {
    let rounds: usize = std::env::args().nth(1).map_or(15, |text| text.parse().unwrap());
    let count = paths.texts.len();
    let builds: Vec<Build> = paths.texts.iter().map(|text| text.parse().unwrap()).collect();
    let rows: [(&str, usize, usize, &dyn Fn()); 6] = [
        ("hash-look-up", 2_000, count, &|| paths.look_up()),
        ("exact", 2_000, count, &|| paths.exact()),
        ("parsed", 2_000, count, &|| paths.parsed(&builds)),
        ("report", 2, count, &|| paths.report()),
        ("observe", 20_000, 1, &|| paths.observe()),
        ("brief", 20_000, 1, &|| paths.brief()),
    ];
    // Round by round through all rows, so that what disturbs one disturbs all.
    let mut nanoseconds = vec![Vec::new(); rows.len()];
    for _ in 0..rounds {
        for (row, taken) in rows.iter().zip(&mut nanoseconds) {
            let (_, passes, per_pass, work) = *row;
            let start = Instant::now();
            (0..passes).for_each(|_| work());
            taken.push(start.elapsed().as_nanos() as f64 / (passes * per_pass) as f64);
        }
    }
    let lists = rows.iter().zip(&nanoseconds).map(|((name, ..), taken)| {
        let taken: Vec<String> = taken.iter().map(|each| format!("{each:.2}")).collect();
        format!("\"{name}\":[{}]", taken.join(","))
    });
    println!("{{{}}}", lists.collect::<Vec<_>>().join(","));
}
