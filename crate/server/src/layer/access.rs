//! The outermost layer: gives each request an id, catches panics, counts, and
//! logs one line without what was pasted or asked for.

use super::security;
use crate::pool::Counted;
use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use crate::traces;
use crate::traces::TARGET;
use axum::extract::MatchedPath;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Instant;
use tracing::Instrument;
use tracing::Span;

/// The header that carries a request's id, in and out.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn layer(
    State(state): State<Shared>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request.headers().get(REQUEST_ID).filter(|id| is_plain(id)).cloned();
    let id = id.unwrap_or_else(fresh_id);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let method = request.method().clone();
    // A method that HTTP does not know must not make a series of its own.
    let method = match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    };
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let span = match state.config.traces.endpoint.is_empty() {
        true => Span::none(),
        false => span(&request, &id, method, route),
    };
    // However it ends: with an answer, a panic, or the client gone.
    let under_way = Counted::new(&state.metrics.in_flight);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let answered = answer.instrument(span.clone()).await;
    drop(under_way);
    let mut response = answered.unwrap_or_else(|_| {
        state.metrics.panics.inc();
        tracing::error!(id = ?id, route, "caught a panic; please report it");
        Problem::new(Code::Internal, "the log has the cause under this request's id")
            .into_response()
    });
    security::headers(response.headers_mut(), state.tls.is_some());
    response.headers_mut().insert(REQUEST_ID, id.clone());
    let (status, took) = (response.status().as_u16(), started.elapsed());
    state.metrics.answered(route, method, status, took);
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
    let id = id.to_str().unwrap_or_default();
    let micros = took.as_micros() as u64;
    if status >= 500 {
        tracing::warn!(id, method, route, status, micros, "answered");
    } else {
        tracing::debug!(id, method, route, status, micros, "answered");
    }
    response
}

/// The span of a request, which names its route and no more of its address.
fn span(request: &Request, id: &HeaderValue, method: &str, route: &str) -> Span {
    let span = tracing::info_span!(
        target: TARGET,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        request_id = id.to_str().unwrap_or_default(),
    );
    traces::continued(&span, request.headers());
    span
}

/// Whether an id from outside may be repeated in answers and logs.
fn is_plain(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    (1..=64).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// An id that no other request of this or another run has: random per run,
/// counted within it.
fn fresh_id() -> HeaderValue {
    static RUN: OnceLock<u64> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let run =
        RUN.get_or_init(|| getrandom::u64().unwrap_or_else(|_| u64::from(std::process::id())));
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    HeaderValue::try_from(format!("{run:016x}{count:08x}")).expect("hexadecimal digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_replaced() {
        assert!(is_plain(&HeaderValue::from_static("abc-1.2_3")));
        for id in ["", "a b", "a\tb", "<script>", &"x".repeat(65)] {
            assert!(!is_plain(&HeaderValue::from_str(id).unwrap()), "{id}");
        }
        assert_ne!(fresh_id(), fresh_id());
    }
}
