//! Newer facts from the public sources, by anyone: the files are read in the
//! order in which they need each other, each one's rows are taken or listed,
//! and a source that fails leaves the day through which it was checked where it
//! was. The scheduled workflow, `expatch db refresh` and the server are this code.

use crate::import::{Document, Proposal, Question, Sitting, Source, check_records, import};
use crate::read::Facts;
use crate::{Problems, check, compile, read_from};
use expatch::Date;
use std::collections::BTreeSet;

/// A published file.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its file name or address.
    pub name: String,
    /// Its text, or why it could not be read.
    pub text: Result<String, String>,
    /// The day on which it was fetched, where that is known.
    pub fetched: Option<Date>,
}

impl Published {
    /// What was read from `name`.
    pub fn new(name: &str, bytes: Result<Vec<u8>, String>) -> Self {
        Self { name: name.to_owned(), text: bytes.map(|bytes| text(&bytes)), fetched: None }
    }

    /// The same, fetched on a day.
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        Self { fetched: Some(day), ..self }
    }
}

/// The text of a file: UTF-8, or UTF-16 with its mark, as PowerShell saves
/// pages. What is neither becomes a sign that no row has.
fn text(bytes: &[u8]) -> String {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What a refresh did.
#[derive(Debug)]
pub struct Refreshed {
    /// The facts as they are now.
    pub facts: Facts,
    /// What each file changed, in the order in which they were read.
    pub files: Vec<(String, Result<Proposal, String>)>,
}

impl Refreshed {
    /// Whether anything changed.
    pub fn changed(&self) -> bool {
        self.proposals().any(|proposal| !proposal.is_empty())
    }

    /// What nobody has said yet about new cumulative updates.
    pub fn questions(&self) -> BTreeSet<&Question> {
        self.proposals().flat_map(|proposal| &proposal.questions).collect()
    }

    fn proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.files.iter().filter_map(|(_, done)| done.as_ref().ok())
    }

    /// The database, marked as made on this machine on `today`.
    ///
    /// # Errors
    /// Facts that do not hold together.
    pub fn database(&self, today: Date) -> Result<Vec<u8>, Problems> {
        let mut texts = self.facts.texts.clone();
        let version = format!("{}+local", today.to_string().replace('-', "."));
        texts.insert("database.toml".to_owned(), format!("version = \"{version}\"\n"));
        let facts = read_from(texts)?;
        let mut problems = check::check(&facts);
        // The vulnerabilities of a new update come from another list, which may
        // not have been read yet; its coverage says so.
        problems.retain(|problem| !problem.what.starts_with(check::NOTHING_FIXED));
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        compile::compile(&facts).map_err(Problems::from)
    }
}

/// Reads published files into the facts.
///
/// # Errors
/// Facts that cannot be read to begin with.
pub fn refresh(
    facts: Facts,
    published: Vec<Published>,
    sitting: &Sitting,
) -> Result<Refreshed, Problems> {
    let mut facts = facts;
    let mut files = Vec::new();
    let mut known: Vec<(Source, Published, String)> = Vec::new();
    for mut file in published {
        match std::mem::replace(&mut file.text, Err(String::new())) {
            Err(why) => files.push((file.name, Err(why))),
            Ok(text) => match Source::of(&text) {
                Some(source) => known.push((source, file, text)),
                None => files.push((file.name, Err("is none of the formats that are read".into()))),
            },
        }
    }
    // Builds before what is fixed in them, months in their order, CISA last.
    known.sort_by_cached_key(|(source, file, text)| {
        let rank = match source {
            Source::MsBuilds => 0,
            Source::MsrcCvrf | Source::MsrcCsaf => 1,
            Source::Cve5 => 2,
            Source::Kev => 3,
        };
        (rank, crate::import::month_of(*source, text), file.name.clone())
    });
    let mut records = Vec::new();
    for (source, file, text) in known {
        let document = Document { name: &file.name, text: &text, fetched: file.fetched };
        match import(&facts, source, document, sitting) {
            Err(error) => files.push((file.name, Err(error.to_string()))),
            Ok(proposal) => {
                if source == Source::Cve5 {
                    records.push((crate::import::record_of(&text), file.fetched));
                }
                facts = with(facts, &proposal)?;
                files.push((file.name, Ok(proposal)));
            }
        }
    }
    if let Some(proposal) = check_records(&facts, &records) {
        facts = with(facts, &proposal)?;
        files.push(("all CVE records".to_owned(), Ok(proposal)));
    }
    Ok(Refreshed { facts, files })
}

/// The facts after what was proposed.
fn with(facts: Facts, proposal: &Proposal) -> Result<Facts, Problems> {
    if proposal.is_empty() {
        return Ok(facts);
    }
    let mut texts = facts.texts;
    texts.extend(proposal.texts.clone());
    read_from(texts)
}
