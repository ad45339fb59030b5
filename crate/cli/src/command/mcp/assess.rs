//! The tool `assess`: a text in, per server a verdict, in words and as data.

use super::Answer;
use super::MOST;
use crate::command::tongue::Tongue;
use expatch::Database;
use expatch::Date;
use expatch::Given;
use expatch::Language;
use expatch::Options;
use expatch::report::Report;
use expatch_view::Style;
use rmcp::model::CallToolResult;
use rmcp::model::ContentBlock;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Bytes of a text. Whoever has more has a file, and `expatch check` for it.
const LONGEST: usize = 1 << 20;

/// Bytes of the words; the data beside them is bounded by [`MOST`].
const WORDS: usize = 16 << 10;

/// Servers that are answered in full, the worst first.
const SERVERS: usize = 20;

/// What is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct Question {
    /// The text that shows the version, as it is: a header, a page, a mail's headers,
    /// the output of a shell, rows of a list, a bare build. At most 1 MiB.
    text: String,
    /// The day of the verdict, `YYYY-MM-DD`; today unless given.
    as_of: Option<String>,
    /// The language of the sentences.
    language: Option<Tongue>,
    /// Whether the one version that the text mentions is that of the user's own server.
    #[serde(default)]
    mine: bool,
}

pub(super) fn answer(database: &Database<'_>, asked: Question) -> Answer {
    let Question { text, as_of, language, mine } = asked;
    if text.len() > LONGEST {
        return Err(format!(
            "the text has {} bytes, at most {LONGEST} are read: pass the part that shows versions, \
             or let the user run `expatch check FILE`",
            text.len()
        ));
    }
    let as_of = match as_of {
        Some(day) => day.parse::<Date>().map_err(|error| format!("asOf: {error}"))?,
        None => crate::clock::today(),
    };
    let language = language.map_or_else(Language::default, Language::from);
    let given = Given { mine, ..Given::default() };
    let options = Options { max_servers: SERVERS, ..Options::new(as_of, language) };
    let report = expatch::assess_given(text.as_bytes(), given, database, &options);
    let style = Style { language, ..Style::default() };
    let mut answer = CallToolResult::structured(essence(&report)?);
    answer.content = vec![ContentBlock::text(cut(expatch_view::text(&report, style)))];
    Ok(answer)
}

/// The report without what an answer in words does not need: single pieces of
/// evidence, every candidate, every open vulnerability (`cve` tells of each).
fn essence(report: &Report) -> Result<Value, String> {
    let mut data = serde_json::to_value(report).map_err(|error| error.to_string())?;
    let drop = |value: &mut Value, names: &[&str]| {
        let object = value.as_object_mut();
        object
            .into_iter()
            .for_each(|object| names.iter().for_each(|name| _ = object.remove(*name)));
    };
    drop(&mut data["database"], &["coverage", "digest", "schema"]);
    for server in data["servers"].as_array_mut().into_iter().flatten() {
        drop(server, &["evidence", "candidates"]);
        drop(&mut server["verdict"], &["vulnerabilities", "exposure", "range", "support"]);
        drop(&mut server["verdict"]["exploited"], &["claims", "lists"]);
    }
    if let Some(groups) = data.get_mut("more").and_then(Value::as_array_mut) {
        groups.iter_mut().for_each(|group| drop(group, &["names"]));
        groups.truncate(SERVERS);
    }
    if let Some(mentions) = data["mentions"].as_array_mut() {
        mentions.truncate(SERVERS);
    }
    // The worst come first; one alone is far smaller than the bound.
    let mut left_out = 0;
    while data.to_string().len() > MOST
        && data["servers"].as_array().is_some_and(|all| all.len() > 1)
    {
        left_out += data["servers"].as_array_mut().and_then(Vec::pop).map_or(0, |_| 1);
        data["serversLeftOut"] = left_out.into();
    }
    Ok(data)
}

/// The beginning of a long text, up to a line's end.
fn cut(mut text: String) -> String {
    if text.len() > WORDS {
        text.truncate(text.floor_char_boundary(WORDS));
        text.truncate(text.rfind('\n').map_or(text.len(), |end| end + 1));
        text.push_str("(cut here; the data beside it has the worst servers)\n");
    }
    text
}
