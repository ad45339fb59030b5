//! Reports as JSON in pieces, so that what does not depend on the evidence is
//! made once per release. The pieces are cut out of what serde writes, never
//! written by hand.

use super::compose::Composer;
use super::compose::printable;
use super::compose::standing;
use crate::build::Build;
use crate::judge::Status;
use crate::resolve::Finding;
use crate::resolve::Subject;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// How a server without name and evidence begins.
const NO_EVIDENCE: &str = r#"{"evidence":[],"#;

/// `value` as JSON. Reports hold no maps with other keys than strings and no
/// failing serialisers, so this cannot fail; if it did, `null` would say so.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| String::from("null"))
}

impl Composer<'_> {
    /// A report up to its first server.
    pub(crate) fn json_head(&self) -> String {
        let (database, day) = (json(&self.database_view()), json(&self.day));
        let schema = json(&super::SCHEMA);
        alloc::format!(r#"{{"schema":{schema},"database":{database},"asOf":{day},"servers":["#)
    }

    /// All fields of a server with this exact build that follow the evidence.
    pub(crate) fn verdict_json(&self, build: Build) -> String {
        let subject = Subject {
            name: None,
            evidence: Vec::new(),
            finding: Finding::Exact(build),
            remarks: Vec::new(),
        };
        let (_, server) = self.answer(&subject);
        let whole = json(&server);
        String::from(whole.strip_prefix(NO_EVIDENCE).unwrap_or(&whole))
    }

    /// The same for any other finding, with its status.
    pub(crate) fn answer_json(&self, subject: &Subject) -> (Status, String) {
        let (status, server) = self.answer(subject);
        let whole = json(&server);
        (status, String::from(whole.strip_prefix(NO_EVIDENCE).unwrap_or(&whole)))
    }

    /// A server of which all but name and evidence is known.
    pub(crate) fn server_front(&self, input: &[u8], subject: &Subject) -> String {
        let evidence = json(&self.evidence_of(input, subject));
        let mut said = String::with_capacity(evidence.len() + 64);
        said.push('{');
        if let Some(name) = &subject.name {
            said.push_str("\"name\":");
            said.push_str(&json(&printable(name)));
            said.push(',');
        }
        said.push_str("\"standing\":");
        said.push_str(&json(&standing(subject)));
        said.push_str(",\"evidence\":");
        said.push_str(&evidence);
        said.push(',');
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use crate::Options;
    use crate::database::Database;
    use crate::judge;

    #[test]
    fn a_server_begins_as_the_cut_expects() {
        let options = Options::new("2026-11-23".parse().unwrap(), Language::English);
        let composer = Composer::new(&Database::embedded(), &options);
        let build = Build::new(15, 1, 2507, 6);
        let finding = Finding::Exact(build);
        let combined =
            judge::judged(&composer.database, &finding, judge::Settings::default(), composer.day)
                .unwrap();
        let server = composer.judged(&combined, Some(build)).1;
        assert!(json(&server).starts_with(NO_EVIDENCE));
        assert!(composer.verdict_json(build).starts_with(r#""build":"15.1.2507.6","#));
    }
}
