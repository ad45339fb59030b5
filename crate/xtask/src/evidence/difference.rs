//! Two readings of the same texts beside each other.

use super::reading::Reading;
use super::reading::Server;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write;

/// How many changes of each kind there are, and in how many texts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) texts: usize,
    kinds: BTreeMap<String, usize>,
}

impl Tally {
    pub(super) fn is_empty(&self) -> bool {
        self.texts == 0
    }

    fn count(&mut self, kind: impl Into<String>) {
        *self.kinds.entry(kind.into()).or_default() += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), *kind));
        for (kind, count) in kinds {
            writeln!(out, "{count:6}  {kind}")?;
        }
        Ok(())
    }
}

/// Everything that differs, text by text; both lists are in order of their names.
pub(super) fn all(
    before: &[(String, Reading)],
    after: &[(String, Reading)],
    tally: &mut Tally,
) -> String {
    let mut names: Vec<_> = before.iter().chain(after).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let of = |readings: &[(String, Reading)], name: &String| {
        let place = readings.binary_search_by(|(known, _)| known.cmp(name)).ok()?;
        readings.get(place).map(|(_, reading)| reading.clone())
    };
    let mut shown = String::new();
    for name in names {
        let lines = match (of(before, name), of(after, name)) {
            (Some(before), Some(after)) => one(&before, &after, tally),
            (Some(_), None) => {
                tally.count("text gone");
                vec!["  the text is gone".to_owned()]
            }
            (None, _) => {
                tally.count("text new");
                vec!["  the text is new".to_owned()]
            }
        };
        if !lines.is_empty() {
            tally.texts += 1;
            let _ = writeln!(shown, "{name}\n{}\n", lines.join("\n"));
        }
    }
    shown
}

/// The differences between two readings of one text.
fn one(before: &Reading, after: &Reading, tally: &mut Tally) -> Vec<String> {
    let mut lines = Vec::new();
    if before.failure != after.failure {
        tally.count(if after.failure.is_some() { "failure new" } else { "failure gone" });
        for (sign, reading) in [('-', before), ('+', after)] {
            if let Some(failure) = &reading.failure {
                lines.push(format!("{sign} {failure}"));
            }
        }
    }
    for pair in paired(&before.servers, &after.servers) {
        let kinds = kinds(pair);
        for kind in &kinds {
            tally.count(kind.clone());
        }
        if !kinds.is_empty() {
            lines.extend(pair.0.map(|server| format!("- {server}")));
            lines.extend(pair.1.map(|server| format!("+ {server}")));
            lines.push(format!("    {}", kinds.join(", ")));
        }
    }
    // A report that has no list of mentions says nothing about them.
    if let (Some(before), Some(after)) = (&before.mentions, &after.mentions) {
        for gone in before.difference(after) {
            tally.count("mention gone");
            lines.push(format!("- mention {gone}"));
        }
        for new in after.difference(before) {
            tally.count("mention new");
            lines.push(format!("+ mention {new}"));
        }
    }
    lines
}

type Pair<'a> = (Option<&'a Server>, Option<&'a Server>);

/// What changed of one server.
fn kinds((before, after): Pair<'_>) -> Vec<String> {
    let (Some(before), Some(after)) = (before, after) else {
        return match (before, after) {
            (Some(server), None) => vec![format!("server gone ({})", server.status)],
            (None, Some(server)) => vec![format!("server new ({})", server.status)],
            _ => Vec::new(),
        };
    };
    let mut kinds = Vec::new();
    if before.name != after.name {
        kinds.push("name".to_owned());
    }
    if before.version != after.version {
        kinds.push("version".to_owned());
    }
    // Before schema 2 no server has a standing: that is no change of the reading.
    if before.standing != after.standing && before.standing != "-" && after.standing != "-" {
        kinds.push(format!("standing {} → {}", before.standing, after.standing));
    }
    if before.status != after.status {
        kinds.push(format!("status {} → {}", before.status, after.status));
    }
    kinds
}

/// Every server that has changed once, with the one of the other reading that is
/// most like it.
fn paired<'a>(before: &'a [Server], after: &'a [Server]) -> Vec<Pair<'a>> {
    // A list of thousands that lost one row must not compare each with each.
    let mut after: Vec<_> = after.iter().collect();
    let mut changed = Vec::new();
    for server in before {
        match after.iter().position(|other| *other == server) {
            Some(place) => drop(after.remove(place)),
            None => changed.push(server),
        }
    }
    let before = changed;
    let likeness = |one: &Server, other: &Server| {
        let equal = |field: usize| one.fields()[field] == other.fields()[field];
        let same = |field: usize| equal(field) && one.fields()[field] != "-";
        4 * usize::from(same(0)) + 3 * usize::from(same(1)) + usize::from(equal(0) || equal(3))
    };
    let mut ranked: Vec<_> = before
        .iter()
        .enumerate()
        .flat_map(|(i, one)| {
            let each = after.iter().enumerate();
            each.map(move |(j, other)| (likeness(one, other), i, j))
        })
        .filter(|(likeness, ..)| *likeness > 0)
        .collect();
    ranked.sort_by_key(|(likeness, i, j)| (std::cmp::Reverse(*likeness), *i, *j));
    let (mut of_before, mut of_after) = (vec![None; before.len()], vec![false; after.len()]);
    for (_, i, j) in ranked {
        if of_before[i].is_none() && !of_after[j] {
            of_before[i] = Some(j);
            of_after[j] = true;
        }
    }
    let pairs = before.iter().zip(&of_before).map(|(one, j)| (Some(*one), j.map(|j| after[j])));
    let new = after.iter().zip(&of_after).filter(|(_, taken)| !**taken);
    pairs.chain(new.map(|(server, _)| (None, Some(*server)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Reading {
        text.parse().unwrap()
    }

    #[test]
    fn a_change_names_the_text_the_server_and_both_readings() {
        let before = [
            ("a".to_owned(), reading("server EX01 | 15.2.1118.7 | - | vulnerable\n")),
            ("b".to_owned(), reading("server EX02 | 15.2.1118.7 | - | vulnerable\n")),
            ("c".to_owned(), reading("")),
        ];
        let after = [
            (
                "a".to_owned(),
                reading("server EX01 | 15.2.1118.7 | observed | vulnerable\nmentions 0\n"),
            ),
            (
                "b".to_owned(),
                reading(
                    "server - | 15.2.1118.7…15.2.1118.9 (2) | stated | vulnerable\n\
                     server EX02 | 15.2.1118.9 | stated | exploited\n",
                ),
            ),
            ("d".to_owned(), reading("")),
        ];
        let mut tally = Tally::default();
        let shown = all(&before, &after, &mut tally);
        assert_eq!(
            shown,
            "b\n\
             - EX02 | 15.2.1118.7 | - | vulnerable\n\
             + EX02 | 15.2.1118.9 | stated | exploited\n    version, status vulnerable → exploited\n\
             + - | 15.2.1118.7…15.2.1118.9 (2) | stated | vulnerable\n    server new (vulnerable)\n\n\
             c\n  the text is gone\n\n\
             d\n  the text is new\n\n"
        );
        assert_eq!(tally.texts, 3);
        assert_eq!(tally.kinds["version"], 1);
    }

    #[test]
    fn equal_servers_meet_whatever_their_order() {
        let servers = "server EX1 | 15.2.1118.7 | - | vulnerable\n\
                       server EX2 | 15.2.1118.9 | - | vulnerable\n";
        let turned: String = servers.lines().rev().map(|line| line.to_owned() + "\n").collect();
        let mut tally = Tally::default();
        assert!(one(&reading(servers), &reading(&turned), &mut tally).is_empty());
    }
}
