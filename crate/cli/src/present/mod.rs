//! What the command prints beside reports, which are `expatch_view`'s to write.

pub(crate) mod table;

use std::io::ErrorKind;
use std::io::Write;

/// Writes to standard output. A reader that has seen enough (`| head`) is no
/// failure.
pub(crate) fn write(bytes: &[u8]) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
