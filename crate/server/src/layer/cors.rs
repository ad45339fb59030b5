//! Which other sites' pages may call: none unless configured.

use crate::config::Cors;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::header;
use std::time::Duration;
use tower_http::cors::AllowOrigin;
use tower_http::cors::CorsLayer;

/// The layer; `None` where no other site may call.
pub(crate) fn layer(cors: &Cors) -> Option<CorsLayer> {
    if cors.origins.is_empty() {
        return None;
    }
    let allowed = match cors.origins.iter().any(|origin| origin == "*") {
        true => AllowOrigin::any(),
        // What is no header's value was refused at the start: no origin is like that.
        false => AllowOrigin::list(
            cors.origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()),
        ),
    };
    let (id, rate) = (HeaderName::from_static("x-request-id"), "ratelimit");
    Some(
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, id.clone()])
            .expose_headers([header::ETAG, id, header::RETRY_AFTER, HeaderName::from_static(rate)])
            .max_age(Duration::from_mins(10)),
    )
}
