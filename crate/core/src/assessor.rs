//! The paved path for many inputs on one day: statuses of released builds are
//! computed once, and verdicts are given without words where only numbers are
//! wanted.

use crate::Language;
use crate::Options;
use crate::Reading;
use crate::Report;
use crate::Said;
use crate::build::Build;
use crate::database::Database;
use crate::database::ReleaseId;
use crate::date::Date;
use crate::evidence::Mention;
use crate::index::Index;
use crate::judge::Count;
use crate::judge::Judgement;
use crate::judge::Patched;
use crate::judge::Settings;
use crate::judge::Status;
use crate::judge::judged;
use crate::observe;
use crate::report::Composer;
use crate::report::DatabaseView;
use crate::report::EvidenceView;
use crate::report::Server;
use crate::report::Unread;
use crate::report::counted;
use crate::report::json;
use crate::report::printable;
use crate::resolve::Finding;
use crate::resolve::Subject;
use crate::resolve::resolve;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::AtomicUsize;
use core::sync::atomic::Ordering;
use expatch_observe::order;
use once_cell::race::OnceBox;

/// A database prepared for one day.
///
/// ```
/// use expatch::{Assessor, Build, Database};
/// let database = Database::embedded();
/// let assessor = Assessor::new(&database, "2026-11-23".parse().unwrap());
/// assert_eq!(assessor.status_of(Build::new(15, 1, 2507, 6)).code(), "exploited");
/// ```
pub struct Assessor<'d> {
    database: Database<'d>,
    day: Date,
    index: Index,
    /// The verdict on each release, computed by whoever needs it first; of two
    /// threads that do so at once one result is dropped, and both are equal.
    releases: Vec<OnceBox<Brief>>,
    /// The same of texts that are a release's number alone, and the number.
    typed: Vec<OnceBox<(Build, Brief)>>,
    /// The verdict on sets of candidates, by [`place_of`]: banners that tell a
    /// product or a baseline leave the same few sets again and again, and one
    /// of them may hold two hundred releases. Whoever comes first keeps the place,
    /// and who finds it taken tries the next few.
    candidates: Vec<OnceBox<(Vec<ReleaseId>, Brief)>>,
    /// The same in words, per language: the part of the JSON report that does
    /// not depend on the evidence.
    verdicts: [OnceBox<Vec<OnceBox<Arc<str>>>>; 4],
    /// The same for sets of candidates and what has no build, of all languages
    /// together.
    answers: Vec<OnceBox<Answer>>,
    /// Bytes of those answers.
    held: AtomicUsize,
    /// The notes on an input that shows a server, per language.
    notes: [OnceBox<String>; 4],
    /// The report's first fields, the same for every input of the day.
    head: String,
    max_servers: usize,
}

/// What can be said of one input without a sentence: the worst of its servers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Brief {
    /// Whether the worst server is patched; `None` where nothing was found.
    pub patched: Option<Patched>,
    /// The worst status; `None` where nothing was found.
    pub status: Option<Status>,
    /// The build of the worst server, where the evidence fixes it.
    pub build: Option<Build>,
    /// The release that build is, where it is one.
    pub release: Option<ReleaseId>,
    /// The oldest missing update of that server.
    pub missing: Option<ReleaseId>,
    /// How many vulnerabilities are open on it.
    pub open: Count,
    /// How many of them attackers are known to use.
    pub exploited: Count,
    /// How many servers the input holds.
    pub servers: usize,
}

/// What was said of a finding.
struct Answer {
    language: Language,
    finding: Finding,
    remarks: Vec<&'static str>,
    status: Status,
    words: Arc<str>,
}

/// A piece of a report as JSON.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Made for this input.
    Made(String),
    /// What is known of a release, the same for every input that names it.
    Known(&'a Arc<str>),
}

impl Piece<'_> {
    /// Its text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Made(text) => text,
            Self::Known(text) => text,
        }
    }
}

impl Brief {
    const NOTHING: Self = Self {
        patched: None,
        status: None,
        build: None,
        release: None,
        missing: None,
        open: Count { at_least: 0, at_most: 0 },
        exploited: Count { at_least: 0, at_most: 0 },
        servers: 0,
    };

    /// A server without a version.
    const fn of(status: Status) -> Self {
        Self { patched: Some(status.patched()), status: Some(status), ..Self::NOTHING }
    }

    /// Its severity, 0 to 3 with the Nagios meaning; unknown where nothing was found.
    pub const fn severity(&self) -> u8 {
        match self.status {
            Some(status) => status.severity(),
            None => 3,
        }
    }
}

impl<'d> Assessor<'d> {
    /// Prepares `database` for `day`.
    pub fn new(database: &Database<'d>, day: Date) -> Self {
        let rows = database.releases().len();
        let composer = Composer::new(database, &Options::new(day, Language::English));
        let head = composer.json_head();
        let index = Index::new(database);
        let notes = core::array::from_fn(|_| OnceBox::new());
        Self {
            database: *database,
            day,
            index,
            releases: empty(rows),
            typed: empty(rows),
            candidates: empty(SET_SLOTS),
            // A caller mostly speaks one language.
            verdicts: core::array::from_fn(|_| OnceBox::new()),
            answers: empty(SET_SLOTS),
            held: AtomicUsize::new(0),
            notes,
            head,
            max_servers: Options::MAX_SERVERS,
        }
    }

    /// Answers `max_servers` servers of a report in full instead of
    /// [`Options::MAX_SERVERS`]; the others are counted in [`Report::more`].
    pub fn set_max_servers(&mut self, max_servers: usize) {
        self.max_servers = max_servers;
    }

    /// The database.
    pub fn database(&self) -> &Database<'d> {
        &self.database
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The database's identity, as every report of the day repeats it.
    pub fn identity(&self) -> DatabaseView {
        self.composer(Language::English).database_view()
    }

    /// The status of one build; for a released one a look-up without allocation.
    pub fn status_of(&self, build: Build) -> Status {
        let known = self.released(build).and_then(|brief| brief.status);
        known.unwrap_or_else(|| Judgement::of(&self.database, build, self.day).status)
    }

    /// The verdict on a released build; `None` for any other.
    fn released(&self, build: Build) -> Option<&Brief> {
        let id = self.index.find(build)?;
        let slot = self.releases.get(usize::from(id.0))?;
        Some(slot.get_or_init(|| {
            Box::new(self.finding_brief(&Finding::Exact(build), Settings::default()))
        }))
    }

    /// The same with the number that was read: lists print others for some releases.
    fn exact(&self, build: Build) -> Option<Brief> {
        self.released(build).map(|brief| Brief { build: Some(build), ..*brief })
    }

    /// The full report on one input.
    pub fn report(&self, input: &[u8], language: Language) -> Report {
        self.report_on(input, observe(input), language)
    }

    /// The report on what was read elsewhere, such as from the parts of an HTTP
    /// answer; its places are those of `text`.
    pub fn report_on(&self, text: &[u8], reading: Reading, language: Language) -> Report {
        let unread = reading.unread.clone();
        let (subjects, mentions) = self.resolved(reading);
        self.composer(language).report(text, subjects, &mentions, unread)
    }

    /// What one input says about each server, not yet judged, in the order of
    /// the text. With [`Assessor::answer`] and [`Assessor::evidence`] a caller
    /// who meets the same findings again and again makes the report's parts
    /// once each.
    pub fn subjects(&self, input: &[u8]) -> Vec<Subject> {
        self.read(input).0
    }

    /// The same of what was said in any form; places are counted in its text.
    pub fn subjects_of(&self, said: &Said) -> Vec<Subject> {
        self.resolved(said.read()).0
    }

    /// The servers that one input shows, and the versions that it only mentions.
    pub fn read(&self, input: &[u8]) -> (Vec<Subject>, Vec<Mention>) {
        self.resolved(observe(input))
    }

    fn resolved(&self, reading: Reading) -> (Vec<Subject>, Vec<Mention>) {
        (resolve(reading.evidence, &self.database), reading.mentions)
    }

    /// The report's answer on one server without its name and evidence. It
    /// follows from finding, remarks and [`Subject::build`] alone; reports sort
    /// servers by the status beside it.
    pub fn answer(&self, subject: &Subject, language: Language) -> (Status, Server) {
        self.composer(language).answer(subject)
    }

    /// The name and the evidence that the report shows of a server in `input`.
    pub fn evidence(
        &self,
        input: &[u8],
        subject: &Subject,
        language: Language,
    ) -> (Option<String>, Vec<EvidenceView>) {
        let name = subject.name.as_deref().map(printable);
        (name, self.composer(language).evidence_of(input, subject))
    }

    fn composer(&self, language: Language) -> Composer<'d> {
        let options = Options { max_servers: self.max_servers, ..Options::new(self.day, language) };
        Composer::new(&self.database, &options)
    }

    /// The report on one input as JSON: the bytes that serialising
    /// [`Assessor::report`] gives, many times faster once the same releases
    /// come again.
    pub fn report_json(&self, input: &[u8], language: Language) -> String {
        self.report_json_on(input, observe(input), language)
    }

    /// The same for what was read elsewhere: the bytes that serialising
    /// [`Assessor::report_on`] gives.
    pub fn report_json_on(&self, text: &[u8], reading: Reading, language: Language) -> String {
        let mut said = String::new();
        self.report_pieces_on(text, reading, language, &mut |piece| {
            let piece = piece.as_str();
            // With room for the notes, so that they do not move all of it.
            said.reserve(piece.len() + 512);
            said.push_str(piece);
        });
        said
    }

    /// The same bytes piece by piece: what is known of a release is most of a
    /// report, and who only passes it on need not copy it.
    pub fn report_pieces_on<'a>(
        &'a self,
        input: &[u8],
        reading: Reading,
        language: Language,
        put: &mut dyn FnMut(Piece<'a>),
    ) {
        let unread = reading.unread.clone().map(Unread::from);
        let (subjects, mentions) = self.resolved(reading);
        let composer = self.composer(language);
        let (subjects, more) = composer.bounded(subjects);
        let mut servers: Vec<_> = subjects
            .into_iter()
            .map(|subject| {
                if let Some((status, verdict)) = self.known_answer(&composer, &subject, language) {
                    (status, composer.server_front(input, &subject), Some(verdict))
                } else {
                    let (status, server) = composer.server(input, subject);
                    (status, json(&server), None)
                }
            })
            .collect();
        order::by_key(&mut servers, |(status, ..)| *status);
        let nothing = servers.is_empty();
        let front = servers.first().map_or(0, |(_, front, _)| front.len());
        let mut made = String::with_capacity(self.head.len() + front + 16);
        made.push_str(&self.head);
        for (index, (_, front, verdict)) in servers.iter().enumerate() {
            if index > 0 {
                made.push(',');
            }
            made.push_str(front);
            if let Some(verdict) = verdict {
                put(Piece::Made(core::mem::take(&mut made)));
                put(Piece::Known(verdict));
            }
        }
        let mentions = composer.mentions(input, &mentions);
        made.push(']');
        if !more.is_empty() {
            made.push_str(",\"more\":");
            made.push_str(&json(&more));
        }
        made.push_str(",\"mentions\":");
        made.push_str(&json(&mentions));
        if let Some(unread) = unread {
            made.push_str(",\"unread\":");
            made.push_str(&json(&unread));
        }
        made.push_str(",\"notes\":");
        let notes = || json(&composer.notes(input, nothing, counted(&more), &mentions, unread));
        match nothing || !more.is_empty() || unread.is_some() {
            true => made.push_str(&notes()),
            // They depend on the day and the language alone.
            false => made.push_str(self.notes[language as usize].get_or_init(|| notes().into())),
        }
        made.push('}');
        put(Piece::Made(made));
    }

    /// The words on what was found, where it is likely to be found again.
    fn known_answer(
        &self,
        composer: &Composer<'d>,
        subject: &Subject,
        language: Language,
    ) -> Option<(Status, &Arc<str>)> {
        if matches!(subject.finding, Finding::Exact(_)) {
            return self.known_verdict(composer, subject, language);
        }
        // Numbers that were never released are no few.
        if matches!(subject.finding, Finding::Unreleased(_)) {
            return None;
        }
        let place = match &subject.finding {
            Finding::Candidates(ids) => place_of(ids),
            Finding::NotExchange(what) => *what as usize,
            Finding::Online => SET_SLOTS - 1,
            _ => SET_SLOTS - 2,
        };
        let slot =
            &self.answers[(place + 251 * language as usize + subject.remarks.len()) % SET_SLOTS];
        if slot.get().is_none() && self.held.load(Ordering::Relaxed) > MAX_CACHED_BYTES {
            return None;
        }
        let known = slot.get_or_init(|| {
            let (status, words) = composer.answer_json(subject);
            self.held.fetch_add(words.len(), Ordering::Relaxed);
            let (finding, remarks) = (subject.finding.clone(), subject.remarks.clone());
            Box::new(Answer { language, finding, remarks, status, words: words.into() })
        });
        let same = known.language == language
            && known.finding == subject.finding
            && known.remarks == subject.remarks;
        same.then_some((known.status, &known.words))
    }

    /// The words on a subject whose build is a release and who has no remarks.
    fn known_verdict(
        &self,
        composer: &Composer<'d>,
        subject: &Subject,
        language: Language,
    ) -> Option<(Status, &Arc<str>)> {
        let Finding::Exact(build) = subject.finding else { return None };
        if !subject.remarks.is_empty() {
            return None;
        }
        let status = self.released(build)?.status?;
        let id = self.index.find(build)?;
        if self.database.release(id).build != build {
            return None;
        }
        let verdicts =
            self.verdicts[language as usize].get_or_init(|| Box::new(empty(self.releases.len())));
        let slot = verdicts.get(usize::from(id.0))?;
        Some((status, slot.get_or_init(|| Box::new(composer.verdict_json(build).into()))))
    }

    /// The numbers of one input.
    pub fn brief(&self, input: &[u8]) -> Brief {
        // A build alone is the commonest row of a column.
        match Build::parse(input.trim_ascii()) {
            Ok(build) => self.typed(build, input),
            Err(_) => self.brief_on(input, observe(input)),
        }
    }

    /// The numbers of a text that is a build alone, from before where it is a release's.
    fn typed(&self, build: Build, input: &[u8]) -> Brief {
        let Some(id) = self.index.find(build) else { return self.brief_on(input, observe(input)) };
        let read = || {
            // A baseline's own number, typed, leaves its updates open.
            let sure = self.database.release(id).update.is_some();
            let exact = self.exact(build).filter(|_| sure);
            exact.unwrap_or_else(|| self.brief_on(input, observe(input)))
        };
        let known = self.typed.get(usize::from(id.0));
        match known.map(|slot| slot.get_or_init(|| Box::new((build, read())))) {
            Some((same, brief)) if *same == build => *brief,
            // Lists print another number for some releases.
            _ => read(),
        }
    }

    /// The numbers of one input in any form.
    pub fn brief_of(&self, said: &Said) -> Brief {
        match said {
            Said::Text(text) => self.brief(text),
            Said::Fields(_) | Said::Notes(_) => self.brief_on(&said.text(), said.read()),
        }
    }

    fn brief_on(&self, input: &[u8], reading: Reading) -> Brief {
        let (subjects, mentions) = self.resolved(reading);
        let servers = subjects.len();
        if servers == 0
            && !mentions.is_empty()
            && !self.composer(Language::English).mentions(input, &mentions).is_empty()
        {
            return Brief::of(Status::Mentioned);
        }
        let worst = subjects.iter().map(|subject| self.server_brief(subject));
        let worst = worst.min_by_key(|brief| brief.status).unwrap_or(Brief::NOTHING);
        Brief { servers, ..worst }
    }

    /// The numbers of one server, from before where nothing but its version counts.
    fn server_brief(&self, subject: &Subject) -> Brief {
        let settings = Settings::of(&subject.remarks);
        let brief = match subject.finding {
            Finding::Exact(build) if settings.is_empty() => self.exact(build),
            Finding::Candidates(ref ids) if settings.is_empty() => {
                Some(self.candidates(ids, &subject.finding))
            }
            _ => None,
        };
        let brief = brief.unwrap_or_else(|| self.finding_brief(&subject.finding, settings));
        Brief { build: subject.build(), ..brief }
    }

    /// The verdict on a set of candidates, from before where it is remembered.
    fn candidates(&self, ids: &[ReleaseId], finding: &Finding) -> Brief {
        let first = place_of(ids);
        // Sets that want one place take the next ones: banners that show a floor
        // leave as many sets as there are releases.
        for place in first..first + MAX_PROBES {
            let known = self.candidates[place % SET_SLOTS].get_or_init(|| {
                Box::new((ids.to_vec(), self.finding_brief(finding, Settings::default())))
            });
            if known.0 == ids {
                return known.1;
            }
        }
        self.finding_brief(finding, Settings::default())
    }

    fn finding_brief(&self, finding: &Finding, settings: Settings) -> Brief {
        let combined = match judged(&self.database, finding, settings, self.day) {
            Ok(combined) => combined,
            Err(status) => return Brief::of(status),
        };
        let exact = match finding {
            Finding::Exact(build) => Some(*build),
            _ => None,
        };
        let newest = combined.cases.last();
        let release = exact.and_then(|_| combined.release());
        Brief {
            patched: Some(combined.patched),
            status: Some(combined.status),
            build: exact,
            release: release.map(|release| release.id),
            missing: newest.and_then(|case| case.missing.first()).map(|release| release.id),
            open: combined.open,
            exploited: combined.exploited,
            servers: 1,
        }
    }
}

/// Places for what is computed when it is first asked for.
fn empty<T>(length: usize) -> Vec<OnceBox<T>> {
    (0..length).map(|_| OnceBox::new()).collect()
}

/// Places for sets of candidates, a power of two well above the number of releases.
const SET_SLOTS: usize = 1 << SET_SLOTS_BITS;
const SET_SLOTS_BITS: u32 = 11;
/// How many places a set may take.
const MAX_PROBES: usize = 8;

/// Bytes of answers on sets of candidates that are remembered.
const MAX_CACHED_BYTES: usize = 4 << 20;

/// The place of a set: sets are mostly runs, distinguished by their ends.
fn place_of(ids: &[ReleaseId]) -> usize {
    let end = |id: Option<&ReleaseId>| id.map_or(0, |id| u32::from(id.0));
    let mixed = [end(ids.first()), end(ids.last()), ids.len() as u32]
        .into_iter()
        .fold(0_u32, |mixed, part| (mixed ^ part).wrapping_mul(0x9E37_79B1).rotate_left(7));
    (mixed.wrapping_mul(0x9E37_79B1) >> (u32::BITS - SET_SLOTS_BITS)) as usize
}
