//! Identities that cannot be guessed and say what they name.

use crate::Error;
use std::fmt::Write as _;

/// `prefix_` and 96 random bits.
pub(crate) fn fresh(prefix: &str) -> Result<String, Error> {
    Ok(format!("{prefix}_{}", hex(&random::<12>()?)))
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Database(format!("no random bytes: {error}")))?;
    Ok(bytes)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
