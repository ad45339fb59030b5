//! Answers that many routes give: JSON, and facts with a tag and a lifetime.

use crate::problem::Problem;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use bytes::Bytes;
use expatch::Assessor;
use expatch::Language;
use expatch::Piece;
use expatch::Reading;
use http_body::Frame;
use http_body::SizeHint;
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;

/// A value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(json) => bytes("application/json", json),
        Err(error) => Problem::internal(error).into_response(),
    }
}

/// Bytes of a media type.
pub(crate) fn bytes(media_type: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Body::from(body.into()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A report as JSON, of which what is known beforehand is sent as it lies in
/// memory: that is most of it.
pub(crate) fn report(
    assessor: &Assessor<'_>,
    input: &[u8],
    reading: Reading,
    language: Language,
) -> Response {
    let (mut pieces, mut left) = (VecDeque::with_capacity(4), 0);
    assessor.report_pieces_on(input, reading, language, &mut |piece| {
        let piece = match piece {
            Piece::Made(text) => Bytes::from(text),
            Piece::Known(text) => Bytes::from_owner(Known(text.clone())),
        };
        left += piece.len() as u64;
        pieces.push_back(piece);
    });
    let mut response = Body::new(Pieces { pieces, left }).into_response();
    let media_type = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

struct Known(Arc<str>);

impl AsRef<[u8]> for Known {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A body in pieces whose length is known.
struct Pieces {
    pieces: VecDeque<Bytes>,
    left: u64,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(piece) = self.pieces.pop_front() else { return Poll::Ready(None) };
        self.left -= piece.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
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
