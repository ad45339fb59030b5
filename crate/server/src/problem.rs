//! What goes wrong, as RFC 9457 problem details: every kind has a stable code,
//! a status and a sentence, and the list is served at `/v1/problems`.

use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

/// A kind of problem. Once published, a code is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Code {
    /// The request's head is not what HTTP asks for.
    MalformedRequest,
    /// The body is not what its media type says.
    MalformedBody,
    /// A parameter has a value that means nothing here.
    InvalidParameter,
    /// The request needs a token and has none, or one that is not valid.
    Unauthorized,
    /// The token is valid and its scopes do not allow this.
    Forbidden,
    /// No such path, or nothing by that name.
    NotFound,
    /// The path exists, not with this method.
    MethodNotAllowed,
    /// None of the media types asked for can be made.
    NotAcceptable,
    /// The request took longer than the server waits.
    RequestTimeout,
    /// It contradicts what is stored.
    Conflict,
    /// The body is larger than the server takes.
    BodyTooLarge,
    /// The media type of the body is not understood.
    UnsupportedMediaType,
    /// A database file that cannot be used.
    UnusableDatabase,
    /// More requests than this client may make.
    RateLimited,
    /// A mistake of ours.
    Internal,
    /// The server has no inventory.
    InventoryOff,
    /// The inventory's database cannot be read or written.
    InventoryFailed,
    /// As many requests as the server takes at once are under way.
    Busy,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 18] = [
        Self::MalformedRequest,
        Self::MalformedBody,
        Self::InvalidParameter,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::Conflict,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::UnusableDatabase,
        Self::RateLimited,
        Self::Internal,
        Self::InventoryOff,
        Self::InventoryFailed,
        Self::Busy,
    ];

    /// The code as it is written, its status and its title.
    pub const fn parts(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::MalformedRequest => {
                ("malformed-request", StatusCode::BAD_REQUEST, "the request's head is malformed")
            }
            Self::MalformedBody => {
                ("malformed-body", StatusCode::BAD_REQUEST, "the body cannot be read")
            }
            Self::InvalidParameter => {
                ("invalid-parameter", StatusCode::BAD_REQUEST, "a parameter cannot be understood")
            }
            Self::Unauthorized => {
                ("unauthorized", StatusCode::UNAUTHORIZED, "a valid token is needed")
            }
            Self::Forbidden => {
                ("forbidden", StatusCode::FORBIDDEN, "the token does not allow this")
            }
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "there is nothing here"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "the path does not take this method",
            ),
            Self::NotAcceptable => (
                "not-acceptable",
                StatusCode::NOT_ACCEPTABLE,
                "none of the media types asked for can be made",
            ),
            Self::RequestTimeout => {
                ("request-timeout", StatusCode::REQUEST_TIMEOUT, "the request took too long")
            }
            Self::Conflict => ("conflict", StatusCode::CONFLICT, "this contradicts what is stored"),
            Self::BodyTooLarge => {
                ("body-too-large", StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")
            }
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the media type of the body is not understood",
            ),
            Self::UnusableDatabase => (
                "unusable-database",
                StatusCode::UNPROCESSABLE_ENTITY,
                "the database file cannot be used",
            ),
            Self::RateLimited => {
                ("rate-limited", StatusCode::TOO_MANY_REQUESTS, "too many requests")
            }
            Self::Internal => {
                ("internal", StatusCode::INTERNAL_SERVER_ERROR, "the server made a mistake")
            }
            Self::InventoryOff => {
                ("inventory-off", StatusCode::SERVICE_UNAVAILABLE, "this server keeps no inventory")
            }
            Self::InventoryFailed => (
                "inventory-failed",
                StatusCode::SERVICE_UNAVAILABLE,
                "the inventory cannot be read or written",
            ),
            Self::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE, "the server is busy"),
        }
    }
}

/// One problem, as it is answered.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    retry_after: Option<u64>,
    /// Whether a password may be asked for, as by a browser or a feed reader.
    basic: bool,
}

/// The body of a problem.
#[derive(Debug, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Problem")]
pub(crate) struct Body<'a> {
    /// Where the kind is described.
    r#type: String,
    /// The kind in words.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// The kind for programs; stable.
    code: &'a str,
    /// What happened here, and what to do next.
    detail: &'a str,
}

impl Problem {
    /// A problem of this kind; `detail` says what happened and what next.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after: None, basic: false }
    }

    /// The same, worth trying again after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The same, for what a browser or a feed reader opens by itself: they
    /// know nothing but a password.
    #[must_use]
    pub(crate) fn or_by_password(self) -> Self {
        Self { basic: true, ..self }
    }

    /// Its kind.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What happened.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// A mistake of ours: the cause goes to the log, never to the client.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(Code::Internal, "the log has the cause under this request's id")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (code, status, title) = self.code.parts();
        let body = Body {
            r#type: format!("/v1/problems/{code}"),
            title,
            status: status.as_u16(),
            code,
            detail: &self.detail,
        };
        let json = serde_json::to_vec(&body).expect("strings and a number always serialise");
        let mut response = (status, json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code == Code::Unauthorized {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"expatch\""),
            );
            if self.basic {
                let basic = HeaderValue::from_static("Basic realm=\"expatch\"");
                headers.append(header::WWW_AUTHENTICATE, basic);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.parts().0).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Code::ALL.len());
        assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }
}
