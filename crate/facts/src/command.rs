//! `cargo xtask facts …`.

use crate::{Problems, build, counts, data_folder, read};
use std::error::Error;
use std::ffi::OsString;

const USAGE: &str = "usage: cargo xtask facts COMMAND

  check     read the facts and report every broken invariant
  compile   check, then write crate/core/data/database.bin and counts.toml";

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
        _ => Err(USAGE.into()),
    }
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
