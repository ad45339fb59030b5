//! Who may: a token with the scope, as `Authorization: Bearer`, or as the
//! password of `Basic` for programs that know nothing else (feed readers).

use crate::layer::audit::Actor;
use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use expatch_store::Error;
use expatch_store::Scope;
use expatch_store::Store;

/// The store, for who may read.
pub(crate) struct Reader(pub(crate) Store);
/// The store, for who may write servers.
pub(crate) struct Writer(pub(crate) Store);
/// The store, for who may say who is notified.
pub(crate) struct Admin(pub(crate) Store);

impl FromRequestParts<Shared> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        allow(parts, state, Scope::Read).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        allow(parts, state, Scope::Write).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        allow(parts, state, Scope::Admin).await.map(Self)
    }
}

async fn allow(parts: &Parts, state: &Shared, scope: Scope) -> Result<Store, Problem> {
    let store = state.store.clone().ok_or_else(|| {
        Problem::new(Code::InventoryOff, "set inventory.database to sqlite to keep one")
    })?;
    let path = parts.uri.path();
    #[expect(clippy::case_sensitive_file_extension_comparisons, reason = "a path of the API")]
    let opened = path.ends_with(".atom") || path.ends_with("/report");
    let refused = |detail: &str| {
        let problem = Problem::new(Code::Unauthorized, detail);
        if opened { problem.or_by_password() } else { problem }
    };
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let text = header.and_then(credential).ok_or_else(|| {
        refused("send `authorization: bearer TOKEN`; `expatch serve token add` makes one")
    })?;
    let token = store.authenticate(&text, state.clock.now()).await.map_err(problem)?;
    let token = token.ok_or_else(|| refused("this token is not known, or has ended"))?;
    if let Some(actor) = parts.extensions.get::<Actor>() {
        actor.is(&token.name);
    }
    match token.allows(scope) {
        true => Ok(store),
        false => {
            let detail = format!("this needs the scope {}", scope.name());
            Err(Problem::new(Code::Forbidden, detail))
        }
    }
}

/// The token in the header's value.
fn credential(value: &str) -> Option<String> {
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(rest).ok()?).ok()?;
    Some(pair.split_once(':')?.1.to_owned())
}

/// With padding or without, as clients differ.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What the store says as the client reads it.
pub(crate) fn problem(error: Error) -> Problem {
    match error {
        Error::NotFound(_) => Problem::new(Code::NotFound, error.to_string()),
        Error::Conflict(_) => Problem::new(Code::Conflict, error.to_string()),
        Error::Invalid(_) => Problem::new(Code::MalformedBody, error.to_string()),
        Error::Full | Error::Newer { .. } | Error::Database(_) => {
            tracing::error!(%error, "the inventory's database failed");
            failed(&error)
        }
    }
}

/// What of the database's failure a client may know: what to do about a full
/// disk; of anything else that the log has it.
pub(crate) fn failed(error: &Error) -> Problem {
    let detail = match error {
        Error::Full => "the inventory's disk is full: nothing was changed; make room there",
        _ => "the inventory's database failed; the log has the cause",
    };
    Problem::new(Code::InventoryFailed, detail).retry_after(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_as_bearer_or_as_a_password() {
        assert_eq!(credential("Bearer abc").unwrap(), "abc");
        assert_eq!(credential("bearer  abc").unwrap(), "abc");
        // printf 'anyone:a:b' | base64
        assert_eq!(credential("Basic YW55b25lOmE6Yg==").unwrap(), "a:b");
        assert_eq!(credential("Basic YW55b25lOmE6Yg").unwrap(), "a:b", "without padding");
        for none in ["", "abc", "Digest abc", "Basic ***", "Basic YWJj"] {
            assert!(credential(none).is_none(), "{none}");
        }
    }
}
