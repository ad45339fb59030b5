//! How many requests are taken at once, and how long one may last.

use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::Request;
use axum::extract::State;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use std::time::Duration;

/// Paths that must be answered when the server is busy, or it would be
/// restarted for being busy.
const ALWAYS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

pub(crate) async fn layer(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if ALWAYS.contains(&path) {
        return next.run(request).await;
    }
    let Ok(_permit) = state.requests.clone().try_acquire_owned() else {
        state.metrics.refused.inc();
        let limit = state.config.limits.requests;
        let detail = format!("{limit} requests are under way; try again in a second");
        return Problem::new(Code::Busy, detail).retry_after(1).into_response();
    };
    // A stream lasts as long as it moves; its own code watches that it does.
    if path == "/v1/assess/stream" {
        return next.run(request).await;
    }
    let limit = Duration::from_secs(state.config.limits.request_seconds);
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let detail = format!("the request was not complete after {} s", limit.as_secs());
        Problem::new(Code::RequestTimeout, detail).into_response()
    })
}
