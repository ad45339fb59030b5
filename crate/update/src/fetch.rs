//! Bytes from a file or an address, within bounds of size and time.

use crate::UpdateError;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// No database and no published list comes near this size.
pub const MAX_BYTES: u64 = 64 << 20;

const TIMEOUT: Duration = Duration::from_mins(1);

/// Reads a file, or what is at an `https://` or `http://` address.
///
/// # Errors
/// What cannot be read, answers other than success, more than [`MAX_BYTES`].
pub fn fetch(source: &str) -> Result<Vec<u8>, UpdateError> {
    let failed = |why: String| UpdateError::Source { name: source.to_owned(), why };
    let mut bytes = Vec::new();
    if source.starts_with("https://") || source.starts_with("http://") {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(5)
            // What began on https must not be led away from it.
            .https_only(source.starts_with("https://"))
            .user_agent(concat!("expatch/", env!("CARGO_PKG_VERSION")))
            .build();
        let answer = config.new_agent().get(source).call();
        let mut answer = answer.map_err(|error| failed(error.to_string()))?;
        let reader = answer.body_mut().as_reader();
        reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
    } else {
        let file = File::open(Path::new(source)).map_err(|error| failed(error.to_string()))?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(UpdateError::TooLarge(source.to_owned()));
    }
    Ok(bytes)
}
