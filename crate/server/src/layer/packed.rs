//! Bodies that come packed: gzip and zstd are unpacked as they arrive, within the
//! limits of plain bodies; other packings are refused.

use crate::problem::Code;
use crate::problem::Problem;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::header::CONTENT_ENCODING;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;

/// The packings that are unpacked, by [`tower_http`].
const UNPACKED: [&str; 3] = ["gzip", "zstd", "identity"];

pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let mut said = request.headers().get_all(CONTENT_ENCODING).iter();
    let (Some(packing), others) = (said.next(), said.next()) else {
        return next.run(request).await;
    };
    let name = packing.to_str().unwrap_or_default().trim().to_ascii_lowercase();
    if others.is_some() || !UNPACKED.contains(&name.as_str()) {
        let detail = "the body's content-encoding is not understood; send it as it is, or as one \
                      of gzip and zstd";
        let mut response = Problem::new(Code::UnsupportedMediaType, detail).into_response();
        let understood = HeaderValue::from_static("gzip, zstd");
        response.headers_mut().insert(ACCEPT_ENCODING, understood);
        return response;
    }
    // Names of packings have no case; the library's have.
    if let Ok(name) = HeaderValue::from_str(&name) {
        request.headers_mut().insert(CONTENT_ENCODING, name);
    }
    next.run(request).await
}
