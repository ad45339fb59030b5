//! How far a run has come, so that a later one loses and doubles nothing: up
//! to here the input is in the output, and the output is cut back to here.

use crate::Counts;
use serde::Deserialize;
use serde::Serialize;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// A point of a run; stands beside the output as `OUTPUT.checkpoint`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checkpoint {
    /// What the run was asked to do; another job must not go on from here.
    pub job: String,
    /// Inputs that are done.
    pub inputs: usize,
    /// Decoded bytes of the current input that are done.
    pub offset: u64,
    /// Lines or records of the current input that are done.
    pub place: u64,
    /// Where in a JSON document that is.
    #[serde(default)]
    pub at: i32,
    /// The heading in force, for tables.
    #[serde(default)]
    pub heading: String,
    /// Length of the output.
    pub output: u64,
    /// Length of the file of bad rows.
    pub side: u64,
    /// What was counted.
    pub counts: Counts,
}

impl Checkpoint {
    /// Where the checkpoint of `output` stands.
    pub fn beside(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".checkpoint");
        name.into()
    }

    /// The checkpoint of `output`, if an earlier run left one.
    ///
    /// # Errors
    /// A file that cannot be read or is none of ours.
    pub fn load(output: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(Self::beside(output)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the checkpoint at once, so that there is always a whole one.
    pub(crate) fn store(&self, output: &Path) -> io::Result<()> {
        let path = Self::beside(output);
        let new = path.with_extension("checkpoint-new");
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_data()?;
        std::fs::rename(new, path)
    }

    /// Removes it: the run is complete.
    pub(crate) fn clear(output: &Path) -> io::Result<()> {
        match std::fs::remove_file(Self::beside(output)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
