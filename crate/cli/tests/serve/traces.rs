//! Traces reach a collector, with the request's id and without what was asked.

use crate::process::Server;
use crate::process::token;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::mpsc;

/// A collector that takes what it is sent: its address, and the bodies.
fn collector() -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    let (sender, bodies) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let sender = sender.clone();
            std::thread::spawn(move || take(stream.expect("a client"), &sender));
        }
    });
    (address, bodies)
}

fn take(mut stream: TcpStream, sender: &mpsc::Sender<Vec<u8>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        assert!(line.starts_with("POST /v1/traces "), "{line}");
        let mut length = 0;
        while line.trim() != "" {
            line.clear();
            reader.read_line(&mut line).expect("a header");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        sender.send(body).expect("the test runs");
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("answered");
    }
}

/// The text or number of an attribute.
fn attribute(span: &Span, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}

#[test]
fn traces_reach_the_collector_and_hold_nothing_that_was_pasted() {
    let (endpoint, bodies) = collector();
    let folder = tempfile::tempdir().expect("a folder");
    let token = token(folder.path());
    let endpoint = format!("traces.endpoint={endpoint}");
    let arguments = ["--set", &endpoint, "--set", "traces.service=watchtower"];
    let mut server = Server::start(folder.path(), &arguments);
    let mut stream = TcpStream::connect(server.address).expect("it listens");
    let body = "zebra X-OWA-Version: 15.1.2507.6";
    write!(
        stream,
        "POST /v1/assess?asOf=2026-11-20 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         x-request-id: from-outside-7\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\
         traceparent: 00-0123456789abcdef0123456789abcdef-00f067aa0ba902b7-01\r\n\r\n{body}",
        body.len()
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.ask("GET", "/v1/cves/CVE-2021-34473", "", "").expect("answered");
    let draft = r#"{"name":"zebra.example","evidence":"15.1.2507.6 zebra"}"#;
    assert_eq!(server.ask("POST", "/v1/servers", &token, draft).expect("answered").0, 201);
    // What was not sent yet is sent when it stops.
    server.signal("-TERM");
    assert!(server.child.wait().expect("it ends").success());
    let sent: Vec<Vec<u8>> = bodies.try_iter().collect();
    for secret in ["zebra", "34473", "2026-11-20", &token] {
        let secret = secret.as_bytes();
        let told = |body: &Vec<u8>| body.windows(secret.len()).any(|window| window == secret);
        assert!(!sent.iter().any(told), "{}", String::from_utf8_lossy(secret));
    }
    let sent: Vec<_> = sent
        .iter()
        .map(|body| ExportTraceServiceRequest::decode(body.as_slice()).expect("protobuf"))
        .flat_map(|request| request.resource_spans)
        .collect();
    for from in &sent {
        let resource = format!("{:?}", from.resource);
        assert!(resource.contains("service.name") && resource.contains("watchtower"), "{resource}");
    }
    let spans: Vec<Span> =
        sent.into_iter().flat_map(|from| from.scope_spans).flat_map(|from| from.spans).collect();
    let find = |name: &str| {
        spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{name}: {spans:?}"))
    };
    let request = find("POST /v1/assess");
    assert_eq!(attribute(request, "request_id").as_deref(), Some("from-outside-7"));
    assert_eq!(attribute(request, "http.response.status_code").as_deref(), Some("200"));
    assert_eq!(request.trace_id, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef_u128.to_be_bytes());
    assert_eq!(request.parent_span_id, 0x00f0_67aa_0ba9_02b7_u64.to_be_bytes());
    let assess = find("assess");
    assert_eq!(assess.trace_id, request.trace_id);
    assert_eq!(assess.parent_span_id, request.span_id);
    assert_eq!(attribute(assess, "bytes"), Some(body.len().to_string()));
    assert_eq!(
        attribute(find("GET /v1/cves/{id}"), "http.route").as_deref(),
        Some("/v1/cves/{id}")
    );
    find("POST /v1/servers");
}

#[test]
fn a_collector_that_is_not_there_holds_nothing_up() {
    let folder = tempfile::tempdir().expect("a folder");
    // A port that nothing listens on any more.
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound");
    let endpoint = format!("traces.endpoint=http://{gone}");
    let mut server = Server::start(folder.path(), &["--set", &endpoint]);
    for _ in 0..50 {
        let (status, _) = server.ask("POST", "/v1/assess", "", "15.1.2507.61").expect("an answer");
        assert_eq!(status, 200);
    }
    server.signal("-TERM");
    assert!(server.child.wait().expect("it ends").success());
}

#[test]
fn no_share_is_nothing_sent() {
    let (endpoint, bodies) = collector();
    let folder = tempfile::tempdir().expect("a folder");
    let endpoint = format!("traces.endpoint={endpoint}");
    let mut server = Server::start(folder.path(), &["--set", &endpoint, "--set", "traces.share=0"]);
    server.ask("POST", "/v1/assess", "", "15.1.2507.61").expect("an answer");
    server.signal("-TERM");
    assert!(server.child.wait().expect("it ends").success());
    assert!(bodies.try_recv().is_err());
}
