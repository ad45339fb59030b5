//! Every text of the corpus is read as its row in `index.jsonl` demands, server by
//! server: `score.rs` holds the rules for a report, `server.rs` those for one server.
//! The texts are our own, written after the grammars of what servers, tools and people
//! print; `README.md` says how to add one.
//!
//! A row with `"todo": true` is one that today's reading gets wrong. Such a text
//! that passes fails the test until the mark is removed; `UPDATE_TODO=1 cargo test
//! -p expatch --test corpus` rewrites all marks and prints what changed.

mod fresh;
mod score;
mod server;

use expatch::Assessor;
use expatch::Database;
use expatch::Language;
use serde_json::Value;
use server::Fault;
use server::Kind;
use server::Table;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// The day of the verdicts: a test must not change overnight.
const DAY: &str = "2026-11-23";

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn assessor<'a>(database: &Database<'a>) -> Assessor<'a> {
    Assessor::new(database, DAY.parse().unwrap())
}

fn report(text: &[u8], assessor: &Assessor<'_>) -> Value {
    serde_json::to_value(assessor.report(text, Language::English)).unwrap()
}

/// The rows of a corpus's index.
fn rows(corpus: &Path) -> Vec<Value> {
    let index = std::fs::read_to_string(corpus.join("index.jsonl")).unwrap();
    index.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn file(row: &Value) -> &str {
    row["file"].as_str().expect("a row names its file")
}

/// Spans are places in the text.
#[track_caller]
fn lies_in(text: &[u8], report: &Value, file: &str) {
    let servers = report["servers"].as_array().unwrap().iter();
    let pieces = servers.flat_map(|server| server["evidence"].as_array().unwrap());
    let mentions = report["mentions"].as_array().into_iter().flatten();
    for piece in pieces.chain(mentions) {
        let place = |field: &str| usize::try_from(piece[field].as_u64().unwrap()).unwrap();
        let (start, end) = (place("start"), place("end"));
        assert!(start <= end && end <= text.len(), "{file}: {piece}");
    }
}

/// What is wrong with the reading of each text of `corpus`, the worst first; those
/// that are read well have no entry.
fn score(corpus: &Path) -> BTreeMap<String, Vec<Fault>> {
    let database = Database::embedded();
    let table = Table::new(&database);
    let fresh = fresh::Fresh::new(&database);
    let assessor = assessor(&database);
    let faults = |row: &Value| {
        let text = std::fs::read(corpus.join(file(row))).unwrap();
        let first = report(&text, &assessor);
        lies_in(&text, &first, file(row));
        let mut faults = score::judge(&first, &row["strict"], &table);
        if let Some(text) = fresh.text(&text, &row["strict"]) {
            let again = report(text.as_bytes(), &assessor);
            faults.extend(score::good(&again).map(|said| Fault {
                kind: Kind::WrongGoodVerdict,
                why: format!("with the newest numbers {said}"),
            }));
        }
        faults.sort_by_key(|fault| fault.kind);
        faults
    };
    // A text in a report takes its time without optimisation: as many as there are cores.
    let rows = rows(corpus);
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let faults = faults(row);
                    if !faults.is_empty() {
                        wrong.lock().unwrap().insert(file(row).to_owned(), faults);
                    }
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

/// How many texts have which worst kind of fault.
fn summary(texts: usize, wrong: &BTreeMap<String, Vec<Fault>>) -> String {
    let mut kinds = BTreeMap::new();
    for kind in wrong.values().filter_map(|faults| Some(faults.first()?.kind)) {
        *kinds.entry(kind).or_insert(0) += 1;
    }
    let mut said = format!("{} of {texts} texts are read as they must be", texts - wrong.len());
    for (kind, count) in kinds {
        let _ = write!(said, "; {count} {kind}");
    }
    said
}

/// Fails where what is read wrong is not what is marked.
#[track_caller]
fn compare(wrong: &BTreeMap<String, Vec<Fault>>, marked: &BTreeSet<String>) {
    let mut said = String::new();
    for (file, faults) in wrong.iter().filter(|(file, _)| !marked.contains(*file)) {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let _ = writeln!(said, "{file}: {}", faults.join("; "));
    }
    for file in marked.iter().filter(|file| !wrong.contains_key(*file)) {
        let _ = writeln!(said, "{file}: marked `todo`, and read as it must be: remove the mark");
    }
    assert!(said.is_empty(), "\n{said}(UPDATE_TODO=1 rewrites all marks)");
}

fn update() -> bool {
    std::env::var_os("UPDATE_TODO").is_some()
}

#[test]
fn each_text_is_read_as_its_row_demands() {
    let wrong = score(&own());
    let rows = rows(&own());
    println!("{}", summary(rows.len(), &wrong));
    if update() {
        let mut index = String::new();
        for mut row in rows {
            let name = file(&row).to_owned();
            let fields = row.as_object_mut().unwrap();
            let before = fields.remove("todo").is_some();
            if let Some(faults) = wrong.get(&name) {
                println!("{name}: {}", faults[0]);
                fields.insert("todo".into(), true.into());
            }
            if before != wrong.contains_key(&name) {
                println!("{name}: the mark is {}", if before { "gone" } else { "new" });
            }
            index += &format!("{row}\n");
        }
        std::fs::write(own().join("index.jsonl"), index).unwrap();
        return;
    }
    let todo = rows.iter().filter(|row| row["todo"] == true);
    compare(&wrong, &todo.map(|row| file(row).to_owned()).collect());
}

/// The corpus of artefacts that others published lies beside the tree and not in it:
/// `cargo xtask test` runs this one where it is there and lists it as not run where
/// it is not. `shared-todo.txt` holds the marks.
#[test]
#[ignore = "needs ../shared/corpus beside the tree"]
fn each_text_of_the_shared_corpus_is_read_as_its_row_demands() {
    let shared = own().join("../../../../../shared/corpus");
    let wrong = score(&shared);
    println!("{}", summary(rows(&shared).len(), &wrong));
    let marks = own().join("shared-todo.txt");
    if update() {
        let files: String = wrong.keys().map(|file| format!("{file}\n")).collect();
        for (file, faults) in &wrong {
            println!("{file}: {}", faults[0]);
        }
        std::fs::write(marks, files).unwrap();
        return;
    }
    let marked = std::fs::read_to_string(marks).unwrap_or_default();
    compare(&wrong, &marked.lines().map(str::to_owned).collect());
}

#[test]
fn the_index_and_the_folder_agree() {
    let mut listed = BTreeSet::new();
    for row in rows(&own()) {
        assert!(listed.insert(file(&row).to_owned()), "{} stands twice", file(&row));
        assert!(row["why"].is_string(), "{}: `why` says what the text is there for", file(&row));
        score::check_form(&row["strict"]).unwrap_or_else(|fault| panic!("{}: {fault}", file(&row)));
    }
    let mut there = BTreeSet::new();
    for folder in std::fs::read_dir(own()).unwrap().map(Result::unwrap) {
        if folder.file_type().unwrap().is_dir() {
            let name = folder.file_name().into_string().unwrap();
            for text in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
                there.insert(format!("{name}/{}", text.file_name().into_string().unwrap()));
            }
        }
    }
    assert_eq!(listed, there);
}
