//! A body read whole, up to the limit.

use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::FromRequest;
use axum::extract::Request;
use axum::extract::rejection::BytesRejection;
use axum::extract::rejection::FailedToBufferBody;
use bytes::Bytes;

/// A body read whole.
pub(crate) struct Whole(pub(crate) Bytes);

impl FromRequest<Shared> for Whole {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Problem> {
        Bytes::from_request(request, state).await.map(Self).map_err(|error| match error {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                let limit = state.config.limits.body_bytes;
                let detail = format!("at most {limit} bytes; /v1/assess/stream takes any number");
                Problem::new(Code::BodyTooLarge, detail)
            }
            error => Problem::new(Code::MalformedBody, format!("the body broke off: {error}")),
        })
    }
}

/// Bytes as JSON of a shape.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes)
        .map_err(|error| Problem::new(Code::MalformedBody, format!("the JSON: {error}")))
}
