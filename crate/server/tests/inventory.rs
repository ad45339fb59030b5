//! The inventory over HTTP, its watch, and whom it tells, against a real
//! database file, a real webhook and a real mail server.

use axum::body::Body;
use axum::http::Request;
use axum::http::Response;
use expatch::Database;
use expatch::database::layout;
use expatch_server::Config;
use expatch_server::State;
use expatch_server::watch;
use expatch_store::Assessment;
use expatch_store::Due;
use expatch_store::Moment;
use expatch_store::Outcome;
use expatch_store::Scope;
use expatch_store::Store;
use http_body_util::BodyExt;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::BufReader;
use tokio::net::TcpListener;
use tower::ServiceExt;

struct Server {
    router: axum::Router,
    store: Store,
    state: expatch_server::Shared,
    token: String,
    _folder: tempfile::TempDir,
}

async fn start(change: impl FnOnce(&mut Config)) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/inventory.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    let scopes = [Scope::Read, Scope::Write, Scope::Admin];
    let token = store.issue("test", &scopes, None, Moment(0)).await.unwrap().text;
    let mut config = Config::default();
    change(&mut config);
    let state = State::with_store(config, Some(store.clone())).unwrap();
    let router = expatch_server::router(state.clone());
    Server { router, store, state, token, _folder: folder }
}

impl Server {
    async fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> Response<Body> {
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn json(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let response = self.send(method, path, "application/json", &body.to_string()).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, value) = self.json("GET", path, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    async fn register(&self, name: &str, evidence: &str) -> Value {
        let draft = json!({ "name": name, "evidence": evidence, "tags": ["DMZ"], "country": "be" });
        let (status, server) = self.json("POST", "/v1/servers", &draft).await;
        assert_eq!(status, 201, "{server}");
        server
    }

    /// As if an older database had judged every server otherwise.
    async fn was_current(&self) {
        let due: Vec<Due> = self.store.due("", 100).await.unwrap();
        let past: Assessment = serde_json::from_value(json!({
            "asOf": "2022-05-01", "digest": "old", "cause": "evidence", "status": "current",
            "severity": 0, "patched": "yes", "open": {"atLeast": 0, "atMost": 0},
            "exploited": {"atLeast": 0, "atMost": 0}, "headline": "Patched", "summary": "fine",
        }))
        .unwrap();
        let made: Vec<_> = due.into_iter().map(|due| (due, past.clone())).collect();
        self.store.record(made, Moment(1)).await.unwrap();
        // Whoever is notified had that already.
        let untold = self.store.untold(100).await.unwrap();
        assert!(self.store.tell(&untold, "{}", None, Moment(1), Moment(1)).await.unwrap());
        for told in self.store.claim(Moment(1), 100, |_| Moment(2)).await.unwrap() {
            self.store.settle(told.seq, &Outcome::Delivered).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_is_registered_seen_replaced_and_forgotten() {
    let server = start(|_| ()).await;
    let made = server.register("mail", "X-OWA-Version: 15.1.2507.6").await;
    assert_eq!(made["assessment"]["status"], "exploited");
    assert_eq!(made["assessment"]["release"], "Exchange Server 2016 CU23");
    let path = format!("/v1/servers/{}", made["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await, made);
    let list = server.get("/v1/servers?status=exploited&tag=dmz&country=BE").await;
    assert_eq!(list["servers"][0]["name"], "mail");
    let draft = json!({ "name": "mail", "evidence": "nothing to see" });
    let (status, replaced) = server.json("PUT", &path, &draft).await;
    assert_eq!((status, &replaced["assessment"]["status"]), (200, &json!("no-evidence")));
    let history = server.get(&format!("{path}/history?limit=1")).await;
    assert_eq!(history["assessments"][0]["status"], "no-evidence");
    let before = &history["next"];
    let history = server.get(&format!("{path}/history?before={before}")).await;
    assert_eq!(history["assessments"][0]["status"], "exploited");
    assert_eq!(server.json("POST", "/v1/servers", &draft).await.0, 409);
    let changes = server.get("/v1/changes?after=0").await;
    assert_eq!(changes["changes"].as_array().unwrap().len(), 2);
    assert_eq!(server.get("/v1/estate").await["now"]["no-evidence"], 1);
    assert_eq!(server.json("DELETE", &path, &Value::Null).await.0, 204);
    assert_eq!(server.json("DELETE", &path, &Value::Null).await.0, 404);
    let feed = server.send("GET", "/v1/changes.atom", "", "").await;
    assert_eq!(feed.headers()["content-type"], "application/atom+xml; charset=utf-8");
    let feed = feed.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&feed).contains("exploited → no-evidence"));
}

#[tokio::test]
async fn a_table_is_imported_whole_or_not_at_all() {
    let server = start(|_| ()).await;
    let good = "name,evidence,tags\na,15.1.2507.6,x\nb,15.2.2562.53,x y\n";
    for expected in [json!({"created":2,"updated":0}), json!({"created":0,"updated":2})] {
        let response = server.send("POST", "/v1/servers/import", "text/csv", good).await;
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), expected);
    }
    let bad = "name,evidence\nc,1\n,2\n";
    let response = server.send("POST", "/v1/servers/import", "text/csv", bad).await;
    assert_eq!(response.status(), 400);
    assert_eq!(server.get("/v1/servers").await["servers"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn only_a_token_with_the_scope_may() {
    let mut server = start(|_| ()).await;
    let all = server.token.clone();
    server.token = "expatch_000000000000_0".to_owned();
    for (method, path) in [("GET", "/v1/servers"), ("POST", "/v1/servers"), ("GET", "/v1/webhooks")]
    {
        let (status, problem) = server.json(method, path, &json!({})).await;
        assert_eq!((status, problem["code"].as_str()), (401, Some("unauthorized")), "{path}");
    }
    let reader = server.store.issue("reader", &[Scope::Read], None, Moment(0)).await.unwrap();
    server.token = reader.text;
    assert_eq!(server.json("GET", "/v1/servers", &Value::Null).await.0, 200);
    assert_eq!(server.json("POST", "/v1/servers", &json!({})).await.0, 403);
    assert_eq!(server.json("GET", "/v1/webhooks", &Value::Null).await.0, 403);
    server.token = all;
    for bad in ["http://example.org/", "https://127.0.0.1/", "https://u:p@example.org/", "x"] {
        let answer = server.json("POST", "/v1/webhooks", &json!({ "url": bad })).await;
        assert_eq!(answer.0, 400, "{bad}");
    }
    // Verdicts stay open.
    let request = Request::post("/v1/assess").body(Body::from("15.1.2507.6")).unwrap();
    assert_eq!(server.router.clone().oneshot(request).await.unwrap().status(), 200);
}

/// Reads one request, answers with a status, and gives head and body.
async fn receive(listener: &TcpListener, status: &str) -> (String, String) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut text = String::new();
    let mut reader = BufReader::new(&mut stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await.unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        text += &line.to_ascii_lowercase();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await.unwrap();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    (text, String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn a_new_database_is_told_by_signed_webhook_which_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let server = start(|config| {
        config.inventory.allow_internal = true;
        config.inventory.retry_seconds = 1;
    })
    .await;
    let (status, hook) = server.json("POST", "/v1/webhooks", &json!({ "url": url })).await;
    assert_eq!(status, 201, "{hook}");
    for name in ["a", "b", "c"] {
        server.register(name, "X-OWA-Version: 15.1.2507.6").await;
    }
    server.was_current().await;
    watch(&server.state);
    receive(&listener, "500 No").await;
    let (head, body) = receive(&listener, "200 OK").await;
    let message: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        message["text"],
        "3 servers are now: Not patched: vulnerabilities open that attackers use (Sep26SUv2 missing)"
    );
    assert_eq!(message["changes"][0]["before"], "current");
    assert_eq!(message["changes"][0]["cause"], "database");
    let value = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap().trim().to_owned()
    };
    use hmac::KeyInit;
    use hmac::Mac;
    let secret = hook["secret"].as_str().unwrap();
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", value("expatch-timestamp")).as_bytes());
    let expected: String =
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(value("expatch-signature"), format!("v1={expected}"));
    let path = format!("/v1/webhooks/{}/deliveries", hook["id"].as_str().unwrap());
    for _ in 0..100 {
        let sent = server.get(&path).await;
        if sent["deliveries"][0]["state"] == "delivered" {
            assert_eq!(sent["deliveries"][0]["attempts"], 2);
            assert!(!sent.to_string().contains(secret));
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the message was not settled");
}

/// A later edition of the embedded database.
fn edition() -> Database<'static> {
    let mut bytes = Database::embedded().bytes().to_vec();
    let version = b"test-40";
    bytes[layout::DATA_VERSION..layout::ENDS].fill(0);
    bytes[layout::DATA_VERSION..layout::DATA_VERSION + version.len()].copy_from_slice(version);
    layout::seal(&mut bytes);
    Database::load(bytes.leak()).unwrap()
}

/// Waits until the inventory was assessed with these facts.
async fn assessed_with(store: &Store, digest: &str) {
    for _ in 0..200 {
        let last = store.remembered("assessed").await.unwrap().unwrap_or_default();
        if last.starts_with(digest) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not assessed with {digest} in ten seconds");
}

#[tokio::test]
async fn a_restart_with_older_facts_assesses_nothing_anew_and_tells_nobody() {
    let server = start(|_| ()).await;
    let made = server.register("a", "X-OWA-Version: 15.1.2507.6").await;
    server.was_current().await;
    let newer = server.state.facts.put(edition(), "a file");
    watch(&server.state);
    assessed_with(&server.store, &newer).await;
    let history = format!("/v1/servers/{}/history", made["id"].as_str().unwrap());
    let changes = server.get("/v1/changes?after=0").await;
    let before = (server.get(&history).await, server.store.remembered("assessed").await.unwrap());
    // The file is lost or damaged: the program's own facts are all there is.
    let again = State::with_store(Config::default(), Some(server.store.clone())).unwrap();
    assert_eq!(again.facts.current().database.version(), Database::embedded().version());
    watch(&again);
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let after = (server.get(&history).await, server.store.remembered("assessed").await.unwrap());
    assert_eq!(before, after);
    assert_eq!(server.get("/v1/changes?after=0").await, changes);
    // Who wants to go back says so.
    let mut config = Config::default();
    config.inventory.older_facts = true;
    let back = State::with_store(config, Some(server.store.clone())).unwrap();
    watch(&back);
    assessed_with(&server.store, &back.facts.current().digest).await;
}

#[tokio::test]
async fn an_address_that_became_internal_is_not_asked_and_the_letter_is_kept() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = start(|config| config.inventory.attempts = 1).await;
    // Stored while it was allowed, or a name that pointed elsewhere then.
    let hook = server.store.add_webhook(&format!("http://localhost:{port}/"), Moment(0)).await;
    let id = hook.unwrap().id;
    server.register("a", "15.1.2507.6").await;
    server.was_current().await;
    watch(&server.state);
    for _ in 0..200 {
        let sent = server.get(&format!("/v1/webhooks/{id}/deliveries")).await;
        if sent["deliveries"][0]["state"] == "dead" {
            let error = sent["deliveries"][0]["error"].as_str().unwrap();
            assert!(error.contains("not on the Internet"), "{error}");
            let asked = tokio::time::timeout(Duration::from_millis(10), listener.accept()).await;
            assert!(asked.is_err());
            let path = format!("/v1/webhooks/{id}/revive");
            assert_eq!(server.json("POST", &path, &Value::Null).await.1["revived"], 1);
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the message never became a dead letter");
}

/// Speaks just enough SMTP to take one letter.
async fn sink(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink\r\n").await.unwrap();
    let (mut letter, mut inside) = (String::new(), false);
    while let Some(line) = lines.next_line().await.unwrap() {
        let answer: &[u8] = match line.as_str() {
            "." => {
                write.write_all(b"250 taken\r\n").await.unwrap();
                return letter;
            }
            "DATA" => {
                inside = true;
                b"354 go on\r\n"
            }
            _ if inside => {
                letter += &line;
                letter.push('\n');
                continue;
            }
            _ => b"250 sink\r\n",
        };
        write.write_all(answer).await.unwrap();
    }
    letter
}

#[tokio::test]
async fn the_same_goes_by_e_mail() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = start(|config| {
        config.mail.server = format!("smtp://{address}");
        config.mail.from = "Watch <watch@example.org>".to_owned();
        config.mail.to = vec!["soc@example.org".to_owned()];
    })
    .await;
    server.register("mail-1", "15.1.2507.6").await;
    server.was_current().await;
    watch(&server.state);
    let letter = tokio::time::timeout(Duration::from_secs(20), sink(listener)).await.unwrap();
    assert!(letter.contains("Subject: expatch: 1 server is now: Not patched"), "{letter}");
    assert!(letter.contains("mail-1: Patched"), "{letter}");
}
