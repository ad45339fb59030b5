//! The tools `releases` and `cve`: what the database knows, as the commands of the
//! same names find it.

use super::Answer;
use super::MOST;
use crate::command::cve;
use crate::command::releases;
use expatch::Database;
use expatch::rows;
use rmcp::model::CallToolResult;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

/// Rows of a list.
const ROWS: usize = 50;

/// Which releases.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct Releases {
    /// Words that must all match: a build or its beginning (`15.2.1748`), a product
    /// (`2019`, `SE`), `CU23`, `Oct25SU`, `KB5066369`, a month (`2026-10`).
    filter: Vec<String>,
    /// Only what came out on this day or later, `YYYY-MM-DD`.
    since: Option<String>,
}

/// Which vulnerabilities.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub(super) struct Vulnerabilities {
    /// `CVE-2021-34473`, or words that must all match: a name such as `ProxyShell`, a
    /// year, part of a title. None with `exploited` for all that attackers use.
    #[serde(default)]
    filter: Vec<String>,
    /// Only those that attackers are known to use.
    #[serde(default)]
    exploited: bool,
    /// Only what was published on this day or later, `YYYY-MM-DD`.
    since: Option<String>,
}

pub(super) fn releases(database: &Database<'_>, asked: Releases) -> Answer {
    let since = day(asked.since)?;
    // The newest are what is asked for, where there are too many.
    let mut found = releases::find(database, &asked.filter, None, since);
    found.sort_by(|one, other| other.released.cmp(&one.released));
    list(database, "releases", &found, "a build such as 15.2.1748, `2019`, `CU23`, `Oct25SU`")
}

pub(super) fn vulnerabilities(database: &Database<'_>, asked: Vulnerabilities) -> Answer {
    let (today, since) = (crate::clock::today(), day(asked.since)?);
    let found = cve::find(database, &asked.filter, asked.exploited, since, today);
    if let [one] = found.as_slice() {
        let row = rows::vulnerability(database, one);
        return list(database, "vulnerabilities", &[row], "");
    }
    let mut rows: Vec<_> = found.iter().map(|found| rows::summary(database, found)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.published));
    list(database, "vulnerabilities", &rows, "CVE-2021-34473, `ProxyShell`, or `exploited`")
}

fn day(text: Option<String>) -> Result<Option<expatch::Date>, String> {
    text.map(|text| text.parse().map_err(|error| format!("since: {error}"))).transpose()
}

/// The first rows, as many as an answer may hold, and how many there are.
fn list<T: Serialize>(database: &Database<'_>, name: &str, all: &[T], hint: &str) -> Answer {
    let as_of = database.identity().as_of;
    if all.is_empty() {
        return Err(format!("nothing matches (facts of {as_of}); try {hint}"));
    }
    let (mut rows, mut size) = (Vec::new(), 0);
    for row in all.iter().take(ROWS) {
        let row = serde_json::to_value(row).map_err(|error| error.to_string())?;
        size += row.to_string().len();
        if size > MOST && !rows.is_empty() {
            break;
        }
        rows.push(row);
    }
    let mut data = json!({ "factsOf": as_of, "count": all.len() });
    if rows.len() < all.len() {
        data["note"] =
            format!("the newest {} of {}: narrow the filter", rows.len(), all.len()).into();
    }
    data[name] = Value::Array(rows);
    Ok(CallToolResult::structured(data))
}
