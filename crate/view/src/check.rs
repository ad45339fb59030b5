//! What `expatch check` and `npx expatch` write: the reports on one input or
//! on several, in each form that both speak.

use crate::Style;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;
use expatch::Date;
use expatch::Language;
use expatch::Report;
use expatch::judge::Status;
use expatch::report::DatabaseView;
use expatch::report::MentionView;
use expatch::report::Sentence;
use expatch::report::Server;
use expatch::report::ServerGroup;
use serde::Serialize;

/// The exit code where nothing is known.
const UNKNOWN: u8 = 3;

/// One input's report.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// The input's name: a file's, `-`, or the text itself.
    pub name: String,
    /// What can be said about it.
    pub report: Report,
}

/// Several inputs as one object: the report's shape, where each server also
/// says which input it comes from, for byte ranges count within that.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Together<'a> {
    schema: &'static str,
    database: &'a DatabaseView,
    as_of: Date,
    servers: Vec<Of<'a, Server>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<Of<'a, ServerGroup>>,
    mentions: Vec<Of<'a, MentionView>>,
    notes: Vec<Of<'a, Sentence>>,
}

#[derive(Serialize)]
struct Of<'a, T> {
    input: &'a str,
    #[serde(flatten)]
    rest: &'a T,
}

/// One object: the core's report for one input, all servers together for several.
///
/// # Errors
/// None that a caller can cause.
pub fn json(inputs: &[Assessed]) -> serde_json::Result<String> {
    let text = match inputs {
        [one] => serde_json::to_string_pretty(&one.report),
        several => serde_json::to_string_pretty(&together(several)),
    };
    text.map(ended)
}

/// One report per line; with several inputs each says which it comes from.
///
/// # Errors
/// None that a caller can cause.
pub fn ndjson(inputs: &[Assessed]) -> serde_json::Result<String> {
    let line = |Assessed { name, report }: &Assessed| match inputs {
        [_] => serde_json::to_string(report),
        _ => serde_json::to_string(&Of { input: name, rest: report }),
    };
    inputs.iter().map(|input| line(input).map(ended)).collect()
}

/// The text of a terminal, each of several inputs under its name.
pub fn texts(inputs: &[Assessed], style: Style) -> String {
    let mut text = String::new();
    for Assessed { name, report } in inputs {
        if inputs.len() > 1 {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}── {} ──\n", crate::printable(name)));
        }
        text.push_str(&crate::text(report, style));
    }
    text
}

/// The worst input's line: monitoring reads the first line only.
pub fn nagios_line(inputs: &[Assessed], language: Language) -> String {
    let worst = worst(inputs).map(|worst| ended(crate::nagios(&worst.report, language)));
    worst.unwrap_or_default()
}

/// The exit code of several inputs: an open hole in any of them outranks a
/// question in another.
pub fn severity(inputs: &[Assessed]) -> u8 {
    worst(inputs).map_or(UNKNOWN, |worst| worst.report.severity())
}

/// What to say where `name`, typed as an argument, was probably meant as a file
/// that is not there: one word with a folder or an extension, without evidence.
pub fn lost_file(name: &str, report: &Report) -> Option<String> {
    let found = report.servers.iter().any(|server| !server.evidence.is_empty());
    if found || name.contains("://") || name.contains(char::is_whitespace) {
        return None;
    }
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = last.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    let extension = extension.is_some_and(|(_, extension)| {
        extension.len() <= 6 && extension.starts_with(|letter: char| letter.is_alphabetic())
    });
    (extension || name.contains(['/', '\\']))
        .then(|| format!("{name}: no such file, and as a text it shows no version"))
}

fn worst(inputs: &[Assessed]) -> Option<&Assessed> {
    // An input without any server is a question, and counts as one.
    let rank = |input: &&Assessed| input.report.status().unwrap_or(Status::Mentioned);
    inputs.iter().min_by_key(rank)
}

fn together(inputs: &[Assessed]) -> Option<Together<'_>> {
    let first: &Report = &inputs.first()?.report;
    Some(Together {
        schema: first.schema,
        database: &first.database,
        as_of: first.as_of,
        servers: of(inputs, |report| &report.servers),
        more: of(inputs, |report| &report.more),
        mentions: of(inputs, |report| &report.mentions),
        notes: of(inputs, |report| &report.notes),
    })
}

/// One list of all reports, each row with its input's name.
fn of<T>(inputs: &[Assessed], list: impl Fn(&Report) -> &Vec<T>) -> Vec<Of<'_, T>> {
    let mut rows = Vec::new();
    for Assessed { name, report } in inputs {
        rows.extend(list(report).iter().map(|rest| Of { input: name, rest }));
    }
    rows
}

pub(crate) fn ended(text: impl ToString) -> String {
    let mut text = text.to_string();
    text.push('\n');
    text
}
