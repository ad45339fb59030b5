//! The page's files, and a problem for every other path.

use crate::answer;
use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;

pub(crate) async fn page(
    State(state): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if state.site.is_folder(path) {
        // A relative link in the page needs the slash to mean what it says.
        return match HeaderValue::try_from(format!("{path}/")) {
            Ok(to) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        };
    }
    let Some(file) = state.site.find(path) else {
        let detail = format!("nothing at {path}; /v1/openapi.json describes what there is");
        return Problem::new(Code::NotFound, detail).into_response();
    };
    if method != Method::GET && method != Method::HEAD {
        let mut response =
            Problem::new(Code::MethodNotAllowed, "the page can only be read").into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let (variant, encoding) = match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if accepts(&headers, "br") => (brotli, Some("br")),
        (_, Some(gzip)) if accepts(&headers, "gzip") => (gzip, Some("gzip")),
        _ => (&file.plain, None),
    };
    let mut response = match answer::matches(&headers, &variant.tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => answer::bytes(file.media_type, variant.bytes.clone()),
    };
    let headers = response.headers_mut();
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(&variant.tag) {
        headers.insert(header::ETAG, tag);
    }
    let control = match file.immutable {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    response
}

/// Whether `Accept-Encoding` names an encoding and does not refuse it.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let mut parts = item.split(';').map(str::trim);
            parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
                && !parts
                    .any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0f32)))
        })
}
