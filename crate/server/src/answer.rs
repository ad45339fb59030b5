//! Answers that many routes give: JSON, and facts with a tag and a lifetime.

use crate::problem::Problem;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Serialize;

/// A value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(json) => bytes("application/json", json),
        Err(error) => Problem::internal(error).into_response(),
    }
}

/// Bytes of a media type.
pub(crate) fn bytes(media_type: &'static str, body: impl Into<bytes::Bytes>) -> Response {
    let mut response = axum::body::Body::from(body.into()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// An answer that stays the same while the database does: tagged with the
/// database's digest and this program's version, kept for five minutes, and
/// not made at all for who has it already.
pub(crate) fn tagged(
    headers: &HeaderMap,
    digest: &str,
    make: impl FnOnce() -> Response,
) -> Response {
    let tag = format!("\"{}-{}\"", env!("CARGO_PKG_VERSION"), &digest[..digest.len().min(16)]);
    let mut response = match matches(headers, &tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => make(),
    };
    // An error must not be kept as if it were the facts.
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        let control = HeaderValue::from_static("public, max-age=300, must-revalidate");
        headers.insert(header::CACHE_CONTROL, control);
    }
    response
}

/// Whether `If-None-Match` names this tag.
pub(crate) fn matches(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == "*" || known == tag)
}
