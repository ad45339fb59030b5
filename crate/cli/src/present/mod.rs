//! Views of reports for programs. What people read is `expatch_view`'s.

pub(crate) mod csv;
pub(crate) mod explain;
pub(crate) mod sarif;
pub(crate) mod table;

pub(crate) use expatch_view::Assessed;
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
