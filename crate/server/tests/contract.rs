//! The API as a client sees it: every operation of the served description is
//! there, answers have the promised shape, and bad requests get a problem.

use axum::body::Body;
use axum::http::Request;
use axum::http::Response;
use axum::http::StatusCode;
use expatch_server::Config;
use expatch_server::State;
use expatch_server::router;
use http_body_util::BodyExt;
use serde_json::Value;
use serde_json::json;
use tower::ServiceExt;

async fn send(request: Request<Body>) -> Response<Body> {
    let mut config = Config::default();
    config.limits.body_bytes = 64 << 10;
    config.limits.line_bytes = 1 << 10;
    config.cors.origins = vec!["https://a.example".to_owned()];
    router(State::new(config).unwrap()).oneshot(request).await.unwrap()
}

async fn post(path: &str, media_type: &str, body: impl Into<Body>) -> Response<Body> {
    let request = Request::post(path).header("content-type", media_type);
    send(request.body(body.into()).unwrap()).await
}

async fn get(path: &str) -> Response<Body> {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn bytes(response: Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

async fn value(response: Response<Body>) -> Value {
    serde_json::from_slice(&bytes(response).await).unwrap()
}

#[track_caller]
fn is_problem(response: &Response<Body>, status: u16) {
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert!(response.headers().contains_key("x-request-id"));
}

#[tokio::test]
async fn the_report_is_the_cores_byte_for_byte() {
    let body = json!({ "input": "X-OWA-Version: 15.1.2507.6", "asOf": "2026-11-23" });
    let response = post("/v1/assess", "application/json", body.to_string()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let options =
        expatch::Options::new("2026-11-23".parse().unwrap(), expatch::Language::default());
    let input = b"X-OWA-Version: 15.1.2507.6";
    let report = expatch::assess(input, &expatch::Database::embedded(), &options);
    assert_eq!(report.servers[0].verdict.status, "exploited");
    assert_eq!(bytes(response).await, serde_json::to_vec(&report).unwrap());
}

#[tokio::test]
async fn text_goes_in_and_out_in_the_language_asked_for() {
    let request = Request::post("/v1/assess?asOf=2026-11-23&locale=de")
        .header("accept", "text/plain")
        .body(Body::from("15.1.2507.6"))
        .unwrap();
    let response = send(request).await;
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    let text = String::from_utf8(bytes(response).await).unwrap();
    assert!(
        text.contains("Nicht gepatcht") && text.contains("Exchange Server 2016 CU23"),
        "{text}"
    );
}

#[tokio::test]
async fn any_bytes_get_a_report_and_too_many_a_problem() {
    for body in [vec![], vec![0; 100], (0..=255).collect(), vec![0xff, 0xfe, 0x31, 0, 0x35]] {
        let response = post("/v1/assess", "application/octet-stream", body).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
    let response = post("/v1/assess", "text/plain", vec![b'x'; (64 << 10) + 1]).await;
    is_problem(&response, 413);
    assert_eq!(value(response).await["code"], "body-too-large");
}

#[tokio::test]
async fn work_beyond_the_budget_is_named_as_not_read() {
    let mut config = Config::default();
    config.limits.steps = 2;
    let text = "EX01,15.2.1748.39\nEX02,15.2.1748.39\nEX03,15.1.2507.6\n";
    let request = Request::post("/v1/assess").body(Body::from(text)).unwrap();
    let report = value(router(State::new(config).unwrap()).oneshot(request).await.unwrap()).await;
    assert_eq!(report["servers"].as_array().unwrap().len(), 2);
    assert_eq!(report["unread"], json!({"start": 36, "end": 53}));
    assert_eq!(report["notes"][0]["code"], "unread");
}

#[tokio::test]
async fn a_list_of_many_servers_is_counted_past_the_bound() {
    let rows = |count: usize| -> String {
        let rows = (0..count).map(|at| format!("s{at},15.1.2507.6\n"));
        std::iter::once("Server,ExSetup\n".to_owned()).chain(rows).collect()
    };
    let most = expatch::Options::MAX_SERVERS;
    let count = |report: &Value| {
        let in_full = report["servers"].as_array().unwrap().len();
        let groups = report["more"].as_array().map(Vec::as_slice).unwrap_or_default();
        let counted: u64 = groups.iter().map(|group| group["count"].as_u64().unwrap()).sum();
        (in_full, counted)
    };
    let report = value(post("/v1/assess", "text/plain", rows(most)).await).await;
    assert_eq!(count(&report), (most, 0));
    let report = value(post("/v1/assess", "text/plain", rows(most + 7)).await).await;
    assert_eq!(count(&report), (most, 7));
    assert_eq!(report["more"][0]["status"], "exploited");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_with_a_stable_code() {
    for (path, media_type, body, status, code) in [
        ("/v1/assess", "application/json", "{", 400, "malformed-body"),
        ("/v1/assess", "application/json", r#"{"input":"x","more":1}"#, 400, "malformed-body"),
        ("/v1/assess?asOf=tomorrow", "text/plain", "", 400, "invalid-parameter"),
        ("/v1/assess?as_of=2026-11-23", "text/plain", "", 400, "invalid-parameter"),
        ("/v1/assess?locale=xx", "text/plain", "", 400, "invalid-parameter"),
        ("/v1/assess", "image/png", "", 415, "unsupported-media-type"),
        ("/v1/releases", "text/plain", "", 405, "method-not-allowed"),
        ("/v1/nothing", "text/plain", "", 404, "not-found"),
    ] {
        let response = post(path, media_type, body).await;
        is_problem(&response, status);
        let problem = value(response).await;
        assert_eq!(problem["code"], code, "{path}");
        assert_eq!(get(problem["type"].as_str().unwrap()).await.status(), StatusCode::OK);
    }
    is_problem(&get("/v1/cves/CVE-1999-0001").await, 404);
}

#[tokio::test]
async fn a_stream_answers_every_line_in_order_and_survives_bad_ones() {
    let long = "x".repeat(2 << 10);
    let lines = format!(
        "{}\n\nnonsense\n\"{long}\"\n{{\"id\":7,\"input\":\"15.20.1.1\"}}",
        "\"15.2.2562.53\""
    );
    let response = post("/v1/assess/stream?asOf=2026-10-08", "application/x-ndjson", lines).await;
    assert_eq!(response.status(), StatusCode::OK);
    let text = String::from_utf8(bytes(response).await).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = lines.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 3, 4, 5]);
    assert_eq!(lines[0]["report"]["servers"][0]["verdict"]["status"], "current");
    assert_eq!(lines[1]["problem"]["code"], "malformed-body");
    assert_eq!(lines[2]["problem"]["code"], "body-too-large");
    assert_eq!(lines[3]["id"], 7);
    assert_eq!(lines[3]["report"]["servers"][0]["verdict"]["status"], "exchange-online");
}

#[tokio::test]
async fn facts_have_a_tag_and_are_not_sent_twice() {
    let digest: String =
        expatch::Database::embedded().digest().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(value(get("/v1/database").await).await["digest"], digest.as_str());
    for path in ["/v1/releases?product=2016", "/v1/cves", "/v1/cves/cve-2021-34473", "/v1/database"]
    {
        let first = get(path).await;
        assert_eq!(first.status(), StatusCode::OK, "{path}");
        let tag = first.headers()["etag"].clone();
        let again = Request::get(path).header("if-none-match", tag).body(Body::empty()).unwrap();
        let again = send(again).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
        assert!(bytes(again).await.is_empty());
    }
    let releases = value(get("/v1/releases?prefix=15.1.2507").await).await;
    assert_eq!(releases["releases"][0]["build"], "15.1.2507.6");
}

#[tokio::test]
async fn every_described_operation_is_there_and_its_references_resolve() {
    let document = value(get("/v1/openapi.json").await).await;
    assert_eq!(document["openapi"], "3.1.0");
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.replace("{id}", "CVE-2021-34473").replace("{code}", "busy");
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_ascii_uppercase();
            let request = Request::builder().method(method.as_str()).uri(&path);
            let status = send(request.body(Body::empty()).unwrap()).await.status();
            // Without an inventory its operations say so; they are tested with one.
            let off = operation["security"].is_array() && status == 503;
            assert!(off || status.is_success(), "{method} {path} answers {status}");
        }
    }
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_pages_policy_and_an_id() {
    for path in ["/", "/healthz", "/v1/database", "/nothing"] {
        let response = get(path).await;
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert!(response.headers().contains_key("x-request-id"));
    }
}

#[tokio::test]
async fn only_a_configured_origin_may_call() {
    for (origin, allowed) in [("https://a.example", true), ("https://b.example", false)] {
        let request = Request::get("/v1/database").header("origin", origin);
        let response = send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.headers().contains_key("access-control-allow-origin"), allowed);
    }
}
