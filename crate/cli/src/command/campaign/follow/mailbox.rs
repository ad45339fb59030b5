//! A mailbox on disk to whose messages a feed attaches its reports: a Maildir folder
//! or an mbox file. Nothing is moved, marked or deleted there.

use super::desk::Desk;
use super::desk::MOST;
use super::desk::digest_of;
use super::is_settled;
use super::unreadable;
use crate::exit::Failure;
use mail_parser::Message;
use mail_parser::MessageParser;
use mail_parser::MimeHeaders;
use mail_parser::PartType;
use mail_parser::mailbox::mbox::MessageIterator;
use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

pub(super) enum Mailbox {
    Maildir {
        folder: PathBuf,
        /// Names of messages that were looked at, without their flags.
        seen: HashSet<String>,
    },
    Mbox {
        file: PathBuf,
        /// Its size and time when it was read.
        read: Option<(u64, Option<SystemTime>)>,
    },
}

impl Mailbox {
    /// The mailbox at a path, where it is one. A file that is none is no feed.
    pub(super) fn of(path: &Path) -> Result<Option<Self>, Failure> {
        if path.join("new").is_dir() && path.join("cur").is_dir() {
            let (folder, seen) = (path.to_owned(), HashSet::new());
            return Ok(Some(Self::Maildir { folder, seen }));
        }
        if !path.is_file() {
            return Ok(None);
        }
        let mut first = [0; 5];
        let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
        // A mailbox without messages is an empty file.
        match file.read(&mut first).map_err(|error| unreadable(path, &error))? {
            0 => {}
            5 if &first == b"From " => {}
            _ => {
                return Err(Failure::usage(format!(
                    "{}: neither a folder nor a mailbox; `campaign import` reads a single file",
                    path.display()
                )));
            }
        }
        Ok(Some(Self::Mbox { file: path.to_owned(), read: None }))
    }

    /// Hands over the reports of every message that was not looked at before.
    pub(super) fn look(&mut self, once: bool, desk: &mut Desk<'_>) -> Result<(), Failure> {
        match self {
            Self::Maildir { folder, seen } => maildir(folder, seen, desk),
            Self::Mbox { file, read } => {
                let meta = std::fs::metadata(&*file).map_err(|error| unreadable(file, &error))?;
                let now = (meta.len(), meta.modified().ok());
                if *read == Some(now) || !(once || is_settled(&meta)) {
                    return Ok(());
                }
                let open = File::open(&*file).map_err(|error| unreadable(file, &error))?;
                for found in MessageIterator::new(BufReader::new(open)) {
                    let found = found.map_err(|_| {
                        Failure::unreadable(format!("{}: the mailbox is damaged", file.display()))
                    })?;
                    message(found.contents(), desk)?;
                }
                *read = Some(now);
                Ok(())
            }
        }
    }
}

fn maildir(folder: &Path, seen: &mut HashSet<String>, desk: &mut Desk<'_>) -> Result<(), Failure> {
    let mut files = Vec::new();
    for part in ["new", "cur"] {
        let part = folder.join(part);
        for entry in std::fs::read_dir(&part).map_err(|error| unreadable(&part, &error))? {
            let entry = entry.map_err(|error| unreadable(&part, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What stands behind the colon are flags, which change.
            let own = name.split(':').next().unwrap_or_default().to_owned();
            if !name.starts_with('.') && !seen.contains(&own) {
                files.push((own, entry.path()));
            }
        }
    }
    files.sort();
    for (own, path) in files {
        match std::fs::metadata(&path) {
            Ok(meta) if meta.len() > MOST => {
                eprintln!("{}: larger than {} MiB, not read", path.display(), MOST >> 20);
            }
            Ok(_) => match std::fs::read(&path) {
                Ok(bytes) => message(&bytes, desk)?,
                // Another program moved it; it is found under its new name.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(unreadable(&path, &error)),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(unreadable(&path, &error)),
        }
        seen.insert(own);
    }
    Ok(())
}

/// Hands over the reports that are attached to a message.
fn message(bytes: &[u8], desk: &mut Desk<'_>) -> Result<(), Failure> {
    let digest = digest_of(bytes);
    if desk.knows(&digest)? {
        return Ok(());
    }
    let parsed = MessageParser::default().parse(bytes);
    let mut reports = Vec::new();
    let mut is_encrypted = false;
    if let Some(message) = &parsed {
        gather(message, 0, &mut reports, &mut is_encrypted);
    }
    let short = &digest[..12];
    if is_encrypted && reports.is_empty() {
        eprintln!("mail {short} is encrypted: its reports are not read");
    }
    for (name, contents) in reports {
        desk.bytes(contents, &format!("mail {short}/{name}"))?;
    }
    desk.note(&digest, &format!("mail {short}"))
}

/// Endings of files that a feed may attach.
const ENDINGS: [&str; 12] = [
    ".csv", ".json", ".ndjson", ".jsonl", ".xml", ".nmap", ".gnmap", ".parquet", ".zip", ".gz",
    ".xz", ".zst",
];

/// Media types of the same, where the file has no name.
const KINDS: [&str; 9] = [
    "text/csv",
    "application/csv",
    "application/json",
    "application/xml",
    "text/xml",
    "application/zip",
    "application/x-zip-compressed",
    "application/gzip",
    "application/x-gzip",
];

/// The reports of a message, and of those that it forwards.
fn gather<'m>(
    message: &'m Message<'_>,
    depth: u8,
    reports: &mut Vec<(String, &'m [u8])>,
    is_encrypted: &mut bool,
) {
    for part in &message.parts {
        let kind = part.content_type().map(|kind| {
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase()
        });
        let kind = kind.unwrap_or_default();
        *is_encrypted |= kind == "multipart/encrypted" || kind.ends_with("pkcs7-mime");
        match &part.body {
            PartType::Message(inner) if depth < 4 => {
                gather(inner, depth + 1, reports, is_encrypted);
            }
            PartType::Multipart(_) | PartType::Message(_) => {}
            _ => {
                let name = part.attachment_name().map(plain);
                let fits = match &name {
                    Some(name) => {
                        ENDINGS.iter().any(|end| name.to_ascii_lowercase().ends_with(end))
                            || KINDS.contains(&&*kind)
                    }
                    None => KINDS.contains(&&*kind),
                };
                if fits {
                    reports.push((name.unwrap_or_else(|| "report".to_owned()), part.contents()));
                }
            }
        }
    }
}

/// A file's name as a stranger gives it, fit to be shown.
fn plain(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|letter| !letter.is_control()).take(120).collect()
}
