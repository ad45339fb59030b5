//! Which path is answered by what, and the layers around all of them.

use crate::inventory;
use crate::layer;
use crate::layer::audit;
use crate::openapi;
use crate::problem::Code;
use crate::problem::Problem;
use crate::route::assess;
use crate::route::database;
use crate::route::facts;
use crate::route::health;
use crate::route::page;
use crate::route::problems;
use crate::route::stream;
use crate::state::Shared;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::http::Uri;
use axum::middleware::from_fn;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::routing::post;
use tower_http::decompression::RequestDecompressionLayer;

/// Everything the server answers.
pub fn router(state: Shared) -> Router {
    let operation = match state.config.listen.metrics_address {
        Some(_) => alive(),
        None => alive().route("/metrics", get(health::metrics)),
    };
    let router = Router::new()
        .route("/v1/assess", post(assess::assess))
        .route("/v1/assess/stream", post(stream::stream))
        .route("/v1/releases", get(facts::releases))
        .route("/v1/cves", get(facts::vulnerabilities))
        .route("/v1/cves/{id}", get(facts::vulnerability))
        .route("/v1/database", get(database::identity))
        .route("/v1/problems", get(problems::list))
        .route("/v1/problems/{code}", get(problems::one))
        .route("/v1/openapi.json", get(openapi::serve))
        .merge(operation)
        .merge(inventory::routes().route_layer(from_fn_with_state(state.clone(), audit::layer)))
        .fallback(page::page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(state.config.limits.body_bytes))
        .layer(RequestDecompressionLayer::new())
        .layer(from_fn(layer::packed::layer))
        .layer(from_fn_with_state(state.clone(), layer::admission::layer))
        .layer(from_fn_with_state(state.clone(), layer::rate::layer));
    let router = match layer::cors::layer(&state.config.cors) {
        Some(cors) => router.layer(cors),
        None => router,
    };
    around(router, state)
}

/// What the address for metrics answers: nothing that needs a token.
pub(crate) fn metrics(state: Shared) -> Router {
    around(alive().route("/metrics", get(health::metrics)), state)
}

fn alive() -> Router<Shared> {
    Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready))
}

/// The layers of everything that comes over the network.
fn around(router: Router<Shared>, state: Shared) -> Router {
    router
        .layer(from_fn(layer::head::layer))
        .layer(from_fn_with_state(state.clone(), layer::access::layer))
        .with_state(state)
}

async fn method_not_allowed(uri: Uri, request: Request) -> Problem {
    let detail = format!(
        "{} does not take {}; the header `allow` names what it takes",
        uri.path(),
        request.method()
    );
    Problem::new(Code::MethodNotAllowed, detail)
}
