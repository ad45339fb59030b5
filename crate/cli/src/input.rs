//! Where texts come from: arguments, files, standard input.

use crate::exit::Failure;
use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::io::Read;
use std::ops::Deref;
use std::path::Path;

/// From here on a file is mapped: its pages are looked at where the system
/// already holds them, instead of being copied into as many fresh ones.
const MAPPED: u64 = 1 << 20;

/// One text to assess and what to call it.
pub(crate) struct Input {
    /// The file's name, `-`, or the argument itself.
    pub(crate) name: String,
    /// Whether it was typed as an argument and not read from somewhere.
    pub(crate) typed: bool,
    /// Its bytes, whatever their encoding.
    pub(crate) bytes: Bytes,
}

/// The bytes of a text, read or mapped.
pub(crate) enum Bytes {
    Read(Vec<u8>),
    Mapped(Mmap),
}

impl Bytes {
    /// The bytes of a file.
    fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_file() && about.len() >= MAPPED {
            // SAFETY: sound while nobody writes to the file, as with every
            // program that maps what it reads, ripgrep among them. Nothing here
            // trusts the bytes: where one does write, the verdict may be about
            // what stood there before or after, and where one cuts the file
            // short the system ends this process.
            if let Ok(mapped) = unsafe { Mmap::map(&file) } {
                // Advice alone: where it is refused reading is slower.
                #[cfg(unix)]
                let _ = mapped.advise(memmap2::Advice::Sequential);
                return Ok(Self::Mapped(mapped));
            }
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self::Read(bytes))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Read(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
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
            Ok(_) => match Bytes::of(path) {
                Ok(bytes) => Ok(Self { name, typed: false, bytes }),
                Err(error) => Err(Failure::unreadable(format!("cannot read {name}: {error}"))),
            },
            // A text may be too long or hold letters that no file name can.
            Err(_) => Ok(Self {
                name,
                typed: true,
                bytes: Bytes::Read(argument.as_encoded_bytes().to_vec()),
            }),
        }
    }

    /// Everything on standard input.
    pub(crate) fn from_standard_input() -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::unreadable(format!("cannot read standard input: {error}")))?;
        Ok(Self { name: "-".into(), typed: false, bytes: Bytes::Read(bytes) })
    }

    /// Whether an argument without any evidence was probably meant as the name
    /// of a file that is not there: one word with a folder or an extension.
    pub(crate) fn looks_like_a_lost_file(&self) -> bool {
        if !self.typed || self.name.contains("://") || self.name.contains(char::is_whitespace) {
            return false;
        }
        let extension = Path::new(&self.name).extension().and_then(|extension| extension.to_str());
        let extension = extension.is_some_and(|extension| {
            extension.len() <= 6 && extension.starts_with(|letter: char| letter.is_alphabetic())
        });
        extension || self.name.contains(['/', '\\'])
    }
}
