//! Evidence to subjects: which pieces speak of one server, and what they say
//! of it together.
//!
//! Pieces of one record and pieces that name one server belong together. A
//! nameless record joins another one it does not contradict. Then what was
//! said is combined: exact values fix the build, a baseline leaves its updates
//! open, a floor raises the lower bound. Nothing is narrowed by guessing.

use crate::build::Build;
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::database::Database;
use crate::database::ReleaseId;
use crate::date::Date;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::LookAlike;
use crate::evidence::Named;
use crate::evidence::NamedBaseline;
use crate::evidence::NamedUpdate;
use crate::evidence::Precision;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// One server, or one thing that is none, with all that was said of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subject {
    /// The name the text gives it.
    pub name: Option<String>,
    /// What was said, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// What it comes to.
    pub finding: Finding,
    /// Pieces that cannot all be true of one server were kept apart or
    /// overruled; codes of `text/`, in the order they matter.
    pub remarks: Vec<&'static str>,
}

impl Subject {
    /// The build the evidence names for this server, released or not; `None`
    /// where it leaves a choice.
    pub fn build(&self) -> Option<Build> {
        match self.finding {
            Finding::Exact(build) => Some(build),
            Finding::Unreleased(build) => self
                .evidence
                .iter()
                .any(|piece| {
                    piece.claim == Claim::Build(build) && piece.precision == Precision::Exact
                })
                .then_some(build),
            _ => None,
        }
    }
}

/// What the evidence of one subject comes to.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Finding {
    /// One build, exactly; it need not be a released one.
    Exact(Build),
    /// One of these releases, ascending by build; never empty.
    Candidates(Vec<ReleaseId>),
    /// Exchange Server whose number stands in no release family.
    Unreleased(Build),
    /// Exchange Server of a version that is not told.
    Unknown,
    /// Exchange Online.
    Online,
    /// Not Exchange Server.
    NotExchange(LookAlike),
}

/// Groups `evidence` by server and combines what was said of each.
pub fn resolve(evidence: Vec<Evidence>, database: &Database<'_>) -> Vec<Subject> {
    let groups = group(evidence.into_iter().map(|piece| translate(piece, database)).collect());
    let mut subjects: Vec<Subject> = Vec::with_capacity(groups.len());
    for evidence in groups {
        let (finding, remarks) = combine(&evidence, database);
        subjects.push(Subject { name: evidence[0].server.clone(), evidence, finding, remarks });
    }
    join(subjects, database)
}

/// Replaces a release in words by its number.
fn translate(mut piece: Evidence, database: &Database<'_>) -> Evidence {
    let Claim::Named(named) = piece.claim else { return piece };
    let (claim, precision) = number_of(&named, database);
    piece.claim = claim;
    piece.precision = piece.precision.min(precision);
    piece
}

/// The number of a release in words, and what it can tell at best.
fn number_of(named: &Named, database: &Database<'_>) -> (Claim, Precision) {
    let short = match named.product {
        0 => String::from("SE"),
        year => format!("{year}"),
    };
    let baseline = named.baseline.map(|baseline| match baseline {
        NamedBaseline::Rtm => String::from("RTM"),
        NamedBaseline::ServicePack(n) => format!("SP{n}"),
        // 2013 CU4 was published as SP1.
        NamedBaseline::CumulativeUpdate(4) if named.product == 2013 => String::from("SP1"),
        NamedBaseline::CumulativeUpdate(n) => format!("CU{n}"),
    });
    let update = named.update.map(|update| match update {
        NamedUpdate::Monthly { month, year, security, version } => {
            const MONTHS: [&str; 12] = [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ];
            let month = MONTHS[usize::from(month.clamp(1, 12) - 1)];
            let kind = if security { "SU" } else { "HU" };
            let again = if version > 1 { format!("v{version}") } else { String::new() };
            format!("{month}{year:02}{kind}{again}")
        }
        NamedUpdate::Rollup(n) => format!("RU{n}"),
    });
    let of_product = |id| {
        let baseline = database.baseline(id);
        named.product == 1 || database.product(baseline.product).short == short
    };
    let of_baseline =
        |id| baseline.as_deref().is_none_or(|name| database.baseline(id).name == name);
    if named.kb.is_some() || update.is_some() {
        let mut matches = database.releases().filter(|release| {
            of_product(release.baseline)
                && of_baseline(release.baseline)
                && named.kb.is_none_or(|kb| release.kb == Some(kb))
                && update.as_deref().is_none_or(|name| release.update == Some(name))
        });
        if let (Some(only), None) = (matches.next(), matches.next()) {
            return (Claim::Build(only.build), Precision::Exact);
        }
    }
    let mut baselines =
        database.baselines().filter(|row| of_product(row.id) && of_baseline(row.id));
    let Some(first) = baselines.next().filter(|_| named.product != 1) else {
        return (Claim::ExchangeServer, Precision::None);
    };
    // SE is told from 2019 by its baseline alone.
    if (baseline.is_some() || named.product == 0) && baselines.next().is_none() {
        return (Claim::Prefix(first.build.prefix()), Precision::Baseline);
    }
    (
        Claim::Prefix(BuildPrefix::new(first.build.major(), first.build.minor(), None)),
        Precision::Product,
    )
}

/// Collects the evidence of each record and of each named server.
fn group(evidence: Vec<Evidence>) -> Vec<Vec<Evidence>> {
    // One record is one server's, whatever names are in it.
    if evidence.first().is_some_and(|one| evidence.iter().all(|other| other.record == one.record)) {
        return vec![evidence];
    }
    let namesakes = namesakes(&evidence);
    let mut groups: Vec<Vec<Evidence>> = Vec::new();
    // The group of each piece so far.
    let mut slots: Vec<usize> = Vec::with_capacity(evidence.len());
    let mut record = None;
    for (at, piece) in evidence.into_iter().enumerate() {
        let slot = match (namesakes[at], record) {
            (Some(first), _) if first < at => slots[first],
            (_, Some(number)) if number == piece.record => slots[at - 1],
            _ => {
                groups.push(Vec::new());
                groups.len() - 1
            }
        };
        record = Some(piece.record);
        slots.push(slot);
        groups[slot].push(piece);
    }
    groups
}

/// For each piece with a server's name the first one with that name, in any
/// letter case.
fn namesakes(evidence: &[Evidence]) -> Vec<Option<usize>> {
    let name = |at: usize| {
        let name = evidence[at].server.as_deref().unwrap_or_default();
        name.bytes().map(|byte| byte.to_ascii_lowercase())
    };
    let mut order: Vec<usize> =
        (0..evidence.len()).filter(|at| evidence[*at].server.is_some()).collect();
    order.sort_unstable_by(|one, other| name(*one).cmp(name(*other)).then(one.cmp(other)));
    let mut namesakes = vec![None; evidence.len()];
    for same in order.chunk_by(|one, other| name(*one).eq(name(*other))) {
        for at in same {
            namesakes[*at] = Some(same[0]);
        }
    }
    namesakes
}

/// What the pieces of one server come to, and what has to be said of it.
fn combine(evidence: &[Evidence], database: &Database<'_>) -> (Finding, Vec<&'static str>) {
    let (finding, mut remarks) = combined(evidence, database);
    if evidence.iter().any(|piece| piece.claim == Claim::HeaderAbsent) {
        let newer = |id: &ReleaseId| Some(database.release(*id).released) >= SENT_SINCE;
        match &finding {
            Finding::Candidates(ids) if ids.iter().all(newer) => remarks.push("header-removed"),
            Finding::Candidates(_) | Finding::Unknown => remarks.push("header-absent"),
            _ => {}
        }
    }
    (finding, remarks)
}

/// The day of the updates since which front ends send `X-OWA-Version`.
const SENT_SINCE: Option<Date> = Date::new(2021, 7, 13);

/// What the pieces of one server come to.
fn combined(evidence: &[Evidence], database: &Database<'_>) -> (Finding, Vec<&'static str>) {
    let mut remarks = Vec::new();
    // Exchange Online never had the number of a release: who shows one has a server.
    let released = |piece: &Evidence| matches!(piece.claim, Claim::Build(build) if database.find(build).is_some());
    if evidence.iter().any(|piece| piece.claim == Claim::ExchangeOnline)
        && !evidence.iter().any(released)
    {
        return (Finding::Online, remarks);
    }
    let forged = [LookAlike::Forged, LookAlike::Imitator];
    let others: Vec<LookAlike> = evidence
        .iter()
        .filter_map(
            |piece| if let Claim::NotExchange(what) = piece.claim { Some(what) } else { None },
        )
        .collect();
    let only_others = evidence.len() == others.len();
    if let Some(what) = others.iter().find(|what| only_others || forged.contains(what)) {
        return (Finding::NotExchange(*what), remarks);
    }
    let media = |piece: &Evidence| piece.channel == Channel::SetupMedia;
    let installed =
        evidence.iter().any(|piece| !media(piece) && piece.precision > Precision::Product);
    // What is about to be installed counts only where nothing says what is there.
    let told: Vec<&Evidence> =
        evidence.iter().filter(|piece| !(installed && media(piece))).collect();

    // Words name a release; where a number stands beside them, the number counts.
    let sure = |named: bool| {
        let told =
            told.iter().filter(move |piece| (piece.channel == Channel::NamedRelease) == named);
        told.filter_map(|piece| match (piece.precision, piece.claim) {
            (Precision::Exact, Claim::Build(build)) => Some(build),
            _ => None,
        })
    };
    let mut exact: Vec<Build> = sure(false).collect();
    if exact.is_empty() {
        exact.extend(sure(true));
    }
    exact.sort_unstable();
    exact.dedup();
    if let [build] = exact[..] {
        let finding = exact_finding(build, evidence, database);
        if told.iter().any(|piece| contradicts(piece, build)) {
            remarks.push("evidence-contradicts");
        }
        return (finding, remarks);
    }
    if exact.len() > 1 {
        // Front and back end, a proxy, two nodes behind one name: all are kept.
        let ids: Vec<ReleaseId> =
            exact.iter().filter_map(|build| nearest(*build, database)).collect();
        remarks.push("values-differ");
        return (candidates(ids, exact[0]), remarks);
    }
    let mut sets: Vec<Vec<ReleaseId>> = Vec::new();
    let mut lost = None;
    for piece in &told {
        match possible(piece, database) {
            Some(ids) if ids.is_empty() => lost = lost.or(number(piece)),
            Some(ids) => sets.push(ids),
            None => {}
        }
    }
    let Some(mut ids) = sets.pop() else {
        return match lost {
            Some(build) => (unreleased(build), remarks),
            None => (Finding::Unknown, remarks),
        };
    };
    for set in sets {
        let both: Vec<ReleaseId> = ids.iter().copied().filter(|id| set.contains(id)).collect();
        if both.is_empty() {
            remarks.push("values-differ");
            ids.extend(set);
            ids.sort_unstable();
            ids.dedup();
        } else {
            ids = both;
        }
    }
    if told.iter().any(|piece| piece.precision == Precision::Floor) {
        remarks.push("at-least");
    }
    remarks.dedup();
    (Finding::Candidates(ids), remarks)
}

/// The number of a piece, a prefix being its lowest build.
fn number(piece: &Evidence) -> Option<Build> {
    match piece.claim {
        Claim::Build(build) => Some(build),
        Claim::Prefix(prefix) => Some(prefix.first()),
        _ => None,
    }
}

fn contradicts(piece: &Evidence, build: Build) -> bool {
    match (piece.precision, piece.claim) {
        (Precision::Floor, Claim::Build(floor)) => floor > build,
        (Precision::Baseline, Claim::Build(other)) => {
            other.prefix() != build.prefix() && build.major() >= 15
        }
        (Precision::Baseline | Precision::Product, Claim::Prefix(prefix)) => {
            !prefix.contains(build)
        }
        _ => false,
    }
}

fn exact_finding(build: Build, evidence: &[Evidence], database: &Database<'_>) -> Finding {
    if database.find(build).is_some() {
        return Finding::Exact(build);
    }
    let belongs = if build.major() >= 15 {
        !database.with_prefix(build.prefix()).is_empty()
    } else {
        database.baseline_of(build).is_some()
    };
    if !belongs {
        return unreleased(build);
    }
    // No update ever had a revision like this.
    if build.major() >= 15 && build.revision() >= 1000 {
        return Finding::NotExchange(LookAlike::Forged);
    }
    if build.major() < 15 && !evidence.iter().any(|piece| piece.channel == Channel::BareBuild) {
        return candidates(at_least(build, database), build);
    }
    Finding::Exact(build)
}

/// A number whose third part belongs to no release. Exchange Online wore 15.0
/// and 15.1 until the middle of 2017; nothing else had such numbers.
fn unreleased(build: Build) -> Finding {
    match (build.major(), build.minor(), build.third()) {
        (15, 0, third) if (600..1150).contains(&third) => Finding::Online,
        (15, 1, third) if (100..1320).contains(&third) => Finding::Online,
        (_, _, 0) => Finding::NotExchange(LookAlike::Forged),
        _ => Finding::Unreleased(build),
    }
}

/// The release that `build` is or follows. A number below its baseline's own
/// belongs to that baseline, not to the one before.
fn nearest(build: Build, database: &Database<'_>) -> Option<ReleaseId> {
    let below = database.find(build).or_else(|| database.at_or_below(build));
    let first = database.with_prefix(build.prefix()).next().map(ReleaseId);
    below.max(first.filter(|_| build.major() >= 15))
}

fn candidates(mut ids: Vec<ReleaseId>, build: Build) -> Finding {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() { unreleased(build) } else { Finding::Candidates(ids) }
}

/// The releases of the build's baseline that are not older than it. A component's
/// number that stands in no table counts from the release below it, or from
/// its namesake with the same first three parts.
fn at_least(build: Build, database: &Database<'_>) -> Vec<ReleaseId> {
    let same = database.with_prefix(build.prefix());
    if build.major() >= 15 && same.is_empty() {
        return Vec::new();
    }
    let Some(baseline) = database
        .baseline_of(build)
        .or_else(|| same.clone().next().map(|id| database.release(ReleaseId(id)).baseline))
    else {
        return Vec::new();
    };
    let floor = if build.major() >= 15 {
        database.at_or_below(build)
    } else if let Some(id) = same.clone().next() {
        Some(ReleaseId(id))
    } else {
        database.at_or_below(build)
    };
    let row = database.baseline(baseline);
    row.release_ids().filter(|id| floor.is_none_or(|floor| *id >= floor)).collect()
}

/// The releases one piece allows; `None` where it says nothing of the version.
fn possible(piece: &Evidence, database: &Database<'_>) -> Option<Vec<ReleaseId>> {
    let within = |prefix: BuildPrefix| -> Vec<ReleaseId> {
        let direct: Vec<_> = database.with_prefix(prefix).map(ReleaseId).collect();
        let Some(third) = prefix.third() else { return direct };
        if prefix.major() >= 15 {
            return direct;
        }
        // Before 2013 updates count on in the third part.
        let build = Build::new(prefix.major(), prefix.minor(), third, u16::MAX);
        let baseline = database
            .baseline_of(build)
            .or_else(|| direct.first().map(|id| database.release(*id).baseline));
        baseline.map_or(direct, |id| database.baseline(id).release_ids().collect())
    };
    match (piece.precision, piece.claim) {
        (Precision::None, _) => None,
        (Precision::Floor, Claim::Build(build)) => Some(at_least(build, database)),
        (Precision::Baseline, Claim::Build(build)) => {
            let all = within(build.prefix());
            let own = database.baseline_of(build).map(|id| database.baseline(id).build);
            // A revision other than the baseline's own was written by an update.
            let raised = build.major() >= 15 && own.is_some_and(|own| build > own);
            Some(if raised { at_least(build, database) } else { all })
        }
        (_, Claim::Build(build)) => Some(at_least(build, database)),
        // `8.0` and `14.0` from a product's name mean all its service packs.
        (Precision::Product, Claim::Prefix(prefix)) if prefix.third().is_none() => Some(
            database
                .releases()
                .filter(|release| {
                    let build = release.build;
                    prefix.contains(build)
                        || matches!((prefix.major(), prefix.minor()), (8 | 14, 0))
                            && build.major() == prefix.major()
                })
                .map(|release| release.id)
                .collect(),
        ),
        (_, Claim::Prefix(prefix)) => Some(within(prefix)),
        _ => None,
    }
}

/// Joins nameless subjects to the ones they agree with, collapses what is the
/// same, and drops look-alikes where a server was found.
fn join(subjects: Vec<Subject>, database: &Database<'_>) -> Vec<Subject> {
    let mut kept: Vec<Subject> = Vec::with_capacity(subjects.len());
    let server = |finding: &Finding| !matches!(finding, Finding::Online | Finding::NotExchange(_));
    let told = |finding: &Finding| server(finding) && *finding != Finding::Unknown;
    let any_told = subjects.iter().filter(|subject| told(&subject.finding)).count();
    let any_server =
        subjects.iter().any(|subject| !matches!(subject.finding, Finding::NotExchange(_)));
    let hop = |subject: &Subject| {
        subject
            .evidence
            .iter()
            .all(|piece| matches!(piece.channel, Channel::ReceivedId | Channel::MapiId))
    };
    // Nameless subjects are joined while they are few; a list's rows stay apart.
    let small = subjects.len() <= 64;
    for subject in subjects {
        let place = match &subject.finding {
            Finding::NotExchange(LookAlike::Forged | LookAlike::Imitator) if any_told == 0 => None,
            Finding::NotExchange(_) if any_server => continue,
            Finding::NotExchange(_) => {
                kept.iter().position(|other| other.finding == subject.finding)
            }
            Finding::Online if hop(&subject) || subject.name.is_none() => {
                kept.iter().position(|other| {
                    other.finding == Finding::Online && (hop(other) || other.name.is_none())
                })
            }
            Finding::Online => None,
            Finding::Unknown if subject.name.is_none() => {
                kept.iter().rposition(|other| server(&other.finding))
            }
            _ if subject.name.is_none() && small => {
                let agrees = |other: &Subject| agree(&other.finding, &subject.finding, database);
                // Which of several servers it tells of, nobody knows.
                let mut named = kept.iter().filter(|other| other.name.is_some() && agrees(other));
                let several = named.next().is_some() && named.next().is_some();
                let joins = |other: &Subject| {
                    other.name.is_none() && (other.finding == Finding::Unknown || agrees(other))
                        || !several && agrees(other)
                };
                kept.iter().rposition(joins)
            }
            _ if small => kept.iter().rposition(|other| {
                other.name.is_none()
                    && !hop(&subject)
                    && agree(&other.finding, &subject.finding, database)
            }),
            _ => None,
        };
        match place {
            Some(place) => {
                let other = &mut kept[place];
                if other.finding == Finding::Online {
                    other.name =
                        other.name.take().filter(|name| subject.name.as_ref() == Some(name));
                } else {
                    other.name = other.name.take().or(subject.name);
                }
                other.evidence.extend(subject.evidence);
                let (finding, remarks) = combine(&other.evidence, database);
                other.finding = finding;
                other.remarks = remarks;
            }
            None => kept.push(subject),
        }
    }
    // A front end that tells no version beside one record that does is that server.
    if any_told == 1
        && let Some(place) = kept.iter().position(|subject| told(&subject.finding))
        && kept[place].name.is_none()
    {
        let mut joined = kept.remove(place);
        kept.retain_mut(|subject| {
            let joins = subject.finding == Finding::Unknown
                && subject.evidence.iter().all(|piece| piece.channel == Channel::ExchangeHeaders);
            if joins {
                joined.name = joined.name.take().or(subject.name.take());
                joined.evidence.append(&mut subject.evidence);
            }
            !joins
        });
        joined.evidence.sort_unstable_by_key(|piece| (piece.span.start, piece.span.end));
        (joined.finding, joined.remarks) = combine(&joined.evidence, database);
        kept.push(joined);
    }
    kept
}

/// Whether two findings can be of one server.
fn agree(one: &Finding, other: &Finding, database: &Database<'_>) -> bool {
    match (one, other) {
        (Finding::Exact(build), Finding::Candidates(ids))
        | (Finding::Candidates(ids), Finding::Exact(build)) => {
            database.find(*build).is_some_and(|id| ids.binary_search(&id).is_ok())
        }
        (Finding::Exact(a), Finding::Exact(b)) => a == b,
        (Finding::Unreleased(a), Finding::Unreleased(b)) => a == b,
        (Finding::Candidates(a), Finding::Candidates(b)) => {
            a.iter().any(|id| b.binary_search(id).is_ok())
        }
        _ => false,
    }
}
