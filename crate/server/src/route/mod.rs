//! The paths, each family in its own file.

mod assess;
mod database;
mod facts;
mod health;
mod page;
mod problems;
mod stream;

/// The types that are read and written, for the description of the API.
pub(crate) mod shapes {
    pub(crate) use super::assess::Request as AssessRequest;
    pub(crate) use super::database::InUse;
    pub(crate) use super::facts::Releases;
    pub(crate) use super::facts::Vulnerabilities;
    pub(crate) use super::facts::Which as WhichReleases;
    pub(crate) use super::problems::Kind;
    pub(crate) use super::stream::Answer as StreamAnswer;
    pub(crate) use super::stream::Item as StreamItem;
    pub(crate) use crate::inventory::shape::*;
    pub(crate) use expatch::rows::VulnerabilityRow;
    pub(crate) use expatch_store::Draft;
    pub(crate) use expatch_store::Imported;
    pub(crate) use expatch_store::Server;
    pub(crate) use expatch_store::Webhook;
}

use crate::layer;
use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::routing::post;

/// Everything the server answers.
pub fn router(state: Shared) -> Router {
    Router::new()
        .route("/v1/assess", post(assess::assess))
        .route("/v1/assess/stream", post(stream::stream))
        .route("/v1/releases", get(facts::releases))
        .route("/v1/cves", get(facts::vulnerabilities))
        .route("/v1/cves/{id}", get(facts::vulnerability))
        .route("/v1/database", get(database::identity))
        .route("/v1/problems", get(problems::list))
        .route("/v1/problems/{code}", get(problems::one))
        .route("/v1/openapi.json", get(crate::openapi::serve))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(crate::inventory::routes())
        .fallback(page::page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(state.config.limits.body_bytes))
        .layer(from_fn_with_state(state.clone(), layer::admission::layer))
        .layer(from_fn_with_state(state.clone(), layer::rate::layer))
        .layer(from_fn_with_state(state.clone(), layer::cors::layer))
        .layer(from_fn_with_state(state.clone(), layer::access::layer))
        .with_state(state)
}

async fn method_not_allowed(uri: Uri, request: Request) -> Problem {
    let detail = format!(
        "{} does not take {}; the header `allow` names what it takes",
        uri.path(),
        request.method()
    );
    Problem::new(Code::MethodNotAllowed, detail)
}
