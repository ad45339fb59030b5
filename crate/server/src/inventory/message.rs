//! What changed, in words and as what webhooks are sent.

use expatch::Language;
use expatch::judge::Status;
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
    /// What changed in a sentence: "3 servers are now: Not patched: open vulnerabilities (Aug26SU missing)".
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

/// "3 servers are now: Not patched: open vulnerabilities (Aug26SU missing)", the
/// worst first, a sentence for each status that servers came to.
pub(crate) fn summary(changes: &[Change]) -> String {
    let mut groups: BTreeMap<(Status, &str), Vec<&Change>> = BTreeMap::new();
    for change in changes {
        // What names no server is a question like one that was not answered.
        let status = Status::from_code(&change.after).unwrap_or(Status::Mentioned);
        groups.entry((status, change.after.as_str())).or_default().push(change);
    }
    let sentences = groups.iter().map(|((_, status), group)| {
        let servers = if group.len() == 1 { "server is" } else { "servers are" };
        let mut updates: Vec<_> =
            group.iter().filter_map(|change| change.missing.as_deref()).collect();
        updates.sort_unstable();
        updates.dedup();
        let missing = match updates.len() {
            0 => String::new(),
            1..=3 => format!(" ({} missing)", updates.join(", ")),
            more => format!(" ({} and {} more missing)", updates[..3].join(", "), more - 3),
        };
        format!("{} {servers} now: {}{missing}", group.len(), label(status))
    });
    sentences.collect::<Vec<_>>().join("; ")
}

/// A status in a few words.
fn label(code: &str) -> String {
    if code == "no-evidence" {
        return String::from("No Exchange server in the evidence");
    }
    expatch::text::status(Language::English, code)
}

/// The message for people.
pub(crate) fn letter(changes: &[Change], text: &str) -> String {
    let mut letter = format!("{text}\n\n");
    for change in changes.iter().take(NAMED) {
        let before = change.before.as_deref().map_or_else(|| String::from("new"), label);
        let after = label(&change.after);
        letter += &format!("{}: {before} → {after}\n  {}\n", change.name, change.summary);
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
        let said = "3 servers are now: Not patched: open vulnerabilities (Aug26SU missing); \
                    1 server is now: Patched";
        assert_eq!(text, said);
        let json: serde_json::Value = serde_json::from_str(&json(&changes, &text)).unwrap();
        assert_eq!((json["total"].as_u64(), json["text"].as_str()), (Some(4), Some(&*text)));
        assert!(
            letter(&changes, &text).contains("mail: Patched → Not patched: open vulnerabilities")
        );
    }
}
