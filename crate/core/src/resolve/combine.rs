//! What the pieces of one server say together.

use super::Finding;
use super::allowed::exact_finding;
use super::allowed::possible;
use super::allowed::unreleased;
use crate::database::Database;
use crate::database::ReleaseId;
use crate::date::Date;
use alloc::vec::Vec;
use expatch_observe::build::Build;
use expatch_observe::channel::Channel;
use expatch_observe::evidence::Claim;
use expatch_observe::evidence::Evidence;
use expatch_observe::evidence::LookAlike;
use expatch_observe::evidence::Precision;
use expatch_observe::evidence::Setting;
use expatch_observe::evidence::Standing;
use expatch_observe::order;

/// What the pieces of one server add up to, and what has to be said of it.
pub(super) fn combine(
    evidence: &[Evidence],
    database: &Database<'_>,
) -> (Finding, Vec<&'static str>) {
    let (finding, mut remarks) = combined(evidence, database);
    if evidence.iter().any(|piece| piece.claim == Claim::HeaderAbsent) {
        let newer = |id: &ReleaseId| Some(database.release(*id).released) >= SENT_SINCE;
        match &finding {
            Finding::Candidates(ids) if ids.iter().all(newer) => remarks.push("header-removed"),
            Finding::Candidates(_) | Finding::Unknown => remarks.push("header-absent"),
            _ => {}
        }
    }
    // A number typed without saying where it was read.
    let is_stated_baseline = |piece: &Evidence| {
        let root = |build| {
            database.baseline_of(build).is_some_and(|id| database.baseline(id).build == build)
        };
        super::is_typed(piece.channel) && matches!(piece.claim, Claim::Build(build) if root(build))
    };
    if matches!(finding, Finding::Candidates(_)) && evidence.iter().any(is_stated_baseline) {
        remarks.push("stated-baseline");
    }
    remarks.extend(settings(evidence));
    (finding, remarks)
}

/// What the evidence says of settings, once each. Where it says both, the worse
/// counts.
fn settings(evidence: &[Evidence]) -> Vec<&'static str> {
    let said = |piece: &Evidence| match piece.claim {
        Claim::Setting(setting) => Some(setting),
        _ => None,
    };
    let all = || evidence.iter().filter_map(said);
    let denied = |setting: &Setting| {
        all().filter_map(Setting::undone).any(|step| setting.done().contains(&step))
    };
    let mut settings: Vec<Setting> = all().filter(|setting| !denied(setting)).collect();
    order::by_key(&mut settings, |setting| *setting);
    settings.dedup();
    settings.into_iter().map(Setting::code).collect()
}

/// The day of the updates since which front ends send `X-OWA-Version`.
const SENT_SINCE: Option<Date> = Date::new(2021, 7, 13);

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
    let mut others = evidence.iter().filter_map(|piece| match piece.claim {
        Claim::NotExchange(what) => Some(what),
        _ => None,
    });
    let only_others = evidence.len() == others.clone().count();
    if let Some(what) = others.find(|what| only_others || forged.contains(what)) {
        return (Finding::NotExchange(what), remarks);
    }
    // Between what was stated and what was observed, the observed leads.
    let shows = |piece: &&Evidence| piece.precision > Precision::Product;
    let observed = evidence.iter().filter(shows).any(|piece| piece.standing == Standing::Observed);
    let pieces: Vec<&Evidence> = evidence
        .iter()
        .filter(|piece| {
            !observed
                || piece.standing == Standing::Observed
                || piece.precision <= Precision::Product
        })
        .collect();

    // Words name a release; where a number stands beside them, the number counts.
    let sure = |named: bool| {
        let pieces =
            pieces.iter().filter(move |piece| (piece.channel == Channel::NamedRelease) == named);
        pieces.filter_map(|piece| match (piece.precision, piece.claim) {
            (Precision::Exact, Claim::Build(build)) => Some(build),
            _ => None,
        })
    };
    let mut exact: Vec<Build> = sure(false).collect();
    if exact.is_empty() {
        exact.extend(sure(true));
    }
    order::by_key(&mut exact, |build| *build);
    exact.dedup();
    if let Some(build) = exact.first().copied() {
        // Pieces that disagree are never better than the worst of them.
        if exact.len() > 1 {
            remarks.push("values-differ");
        }
        let against = pieces.iter().filter(|piece| contradicts(piece, build));
        let mut finding = exact_finding(build, database);
        for piece in against {
            if !remarks.contains(&"evidence-contradicts") {
                remarks.push("evidence-contradicts");
            }
            if number(piece).is_some_and(|other| other < build)
                && piece.precision != Precision::Floor
                && let Some(ids) = possible(piece, database).filter(|ids| !ids.is_empty())
            {
                finding = Finding::Candidates(ids);
            }
        }
        return (finding, remarks);
    }
    let mut sets: Vec<Vec<ReleaseId>> = Vec::new();
    let mut lost = None;
    for piece in &pieces {
        match possible(piece, database) {
            Some(ids) if ids.is_empty() => lost = lost.or(number(piece)),
            Some(ids) if sets.last() == Some(&ids) => {}
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
        let both: Vec<ReleaseId> =
            ids.iter().copied().filter(|id| set.binary_search(id).is_ok()).collect();
        if both.is_empty() {
            remarks.push("values-differ");
            // The older one leads: it is never better.
            if set.first() < ids.first() {
                ids = set;
            }
        } else {
            ids = both;
        }
    }
    if pieces.iter().any(|piece| piece.precision == Precision::Floor) {
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
