//! `GET /v1/database`: who the facts are.

use crate::answer;
use crate::state::Shared;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;
use expatch::Language;
use expatch::Options;
use expatch::report::DatabaseView;
use schemars::JsonSchema;
use serde::Serialize;

/// The database in use.
#[derive(JsonSchema, Serialize)]
pub(crate) struct InUse {
    #[serde(flatten)]
    view: DatabaseView,
    /// Where it came from: `embedded`, or a file or address.
    source: String,
}

pub(crate) async fn identity(State(state): State<Shared>, headers: HeaderMap) -> Response {
    let facts = state.facts.current();
    let today = state.clock.today();
    let mut response = answer::tagged(&headers, &format!("{today}{}", facts.digest), || {
        let options = Options::new(today, Language::English);
        // The view as every report repeats it: that of an empty input.
        let view = expatch::assess(b"", &facts.database, &options).database;
        answer::json(&InUse { view, source: facts.source.clone() })
    });
    let control = HeaderValue::from_static("public, max-age=60, must-revalidate");
    response.headers_mut().insert(header::CACHE_CONTROL, control);
    response
}
