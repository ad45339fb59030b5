//! Headers that every answer carries.

use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header;

/// The page's own policy: its files and its WASM, nothing else, nowhere else.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' \
    'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Readers of the page's own origin.
const SAME: &str = "same-origin";

/// What every answer carries; `readers` are the origins that may load it.
fn fixed(readers: &'static str) -> [(HeaderName, &'static str); 6] {
    [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), readers),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ]
}

/// Sets them; `is_tls` says that this server itself speaks TLS.
pub(crate) fn headers(headers: &mut HeaderMap, is_tls: bool) {
    // A year: whoever came by TLS comes back by TLS (RFC 6797). What stands in front
    // of a server without it knows its own names.
    if is_tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    // Whose page may read the answer may load it as well.
    let may_call = headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    let readers = if may_call { "cross-origin" } else { SAME };
    for (name, value) in fixed(readers) {
        // What a route set on purpose stands.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_static_host_is_given_the_same_headers() {
        let file = include_str!("../../../../www/_headers");
        for (name, value) in fixed(SAME) {
            let line = file.lines().filter_map(|line| line.trim().split_once(": "));
            let said: Vec<_> =
                line.filter(|(of, _)| of.eq_ignore_ascii_case(name.as_str())).collect();
            assert!(matches!(said.as_slice(), [(_, same)] if *same == value), "{name}: {said:?}");
        }
    }
}
