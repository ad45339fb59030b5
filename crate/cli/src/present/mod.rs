//! Views of reports for programs. What people read is `expatch_view`'s.

pub(crate) mod csv;
pub(crate) mod explain;
pub(crate) mod json;
pub(crate) mod sarif;
pub(crate) mod table;

use std::io::ErrorKind;
use std::io::Write;

/// One input's report.
pub(crate) struct Assessed {
    /// The input's name.
    pub(crate) name: String,
    /// What can be said about it.
    pub(crate) report: expatch::Report,
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no
/// failure.
pub(crate) fn write(bytes: &[u8]) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
