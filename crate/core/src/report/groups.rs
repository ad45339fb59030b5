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
use crate::judge::Status;
use crate::resolve::Finding;
use crate::resolve::Subject;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

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
        // A long list holds few different findings, or many that cost little.
        let mut known: BTreeMap<Finding, Key> = BTreeMap::new();
        let keys: Vec<Key> = subjects
            .iter()
            .map(|subject| {
                let key = known
                    .entry(subject.finding.clone())
                    .or_insert_with(|| self.key(&subject.finding))
                    .clone();
                Key { build: key.build.or(subject.build()), ..key }
            })
            .collect();
        let mut order: Vec<usize> = (0..subjects.len()).collect();
        order.sort_by_key(|at| keys[*at].status);
        let mut in_full = alloc::vec![false; subjects.len()];
        for at in &order[..self.max_servers] {
            in_full[*at] = true;
        }
        let mut groups: BTreeMap<Key, (usize, Vec<String>)> = BTreeMap::new();
        let mut kept = Vec::with_capacity(self.max_servers);
        for ((subject, key), in_full) in subjects.into_iter().zip(keys).zip(in_full) {
            if in_full {
                kept.push(subject);
                continue;
            }
            let (count, names) = groups.entry(key).or_default();
            *count += 1;
            names.extend(subject.name.as_deref().map(printable));
        }
        (
            kept,
            groups.into_iter().map(|(key, (count, names))| self.group(key, count, names)).collect(),
        )
    }

    fn key(&self, finding: &Finding) -> Key {
        match judge::judged(&self.database, finding, self.day) {
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

    fn group(&self, key: Key, count: usize, names: Vec<String>) -> ServerGroup {
        ServerGroup {
            count,
            names,
            patched: key.patched,
            status: key.status.code(),
            severity: key.status.severity(),
            headline: self.words.say(&format!("status.{}", key.status.code()), &[]),
            build: key.build,
            shared: key.shared,
        }
    }
}
