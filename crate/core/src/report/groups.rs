//! A report's length is bounded: the servers past its limit are counted by what
//! they share. The worst are the ones that are answered in full, and every
//! server is in one place or the other.

use super::ServerGroup;
use super::Shared;
use super::compose::Composer;
use super::compose::printable;
use crate::build::Build;
use crate::judge;
use crate::judge::Patched;
use crate::judge::Settings;
use crate::judge::Status;
use crate::resolve::Finding;
use crate::resolve::Subject;
use alloc::format;
use alloc::vec::Vec;
use expatch_observe::order;

/// How many servers the groups hold.
pub(crate) fn counted(groups: &[ServerGroup]) -> usize {
    groups.iter().map(|group| group.count).sum()
}

/// What the servers of a group share; the worst status comes first.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
struct Key {
    status: Status,
    patched: &'static str,
    build: Option<Build>,
    shared: Option<Shared>,
}

impl Composer<'_> {
    /// The servers that are answered in full, in the order of the text, and the
    /// others in groups.
    pub(crate) fn bounded(&self, subjects: Vec<Subject>) -> (Vec<Subject>, Vec<ServerGroup>) {
        if subjects.len() <= self.max_servers {
            return (subjects, Vec::new());
        }
        let keys = self.keys(&subjects);
        let mut order: Vec<usize> = (0..subjects.len()).collect();
        order::by(&mut order, |one, other| keys[*one].status.cmp(&keys[*other].status));
        let mut rest = order.split_off(self.max_servers);
        order::by(&mut rest, |one, other| keys[*one].cmp(&keys[*other]).then(one.cmp(other)));
        let mut more: Vec<ServerGroup> = Vec::new();
        for (place, at) in rest.iter().enumerate() {
            if place == 0 || keys[rest[place - 1]] != keys[*at] {
                more.push(self.group(&keys[*at]));
            }
            if let Some(group) = more.last_mut() {
                group.count += 1;
                group.names.extend(subjects[*at].name.as_deref().map(printable));
            }
        }
        let mut in_full = alloc::vec![false; subjects.len()];
        order.iter().for_each(|at| in_full[*at] = true);
        let mut in_full = in_full.into_iter();
        let mut kept = subjects;
        kept.retain(|_| in_full.next() == Some(true));
        (kept, more)
    }

    /// What the answer on each server would share with others. A long list holds few
    /// different findings, or many that cost little: each is judged once.
    fn keys(&self, subjects: &[Subject]) -> Vec<Key> {
        let mut order: Vec<usize> = (0..subjects.len()).collect();
        let finding = |at: usize| (&subjects[at].finding, Settings::of(&subjects[at].remarks));
        order::by(&mut order, |one, other| finding(*one).cmp(&finding(*other)));
        let mut keys: Vec<Option<Key>> = alloc::vec![None; subjects.len()];
        for (place, at) in order.iter().copied().enumerate() {
            let known = order[..place].last().filter(|last| finding(**last) == finding(at));
            keys[at] = match known {
                Some(last) => keys[*last].clone(),
                None => Some(self.key(finding(at))),
            };
        }
        let own =
            |(key, subject): (Key, &Subject)| Key { build: key.build.or(subject.build()), ..key };
        keys.into_iter().flatten().zip(subjects).map(own).collect()
    }

    fn key(&self, (finding, settings): (&Finding, Settings)) -> Key {
        match judge::judged(&self.database, finding, settings, self.day) {
            Ok(combined) => {
                let build = match finding {
                    Finding::Exact(build) => Some(*build),
                    _ => None,
                };
                Key {
                    status: combined.status,
                    patched: combined.patched.code(),
                    build,
                    shared: if build.is_none() { self.shared(&combined) } else { None },
                }
            }
            Err(status) => {
                let patched: Patched = status.patched();
                Key { status, patched: patched.code(), build: None, shared: None }
            }
        }
    }

    /// A group that nobody is in yet.
    fn group(&self, key: &Key) -> ServerGroup {
        ServerGroup {
            count: 0,
            names: Vec::new(),
            patched: key.patched,
            status: key.status.code(),
            severity: key.status.severity(),
            headline: self.words.say(&format!("status.{}", key.status.code()), &[]),
            build: key.build,
            shared: key.shared.clone(),
        }
    }
}
