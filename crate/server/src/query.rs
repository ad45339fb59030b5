//! The query of a URL as a typed value, with our problems for bad ones.

use crate::problem::Code;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The query of a URL.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(&parts.uri)
    }
}

impl<T: DeserializeOwned> Query<T> {
    /// What stands in an address.
    pub(crate) fn of(uri: &Uri) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|error| {
                use std::error::Error as _;
                let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                Problem::new(Code::InvalidParameter, format!("the query: {cause}"))
            })
    }
}
