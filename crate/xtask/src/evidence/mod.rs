//! `cargo xtask evidence`: what the command reads in every text at hand, written
//! down, and compared with what was written down before. A change of the reading
//! layer becomes a diff to read: which text, which server, what before, what after.

mod difference;
mod inputs;
mod reading;

use crate::places;
use crate::step::cargo;
use crate::step::run as start;
use anyhow::Context;
use anyhow::bail;
use difference::Tally;
use inputs::Input;
use lexopt::Arg;
use lexopt::Parser;
use lexopt::ValueExt;
use reading::Reading;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

const HELP: &str = "\
cargo xtask evidence --record DIR | --compare DIR [--expatch PATH] [--as-of DAY] [FOLDER…]

Asks `expatch check --format json` about every text of the corpora, every case in the sources
of the reading and its tests, and every file in the folders given.

  --record DIR     writes one reading per text into DIR
  --compare DIR    reads the same texts again and prints what differs; ends with 1 if anything does
  --expatch PATH   asks this command, old or new, rather than the one of this tree
  --as-of DAY      the day of the verdicts, 2026-11-23 unless given; --compare takes the recorded one
";

/// The day of the verdicts, unless given: a status must not change overnight.
const DAY: &str = "2026-11-23";

/// What a record says about itself, beside its readings.
const HEAD: &str = "record.txt";

enum Task {
    Record(PathBuf),
    Compare(PathBuf),
}

/// Records or compares.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let (mut task, mut expatch, mut day) = (None, None, None);
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut arguments = Parser::from_args(rest);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("record") => task = Some(Task::Record(arguments.value()?.into())),
            Arg::Long("compare") => task = Some(Task::Compare(arguments.value()?.into())),
            Arg::Long("expatch") => expatch = Some(PathBuf::from(arguments.value()?)),
            Arg::Long("as-of") => day = Some(arguments.value()?.string()?),
            Arg::Long("help") | Arg::Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Arg::Value(folder) => folders.push(folder.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(task) = task else { bail!("--record DIR or --compare DIR? --help says more") };
    let expatch = match expatch {
        Some(path) => std::path::absolute(&path)
            .ok()
            .filter(|path| path.is_file())
            .with_context(|| format!("there is no command at {}", path.display()))?,
        None => built()?,
    };
    for folder in &mut folders {
        anyhow::ensure!(folder.is_dir(), "{} is no folder", folder.display());
        *folder = std::path::absolute(&*folder)?;
    }
    match task {
        Task::Record(into) => {
            let day = day.unwrap_or_else(|| DAY.to_owned());
            let read = read_all(&expatch, &day, inputs::all(&folders)?)?;
            write(&into, &day, &folders, &read)?;
            println!("{} readings in {}", read.len(), into.display());
            Ok(())
        }
        Task::Compare(with) => {
            let head = Head::read(&with)?;
            anyhow::ensure!(
                day.is_none_or(|day| day == head.day),
                "the record is of the day {}, and verdicts of two days cannot be compared",
                head.day
            );
            for folder in head.folders {
                if !folders.contains(&folder) {
                    folders.push(folder);
                }
            }
            compare(&with, &read_all(&expatch, &head.day, inputs::all(&folders)?)?)
        }
    }
}

/// The command of this tree.
fn built() -> anyhow::Result<PathBuf> {
    start(cargo(&places::root()).args(["build", "--quiet", "--package=expatch-cli"]))?;
    Ok(places::target().join("debug").join(format!("expatch{}", std::env::consts::EXE_SUFFIX)))
}

/// Every input's name with its reading, by name.
type Readings = Vec<(String, Reading)>;

fn read_all(expatch: &Path, day: &str, inputs: Vec<Input>) -> anyhow::Result<Readings> {
    let next = AtomicUsize::new(0);
    let read = Mutex::new(Vec::with_capacity(inputs.len()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let reading = Reading::of(expatch, day, &input.text);
                    if let Ok(mut read) = read.lock() {
                        read.push((input.name.clone(), reading));
                    }
                }
            });
        }
    });
    let mut read = read.into_inner().map_err(|_| anyhow::anyhow!("a reader panicked"))?;
    read.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(read)
}

/// The first file of a record: the day, and the folders that were given.
struct Head {
    day: String,
    folders: Vec<PathBuf>,
}

impl Head {
    fn read(record: &Path) -> anyhow::Result<Self> {
        let file = record.join(HEAD);
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("{} holds no record", record.display()))?;
        let mut head = Self { day: DAY.to_owned(), folders: Vec::new() };
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("day", day)) => day.clone_into(&mut head.day),
                Some(("folder", folder)) => head.folders.push(folder.into()),
                _ => bail!("{}: what is `{line}`?", file.display()),
            }
        }
        Ok(head)
    }
}

fn write(into: &Path, day: &str, folders: &[PathBuf], read: &Readings) -> anyhow::Result<()> {
    // A reading of a text that is gone must not stay behind and be compared.
    if into.join(HEAD).is_file() {
        for file in inputs::files(into)? {
            std::fs::remove_file(into.join(file))?;
        }
    } else if into.is_dir() && std::fs::read_dir(into)?.next().is_some() {
        bail!("{} holds something else: name a new or empty folder", into.display());
    }
    std::fs::create_dir_all(into)?;
    let mut head = format!("day {day}\n");
    for folder in folders {
        head += &format!("folder {}\n", folder.display());
    }
    std::fs::write(into.join(HEAD), head)?;
    for (name, reading) in read {
        let file = into.join(name);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, reading.to_string())?;
    }
    Ok(())
}

fn compare(with: &Path, now: &Readings) -> anyhow::Result<()> {
    let mut before = Vec::new();
    for file in inputs::files(with)?.into_iter().filter(|file| file != HEAD) {
        let text = std::fs::read_to_string(with.join(&file))?;
        let reading = text.parse().with_context(|| format!("{}/{file}", with.display()))?;
        before.push((file, reading));
    }
    let mut tally = Tally::default();
    let shown = difference::all(&before, now, &mut tally);
    print!("{shown}{tally}");
    if tally.is_empty() {
        println!("{} texts, no difference", now.len());
        return Ok(());
    }
    bail!("{} of {} texts are read differently", tally.texts, now.len())
}
