//! Whether the server lives, whether it should be sent requests, and its counters.

use crate::answer;
use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use axum::response::Response;
use std::sync::atomic::Ordering;

/// Alive as long as it answers.
pub(crate) async fn alive() -> Response {
    answer::bytes("text/plain; charset=utf-8", "ok\n")
}

/// Ready until it begins to stop.
pub(crate) async fn ready(State(state): State<Shared>) -> Result<Response, Problem> {
    if state.stopping.load(Ordering::Relaxed) {
        return Err(Problem::new(Code::Busy, "the server is stopping").retry_after(5));
    }
    Ok(answer::bytes("text/plain; charset=utf-8", "ready\n"))
}

pub(crate) async fn metrics(State(state): State<Shared>) -> Response {
    let facts = state.facts.current();
    let text = state.metrics.text(facts.database.identity().as_of, state.clock.today());
    answer::bytes("application/openmetrics-text; version=1.0.0; charset=utf-8", text)
}
