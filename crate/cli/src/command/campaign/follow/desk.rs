//! Where a feed's files are imported, each once, whatever it is called.

use super::unreadable;
use crate::command::campaign::import::Intake;
use crate::command::campaign::import::Tally;
use crate::exit::Failure;
use expatch_campaign::Campaign;
use expatch_campaign::Judge;
use expatch_campaign::record::AssessmentId;
use sha2::Digest;
use sha2::Sha256;
use std::fs::File;
use std::io::Read;
use std::io::Write;
use std::path::Path;

/// The most bytes of one file that comes by mail or from an address.
pub(super) const MOST: u64 = 256 << 20;

pub(super) struct Desk<'a> {
    campaign: &'a mut Campaign,
    judge: &'a Judge<'a>,
    assessment: AssessmentId,
    now: i64,
    tally: Tally,
    files: u64,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        campaign: &'a mut Campaign,
        judge: &'a Judge<'a>,
        assessment: AssessmentId,
        now: i64,
    ) -> Self {
        Self { campaign, judge, assessment, now, tally: Tally::default(), files: 0 }
    }

    /// Imports a file that was not imported before.
    pub(super) fn file(&mut self, path: &Path, name: &str) -> Result<(), Failure> {
        let digest = digest(path)?;
        if self.knows(&digest)? {
            return Ok(());
        }
        let (judge, assessment, now) = (self.judge, self.assessment, self.now);
        let intake = Intake { campaign: self.campaign, judge, assessment, now };
        match intake.file(path, name, None) {
            Ok(taken) => {
                // A feed has nothing to tell on some days: a heading alone.
                taken.empty.iter().for_each(|what| eprintln!("{what}"));
                self.tally += taken;
            }
            // The others must not wait for a file that nobody can read.
            Err(error) => eprintln!("{}", error.message),
        }
        // Rows that come twice change nothing: killed before this line, the
        // file is imported again.
        self.note(&digest, name)?;
        self.files += 1;
        Ok(())
    }

    /// The same of bytes that are no file yet.
    pub(super) fn bytes(&mut self, bytes: &[u8], name: &str) -> Result<(), Failure> {
        // Archives are read from their end, which needs a file.
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(bytes)?;
        file.flush()?;
        self.file(file.path(), name)
    }

    /// Whether something was dealt with, by its digest.
    pub(super) fn knows(&self, digest: &str) -> Result<bool, Failure> {
        Ok(self.campaign.has_taken(digest)?)
    }

    /// Notes that something was dealt with.
    pub(super) fn note(&mut self, digest: &str, name: &str) -> Result<(), Failure> {
        Ok(self.campaign.take_file(digest, name, self.now)?)
    }

    /// Says what became of the files.
    pub(super) fn print(&self) {
        if self.files > 0 {
            eprintln!("{} new files", self.files);
            self.tally.print();
        }
    }
}

/// The SHA-256 of bytes.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    expatch::hexadecimal(&Sha256::digest(bytes))
}

fn digest(path: &Path) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer).map_err(|error| unreadable(path, &error))? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    Ok(expatch::hexadecimal(&hash.finalize()))
}
