//! HTTP/2 without TLS by prior knowledge: the same answers, and what clients
//! do to a server by it: too much at once, resets in haste, silence, slowness.

mod support;

use h2::Reason;
use h2::client::SendRequest;
use hyper::Request;
use hyper::Response;
use hyper::body::Bytes;
use std::net::SocketAddr;
use std::time::Duration;
use support::start;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// A client's connection, and how it ended.
type Client = (SendRequest<Bytes>, JoinHandle<Result<(), h2::Error>>);

async fn connect(address: SocketAddr, builder: &h2::client::Builder) -> Client {
    let stream = TcpStream::connect(address).await.unwrap();
    let (client, connection) = builder.handshake(stream).await.unwrap();
    (client, tokio::spawn(connection))
}

fn plain() -> h2::client::Builder {
    h2::client::Builder::new()
}

fn get(path: &str) -> Request<()> {
    Request::get(format!("http://expatch.test{path}")).body(()).unwrap()
}

fn post(path: &str) -> Request<()> {
    let request = Request::post(format!("http://expatch.test{path}"));
    request.header("content-type", "text/plain").body(()).unwrap()
}

async fn text(response: Response<h2::RecvStream>) -> String {
    let (mut body, mut text) = (response.into_body(), Vec::new());
    while let Some(piece) = body.data().await {
        let piece = piece.unwrap();
        body.flow_control().release_capacity(piece.len()).unwrap();
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).unwrap()
}

/// One request with its body; the status and the answer.
async fn ask(client: &SendRequest<Bytes>, request: Request<()>, body: &str) -> (u16, String) {
    let mut client = client.clone().ready().await.unwrap();
    let (response, mut sender) = client.send_request(request, body.is_empty()).unwrap();
    if !body.is_empty() {
        sender.send_data(Bytes::from(body.to_owned()), true).unwrap();
    }
    let response = response.await.unwrap();
    (response.status().as_u16(), text(response).await)
}

/// How a connection ends, which it must.
async fn ended(connection: JoinHandle<Result<(), h2::Error>>) -> Result<(), h2::Error> {
    tokio::time::timeout(Duration::from_secs(20), connection).await.expect("it ends").unwrap()
}

async fn is_well(address: SocketAddr) {
    let (client, _connection) = connect(address, &plain()).await;
    assert_eq!(ask(&client, get("/healthz"), "").await, (200, "ok\n".to_owned()));
}

#[tokio::test]
async fn both_protocols_are_answered_the_same_on_one_port() {
    let running = start(|_| ()).await;
    let (client, _connection) = connect(running.address, &plain()).await;
    let path = "/v1/assess?asOf=2026-11-23";
    // Larger than a frame, and several at once.
    let asked = (0..20).map(|_| ask(&client, post(path), "X-OWA-Version: 15.1.2507.6"));
    let answers = futures_util::future::join_all(asked).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let body = "X-OWA-Version: 15.1.2507.6";
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut old = String::new();
    stream.read_to_string(&mut old).await.unwrap();
    let (head, old) = old.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}", old.len())), "{head}");
    assert!(old.len() > 16 << 10);
    for (status, answer) in answers {
        assert_eq!((status, answer.as_str()), (200, old));
    }
}

#[tokio::test]
async fn a_stream_of_lines_is_answered_while_it_is_sent() {
    let running = start(|_| ()).await;
    let (client, _connection) = connect(running.address, &plain()).await;
    let mut client = client.ready().await.unwrap();
    let (response, mut sender) = client.send_request(post("/v1/assess/stream"), false).unwrap();
    sender.send_data(Bytes::from_static(b"15.1.2507.6\n"), false).unwrap();
    let mut body = response.await.unwrap().into_body();
    let first = body.data().await.unwrap().unwrap();
    assert!(first.starts_with(b"{\"line\":1,"));
    sender.send_data(Bytes::from_static(b"15.2.2562.53\n"), true).unwrap();
    let mut rest = first.to_vec();
    while let Some(piece) = body.data().await {
        let piece = piece.unwrap();
        body.flow_control().release_capacity(piece.len()).unwrap();
        rest.extend_from_slice(&piece);
    }
    assert_eq!(rest.iter().filter(|byte| **byte == b'\n').count(), 2);
}

#[tokio::test]
async fn the_limits_are_told_and_kept() {
    let running = start(|config| {
        config.limits.streams = 7;
        config.limits.header_bytes = 16 << 10;
    })
    .await;
    let (client, _connection) = connect(running.address, &plain()).await;
    assert_eq!(ask(&client, get("/healthz"), "").await.0, 200);
    assert_eq!(client.current_max_send_streams(), 7);
    let mut long = get("/healthz");
    long.headers_mut().insert("x-long", "a".repeat(20 << 10).parse().unwrap());
    let mut client = client.ready().await.unwrap();
    let (response, _) = client.send_request(long, true).unwrap();
    assert_eq!(response.await.unwrap().status(), 431);
    is_well(running.address).await;
}

#[tokio::test]
async fn resets_in_haste_end_the_connection_and_others_are_served() {
    let running = start(|_| ()).await;
    let (client, connection) = connect(running.address, &plain()).await;
    let mut begun = 0;
    while begun < 10_000 {
        let Ok(mut client) = client.clone().ready().await else { break };
        let Ok((_, mut sender)) = client.send_request(post("/v1/assess"), false) else { break };
        sender.send_reset(Reason::CANCEL);
        begun += 1;
        tokio::task::yield_now().await;
    }
    assert!(begun < 10_000, "nobody minded");
    // Told to calm down, or cut off while it still wrote.
    let error = ended(connection).await.unwrap_err();
    assert!(error.is_io() || error.reason() == Some(Reason::ENHANCE_YOUR_CALM), "{error}");
    is_well(running.address).await;
}

#[tokio::test]
async fn a_connection_without_a_request_is_ended() {
    let running = start(|config| config.limits.header_seconds = 1).await;
    // Told to go, a client that listens goes.
    let (client, connection) = connect(running.address, &plain()).await;
    assert_eq!(ask(&client, get("/healthz"), "").await.0, 200);
    ended(connection).await.unwrap();
    drop(client);
    // One that does not, or only half says what it wants, is cut off.
    let settings = b"\0\0\0\x04\0\0\0\0\0".as_slice();
    // The head of a request that says more is to come.
    let half = b"\0\0\x01\x01\0\0\0\0\x01\x82".as_slice();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice();
    for said in [preface[..10].to_vec(), preface.to_vec(), [preface, settings, half].concat()] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(&said).await.unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        tokio::time::timeout(Duration::from_secs(20), read).await.expect("it is cut off").ok();
    }
    is_well(running.address).await;
}

#[tokio::test]
async fn pings_do_not_keep_a_connection() {
    let running = start(|config| config.limits.header_seconds = 1).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".as_slice();
    stream.write_all(preface).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let pings = tokio::spawn(async move {
        loop {
            if write.write_all(b"\0\0\x08\x06\0\0\0\0\0expatch!").await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut answer = Vec::new();
    let end = read.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), end).await.expect("it is cut off").ok();
    // It did answer some.
    assert!(answer.windows(8).any(|window| window == b"expatch!"));
    pings.abort();
}

#[tokio::test]
async fn a_client_that_takes_no_answer_is_cut_off() {
    let running = start(|config| {
        config.limits.header_seconds = 1;
        config.limits.request_seconds = 1;
        config.limits.stall_seconds = 1;
    })
    .await;
    let (client, connection) = connect(running.address, plain().initial_window_size(0)).await;
    let mut client = client.ready().await.unwrap();
    let (response, _) = client.send_request(get("/v1/openapi.json"), true).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.status(), 200);
    // What it was cut off by differs; that it got nothing does not.
    let _ = ended(connection).await;
    assert!(!matches!(response.into_body().data().await, Some(Ok(_))));
    is_well(running.address).await;
}

#[tokio::test]
async fn stopping_answers_what_is_under_way() {
    let running = start(|_| ()).await;
    let (client, connection) = connect(running.address, &plain()).await;
    let mut client = client.ready().await.unwrap();
    let (response, mut sender) = client.send_request(post("/v1/assess"), false).unwrap();
    sender.send_data(Bytes::from_static(b"15.1"), false).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    sender.send_data(Bytes::from_static(b".2507.6"), true).unwrap();
    let answer = text(response.await.unwrap()).await;
    assert!(answer.contains("exploited"), "{answer}");
    tokio::time::timeout(Duration::from_secs(5), running.served).await.unwrap().unwrap();
    ended(connection).await.unwrap();
}
