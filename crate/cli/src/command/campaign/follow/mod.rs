//! `expatch campaign follow`: a feed that goes on, a folder, a mailbox or an address.
//! Each of its files is imported once, and what is new is reported; killed at any
//! point, the same command goes on where it was.

mod address;
mod desk;
mod folder;
mod mailbox;

use crate::command::letter::Letter;
use crate::command::notify::list;
use crate::database::Basis;
use crate::exit::Failure;
use address::Address;
use clap::Args;
use desk::Desk;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::notice::Earlier;
use expatch_campaign::notice::write_notices;
use mailbox::Mailbox;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

/// Follow a feed: import each file that appears, write the new notices
///
/// A feed is a folder, an https:// address, or a mailbox (a Maildir folder, an mbox
/// file) whose messages have reports attached. An address is a file that changes, or
/// a page with links to files of the same host; it is asked whether something is
/// newer. EXPATCH_FEED_AUTHORIZATION is sent to it as `Authorization`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The campaign's file, or ADDRESS#NAME in a server's store; made when it is missing
    #[arg(value_parser = crate::command::home::home())]
    campaign: Home,
    /// Where the feed is. In a folder, files that begin with a dot or end in .part,
    /// .tmp or .crdownload are incomplete and not read yet
    #[arg(value_name = "FOLDER|ADDRESS|MAILBOX")]
    feed: String,
    /// Where notices go: a new folder whenever there is something to report
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    #[command(flatten)]
    letter: Letter,
    /// Look once and exit
    #[arg(long)]
    once: bool,
    /// Seconds between two looks; at least 60 for an address
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    every: u64,
    /// Trust this certificate (PEM) for an address, instead of the public ones
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    #[command(flatten)]
    basis: Basis,
}

/// How long a file must have been left alone to be whole.
const SETTLED: Duration = Duration::from_secs(2);

/// Where files come from.
enum Feed {
    Folder(PathBuf),
    Mailbox(Mailbox),
    Address(Box<Address>),
}

impl Arguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        self.letter.check()?;
        self.letter.check_signer()?;
        let mut feed = self.feed()?;
        let mut campaign = super::import::open(&self.campaign)?;
        let _lock = campaign.lock()?;
        std::fs::create_dir_all(&self.output)?;
        let every = match feed {
            Feed::Address(_) => self.every.max(60),
            _ => self.every.max(1),
        };
        loop {
            self.look(&mut campaign, &mut feed)?;
            if self.once {
                return Ok(());
            }
            std::thread::sleep(Duration::from_secs(every));
        }
    }

    fn feed(&self) -> Result<Feed, Failure> {
        if self.feed.contains("://") {
            let wire = expatch_update::Wire { ca_file: self.ca_file.clone() };
            return Ok(Feed::Address(Box::new(Address::new(&self.feed, wire, &self.output)?)));
        }
        let path = Path::new(&self.feed);
        Ok(match Mailbox::of(path)? {
            Some(mailbox) => Feed::Mailbox(mailbox),
            None => Feed::Folder(path.to_owned()),
        })
    }

    /// Imports what is new, and tells whom it concerns.
    fn look(&self, campaign: &mut Campaign, feed: &mut Feed) -> Result<(), Failure> {
        let now = expatch_campaign::run::now();
        let database = self.basis.open()?;
        let judge = Judge { database: &database, as_of: self.basis.day() };
        let assessment = campaign.assess(&judge, now)?;
        let mut desk = Desk::new(campaign, &judge, assessment, now);
        let looked = match feed {
            Feed::Folder(folder) => folder::look(folder, self.once, &mut desk),
            Feed::Mailbox(mailbox) => mailbox.look(self.once, &mut desk),
            Feed::Address(address) => address.look(&mut desk),
        };
        desk.print();
        self.tell(campaign, &judge, now)?;
        match (looked, feed) {
            // Networks fail, and are there again at the next look.
            (Err(error), Feed::Address(_)) if !self.once => {
                eprintln!("{}", error.message);
                Ok(())
            }
            (looked, _) => looked,
        }
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

/// Whether a file was left alone long enough to be whole.
fn is_settled(meta: &std::fs::Metadata) -> bool {
    let age = meta.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
    age.is_none_or(|age| age >= SETTLED)
}

/// A file or folder that cannot be read.
fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unreadable(format!("{}: {error}", path.display()))
}
