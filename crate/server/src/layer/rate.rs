//! Takes each request from its client's allowance and says what is left.

use crate::problem::Code;
use crate::problem::Problem;
use crate::rate::Peer;
use crate::rate::Verdict;
use crate::state::Shared;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;

pub(crate) async fn layer(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let (Some(limiter), Some(Peer(peer))) = (&state.limiter, peer) else {
        return next.run(request).await;
    };
    let Some(verdict) = limiter.take(peer, request.headers()) else {
        return next.run(request).await;
    };
    let (burst, window) = limiter.policy;
    let (mut response, left, wait) = match verdict {
        Verdict::Go(left) => (next.run(request).await, left, 0),
        Verdict::Wait(seconds) => {
            let detail = format!("at most {burst} requests at once; come back in {seconds} s");
            let problem = Problem::new(Code::RateLimited, detail).retry_after(seconds);
            (problem.into_response(), 0, seconds)
        }
    };
    for (name, value) in [
        ("ratelimit-policy", format!("\"client\";q={burst};w={window}")),
        ("ratelimit", format!("\"client\";r={left};t={wait}")),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
