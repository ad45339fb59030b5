//! The report itself, as the core serialises it.

use super::Assessed;
use expatch::Report;
use expatch::report::DatabaseView;
use expatch::report::Sentence;
use expatch::report::Server;
use serde::Serialize;

/// Several inputs as one object: the report's shape, where each server also
/// says which input it comes from, for byte ranges count within that.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Together<'a> {
    database: &'a DatabaseView,
    as_of: expatch::Date,
    servers: Vec<Of<'a, Server>>,
    notes: Vec<Of<'a, Sentence>>,
}

#[derive(Serialize)]
struct Of<'a, T> {
    input: &'a str,
    #[serde(flatten)]
    rest: &'a T,
}

/// One object: the core's report for one input, all servers together for several.
pub(crate) fn object(inputs: &[Assessed]) -> serde_json::Result<Vec<u8>> {
    let mut bytes = match inputs {
        [one] => serde_json::to_vec_pretty(&one.report)?,
        several => serde_json::to_vec_pretty(&together(several))?,
    };
    bytes.push(b'\n');
    Ok(bytes)
}

/// One report per line; with several inputs each says which it comes from.
pub(crate) fn lines(inputs: &[Assessed]) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for Assessed { name, report } in inputs {
        if inputs.len() == 1 {
            serde_json::to_writer(&mut bytes, report)?;
        } else {
            serde_json::to_writer(&mut bytes, &Of { input: name, rest: report })?;
        }
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn together(inputs: &[Assessed]) -> Option<Together<'_>> {
    let first: &Report = &inputs.first()?.report;
    let mut servers: Vec<Of<'_, Server>> = Vec::new();
    let mut notes = Vec::new();
    for Assessed { name, report } in inputs {
        servers.extend(report.servers.iter().map(|rest| Of { input: name, rest }));
        notes.extend(report.notes.iter().map(|rest| Of { input: name, rest }));
    }
    Some(Together { database: &first.database, as_of: first.as_of, servers, notes })
}
