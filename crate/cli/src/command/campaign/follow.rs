//! `expatch campaign follow`: a folder into which a feed puts its files. Each is
//! taken in once, and what is new is reported; killed at any point, the same command
//! goes on where it was.

use super::import::Intake;
use super::import::Tally;
use crate::command::letter::Letter;
use crate::command::notify::list;
use crate::database::Basis;
use crate::exit::Failure;
use clap::Args;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::notice::Earlier;
use expatch_campaign::notice::write_notices;
use sha2::Digest;
use sha2::Sha256;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

/// Follow a folder: take in each file that appears, write the new notices
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store; made when it is missing
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// The folder that the feed writes to; files that begin with a dot or end in
    /// .part, .tmp or .crdownload are incomplete and not read yet
    folder: PathBuf,
    /// Where notices go: a new folder whenever there is something to report
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    #[command(flatten)]
    letter: Letter,
    /// Look once and exit
    #[arg(long)]
    once: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    every: u64,
    #[command(flatten)]
    basis: Basis,
}

/// How long a file must have been left alone to be whole.
const SETTLED: Duration = Duration::from_secs(2);

impl Arguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        self.letter.check()?;
        self.letter.check_signer()?;
        let mut campaign = super::import::open(&self.campaign)?;
        let _lock = campaign.lock()?;
        std::fs::create_dir_all(&self.output)?;
        loop {
            self.look(&mut campaign)?;
            if self.once {
                return Ok(());
            }
            std::thread::sleep(Duration::from_secs(self.every.max(1)));
        }
    }

    /// Takes in what is new, and tells whom it concerns.
    fn look(&self, campaign: &mut Campaign) -> Result<(), Failure> {
        let now = expatch_campaign::run::now();
        let database = self.basis.open()?;
        let judge = Judge { database: &database, as_of: self.basis.day() };
        let assessment = campaign.assess(&judge, now)?;
        let mut tally = Tally::default();
        let mut files = 0;
        for path in self.files()? {
            let digest = digest(&path)?;
            if campaign.has_taken(&digest)? {
                continue;
            }
            let taken = Intake { campaign, judge: &judge, assessment, now };
            match taken.file(&path, None) {
                Ok(taken) => {
                    // A feed has nothing to tell on some days: a heading alone.
                    taken.empty.iter().for_each(|what| eprintln!("{what}"));
                    tally += taken;
                }
                // The others must not wait for a file that nobody can read.
                Err(error) => eprintln!("{}", error.message),
            }
            // Rows that come twice change nothing: killed before this line, the
            // file is taken in again.
            campaign.take_file(&digest, &path.display().to_string(), now)?;
            files += 1;
        }
        if files > 0 {
            eprintln!("{files} new files");
            tally.print();
        }
        self.tell(campaign, &judge, now)
    }

    /// The files that are whole, by name.
    fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        let now = SystemTime::now();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(|error| self.unreadable(&error))? {
            let entry = entry.map_err(|error| self.unreadable(&error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let meta = std::fs::metadata(entry.path()).map_err(|error| self.unreadable(&error))?;
            let is_coming = name.starts_with('.')
                || [".part", ".tmp", ".crdownload"].iter().any(|end| name.ends_with(end));
            let age = meta.modified().ok().and_then(|at| now.duration_since(at).ok());
            let is_settled = self.once || age.is_none_or(|age| age >= SETTLED);
            if meta.is_file() && !is_coming && is_settled {
                files.push(entry.path());
            }
        }
        files.sort();
        Ok(files)
    }

    fn unreadable(&self, error: &std::io::Error) -> Failure {
        Failure::unreadable(format!("{}: {error}", self.folder.display()))
    }

    /// Writes what no earlier notice said. A folder gets its name when it is
    /// whole, so that what stands there was reported.
    fn tell(&self, campaign: &Campaign, judge: &Judge<'_>, now: i64) -> Result<(), Failure> {
        let mut told = Vec::new();
        let mut numbers = 0;
        for entry in std::fs::read_dir(&self.output)? {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name == NEW) {
                std::fs::remove_dir_all(&path)?;
            } else if path.join("manifest.json").is_file() {
                told.push(list(&path.join("manifest.json"))?);
                numbers += 1;
            }
        }
        let earlier = Earlier { told, remind: None };
        let new = self.output.join(NEW);
        let sender = self.letter.sender(now);
        let classes = self.letter.classes();
        let written = write_notices(campaign, judge, classes, &sender, &earlier, &new)?;
        if written.notices.is_empty() {
            return Ok(std::fs::remove_dir_all(&new)?);
        }
        let name = format!("{}-{:04}", expatch_campaign::time::day(now), numbers + 1);
        let folder = self.output.join(name);
        std::fs::rename(&new, &folder)?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} notices in {}, none sent", written.notices.len(), folder.display())?;
        Ok(out.flush()?)
    }
}

/// A folder of notices that is not yet whole.
const NEW: &str = ".new";

/// What a file holds, so that it is taken once whatever it is called.
fn digest(path: &Path) -> Result<String, Failure> {
    let unreadable =
        |error: std::io::Error| Failure::unreadable(format!("{}: {error}", path.display()));
    let mut hash = Sha256::new();
    let mut file = File::open(path).map_err(unreadable)?;
    let mut buffer = vec![0; 64 << 10];
    loop {
        match std::io::Read::read(&mut file, &mut buffer).map_err(unreadable)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    Ok(expatch::hexadecimal(&hash.finalize()))
}
