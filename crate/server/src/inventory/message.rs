//! What changed, in words and as what webhooks are sent.

use expatch_store::Change;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Changes named one by one in a message; the feed has all.
const NAMED: usize = 100;

/// What a webhook is sent.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Message<'a> {
    /// `changes`.
    event: &'static str,
    /// What changed in a sentence: "3 servers became vulnerable: Aug26SU".
    text: &'a str,
    /// How many changed.
    total: usize,
    /// The first hundred of them.
    changes: &'a [Change],
}

/// The message as JSON.
pub(crate) fn json(changes: &[Change], text: &str) -> String {
    let first = &changes[..changes.len().min(NAMED)];
    let message = Message { event: "changes", text, total: changes.len(), changes: first };
    serde_json::to_string(&message).unwrap_or_default()
}

/// "3 servers became vulnerable: Aug26SU", the worst first, a sentence for
/// each status that servers came to.
pub(crate) fn summary(changes: &[Change]) -> String {
    let mut groups: BTreeMap<(u8, &str), Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let weight = match change.severity {
            2 => 0,
            3 => 1,
            1 => 2,
            _ => 3,
        };
        groups.entry((weight, change.after.as_str())).or_default().push(change);
    }
    let sentences = groups.iter().map(|((_, status), group)| {
        let servers = if group.len() == 1 { "server" } else { "servers" };
        let mut updates: Vec<_> =
            group.iter().filter_map(|change| change.missing.as_deref()).collect();
        updates.sort_unstable();
        updates.dedup();
        let missing = match updates.len() {
            0 => String::new(),
            1..=3 => format!(": {}", updates.join(", ")),
            more => format!(": {} and {} more", updates[..3].join(", "), more - 3),
        };
        format!("{} {servers} became {status}{missing}", group.len())
    });
    sentences.collect::<Vec<_>>().join("; ")
}

/// The message for people.
pub(crate) fn letter(changes: &[Change], text: &str) -> String {
    let mut letter = format!("{text}\n\n");
    for change in changes.iter().take(NAMED) {
        let before = change.before.as_deref().unwrap_or("new");
        letter += &format!("{}: {before} -> {}\n  {}\n", change.name, change.after, change.summary);
    }
    if changes.len() > NAMED {
        letter += &format!("… and {} more: /v1/changes has all\n", changes.len() - NAMED);
    }
    letter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(after: &str, severity: u8, missing: &str) -> Change {
        let missing = (!missing.is_empty()).then_some(missing);
        let value = serde_json::json!({
            "server": "srv_1", "name": "mail", "organisation": "", "country": "",
            "cause": "database", "before": "current", "after": after, "severity": severity,
            "worse": true, "summary": "open",
        });
        let mut change: Change = serde_json::from_value(value).unwrap();
        change.missing = missing.map(str::to_owned);
        change
    }

    #[test]
    fn the_worst_is_said_first_with_what_is_missing() {
        let changes = [
            change("current", 0, ""),
            change("vulnerable", 2, "Aug26SU"),
            change("vulnerable", 2, "Aug26SU"),
            change("vulnerable", 2, "Aug26SU"),
        ];
        let text = summary(&changes);
        assert_eq!(text, "3 servers became vulnerable: Aug26SU; 1 server became current");
        let json: serde_json::Value = serde_json::from_str(&json(&changes, &text)).unwrap();
        assert_eq!((json["total"].as_u64(), json["text"].as_str()), (Some(4), Some(&*text)));
        assert!(letter(&changes, &text).contains("mail: current -> vulnerable"));
    }
}
