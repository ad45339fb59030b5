//! Nothing of the user's is destroyed: an output that is an input is refused
//! before it is opened, and what is written takes its name when it is whole.

use std::fs::File;
use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;

/// Where an output is written until it is whole.
pub(crate) fn aside(path: &Path) -> PathBuf {
    // The extension stays the last one: it says how the file is packed.
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    let name = path.with_file_name(name);
    match path.extension() {
        Some(extension) => {
            let mut last = std::ffi::OsString::from("part.");
            last.push(extension);
            name.with_extension(last)
        }
        None => name.with_extension("part"),
    }
}

/// Whether an output can be written aside: pipes and devices cannot be renamed.
pub(crate) fn is_plain(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |known| known.is_file())
}

/// Refuses outputs that are inputs, by whatever name or link.
///
/// # Errors
/// Names both.
pub(crate) fn apart(inputs: &[&Path], outputs: &[PathBuf]) -> io::Result<()> {
    for output in outputs {
        for input in inputs {
            // What does not exist yet is nobody's.
            if same_file::is_same_file(input, output).unwrap_or(false) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!(
                        "{} is the input {}: name another output",
                        output.display(),
                        input.display()
                    ),
                ));
            }
        }
        if let Ok(file) = same_file::Handle::from_path(output)
            && output.is_file()
            && same_file::Handle::stdin().is_ok_and(|input| input == file)
        {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} is what standard input reads: name another output", output.display()),
            ));
        }
    }
    Ok(())
}

/// Refuses to replace a file of bad rows that is none.
///
/// # Errors
/// Names it.
pub(crate) fn ours(side: &Path) -> io::Result<()> {
    let Ok(file) = File::open(side) else { return Ok(()) };
    let mut line = Vec::new();
    let _ = BufReader::new(file).read_until(b'\n', &mut line);
    let is_ours = line.is_empty()
        || serde_json::from_slice::<serde_json::Value>(&line)
            .is_ok_and(|row| ["line", "reason", "row"].iter().all(|name| row.get(name).is_some()));
    if is_ours {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "{} exists and holds no bad rows of an earlier run: move it or name another output",
            side.display()
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_aside_keeps_its_extension() {
        assert_eq!(aside(Path::new("a/out.csv.gz")), Path::new("a/.out.csv.part.gz"));
        assert_eq!(aside(Path::new("out")), Path::new(".out.part"));
    }

    #[test]
    fn an_input_is_no_output_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let (input, link) = (folder.path().join("in"), folder.path().join("link"));
        std::fs::write(&input, "x").unwrap();
        std::fs::hard_link(&input, &link).unwrap();
        assert!(apart(&[&input], std::slice::from_ref(&link)).is_err());
        assert!(apart(&[&input], &[folder.path().join("out")]).is_ok());
        assert!(ours(&input).is_err());
        std::fs::write(&input, "{\"line\":1,\"reason\":\"\",\"row\":\"\"}\n").unwrap();
        assert!(ours(&input).is_ok());
    }
}
