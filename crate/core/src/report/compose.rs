//! Judgements to reports: the one place where numbers become the serialised
//! shape.

use super::Case;
use super::CaseRange;
use super::CoverageView;
use super::DatabaseView;
use super::EvidenceView;
use super::Exploited;
use super::MentionView;
use super::Open;
use super::PlanStep;
use super::ReleaseView;
use super::Report;
use super::SCHEMA;
use super::Sentence;
use super::Server;
use super::Shared;
use super::Unread;
use super::Verdict;
use super::Vulnerabilities;
use super::counted;
use crate::Options;
use crate::build::Build;
use crate::database::Database;
use crate::database::FRESH_DAYS;
use crate::database::Release;
use crate::database::Role;
use crate::database::Topic;
use crate::date::Date;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::LookAlike;
use crate::evidence::Mention;
use crate::evidence::Setting;
use crate::evidence::Standing;
use crate::judge;
use crate::judge::Combined;
use crate::judge::Placement;
use crate::judge::Settings;
use crate::judge::Status;
use crate::resolve::Finding;
use crate::resolve::Subject;
use crate::text::Value;
use crate::text::Words;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use expatch_observe::order;

/// The characters of evidence that a report quotes at most.
const QUOTED: usize = 200;

/// Turns subjects into reports for one day and language.
#[derive(Clone, Copy)]
pub(crate) struct Composer<'d> {
    pub(super) database: Database<'d>,
    pub(super) day: Date,
    pub(super) words: Words,
    /// How many servers are answered in full.
    pub(super) max_servers: usize,
}

impl<'d> Composer<'d> {
    pub(crate) fn new(database: &Database<'d>, options: &Options) -> Self {
        Self {
            database: *database,
            day: options.as_of,
            words: Words::of(options.language),
            max_servers: options.max_servers,
        }
    }

    /// The report on everything in one input, the worst server first.
    pub(crate) fn report(
        &self,
        input: &[u8],
        subjects: Vec<Subject>,
        mentions: &[Mention],
        unread: Option<Range<usize>>,
    ) -> Report {
        let (subjects, more) = self.bounded(subjects);
        let mut servers: Vec<_> =
            subjects.into_iter().map(|subject| self.server(input, subject)).collect();
        order::by_key(&mut servers, |(status, _)| *status);
        let servers: Vec<_> = servers.into_iter().map(|(_, server)| server).collect();
        let mentions = self.mentions(input, mentions);
        let unread = unread.map(Unread::from);
        let notes = self.notes(input, servers.is_empty(), counted(&more), &mentions, unread);
        let (database, as_of) = (self.database_view(), self.day);
        Report { schema: SCHEMA, database, as_of, servers, more, mentions, unread, notes }
    }

    /// What concerns the input as a whole; `nothing` says that no server was found in
    /// it; `more` servers are only counted; `mentions` are the versions that it names
    /// all the same; `unread` is the end that was not read.
    pub(crate) fn notes(
        &self,
        input: &[u8],
        nothing: bool,
        more: usize,
        mentions: &[MentionView],
        unread: Option<Unread>,
    ) -> Vec<Sentence> {
        let mut notes = Vec::new();
        if let Some(unread) = unread {
            let (bytes, all) = (unread.end - unread.start, input.len());
            notes.push(self.sentence("note.unread", &[("bytes", &bytes), ("all", &all)]));
        }
        // One version alone is most likely the reader's own question.
        if let (true, [only]) = (nothing, mentions)
            && let Some(yours) = &only.if_yours
        {
            let named = only.build.map(|build| format!("{build}")).or(only.release.clone());
            let said = self.words.say(&format!("status.{}", yours.status), &[]);
            let named = named.unwrap_or_else(|| only.text.clone());
            notes.push(self.sentence("note.if-yours", &[("named", &named), ("said", &said)]));
        }
        // A database that does not reach the day says so before anything else.
        if !judge::covers(&self.database, self.day) {
            notes.push(self.database_age("note.database-old"));
        }
        if let Some(days) = self.max_age() {
            notes.push(self.sentence("note.max-age", &[("days", &days)]));
        }
        if input.trim_ascii().is_empty() {
            notes.push(self.sentence("note.empty-input", &[]));
        } else if nothing && !mentions.is_empty() {
            notes.push(self.sentence("note.only-mentions", &[]));
        } else if nothing {
            notes.push(self.sentence("note.nothing-found", &[]));
        }
        if more > 0 {
            notes.push(self.sentence("note.more-servers", &[("n", &more)]));
        }
        notes
    }

    /// The day through which the facts cover the day asked for: what came
    /// later was no fact of that day.
    pub(super) fn known_on(&self) -> Date {
        judge::through(&self.database).min(self.day)
    }

    pub(super) fn tuesdays(&self) -> Vec<Date> {
        judge::through(&self.database).patch_tuesdays_until(self.day).collect()
    }

    /// `1 Patch Tuesday (13 October 2026)`; empty where none has passed.
    pub(super) fn tuesdays_said(&self) -> String {
        let tuesdays = self.tuesdays();
        match &tuesdays[..] {
            [] => String::new(),
            [only] => {
                let day = self.words.day(*only);
                self.words.say("days.tuesday", &[("day", &day)])
            }
            [first, .., last] => {
                let (first, last) = (self.words.day(*first), self.words.day(*last));
                let n = tuesdays.len();
                self.words.say("days.tuesdays", &[("n", &n), ("first", &first), ("last", &last)])
            }
        }
    }

    /// How old the facts are, in days or in Patch Tuesdays.
    pub(super) fn database_age(&self, key: &str) -> Sentence {
        let facts = self.words.day(self.known_on());
        let tuesdays = self.tuesdays_said();
        if tuesdays.is_empty() {
            let days = self.day.days() - judge::through(&self.database).days();
            let key = format!("{key}-days");
            let said = self.sentence(&key, &[("facts", &facts), ("days", &days)]);
            return Sentence { code: String::from(said.code.trim_end_matches("-days")), ..said };
        }
        self.sentence(key, &[("facts", &facts), ("tuesdays", &tuesdays)])
    }

    /// How old the facts may be, where somebody said so.
    fn max_age(&self) -> Option<u16> {
        Some(self.database.max_age()).filter(|days| *days != FRESH_DAYS)
    }

    /// The day through which each source was checked.
    fn coverage(&self) -> Vec<CoverageView> {
        let view = |coverage: crate::database::Coverage<'_>| CoverageView {
            source: coverage.source.into(),
            title: coverage.title.into(),
            tells: Topic::ALL
                .into_iter()
                .filter(|topic| coverage.tells(*topic))
                .map(Topic::code)
                .collect(),
            through: coverage.through,
        };
        self.database.coverage().map(view).collect()
    }

    pub(crate) fn database_view(&self) -> DatabaseView {
        let identity = self.database.identity();
        let digest = crate::hexadecimal(&identity.digest);
        DatabaseView {
            schema: format!("{}", identity.schema),
            version: identity.version,
            as_of: identity.as_of,
            coverage: self.coverage(),
            origin: identity.origin.code(),
            digest,
            signed_by: self.database.signer().map(|key| crate::hexadecimal(&key)),
            releases: identity.releases,
            vulnerabilities: identity.vulnerabilities,
            patch_tuesdays_since: self.tuesdays(),
            max_age_days: self.max_age(),
        }
    }

    /// One server's answer, with its status for sorting.
    pub(crate) fn server(&self, input: &[u8], subject: Subject) -> (Status, Server) {
        let (status, mut server) = self.answer(&subject);
        server.name = subject.name.as_deref().map(printable);
        server.standing = Some(standing(&subject));
        server.evidence = self.evidence_of(input, &subject);
        (status, server)
    }

    /// The part of it that does not depend on how and where the text says it.
    pub(crate) fn answer(&self, subject: &Subject) -> (Status, Server) {
        let settings = Settings::of(&subject.remarks);
        let judged = judge::judged(&self.database, &subject.finding, settings, self.day);
        let (status, mut server) = match judged {
            Ok(combined) => {
                let exact = match subject.finding {
                    Finding::Exact(build) => Some(build),
                    _ => None,
                };
                self.judged(&combined, exact)
            }
            Err(status) => self.unjudged(status, unjudged_code(&subject.finding)),
        };
        server.build = server.build.or(subject.build());
        let remarks = subject.remarks.iter().map(|code| self.coded("remark", code, &[]));
        server.verdict.reasons.extend(remarks);
        if settings.has(Setting::EdgeRole) {
            self.for_edge(&mut server.verdict.plan);
        }
        for step in server.verdict.plan.iter_mut().filter(|step| step.is_box()) {
            step.done = settings.shows_done(&step.code);
        }
        super::next::mark(&mut server.verdict);
        (status, server)
    }

    /// Leaves out what concerns mailbox servers only: an edge server is a member of no
    /// database availability group.
    fn for_edge(&self, plan: &mut Vec<PlanStep>) {
        plan.retain(|step| step.role != Some(Role::Mailbox.code()));
        let group = self.words.say("before.maintenance", &[]);
        for step in plan {
            step.before.retain(|line| *line != group);
            step.links.retain(|link| !link.url.contains(GROUP_GUIDE));
        }
    }

    /// What was said of a server, as the report shows it.
    pub(crate) fn evidence_of(&self, input: &[u8], subject: &Subject) -> Vec<EvidenceView> {
        subject.evidence.iter().map(|piece| self.evidence(input, piece)).collect()
    }

    /// A server whose version is fixed to one build or to candidates.
    pub(super) fn judged(&self, combined: &Combined<'d>, exact: Option<Build>) -> (Status, Server) {
        let release = exact.and_then(|_| combined.release()).map(|release| self.release(release));
        let candidates = combined
            .cases
            .iter()
            .filter(|case| case.placement == Placement::Released)
            .filter_map(|case| case.release.as_ref().map(|release| release.build))
            .collect();
        let verdict = self.verdict(combined, exact.is_some());
        let shared = release.is_none().then(|| self.shared(combined)).flatten();
        // Lists print other numbers for some releases: the build is the one that was
        // read, the release has its own.
        let (name, standing, evidence, build) = (None, None, Vec::new(), exact);
        (
            combined.status,
            Server { name, standing, evidence, build, candidates, release, shared, verdict },
        )
    }

    /// The product and the baseline that all candidates share.
    pub(super) fn shared(&self, combined: &Combined<'_>) -> Option<Shared> {
        let (first, last) = (combined.cases.first()?, combined.cases.last()?);
        let (low, high) = (first.baseline.as_ref(), last.baseline.as_ref());
        let (Some(low), Some(high)) = (low, high) else {
            let family = first.family(&self.database, self.day)?;
            return Some(Shared { product: String::from(family.name), baseline: None });
        };
        let product = self.database.product(low.product);
        (low.product == high.product).then(|| Shared {
            product: String::from(product.name),
            baseline: (low.id == high.id).then(|| String::from(low.name)),
        })
    }

    fn verdict(&self, combined: &Combined<'d>, exact: bool) -> Verdict {
        let differ = combined.differ();
        let case = |case: judge::Case| Case {
            build: case.build,
            status: case.status.code(),
            patched: case.patched.code(),
        };
        let (best, worst) = combined.range;
        let newest = combined.cases.last();
        Verdict {
            patched: combined.patched.code(),
            status: combined.status.code(),
            severity: combined.status.severity(),
            worst: differ.then(|| worst.status.code()),
            headline: self.headline(combined),
            summary: self.summary(combined, exact),
            reasons: self.reasons(combined, exact),
            open: Self::open(combined),
            exploited: self.exploited(combined),
            vulnerabilities: self.vulnerabilities(combined),
            missing: self.missing(combined),
            plan: self.plan(combined, exact),
            exposure: self.exposure(combined),
            support: newest.and_then(|case| self.support(case)),
            range: differ.then(|| CaseRange { best: case(best), worst: case(worst) }),
        }
    }

    /// An answer without a build.
    fn unjudged(&self, status: Status, code: &str) -> (Status, Server) {
        let plan =
            if status == Status::Indeterminate { Vec::from([self.settle()]) } else { Vec::new() };
        let verdict = Verdict {
            patched: status.patched().code(),
            status: status.code(),
            severity: status.severity(),
            worst: None,
            headline: self.headline_of(status),
            summary: self.coded("summary", code, &[]).text,
            reasons: Vec::new(),
            open: Open::default(),
            exploited: Exploited::default(),
            vulnerabilities: Vulnerabilities::default(),
            missing: Vec::new(),
            plan,
            exposure: Vec::new(),
            support: None,
            range: None,
        };
        let server = Server {
            name: None,
            standing: None,
            evidence: Vec::new(),
            build: None,
            candidates: Vec::new(),
            release: None,
            shared: None,
            verdict,
        };
        (status, server)
    }

    fn evidence(&self, input: &[u8], piece: &Evidence) -> EvidenceView {
        let (build, prefix) = match piece.claim {
            Claim::Build(build) => (Some(build), None),
            Claim::Prefix(prefix) => (None, Some(prefix)),
            _ => (None, None),
        };
        let text = input.get(piece.span.clone()).unwrap_or_default();
        let channel = piece.channel.code();
        let own = format!("channel.{channel}");
        let mut meaning = self.words.say(&own, &[]);
        // A key without a sentence comes back as it is.
        if meaning == own {
            meaning = self.words.say(&format!("precision.{}", piece.precision.code()), &[]);
        }
        EvidenceView {
            channel,
            text: quote(text),
            start: piece.span.start,
            end: piece.span.end,
            precision: piece.precision.code(),
            standing: piece.standing.code(),
            build,
            prefix,
            meaning,
        }
    }

    /// One row of the build table.
    pub(crate) fn release(&self, release: &Release<'_>) -> ReleaseView {
        let baseline = self.database.baseline(release.baseline);
        let mut released = format!("{}", release.released);
        if release.month_only {
            released.truncate(7);
        }
        let article = release.kb.map(|kb| format!("https://support.microsoft.com/help/{kb}"));
        ReleaseView {
            build: release.build,
            product: String::from(self.database.product(baseline.product).name),
            baseline: String::from(baseline.name),
            update: release.update.map(String::from),
            released,
            kb: release.kb.map(|kb| format!("KB{kb}")),
            url: release.url.map(String::from).or(article),
            esu_only: release.esu_only,
        }
    }

    /// `Exchange Server 2016 CU23 Oct25SU`.
    pub(super) fn release_name(&self, release: &Release<'_>) -> String {
        let baseline = self.database.baseline(release.baseline);
        let product = self.database.product(baseline.product).name;
        match release.update {
            Some(update) => format!("{product} {} {update}", baseline.name),
            None => format!("{product} {}", baseline.name),
        }
    }

    /// The sentence of `key`, whose code is what follows the first dot.
    pub(super) fn sentence(&self, key: &str, values: &[Value<'_>]) -> Sentence {
        let code = key.split_once('.').map_or(key, |(_, code)| code);
        Sentence { code: String::from(code), text: self.words.say(key, values) }
    }

    pub(super) fn coded(&self, area: &str, code: &str, values: &[Value<'_>]) -> Sentence {
        self.sentence(&format!("{area}.{code}"), values)
    }
}

/// The page on maintenance of members of a database availability group.
const GROUP_GUIDE: &str = "/manage-ha/manage-dags";

/// Which summary says what a finding without a version is.
fn unjudged_code(finding: &Finding) -> &'static str {
    match finding {
        Finding::Online => "exchange-online",
        Finding::NotExchange(what) => look_alike(*what),
        _ => "version-not-told",
    }
}

const fn look_alike(what: LookAlike) -> &'static str {
    match what {
        LookAlike::SharePoint => "not-exchange-sharepoint",
        LookAlike::OfficeClient => "not-exchange-office-client",
        LookAlike::WindowsService => "not-exchange-windows-service",
        LookAlike::Apple => "not-exchange-apple",
        LookAlike::OtherProduct => "not-exchange-other-product",
        LookAlike::Imitator => "not-exchange-imitator",
        LookAlike::Forged => "not-exchange-forged",
        LookAlike::Request => "not-exchange-request",
        _ => "not-exchange-other-product",
    }
}

/// Observed where any piece was.
pub(crate) fn standing(subject: &Subject) -> &'static str {
    let observed = |piece: &Evidence| piece.standing == Standing::Observed;
    let standing =
        if subject.evidence.iter().any(observed) { Standing::Observed } else { Standing::Stated };
    standing.code()
}

/// The input's own bytes as text that is safe to print: UTF-16's zero bytes
/// dropped, control characters blanked, cut to a length that a reader takes in.
pub(super) fn quote(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(8 * QUOTED)];
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    printable(&String::from_utf8_lossy(&bytes))
}

pub(crate) fn printable(text: &str) -> String {
    text.chars().take(QUOTED).map(|char| if char.is_control() { ' ' } else { char }).collect()
}
