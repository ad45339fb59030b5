//! The facts and the report's schema as JSON, for other languages.

use expatch::Database;
use expatch::report::DatabaseView;
use expatch::rows;
use expatch::rows::ReleaseRow;
use expatch::rows::VulnerabilityRow;
use serde::Serialize;

/// `db.json`: the database's identity, its releases and vulnerabilities.
#[derive(Serialize)]
struct Export {
    database: DatabaseView,
    releases: Vec<ReleaseRow>,
    vulnerabilities: Vec<VulnerabilityRow>,
}

/// The embedded database as JSON.
pub(crate) fn database() -> anyhow::Result<String> {
    let database = Database::embedded();
    let options =
        expatch::Options { as_of: database.as_of(), language: expatch::Language::English };
    let export = Export {
        database: expatch::assess(b"", &database, &options).database,
        releases: database.releases().map(|row| rows::release(&database, &row)).collect(),
        vulnerabilities: database
            .vulnerabilities()
            .map(|row| rows::vulnerability(&database, &row))
            .collect(),
    };
    Ok(serde_json::to_string(&export)?)
}

/// The JSON Schema of a report.
pub(crate) fn schema() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&expatch::schema::report())?)
}
