//! Reverse names, from a file (`address,name` a line, as massdns, zdns and
//! `dig` scripts are easily made to write) or from the system's resolver.

use crate::error::Error;
use std::collections::HashMap;
use std::io::BufRead;
use std::net::IpAddr;
use std::path::Path;

/// Names by address.
#[derive(Clone, Debug, Default)]
pub struct Reverse(HashMap<IpAddr, String>);

impl Reverse {
    /// Reads a file: an address and a name on each line, a comma, a semicolon
    /// or blanks between them.
    ///
    /// # Errors
    /// When it cannot be read, or a line has no address or no name.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let io = |error| Error::Io(path.to_owned(), error);
        let file = std::io::BufReader::new(std::fs::File::open(path).map_err(io)?);
        let mut names = HashMap::new();
        for (at, line) in file.lines().enumerate() {
            let line = line.map_err(io)?;
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let mut parts = line.split([',', ';', ' ', '\t']).filter(|part| !part.is_empty());
            match (parts.next().map(str::parse), parts.next()) {
                (Some(Ok(address)), Some(name)) => {
                    names.insert(address, tidy(name));
                }
                // A heading.
                _ if at == 0 => {}
                _ => {
                    let what = format!("line {}: expected an address and a name", at + 1);
                    return Err(Error::source(path, what));
                }
            }
        }
        Ok(Self(names))
    }

    /// Adds a name.
    pub fn insert(&mut self, address: IpAddr, name: &str) {
        self.0.insert(address, tidy(name));
    }

    /// The name of an address.
    pub fn get(&self, address: IpAddr) -> Option<&str> {
        self.0.get(&address).map(String::as_str)
    }
}

fn tidy(name: &str) -> String {
    name.trim_matches(|char| char == '"' || char == '.').to_ascii_lowercase()
}
