//! Where texts come from: arguments, files, standard input.

use crate::exit::Failure;
use std::io::Read;
use std::path::Path;

/// One text to assess and what to call it.
pub(crate) struct Input {
    /// The file's name, `-`, or the argument itself.
    pub(crate) name: String,
    /// Whether it was typed as an argument and not read from somewhere.
    pub(crate) typed: bool,
    /// Its bytes, whatever their encoding.
    pub(crate) bytes: Vec<u8>,
}

impl Input {
    /// The text that an argument means: `-` is standard input, the name of an
    /// existing file is that file, anything else is the text itself.
    pub(crate) fn from_argument(argument: &std::ffi::OsStr) -> Result<Self, Failure> {
        if argument == "-" {
            return Self::from_standard_input();
        }
        let name = argument.to_string_lossy().into_owned();
        let path = Path::new(argument);
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(Failure::unreadable(format!(
                "{name} is a folder: name the files in it, such as {name}/*"
            ))),
            Ok(_) => match std::fs::read(path) {
                Ok(bytes) => Ok(Self { name, typed: false, bytes }),
                Err(error) => Err(Failure::unreadable(format!("cannot read {name}: {error}"))),
            },
            // A text may be too long or hold letters that no file name can.
            Err(_) => Ok(Self { name, typed: true, bytes: argument.as_encoded_bytes().to_vec() }),
        }
    }

    /// Everything on standard input.
    pub(crate) fn from_standard_input() -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::unreadable(format!("cannot read standard input: {error}")))?;
        Ok(Self { name: "-".into(), typed: false, bytes })
    }
}
