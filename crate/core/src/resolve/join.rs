//! Subjects that are one: nameless ones join those they agree with, what is the
//! same becomes one, look-alikes go where a server was found.

use super::Finding;
use super::Subject;
use super::combine::combine;
use crate::database::Database;
use alloc::vec::Vec;
use expatch_observe::channel::Channel;
use expatch_observe::evidence::LookAlike;
use expatch_observe::order;

/// How many of the last subjects a nameless one is compared with: a text about
/// more servers than that is a list, whose rows stay apart.
const NEAR: usize = 64;

/// Joins `subjects`, in the order of the text.
pub(super) fn join(subjects: Vec<Subject>, database: &Database<'_>) -> Vec<Subject> {
    if subjects.len() < 2 {
        return subjects;
    }
    let server = |finding: &Finding| !matches!(finding, Finding::Online | Finding::NotExchange(_));
    let shown = |finding: &Finding| server(finding) && *finding != Finding::Unknown;
    let any_shown = subjects.iter().filter(|subject| shown(&subject.finding)).count();
    let any_server =
        subjects.iter().any(|subject| !matches!(subject.finding, Finding::NotExchange(_)));
    let mut kept: Vec<Subject> = Vec::with_capacity(subjects.len());
    let mut changed: Vec<bool> = Vec::with_capacity(subjects.len());
    let mut online = None;
    for subject in subjects {
        let near = kept.len().saturating_sub(NEAR);
        let nameless = subject.name.is_none();
        let loose = nameless && !is_row(&subject);
        let place = match &subject.finding {
            Finding::NotExchange(LookAlike::Forged | LookAlike::Imitator) if any_shown == 0 => None,
            Finding::NotExchange(_) if any_server => continue,
            Finding::NotExchange(_) => {
                kept.iter().position(|other| other.finding == subject.finding)
            }
            // Hops and answers of Exchange Online are one, whatever their hosts are called.
            Finding::Online => {
                let first = online;
                online = first.or(Some(kept.len()));
                first
            }
            Finding::Unknown if loose => {
                last_where(&kept, near, |other| server(&other.finding) && !is_row(other))
            }
            _ if loose => {
                let agrees = |other: &Subject| {
                    !is_row(other) && agree(&other.finding, &subject.finding, database)
                };
                // Which of several servers it is about, nobody knows.
                let mut named =
                    kept[near..].iter().filter(|other| other.name.is_some() && agrees(other));
                let several = named.next().is_some() && named.next().is_some();
                last_where(&kept, near, |other| {
                    let unknown =
                        other.finding == Finding::Unknown && !is_row(other) && other.name.is_none();
                    unknown || agrees(other) && (other.name.is_none() || !several)
                })
            }
            // A name that comes later than what it names.
            _ if !is_row(&subject) && !is_hop(&subject) => last_where(&kept, near, |other| {
                other.name.is_none()
                    && !is_row(other)
                    && !is_hop(other)
                    && (subject.finding == Finding::Unknown && server(&other.finding)
                        || agree(&other.finding, &subject.finding, database))
            })
            .filter(|_| nameless || any_shown <= 1 || subject.finding != Finding::Unknown),
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
                    // Until all pieces are there, the more telling finding stands.
                    if matches!(other.finding, Finding::Unknown)
                        || matches!(subject.finding, Finding::Exact(_))
                    {
                        other.finding = subject.finding;
                    }
                }
                other.evidence.extend(subject.evidence);
                changed[place] = true;
            }
            None => {
                kept.push(subject);
                changed.push(false);
            }
        }
    }
    for (subject, changed) in kept.iter_mut().zip(changed) {
        if changed {
            order::by_key(&mut subject.evidence, |piece| piece.span.start);
            (subject.finding, subject.remarks) = combine(&subject.evidence, database);
        }
    }
    kept
}

/// The last of the kept subjects from `near` on that `fits`.
fn last_where(kept: &[Subject], near: usize, fits: impl Fn(&Subject) -> bool) -> Option<usize> {
    kept[near..].iter().rposition(fits).map(|at| near + at)
}

/// Whether a subject is a row or an object of a list: a server of its own.
fn is_row(subject: &Subject) -> bool {
    subject.evidence.iter().any(|piece| piece.row)
}

/// Whether all that is known of it is a mail's way.
fn is_hop(subject: &Subject) -> bool {
    subject
        .evidence
        .iter()
        .all(|piece| matches!(piece.channel, Channel::ReceivedId | Channel::MapiId))
}

/// Whether two findings can be of one server.
fn agree(one: &Finding, other: &Finding, database: &Database<'_>) -> bool {
    match (one, other) {
        (Finding::Exact(build), Finding::Candidates(ids))
        | (Finding::Candidates(ids), Finding::Exact(build)) => {
            database.find(*build).is_some_and(|id| ids.binary_search(&id).is_ok())
        }
        (Finding::Exact(a), Finding::Exact(b))
        | (Finding::Unreleased(a), Finding::Unreleased(b)) => a == b,
        (Finding::Candidates(a), Finding::Candidates(b)) => {
            a.iter().any(|id| b.binary_search(id).is_ok())
        }
        _ => false,
    }
}
