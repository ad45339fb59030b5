//! `cargo xtask facts …`.

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
  import --source SOURCE FILE|URL [--write]
                        compare a published file with the facts; --write edits the facts.
                        SOURCE: ms-builds, msrc-csaf, msrc-cvrf, cve5, kev
  export [--schema]     print the database, or its JSON Schema, as JSON
  keygen FILE           make a key pair: FILE gets the private half, FILE.pub the public one
  sign FILE [--key KEY] write database.bin with a signature to FILE; the private key is the
                        file KEY or the text of the variable EXPATCH_RELEASE_KEY";

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
            let database = expatch::Database::embedded();
            for (name, text) in crate::reference::files(&database) {
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
        ["import", "--source", source, file] => import(source, file, false),
        ["import", "--source", source, file, "--write"] => import(source, file, true),
        ["keygen", file] => keygen(Path::new(file)),
        ["sign", file] => {
            let key = std::env::var("EXPATCH_RELEASE_KEY")
                .map_err(|_| "no key: name a file with --key, or set EXPATCH_RELEASE_KEY")?;
            sign(Path::new(file), &key)
        }
        ["sign", file, "--key", key] => sign(Path::new(file), &std::fs::read_to_string(key)?),
        _ => Err(USAGE.into()),
    }
}

fn import(source: &str, file: &str, write: bool) -> Result<(), Box<dyn Error>> {
    let source: crate::import::Source = source.parse()?;
    let bytes = expatch_update::fetch(file)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("{file}, byte {}: not UTF-8", error.utf8_error().valid_up_to()))?;
    let folder = data_folder();
    let proposal = crate::import::import(&read(&folder)?, source, file, &text)?;
    println!("{proposal}");
    if !write {
        println!("nothing was written: --write edits {} files", proposal.texts.len());
        return Ok(());
    }
    for (name, text) in &proposal.texts {
        std::fs::write(folder.join(name), text)?;
        println!("wrote {name}");
    }
    Ok(())
}

fn keygen(file: &Path) -> Result<(), Box<dyn Error>> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let key = expatch_update::SecretKey::from_bytes(&bytes);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    use std::io::Write as _;
    writeln!(options.open(file)?, "# private: keep out of every repository\n{digits}")?;
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    std::fs::write(&public, format!("{}\n", key.public()))?;
    println!("wrote {} and {}", file.display(), Path::new(&public).display());
    Ok(())
}

fn sign(file: &Path, key: &str) -> Result<(), Box<dyn Error>> {
    let key = expatch_update::SecretKey::parse(key)?;
    let signed = expatch_update::sign(expatch::Database::embedded().bytes(), &key)?;
    std::fs::write(file, signed)?;
    println!("wrote {}, signed with key {}", file.display(), key.public().id());
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
