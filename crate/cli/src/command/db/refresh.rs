//! `expatch db refresh`: newer facts from the public sources themselves, with
//! nobody's permission and without a compiler.

use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use clap::Args;
use expatch::Date;
use expatch_facts::Local;
use expatch_facts::import::Answers;
use expatch_facts::import::Question;
use expatch_facts::import::Sitting;
use expatch_facts::public::Addresses;
use expatch_facts::public::Public;
use expatch_facts::refresh::Refreshed;
use expatch_facts::refresh::refresh;
use expatch_update::UpdateError;
use std::fmt::Write as _;
use std::io::BufRead as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read the public sources and build a local database from them
///
/// Microsoft's page of builds, MSRC's months, CVE records and CISA's catalogue
/// are read row by row. New rows are added (+) and changed ones updated (~). Rows
/// that a source contradicts (?), no longer has (-) or that cannot be understood
/// (!) are only listed. (=) is the day through which a source is now checked; it
/// stays if the source cannot be read. (??) asks what no source says about a new
/// cumulative update.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Read downloaded files from this folder instead of fetching them
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Show what would change and install nothing
    #[arg(long)]
    dry_run: bool,
    /// A new cumulative update contains the fixes of this update, such as Nov26SU
    #[arg(long, value_name = "UPDATE")]
    contains: Vec<String>,
    /// A new cumulative update lacks the fixes of this update
    #[arg(long, value_name = "UPDATE")]
    lacks: Vec<String>,
    /// Ask what no source says, a line of the input an answer; a terminal is asked anyhow
    #[arg(long)]
    ask: bool,
}

/// Reads, asks, shows the difference, builds and installs.
pub(super) fn run(arguments: Arguments) -> Outcome {
    let today = crate::clock::today();
    let path =
        expatch_update::default_path().ok_or(UpdateError::NoFolder).map_err(super::unusable)?;
    let local = Local::beside(&path);
    let failed = |error: String| Failure::database(error);
    let _lock = match arguments.dry_run {
        true => None,
        false => Some(local.lock().map_err(|error| failed(error.to_string()))?),
    };
    let facts = || local.facts().map_err(|error| failed(error.to_string()));
    let before = facts()?;
    let public = match &arguments.from {
        Some(folder) => Public::Folder(folder.clone()),
        None => Public::Network(Addresses::default()),
    };
    let published = public.read(&before, today).map_err(|error| {
        let folder = arguments.from.unwrap_or_default();
        Failure::unreadable(format!("cannot read {}: {error}", folder.display()))
    })?;
    let answers = Answers { contains: arguments.contains, lacks: arguments.lacks };
    let mut sitting = Sitting { today, answers };
    let day_before = before.as_of();
    let read = |facts, sitting: &Sitting| {
        refresh(facts, published.clone(), sitting).map_err(|error| failed(error.to_string()))
    };
    let mut done = read(before, &sitting)?;
    let asked =
        arguments.ask || (std::io::stdin().is_terminal() && std::io::stderr().is_terminal());
    if asked && answer(&done, &mut sitting.answers) {
        done = read(facts()?, &sitting)?;
    }
    let mut text = difference(&done, day_before);
    if done.files.iter().all(|(_, change)| change.is_err()) {
        present::write(text.as_bytes())?;
        return Err(Failure::unreadable("no source could be read: the database stays as it is"));
    }
    if arguments.dry_run {
        text.push_str("nothing was installed: --dry-run\n");
    } else if done.changed() {
        let installed = local.install(&done, today).map_err(|error| failed(error.to_string()))?;
        let _ = writeln!(text, "installed {} in {}", installed.now.0, path.display());
    } else {
        text.push_str("nothing new: the database stays as it is\n");
    }
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Asks what no source says; tells whether anything was said.
fn answer(done: &Refreshed, answers: &mut Answers) -> bool {
    let mut said = false;
    let mut updates: Vec<&str> = Vec::new();
    for question in done.questions() {
        if updates.contains(&question.update.as_str()) {
            continue;
        }
        updates.push(&question.update);
        match put(question) {
            Some(true) => answers.contains.push(question.update.clone()),
            Some(false) => answers.lacks.push(question.update.clone()),
            None => continue,
        }
        said = true;
    }
    said
}

/// Puts one question; nothing where nobody knows.
fn put(question: &Question) -> Option<bool> {
    anstream::eprintln!(
        "{question}\nMicrosoft's article on {} names what it contains. Without an answer these \
         holes count as possible there.",
        question.baseline
    );
    loop {
        anstream::eprint!("yes, no or later? ");
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line).unwrap_or_default();
        match line.trim().to_ascii_lowercase().as_str() {
            "yes" | "y" => return Some(true),
            "no" | "n" => return Some(false),
            "later" | "l" | "" => return None,
            _ if read == 0 => return None,
            _ => {}
        }
    }
}

/// What each file changed; those with nothing to say are counted.
fn difference(done: &Refreshed, before: Option<Date>) -> String {
    let mut text = String::new();
    let mut quiet = 0;
    for (name, change) in &done.files {
        match change {
            Ok(proposal) if proposal.is_quiet() => quiet += 1,
            Ok(proposal) => _ = writeln!(text, "{name}\n{proposal}\n"),
            Err(why) => _ = writeln!(text, "{name}\n! not read: {why}\n"),
        }
    }
    if quiet > 0 {
        let _ = writeln!(text, "{quiet} more files say what the facts say\n");
    }
    let day = |day: Option<Date>| day.map_or_else(|| "never".into(), |day| day.to_string());
    let _ = writeln!(text, "checked through {}, before {}", day(done.facts.as_of()), day(before));
    text
}
