//! The facts for reading: releases and vulnerabilities.

use crate::answer;
use crate::problem::Code;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::Shared;
use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::Response;
use expatch::BuildPrefix;
use expatch::rows;
use expatch::rows::ReleaseRow;
use expatch::rows::VulnerabilityRow;
use expatch::rows::VulnerabilitySummary;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

/// Prefixes of builds that occur, for the API's schema.
const PREFIX: &str = "^[0-9]{1,4}[.][0-9]{1,4}([.][0-5]?[0-9]{1,4})?$";

/// Which releases.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// A product by its short name, such as `2016`.
    product: Option<String>,
    /// The first two or three parts of their builds.
    #[schemars(regex(pattern = PREFIX))]
    prefix: Option<String>,
}

/// Releases, ascending by build.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Releases {
    /// SHA-256 of the database in hexadecimal.
    digest: String,
    /// Ascending by build.
    releases: Vec<ReleaseRow>,
}

/// Vulnerabilities, ascending by identifier.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Vulnerabilities {
    /// SHA-256 of the database in hexadecimal.
    digest: String,
    /// Ascending by identifier.
    vulnerabilities: Vec<VulnerabilitySummary>,
}

pub(crate) async fn releases(
    State(state): State<Shared>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let prefix = which.prefix.as_deref().map(str::parse::<BuildPrefix>).transpose();
    let prefix =
        prefix.map_err(|error| Problem::new(Code::InvalidParameter, format!("prefix: {error}")))?;
    let facts = state.facts.current();
    Ok(answer::tagged(&headers, &facts.digest, || {
        let releases = facts
            .database
            .releases()
            .filter(|release| prefix.is_none_or(|prefix| prefix.contains(release.build)))
            .filter(|release| {
                let Some(wanted) = &which.product else { return true };
                let product = facts.database.baseline(release.baseline).product;
                facts.database.product(product).short.eq_ignore_ascii_case(wanted)
            })
            .map(|release| rows::release(&facts.database, &release))
            .collect();
        answer::json(&Releases { digest: facts.digest.clone(), releases })
    }))
}

pub(crate) async fn vulnerabilities(State(state): State<Shared>, headers: HeaderMap) -> Response {
    let facts = state.facts.current();
    answer::tagged(&headers, &facts.digest, || {
        let vulnerabilities = facts
            .database
            .vulnerabilities()
            .map(|row| rows::summary(&facts.database, &row))
            .collect();
        answer::json(&Vulnerabilities { digest: facts.digest.clone(), vulnerabilities })
    })
}

pub(crate) async fn vulnerability(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let facts = state.facts.current();
    let Some(found) = facts.database.vulnerability(&id) else {
        let detail = "no vulnerability of Exchange Server by this identifier in the database; \
                      /v1/cves lists them";
        return Problem::new(Code::NotFound, detail).into_response();
    };
    answer::tagged(&headers, &facts.digest, || {
        let row: VulnerabilityRow = rows::vulnerability(&facts.database, &found);
        answer::json(&row)
    })
}
