//! `expatch db refresh`: newer facts from the public sources themselves, with
//! nobody's permission and without a compiler.

use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use clap::Args;
use expatch::Database;
use expatch_facts::Facts;
use expatch_facts::import::Answers;
use expatch_facts::refresh;
use expatch_update::UpdateError;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

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
}

/// Reads, shows the difference, builds and installs.
pub(super) fn run(arguments: Arguments) -> Outcome {
    let today = crate::clock::today();
    let path =
        expatch_update::default_path().ok_or(UpdateError::NoFolder).map_err(super::unusable)?;
    let kept = path.with_file_name("facts");
    let facts = start(&kept)?;
    let published = match &arguments.from {
        Some(folder) => refresh::from_folder(folder)
            .map_err(|error| Failure::unreadable(format!("{}: {error}", folder.display())))?,
        None => refresh::from_network(&facts, today),
    };
    let before = facts.as_of();
    let answers = Answers { contains: arguments.contains, lacks: arguments.lacks };
    let done = refresh::refresh(facts, published, &answers)
        .map_err(|error| Failure::database(error.to_string()))?;
    let mut text = String::new();
    for (name, change) in &done.files {
        match change {
            Ok(proposal) => _ = writeln!(text, "{name}\n{proposal}\n"),
            Err(why) => _ = writeln!(text, "{name}\n! not read: {why}\n"),
        }
    }
    let day =
        |day: Option<expatch::Date>| day.map_or_else(|| "never".into(), |day| day.to_string());
    let _ = writeln!(text, "checked through {}, before {}", day(done.facts.as_of()), day(before));
    if arguments.dry_run {
        text.push_str("nothing was installed: --dry-run\n");
    } else if done.changed() {
        let bytes = done.database(today).map_err(|error| Failure::database(error.to_string()))?;
        let installed = expatch_update::install_local(&bytes, &path).map_err(super::unusable)?;
        keep(&kept, &done.facts.texts)?;
        let _ = writeln!(text, "installed {} in {}", installed.now.0, path.display());
    } else {
        text.push_str("nothing new: the database stays as it is\n");
    }
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The facts that the last refresh left, where they rest on those of this
/// program; otherwise those of the program.
fn start(kept: &Path) -> Result<Facts, Failure> {
    let own = expatch_facts::embedded_texts();
    let stamp = std::fs::read_to_string(kept.join("base")).unwrap_or_default();
    let mut texts = own.clone();
    if stamp == base() {
        texts.extend(read_kept(kept));
    }
    // What a refresh left can be damaged; the program's own facts always read.
    expatch_facts::read_from(texts)
        .or_else(|_| expatch_facts::read_from(own))
        .map_err(|error| Failure::database(error.to_string()))
}

/// Which facts a refresh began with.
fn base() -> String {
    expatch::hexadecimal(&Database::embedded().digest())
}

fn read_kept(kept: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for below in ["", "releases", "vulnerabilities"] {
        let entries = std::fs::read_dir(kept.join(below)).into_iter().flatten().flatten();
        for entry in
            entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "toml"))
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if below.is_empty() { name } else { format!("{below}/{name}") };
            if let Ok(text) = std::fs::read_to_string(entry.path()) {
                texts.insert(name, text);
            }
        }
    }
    texts
}

/// Keeps the texts that differ from the program's own for the next refresh.
fn keep(kept: &Path, texts: &BTreeMap<String, String>) -> std::io::Result<()> {
    let own = expatch_facts::embedded_texts();
    for (name, text) in texts.iter().filter(|(name, text)| own.get(*name) != Some(text)) {
        let path = kept.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(kept))?;
        std::fs::write(path, text)?;
    }
    std::fs::write(kept.join("base"), base())
}
