//! What clients do to a server that listens for real: silence, slowness,
//! nonsense, haste; and that stopping answers what is under way.

mod support;

use std::net::SocketAddr;
use std::time::Duration;
use std::time::Instant;
use support::start;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Sends, then reads until the server closes or a limit passes.
async fn talk(address: SocketAddr, send: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(send).await.unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(10), read).await.expect("the server closes").ok();
    String::from_utf8_lossy(&answer).into_owned()
}

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off_and_others_are_served() {
    let running = start(|config| config.limits.header_seconds = 1).await;
    let started = Instant::now();
    let slow: Vec<_> =
        [b"GET / HTTP/1.1\r\nx: ".as_slice(), b"", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"]
            .into_iter()
            .map(|head| tokio::spawn(talk(running.address, head)))
            .collect();
    assert!(talk(running.address, HEALTH).await.starts_with("HTTP/1.1 200"));
    for client in slow {
        client.await.unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_body_that_never_comes_gets_a_time_out() {
    let running = start(|config| config.limits.request_seconds = 1).await;
    let head = b"POST /v1/assess HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n15";
    let answer = talk(running.address, head).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("request-timeout"), "{answer}");
}

#[tokio::test]
async fn a_stream_that_stands_still_is_ended() {
    let running = start(|config| config.limits.stall_seconds = 1).await;
    let head = b"POST /v1/assess/stream HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\n\
        transfer-encoding: chunked\r\nconnection: close\r\n\r\n5\r\nline\n\r\n";
    let answer = talk(running.address, head).await;
    assert!(answer.contains("\"line\":1"), "{answer}");
}

#[tokio::test]
async fn a_client_that_takes_no_answers_is_cut_off() {
    let running = start(|config| {
        config.limits.header_seconds = 1;
        config.limits.request_seconds = 1;
        config.limits.stall_seconds = 1;
    })
    .await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    // More than the system holds for a client that reads nothing.
    let ask = b"GET /v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(400);
    stream.write_all(&ask).await.unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let mut answers = Vec::new();
    let read = stream.read_to_end(&mut answers);
    tokio::time::timeout(Duration::from_secs(10), read).await.expect("it was cut off").ok();
    let answered = answers.windows(15).filter(|window| window == b"HTTP/1.1 200 OK").count();
    assert!((1..400).contains(&answered), "{answered} answers");
    assert!(talk(running.address, HEALTH).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn who_asks_whether_to_send_a_stream_is_told_to_go_on() {
    let running = start(|_| ()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = b"POST /v1/assess/stream HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\n\
        expect: 100-continue\r\nconnection: close\r\ncontent-length: 11\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut told = [0; 25];
    stream.read_exact(&mut told).await.unwrap();
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"15.1.2507.6").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("exploited"), "{answer}");
}

#[tokio::test]
async fn nonsense_is_refused_and_the_server_goes_on() {
    let running = start(|config| config.limits.header_seconds = 1).await;
    let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(1 << 20));
    for nonsense in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".as_slice(),
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/assess HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n12345",
        b"POST /v1/assess HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let answer = talk(running.address, nonsense).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    // Larger than the limit: refused or cut off, never held.
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let _ = stream.write_all(long.as_bytes()).await;
    drop(stream);
    assert!(talk(running.address, HEALTH).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn more_than_the_server_takes_at_once_is_told_to_come_back() {
    let running = start(|config| {
        config.limits.requests = 1;
        config.limits.request_seconds = 2;
    })
    .await;
    let head = b"POST /v1/assess HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n15";
    let held = tokio::spawn(talk(running.address, head));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ask = b"GET /v1/database HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = talk(running.address, ask).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 1"), "{answer}");
    // Who watches the server is answered all the same.
    assert!(talk(running.address, HEALTH).await.starts_with("HTTP/1.1 200"));
    held.await.unwrap();
    assert!(talk(running.address, ask).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn stopping_answers_what_is_under_way() {
    let running = start(|_| ()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = b"POST /v1/assess HTTP/1.1\r\nhost: x\r\ncontent-length: 11\r\n\r\n15.1";
    stream.write_all(head).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    stream.write_all(b".2507.6").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("exploited"), "{answer}");
    tokio::time::timeout(Duration::from_secs(5), running.served).await.unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
}
