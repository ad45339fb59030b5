//! The edges of HTTP: heads that name no host, bodies that come packed, pages of
//! other sites, an address for metrics alone.

mod support;

use axum::body::Body;
use axum::http::Request;
use axum::http::Response;
use expatch_server::Config;
use expatch_server::State;
use expatch_server::router;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tower::ServiceExt;

async fn asked(config: Config, request: Request<Body>) -> Response<Body> {
    router(State::new(config).unwrap()).oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// What a server answers to these bytes.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap().unwrap();
    answer
}

#[tokio::test]
async fn a_request_without_one_host_is_refused() {
    let server = support::start(|_| ()).await;
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n", 200),
        ("GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a/b\r\nconnection: close\r\n\r\n", 400),
    ] {
        let answer = raw(server.address, head).await;
        let (version, rest) = answer.split_once(' ').unwrap();
        assert!(
            version.starts_with("HTTP/1.") && rest.starts_with(&status.to_string()),
            "{answer}"
        );
        assert_eq!(answer.contains("malformed-request"), status == 400, "{answer}");
    }
    server.stop.send(()).unwrap();
    server.served.await.unwrap();
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn packed(packing: &str, body: Vec<u8>) -> Request<Body> {
    let request = Request::post("/v1/assess?asOf=2026-11-23").header("content-encoding", packing);
    request.body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn a_packed_body_is_read_within_the_limits_or_refused() {
    let header = b"X-OWA-Version: 15.1.2507.6";
    for packing in ["gzip", "GZIP", "identity"] {
        let body = if packing == "identity" { header.to_vec() } else { gzip(header) };
        let response = asked(Config::default(), packed(packing, body)).await;
        assert_eq!(response.status(), 200, "{packing}");
        assert!(text(response).await.contains("\"exploited\""), "{packing}");
    }
    // What it unpacks to counts, not what it was sent as.
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    let response = asked(Config::default(), packed("gzip", bomb)).await;
    assert_eq!(response.status(), 413);
    let response = asked(Config::default(), packed("gzip", header.to_vec())).await;
    assert_eq!(response.status(), 400, "is no gzip");
    for packing in ["br", "gzip, gzip", "x", ""] {
        let response = asked(Config::default(), packed(packing, header.to_vec())).await;
        assert_eq!(response.status(), 415, "{packing}");
        assert_eq!(response.headers()["accept-encoding"], "gzip, zstd");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    let twice = Request::post("/v1/assess").header("content-encoding", "gzip");
    let twice = twice.header("content-encoding", "gzip").body(Body::from(gzip(header))).unwrap();
    assert_eq!(asked(Config::default(), twice).await.status(), 415);
}

#[tokio::test]
async fn a_stream_may_come_packed() {
    let rows = "X-OWA-Version: 15.1.2507.6\nX-OWA-Version: 15.2.2562.53\n";
    let request = Request::post("/v1/assess/stream").header("content-type", "text/plain");
    let request = request.header("content-encoding", "gzip");
    let request = request.body(Body::from(gzip(rows.as_bytes()))).unwrap();
    let response = asked(Config::default(), request).await;
    assert_eq!(response.status(), 200);
    assert_eq!(text(response).await.lines().count(), 2);
}

#[tokio::test]
async fn a_page_of_a_configured_site_may_ask_first() {
    let config = |origin: &str| {
        let mut config = Config::default();
        config.cors.origins = vec![origin.to_owned()];
        config
    };
    let ask = |origin: &str| {
        let request = Request::options("/v1/servers").header("origin", origin);
        let request = request.header("access-control-request-method", "PUT");
        let request = request.header("access-control-request-headers", "authorization");
        request.body(Body::empty()).unwrap()
    };
    let response = asked(config("https://a.example"), ask("https://a.example")).await;
    assert!(response.status().is_success());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-origin"], "https://a.example");
    assert!(headers["access-control-allow-methods"].to_str().unwrap().contains("PUT"));
    assert!(headers["access-control-allow-headers"].to_str().unwrap().contains("authorization"));
    assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    let response = asked(config("https://a.example"), ask("https://b.example")).await;
    assert!(!response.headers().contains_key("access-control-allow-origin"));
    let response = asked(config("*"), ask("https://b.example")).await;
    assert!(response.headers().contains_key("access-control-allow-origin"));
    // Nobody is asked where no site is configured.
    let response = asked(Config::default(), ask("https://a.example")).await;
    assert!(!response.headers().contains_key("access-control-allow-origin"));
    assert_eq!(response.headers()["cross-origin-resource-policy"], "same-origin");
}

#[tokio::test]
async fn metrics_are_answered_where_they_are_configured_only() {
    // A free port: taken and given back.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut config = Config::default();
    "off".clone_into(&mut config.inventory.database);
    config.listen.address.set_port(0);
    config.listen.metrics_address = Some(free);
    let (told, address) = tokio::sync::oneshot::channel();
    let served = tokio::spawn(expatch_server::serve(config, |address| told.send(address).unwrap()));
    let address = address.await.unwrap();
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    for (address, path, status) in [
        (address, "/metrics", "404"),
        (address, "/healthz", "200"),
        (address, "/v1/database", "200"),
        (free, "/metrics", "200"),
        (free, "/readyz", "200"),
        (free, "/v1/database", "404"),
    ] {
        let answer = raw(address, &get(path)).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{path}: {answer}");
    }
    served.abort();
}
