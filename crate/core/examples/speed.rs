//! How fast one input is judged, beside a hash look-up in the same program:
//! JSON for `cargo xtask bench`.
//!
//! `cargo run --release -p expatch --example speed [ROUNDS]`
//!
//! With `EXPATCH_HOT=exact|report|observe|brief|scan` it only does that hot path,
//! `EXPATCH_PASSES` (20) times over its inputs, with `none` nothing: for
//! `valgrind --tool=callgrind` and `perf record`. With `EXPATCH_TEXT=FILE` it reads that file and observes it
//! as one text, and prints how much it found and the seconds;
//! `EXPATCH_GROWTH=1` measures how cost grows: names, sizes and nanoseconds;
//! `EXPATCH_DATABASE=FILE` the cost of that database's rows.

use expatch::Assessor;
use expatch::Build;
use expatch::Database;
use expatch::Language;
use expatch::judge::Status;
use expatch::observe;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

const HEADERS: &[u8] = b"HTTP/1.1 302 Found\r\nCache-Control: private\r\n\
    Content-Type: text/html; charset=utf-8\r\n\
    Location: https://mail.example.org/owa/auth/logon.aspx?replaceCurrent=1\r\n\
    Server: Microsoft-IIS/10.0\r\nrequest-id: 7d7f0b32-53a1-4a0c-8b6e-6a3c24c9d3a1\r\n\
    X-OWA-Version: 15.1.2507.6\r\nX-AspNet-Version: 4.0.30319\r\nX-Powered-By: ASP.NET\r\n\
    X-FEServer: EX01\r\nDate: Mon, 23 Nov 2026 09:14:02 GMT\r\nContent-Length: 224";
/// A line in which nothing is found, though numbers tempt.
const PLAIN: &str =
    "the quick brown fox jumps over a lazy dog 10.15.2.4 GET /index.html?x=1 200 ok; ";
/// Bytes of the text of `EXPATCH_HOT=scan`.
const SCANNED: usize = 4 << 20;

fn main() {
    let database = Database::embedded();
    let assessor = Assessor::new(&database, "2026-11-23".parse().unwrap());
    let texts: Vec<String> = database.releases().map(|row| row.build.to_string()).collect();
    // One pass fills what is remembered per release.
    let known: HashMap<&str, Status> =
        texts.iter().map(|text| (text.as_str(), status(&assessor, text))).collect();
    let paths = Paths { assessor: &assessor, texts: &texts, known: &known };
    let passes = std::env::var("EXPATCH_PASSES").map_or(20, |text| text.parse().unwrap());
    match std::env::var("EXPATCH_HOT").as_deref() {
        Ok("exact") => (0..passes).for_each(|_| paths.exact()),
        Ok("report") => (0..passes).for_each(|_| paths.report()),
        Ok("observe") => (0..passes * texts.len()).for_each(|_| paths.observe()),
        Ok("brief") => (0..passes * texts.len()).for_each(|_| paths.brief()),
        Ok("scan") => {
            let text = PLAIN.repeat(SCANNED / PLAIN.len());
            (0..passes).for_each(|_| _ = black_box(observe(black_box(text.as_bytes()))));
        }
        Ok("none") => {}
        Ok(other) => panic!("no hot path {other}: exact, report, observe, brief, scan or none"),
        Err(_) if std::env::var_os("EXPATCH_GROWTH").is_some() => growth(&database),
        Err(_) if std::env::var_os("EXPATCH_DATABASE").is_some() => {
            larger(&std::fs::read(std::env::var_os("EXPATCH_DATABASE").unwrap()).unwrap());
        }
        Err(_) => match std::env::var_os("EXPATCH_TEXT") {
            Some(file) => {
                let text = std::fs::read(file).unwrap();
                let start = Instant::now();
                let found = observe(&text).evidence.len();
                println!("{found} {}", start.elapsed().as_secs_f64());
            }
            None => measure(&paths),
        },
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
    #[expect(clippy::unused_self, reason = "one of the measured methods")]
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

fn rounds() -> usize {
    std::env::args().nth(1).map_or(15, |text| text.parse().unwrap())
}

fn measure(paths: &Paths<'_>) {
    let rounds = rounds();
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

/// Prints how cost grows with the servers of a paste, the candidates of one of
/// them and the length of a text, the shortest of several times each.
fn growth(database: &Database<'_>) {
    let options = expatch::Options::new("2026-11-23".parse().unwrap(), Language::English);
    let servers = |count: usize| -> String {
        let server =
            |at| format!("Name : EX{at:05}\r\nExSetup : 15.02.1118.{:03}\r\n\r\n", at % 40);
        (0..count).map(server).collect()
    };
    for count in [16, 32, 64, 128, 256, 512] {
        let text = servers(count);
        let taken = best(&|| _ = black_box(expatch::assess(text.as_bytes(), database, &options)));
        println!("servers per paste\t{count}\t{taken}");
    }
    // Families of every size, from those with one release to those with dozens.
    let mut families: HashMap<usize, String> = HashMap::new();
    for release in database.releases().filter(|row| row.build.major() == 15) {
        let prefix = release.build.prefix();
        families.insert(database.with_prefix(prefix).len(), prefix.to_string());
    }
    let mut families: Vec<_> = families.into_iter().collect();
    families.sort();
    for (count, prefix) in families {
        let text = format!("/owa/auth/{prefix}/themes/resources/favicon.ico");
        let taken = best(&|| _ = black_box(expatch::assess(text.as_bytes(), database, &options)));
        println!("candidates\t{count}\t{taken}");
    }
    for megabytes in [1, 2, 4, 8, 16, 32] {
        let text = PLAIN.repeat((megabytes << 20) / PLAIN.len());
        let taken = best(&|| _ = black_box(observe(text.as_bytes())));
        println!("bytes of text\t{}\t{taken}", text.len());
    }
}

/// Prints what rows of a database cost: to load it, to prepare it for a day,
/// to judge a build once and to give the status of one judged before.
fn larger(bytes: &[u8]) {
    let day = "2026-11-23".parse().unwrap();
    let database = Database::load(bytes).unwrap();
    let rows = database.releases().len() + database.vulnerabilities().len();
    let builds: Vec<Build> = database.releases().map(|row| row.build).collect();
    // Builds of the newest products: they have the most vulnerabilities.
    let judged = &builds[builds.len() - 64..];
    let load = best(&|| _ = black_box(Database::load(black_box(bytes))));
    let prepare = best(&|| _ = black_box(Assessor::new(&database, day)));
    let first = best(&|| {
        let assessor = Assessor::new(&database, day);
        judged.iter().for_each(|build| _ = black_box(assessor.status_of(*build)));
    });
    let assessor = Assessor::new(&database, day);
    builds.iter().for_each(|build| _ = black_box(assessor.status_of(*build)));
    let again = best(&|| {
        for _ in 0..10 {
            judged.iter().for_each(|build| _ = black_box(assessor.status_of(black_box(*build))));
        }
    });
    println!("rows of the database, load\t{rows}\t{load}");
    println!("rows of the database, prepare a day\t{rows}\t{prepare}");
    let judged = judged.len() as f64;
    let first = first.saturating_sub(prepare) as f64 / judged;
    println!("rows of the database, judge a build\t{rows}\t{first:.0}");
    println!("rows of the database, status once more\t{rows}\t{:.2}", again as f64 / 10.0 / judged);
}

/// The shortest of several times, in nanoseconds.
fn best(work: &dyn Fn()) -> u128 {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_nanos()
    });
    times.min().unwrap_or_default()
}
