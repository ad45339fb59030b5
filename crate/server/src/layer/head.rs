//! What HTTP asks of a request's head where the library below lets it pass:
//! one `host`, and one that can be (RFC 9112, section 3.2).

use crate::problem::Code;
use crate::problem::Problem;
use crate::rate::Peer;
use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;

pub(crate) async fn layer(request: Request, next: Next) -> Response {
    match mistake(&request) {
        Some(detail) => Problem::new(Code::MalformedRequest, detail).into_response(),
        None => next.run(request).await,
    }
}

fn mistake(request: &Request) -> Option<&'static str> {
    // What came over no wire has no version of its own.
    request.extensions().get::<Peer>()?;
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => Some("the header host stands more than once; send it once"),
        (None, _) if request.version() == Version::HTTP_11 => {
            Some("the header host is missing; HTTP/1.1 needs it")
        }
        (Some(host), None) if !host.is_empty() => {
            let authority = Authority::try_from(host.as_bytes()).ok();
            let is_host = authority.is_some_and(|host| !host.as_str().contains('@'));
            (!is_host).then_some("the header host holds no host; send host or host:port")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use std::net::Ipv4Addr;

    #[test]
    fn a_request_of_http_1_1_has_one_host() {
        for (version, hosts, is_right) in [
            (Version::HTTP_11, &["mail.example"][..], true),
            (Version::HTTP_11, &["mail.example:8443"], true),
            (Version::HTTP_11, &["[2001:db8::1]:80"], true),
            (Version::HTTP_11, &[""], true),
            (Version::HTTP_11, &[], false),
            (Version::HTTP_11, &["a.example", "a.example"], false),
            (Version::HTTP_11, &["a.example/b"], false),
            (Version::HTTP_11, &["user@a.example"], false),
            (Version::HTTP_11, &["a example"], false),
            (Version::HTTP_10, &[], true),
            (Version::HTTP_2, &[], true),
            (Version::HTTP_2, &["a.example", "b.example"], false),
        ] {
            let mut request = Request::builder().version(version);
            for host in hosts {
                request = request.header(HOST, *host);
            }
            let mut request = request.body(Body::empty()).unwrap();
            assert_eq!(mistake(&request), None, "of no wire");
            request.extensions_mut().insert(Peer(Ipv4Addr::LOCALHOST.into()));
            assert_eq!(mistake(&request).is_none(), is_right, "{version:?} {hosts:?}");
        }
    }
}
