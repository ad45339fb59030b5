//! Whether the server lives, whether it should be sent requests, and its counters.

use crate::answer;
use crate::inventory::access::failed;
use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use axum::response::Response;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Alive as long as it answers.
pub(crate) async fn alive() -> Response {
    answer::bytes("text/plain; charset=utf-8", "ok\n")
}

/// How long the inventory's database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ready until it begins to stop, and as long as the inventory's database
/// answers and takes what is written.
pub(crate) async fn ready(State(state): State<Shared>) -> Result<Response, Problem> {
    if state.stopping.load(Ordering::Relaxed) {
        return Err(Problem::new(Code::Busy, "the server is stopping").retry_after(5));
    }
    reached(&state).await?;
    Ok(answer::bytes("text/plain; charset=utf-8", "ready\n"))
}

/// Whether the inventory's database works; without an inventory none is needed.
async fn reached(state: &Shared) -> Result<(), Problem> {
    let Some(store) = &state.store else { return Ok(()) };
    let answered = match tokio::time::timeout(PATIENCE, store.ping()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the inventory's database fails");
            Err(failed(&error))
        }
        Err(_) => {
            tracing::warn!("the inventory's database takes too long to answer");
            let detail = "the inventory's database takes too long to answer";
            Err(Problem::new(Code::InventoryFailed, detail).retry_after(5))
        }
    };
    state.metrics.store_up.set(i64::from(answered.is_ok()));
    answered
}

pub(crate) async fn metrics(State(state): State<Shared>) -> Response {
    if let Some(store) = &state.store
        && reached(&state).await.is_ok()
        && let Ok(Ok(queues)) = tokio::time::timeout(PATIENCE, store.queues()).await
    {
        state.metrics.queues(&queues);
    }
    let facts = state.facts.current();
    let text = state.metrics.text(&facts.database, state.clock.today());
    answer::bytes("application/openmetrics-text; version=1.0.0; charset=utf-8", text)
}
