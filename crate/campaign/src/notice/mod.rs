//! Notices: one message per organisation, in its language, ready to be sent by
//! people. Nothing here sends anything.

mod group;
mod html;
mod list;
mod message;
mod text;
mod words;

pub use group::{Recipient, recipients};
pub use message::{Before, Earlier, Manifest, Sent, Told, write_notices};

use crate::error::Error;
use crate::file::Campaign;
use crate::finding::Judge;
use crate::import::BreakIn;
use crate::sign::Signer;
use crate::tlp::Tlp;
use expatch::Language;
use expatch::judge::Status;
use expatch::report::DatabaseView;
use expatch::report::EvidenceView;
use expatch::report::Server;
use sha2::Digest;
use sha2::Sha256;
use std::collections::BTreeMap;

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
    /// Who may read them.
    pub tlp: Tlp,
    /// What ticket numbers begin with; none unless given.
    pub ticket: Option<&'a str>,
    /// Where our own scan asks from and how it calls itself, as a sentence's end.
    pub scanner: Option<&'a str>,
    /// Who signs them; nobody unless given.
    pub signer: Option<&'a Signer>,
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
    /// When a notice about it was written before, UTC: this one reminds of it.
    pub reminds: Option<String>,
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
    /// Who says that somebody broke in.
    pub breakin: Option<BreakIn>,
    /// Vulnerabilities that others say they have, by who says it.
    pub claims: BTreeMap<String, Vec<String>>,
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
    /// Whether that is when it was seen, and not only when we were notified.
    pub dated: bool,
    /// Whether we asked it ourselves; else somebody else saw it.
    pub asked: bool,
    /// Who saw it.
    pub source: Option<String>,
}

impl Seen {
    /// When it was seen, and whether by somebody else.
    fn when(&self, words: &words::Words) -> String {
        let text = match (self.asked, self.dated) {
            (true, _) => words.seen_at,
            (false, true) => words.told_at,
            (false, false) => words.told_undated,
        };
        let by = self.source.as_deref().unwrap_or(words.somebody);
        text.replace("{time}", &self.seen).replace("{by}", by)
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
    /// Gathers what a recipient must be notified of. Targets that lead to one server
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
            let report = judge.report(&host.said, language);
            database.get_or_insert(report.database);
            let server = judge.server(&host.said, language);
            let at = parts.iter().position(|part| {
                part.breakin == host.breakin
                    && part.server.build == server.build
                    && part.server.verdict.status == server.verdict.status
                    && part.server.candidates == server.candidates
            });
            let part = if let Some(at) = at {
                &mut parts[at]
            } else {
                let (places, breakin) = (Vec::new(), host.breakin.clone());
                parts.push(Part { server, places, breakin, claims: BTreeMap::new() });
                parts.last_mut().expect("it was just added")
            };
            if !host.claims.is_empty() {
                let by = host.source.clone().unwrap_or_default();
                crate::claim::join(part.claims.entry(by).or_default(), &host.claims);
            }
            let seen = crate::time::plain(host.seen);
            let known = part
                .places
                .iter_mut()
                .find(|place| place.address.is_some() && place.address == host.address);
            match known {
                Some(place) => {
                    place.seen = seen.max(std::mem::take(&mut place.seen));
                    place.asked |= host.asked;
                    place.dated |= host.dated;
                    place.targets.push(host.target);
                    place.targets.sort();
                    place.targets.dedup();
                }
                None => part.places.push(Seen {
                    name: host.name().map(str::to_owned),
                    targets: vec![host.target],
                    address: host.address,
                    seen,
                    dated: host.dated,
                    asked: host.asked,
                    source: host.source,
                }),
            }
        }
        for part in &mut parts {
            part.places.sort();
        }
        // Who was broken into comes first, whatever the version.
        parts.sort_by_key(|part| {
            (part.breakin.is_none(), Status::from_code(part.server.verdict.status))
        });
        let database = database.ok_or(Error::Damaged("a recipient has no hosts"))?;
        let (reminds, as_of) = (None, judge.as_of.to_string());
        Ok(Self { to, language, parts, reminds, database, as_of })
    }

    /// How many servers it is about.
    pub fn servers(&self) -> usize {
        self.parts.iter().map(|part| part.places.len()).sum()
    }

    /// The ticket's number: the same for one recipient of one campaign, so that
    /// reminders and answers find it.
    pub(super) fn ticket(&self, sender: &Sender<'_>) -> Option<String> {
        let hash = Sha256::digest(self.to.key.to_lowercase());
        let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        Some(format!("{}-{:08}", sender.ticket?, number % 100_000_000))
    }

    /// Whether a list of the servers is attached: for hosters and others with many.
    fn is_listed(&self) -> bool {
        self.servers() > 1
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

    /// Whether any of it was seen after a time of a manifest.
    fn is_seen_since(&self, written: &str) -> bool {
        let since = written.replace('T', " ");
        let since = since.get(..19).unwrap_or_default();
        self.parts.iter().flat_map(|part| &part.places).any(|place| place.seen.as_str() > since)
    }

    /// Whether somebody says that one of them was broken into.
    fn is_breakin(&self) -> bool {
        self.parts.iter().any(|part| part.breakin.is_some())
    }

    /// Whether all that is known is that nothing is made for it any more: it may have
    /// every update that there ever was.
    fn is_ended(&self) -> bool {
        let mut verdicts = self.parts.iter().map(|part| &part.server.verdict);
        verdicts.all(|verdict| {
            verdict.status == "unsupported" && verdict.vulnerabilities.certain.is_empty()
        })
    }

    /// Whether anything in it is known for certain.
    fn is_certain(&self) -> bool {
        self.parts.iter().any(|part| part.server.verdict.severity == 2)
    }
}
