//! Who may: a token with the scope, as `Authorization: Bearer`, or as the
//! password of `Basic` for programs that know nothing else (feed readers).

use crate::problem::Code;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
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
    let pair = String::from_utf8(base64(rest)?).ok()?;
    Some(pair.split_once(':')?.1.to_owned())
}

/// Base64 with padding or without.
fn base64(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// What the store says as the client reads it.
pub(crate) fn problem(error: Error) -> Problem {
    match error {
        Error::NotFound(_) => Problem::new(Code::NotFound, error.to_string()),
        Error::Conflict(_) => Problem::new(Code::Conflict, error.to_string()),
        Error::Invalid(_) => Problem::new(Code::MalformedBody, error.to_string()),
        Error::Full | Error::Newer { .. } | Error::Database(_) => {
            tracing::error!(%error, "the inventory's database failed");
            let detail = "the inventory's database failed; the log has the cause";
            Problem::new(Code::Busy, detail).retry_after(5)
        }
    }
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
        assert_eq!(base64("AAEC/+8").unwrap(), [0, 1, 2, 255, 239]);
        for none in ["", "abc", "Digest abc", "Basic ***", "Basic YWJj"] {
            assert!(credential(none).is_none(), "{none}");
        }
    }
}
