//! Identities that cannot be guessed and say what they name.

use crate::Error;

/// `prefix_` and 96 random bits.
pub(crate) fn fresh(prefix: &str) -> Result<String, Error> {
    Ok(format!("{prefix}_{}", expatch::hexadecimal(&random::<12>()?)))
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Database(format!("no random bytes: {error}")))?;
    Ok(bytes)
}
