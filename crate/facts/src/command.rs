//! `cargo xtask facts …`.

use crate::public::{Addresses, Public};
use crate::{Problems, build, counts, data_folder, export_json, json_schema, read};
use std::error::Error;
use std::ffi::OsString;
use std::path::Path;

const USAGE: &str = "usage: cargo xtask facts COMMAND

  check                 read the facts and report every broken invariant
  compile               check, then write database.bin, database.schema.json and counts.toml
  compare               print the build table against each public list, with reasons
  reference FOLDER      write the site's generated pages: every build with its verdict on the day
                        of the facts and a timeline per product; every channel that is read
  refresh [--from FOLDER] [--write] [--contains UPDATE]… [--lacks UPDATE]…
                        read the public sources, or downloaded files, and compare them with the
                        facts; --write edits the facts. UPDATE (such as Nov26SU) is one whose
                        fixes a new cumulative update contains or lacks
  export [--schema]     print the database, or its JSON Schema, as JSON";

/// Runs what follows `facts` on the command line.
///
/// # Errors
/// Unknown commands, facts with mistakes, files that cannot be written.
pub fn command(args: &[OsString]) -> Result<(), Box<dyn Error>> {
    let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    match words.as_slice() {
        ["check"] => {
            let bytes = build(&data_folder())?;
            println!("facts are sound: {} bytes compiled", bytes.len());
            Ok(())
        }
        ["compile"] => compile(),
        ["compare"] => {
            print!("{}", crate::compare::compare(&read(&data_folder())?));
            Ok(())
        }
        ["reference", folder] => {
            for (name, text) in crate::reference::files() {
                std::fs::write(Path::new(folder).join(name), text)?;
                println!("wrote {name}");
            }
            Ok(())
        }
        ["export"] => {
            println!("{}", export_json());
            Ok(())
        }
        ["export", "--schema"] => {
            print!("{}", json_schema());
            Ok(())
        }
        ["refresh", rest @ ..] => refresh(rest),
        _ => Err(USAGE.into()),
    }
}

fn refresh(words: &[&str]) -> Result<(), Box<dyn Error>> {
    let (mut from, mut write) = (None, false);
    let today = expatch_update::today();
    let mut sitting = crate::import::Sitting::on(today);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().map(|word| (*word).to_owned()).ok_or(USAGE);
        match *word {
            "--from" => from = Some(value()?),
            "--contains" => sitting.answers.contains.push(value()?),
            "--lacks" => sitting.answers.lacks.push(value()?),
            "--write" => write = true,
            _ => return Err(USAGE.into()),
        }
    }
    let folder = data_folder();
    let facts = read(&folder)?;
    let before = facts.texts.clone();
    let public = from.as_ref().map_or_else(
        || Public::Network(Addresses::default()),
        |folder| Public::Folder(folder.into()),
    );
    let published = public.read(&facts, today)?;
    let done = crate::refresh::refresh(facts, published, &sitting)?;
    let mut failed = 0;
    for (name, change) in &done.files {
        match change {
            Ok(proposal) => println!("{name}\n{proposal}\n"),
            Err(why) => {
                failed += 1;
                println!("{name}\n! not read: {why}\n");
            }
        }
    }
    let changed = done.facts.texts.iter().filter(|(name, text)| before.get(*name) != Some(text));
    for (name, text) in changed {
        if write {
            std::fs::write(folder.join(name), text)?;
        }
        println!("{} {name}", if write { "wrote" } else { "would write" });
    }
    if from.is_none() && failed > 0 {
        return Err(format!("{failed} sources were not read; their coverage stays").into());
    }
    Ok(())
}

fn compile() -> Result<(), Box<dyn Error>> {
    let folder = data_folder();
    let bytes = build(&folder)?;
    let facts = read(&folder)?;
    let before = std::fs::read(folder.join("database.bin")).unwrap_or_default();
    let counts = counts::file(&facts);
    if counts != std::fs::read_to_string(folder.join("counts.toml"))? {
        std::fs::write(folder.join("counts.toml"), counts)?;
        println!("wrote counts.toml");
    }
    if std::fs::read_to_string(folder.join("database.schema.json")).ok() != Some(json_schema()) {
        std::fs::write(folder.join("database.schema.json"), json_schema())?;
        println!("wrote database.schema.json");
    }
    if bytes == before {
        println!("database.bin is fresh: {} bytes", bytes.len());
        return Ok(());
    }
    // Read what was written by the reader that everybody uses.
    expatch::Database::load(&bytes).map_err(|error| {
        Problems(vec![
            crate::Place { file: "database.bin".into(), line: 0 }.problem(error.to_string()),
        ])
    })?;
    std::fs::write(folder.join("database.bin"), &bytes)?;
    println!("wrote database.bin: {} bytes, before {}", bytes.len(), before.len());
    Ok(())
}
