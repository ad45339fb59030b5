//! Who changed what: a line in the log for each request that changes something,
//! and for each that was refused. What was sent is in none of them.

use super::access::REQUEST_ID;
use crate::rate::Peer;
use crate::state::Shared;
use axum::extract::Request;
use axum::extract::State;
use axum::http::Method;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::OnceLock;

/// What the log's filter calls these lines.
const TARGET: &str = "audit";

/// The name of the token that a request showed, once it is known.
#[derive(Clone, Default)]
pub(crate) struct Actor(Arc<OnceLock<String>>);

impl Actor {
    pub(crate) fn is(&self, name: &str) {
        // A request has one token.
        let _ = self.0.set(name.to_owned());
    }
}

/// One request; written when it ends, also where the client does not wait for it.
struct Line {
    actor: Actor,
    id: String,
    client: Option<IpAddr>,
    method: Method,
    path: String,
    status: Option<StatusCode>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let refused = matches!(self.status, Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN));
        if self.method.is_safe() && !refused {
            return;
        }
        tracing::info!(
            target: TARGET,
            event = TARGET,
            id = self.id,
            token = self.actor.0.get().map_or("-", String::as_str),
            client = self.client.map(tracing::field::display),
            method = self.method.as_str(),
            path = self.path,
            status = self.status.map_or(0, |status| status.as_u16()),
            "{}",
            match (refused, self.status) {
                (true, _) => "refused",
                (false, Some(status)) if status.is_success() => "changed",
                (false, Some(_)) => "not changed",
                (false, None) => "cut off: whether it was changed is not known",
            }
        );
    }
}

pub(crate) async fn layer(
    State(state): State<Shared>,
    mut request: Request,
    next: Next,
) -> Response {
    let actor = Actor::default();
    request.extensions_mut().insert(actor.clone());
    let peer = request.extensions().get::<Peer>().map(|Peer(address)| *address);
    let headers = request.headers();
    let id = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let mut line = Line {
        actor,
        id: id.to_owned(),
        client: peer.map(|peer| {
            let limiter = state.limiter.as_ref();
            limiter.map_or(peer, |limiter| limiter.client(peer, headers))
        }),
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        status: None,
    };
    let response = next.run(request).await;
    line.status = Some(response.status());
    response
}
