//! Notices: one message per organisation, in its language, ready to be sent by
//! people. Nothing here sends anything.

mod group;
mod html;
mod message;
mod text;
mod words;

pub use group::{Recipient, recipients};
pub use message::{Manifest, Sent, write_notices};

use crate::error::Error;
use crate::file::Campaign;
use crate::finding::Judge;
use expatch::Language;
use expatch::judge::Status;
use expatch::report::DatabaseView;
use expatch::report::EvidenceView;
use expatch::report::Server;

/// What all notices of a campaign share.
#[derive(Clone, Debug)]
pub struct Sender<'a> {
    /// Who writes, such as `CERT.example`.
    pub name: &'a str,
    /// The mail address that answers go to.
    pub mail: &'a str,
    /// Where the page stands on which owners check again.
    pub page: &'a str,
    /// When the notices are written, in seconds since 1970.
    pub now: i64,
    /// The language of all notices; each recipient's own unless given.
    pub language: Option<Language>,
}

/// One notice before it is put into words.
#[derive(Debug)]
pub struct Notice<'a> {
    /// To whom.
    pub to: &'a Recipient,
    /// In which language.
    pub language: Language,
    /// What was found, the worst first.
    pub parts: Vec<Part>,
    /// The facts it rests on.
    pub database: DatabaseView,
    /// The day of the verdicts.
    pub as_of: String,
}

/// Servers that share a verdict.
#[derive(Debug)]
pub struct Part {
    /// The verdict, in the notice's language.
    pub server: Server,
    /// Where it was found.
    pub places: Vec<Seen>,
}

/// One server.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Seen {
    /// `scheme://host:port`, every one that led there.
    pub targets: Vec<String>,
    /// Its name, where the targets are addresses.
    pub name: Option<String>,
    /// Its address, where the targets are names.
    pub address: Option<String>,
    /// When it was seen last, UTC.
    pub seen: String,
    /// Whether we asked it ourselves; else somebody else saw it.
    pub asked: bool,
}

impl Seen {
    /// When it was seen, and whether by somebody else.
    fn when(&self, words: &words::Words) -> String {
        let text = if self.asked { words.seen_at } else { words.told_at };
        text.replace("{time}", &self.seen)
    }
}

impl Part {
    /// The product, its baseline and update, and the build.
    fn title(&self) -> String {
        let server = &self.server;
        let release = server.release.as_ref().map(|release| {
            let update = release.update.as_deref().unwrap_or_default();
            format!("{} {} {update}", release.product, release.baseline).trim_end().to_owned()
        });
        let shared = server.shared.as_ref().map(|shared| {
            let baseline = shared.baseline.as_deref().unwrap_or_default();
            format!("{} {baseline}", shared.product).trim_end().to_owned()
        });
        match (release.or(shared), server.build) {
            (Some(release), Some(build)) => format!("{release} ({build})"),
            (Some(release), None) => release,
            (None, Some(build)) => format!("Microsoft Exchange {build}"),
            (None, None) => "Microsoft Exchange".to_owned(),
        }
    }

    /// What showed the version, each piece once.
    fn evidence(&self) -> Vec<&EvidenceView> {
        let mut pieces: Vec<&EvidenceView> = Vec::new();
        let all = &self.server.evidence;
        for piece in all.iter().filter(|piece| piece.build.is_some() || piece.prefix.is_some()) {
            let is_known = |known: &&EvidenceView| {
                (known.channel, &known.text) == (piece.channel, &piece.text)
            };
            if !pieces.iter().any(is_known) {
                pieces.push(piece);
            }
        }
        if pieces.is_empty() { all.iter().take(1).collect() } else { pieces }
    }

    /// The link by which the owner checks again, in their own browser.
    fn link(&self, page: &str, language: Language) -> String {
        let text = match (self.server.build, self.server.evidence.first()) {
            (Some(build), _) => build.to_string(),
            (None, Some(evidence)) => evidence.text.clone(),
            (None, None) => String::new(),
        };
        let text: String = text.bytes().map(encode).collect();
        format!("{page}#q={text}&lang={}", code(language))
    }
}

fn encode(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    }
}

/// A language's two letters.
pub const fn code(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::French => "fr",
        Language::Dutch => "nl",
        Language::German => "de",
    }
}

/// The language of two letters; English for all others.
pub fn language(code: Option<&str>) -> Language {
    match code {
        Some("fr") => Language::French,
        Some("nl") => Language::Dutch,
        Some("de") => Language::German,
        _ => Language::English,
    }
}

impl<'a> Notice<'a> {
    /// Gathers what a recipient must be told. Targets that lead to one server
    /// are one server, servers that share a verdict share a part.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn gather(
        campaign: &Campaign,
        to: &'a Recipient,
        judge: &Judge<'_>,
        language: Language,
    ) -> Result<Self, Error> {
        let mut parts: Vec<Part> = Vec::new();
        let mut database = None;
        for number in &to.hosts {
            let host = campaign.host(*number)?;
            let report = judge.report(&host.evidence, language);
            database.get_or_insert(report.database);
            let Some(server) = report.servers.into_iter().next() else { continue };
            let at = parts.iter().position(|part| {
                part.server.build == server.build
                    && part.server.verdict.status == server.verdict.status
                    && part.server.candidates == server.candidates
            });
            let part = if let Some(at) = at {
                &mut parts[at]
            } else {
                parts.push(Part { server, places: Vec::new() });
                parts.last_mut().expect("it was just added")
            };
            let seen = crate::time::plain(host.seen);
            let known = part
                .places
                .iter_mut()
                .find(|place| place.address.is_some() && place.address == host.address);
            match known {
                Some(place) => {
                    place.seen = seen.max(std::mem::take(&mut place.seen));
                    place.asked |= host.asked;
                    place.targets.push(host.target);
                    place.targets.sort();
                    place.targets.dedup();
                }
                None => part.places.push(Seen {
                    name: host.name().map(str::to_owned),
                    targets: vec![host.target],
                    address: host.address,
                    seen,
                    asked: host.asked,
                }),
            }
        }
        for part in &mut parts {
            part.places.sort();
        }
        parts.sort_by_key(|part| Status::from_code(part.server.verdict.status));
        let database = database.ok_or(Error::Damaged("a recipient has no hosts"))?;
        Ok(Self { to, language, parts, database, as_of: judge.as_of.to_string() })
    }

    /// How many servers it is about.
    pub fn servers(&self) -> usize {
        self.parts.iter().map(|part| part.places.len()).sum()
    }

    /// How it is known: what we asked, what others saw, or both.
    fn how(&self, words: &words::Words) -> Vec<&'static str> {
        let mut places = self.parts.iter().flat_map(|part| &part.places);
        let asked = places.clone().any(|place| place.asked);
        let told = places.any(|place| !place.asked);
        [(asked, words.how_text), (told, words.how_told)]
            .into_iter()
            .filter_map(|(is_so, text)| is_so.then_some(text))
            .collect()
    }

    /// Whether anything in it is known for certain.
    fn is_certain(&self) -> bool {
        self.parts.iter().any(|part| part.server.verdict.severity == 2)
    }
}
