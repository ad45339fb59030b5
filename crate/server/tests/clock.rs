//! The system's clock jumps, a month ahead and a day back: what people read
//! follows it, what waits does not notice, nothing is lost or told twice.

use expatch::Date;
use expatch_server::Clock;
use expatch_server::Config;
use expatch_server::State;
use expatch_server::serve_on;
use expatch_server::watch;
use expatch_store::Moment;
use expatch_store::Scope;
use expatch_store::Store;
use serde_json::Value;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

/// Noon of 2026-11-23, so that no test runs over midnight.
const START: u64 = 1_795_435_200;
const DAY: i64 = 86_400;

struct Server {
    address: SocketAddr,
    store: Store,
    state: expatch_server::Shared,
    token: String,
    /// Seconds that the clock was set ahead.
    ahead: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

async fn start(change: impl FnOnce(&mut Config)) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/inventory.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    let ends = Some(Moment((START as i64 + DAY) * 1000));
    let scopes = [Scope::Read, Scope::Write, Scope::Admin];
    let token = store.issue("test", &scopes, ends, Moment(0)).await.unwrap().text;
    let mut config = Config::default();
    change(&mut config);
    let ahead = Arc::new(AtomicI64::new(0));
    let (began, set) = (SystemTime::now(), ahead.clone());
    let clock = Clock::reading(move || {
        let now = UNIX_EPOCH + Duration::from_secs(START) + began.elapsed().unwrap_or_default();
        let set = set.load(Ordering::Relaxed);
        let by = Duration::from_secs(set.unsigned_abs());
        if set < 0 { now - by } else { now + by }
    });
    let state = State::with_clock(config, Some(store.clone()), clock).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_on(listener, state.clone(), std::future::pending()));
    Server { address, store, state, token, ahead, _folder: folder }
}

impl Server {
    /// Sets the clock some days from where it began.
    fn set(&self, days: i64) {
        self.ahead.store(days * DAY, Ordering::Relaxed);
    }

    /// One request; the head of the answer and its body.
    async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (String, Value) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_ascii_lowercase(), serde_json::from_str(body).unwrap_or_default())
    }

    async fn json(&self, method: &str, path: &str, body: &Value) -> Value {
        let headers =
            format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", self.token);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (head, value) = self.ask(method, path, &headers, &body).await;
        assert!(head.starts_with("http/1.1 20"), "{path}: {head} {value}");
        value
    }
}

/// Asks until it is so.
async fn until<T>(mut found: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = found().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came");
}

fn day(days: i64) -> String {
    Date::from_days((START as i64 / DAY + days) as i32).to_string()
}

#[tokio::test]
async fn the_day_of_a_verdict_follows_at_the_next_request() {
    let server = start(|_| ()).await;
    for (days, tuesdays) in [(0, 2), (31, 3), (-1, 2), (0, 2)] {
        server.set(days);
        let (_, report) = server.ask("POST", "/v1/assess", "", "15.2.2562.53").await;
        assert_eq!(report["asOf"], day(days));
        let passed = report["database"]["patchTuesdaysSince"].as_array().unwrap().len();
        let (_, database) = server.ask("GET", "/v1/database", "", "").await;
        assert_eq!(database["patchTuesdaysSince"].as_array().unwrap().len(), passed);
        assert_eq!(passed, tuesdays, "{days}");
    }
}

#[tokio::test]
async fn a_clients_allowance_neither_fills_nor_dries_up() {
    let server = start(|config| {
        config.proxy.trusted = vec!["127.0.0.1".to_owned()];
        config.limits.client_per_second = 1;
        config.limits.client_burst = 10_000;
    })
    .await;
    let left = async || {
        let from = "x-forwarded-for: 198.51.100.1\r\n";
        let (head, _) = server.ask("GET", "/v1/problems", from, "").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let left = head.split_once("ratelimit: \"client\";r=").unwrap().1;
        left.split_once(';').unwrap().0.parse::<u32>().unwrap()
    };
    for _ in 0..50 {
        left().await;
    }
    // A second gives one back; a month by the clock would have filled it.
    for days in [31, -1, 0] {
        server.set(days);
        assert!((5_000..9_999).contains(&left().await), "{days}");
    }
}

#[tokio::test]
async fn a_token_ends_by_the_clock_on_the_wall() {
    let server = start(|_| ()).await;
    let headers = format!("authorization: Bearer {}\r\n", server.token);
    for (days, status) in [(0, "200"), (31, "401"), (-1, "200")] {
        server.set(days);
        let (head, _) = server.ask("GET", "/v1/servers", &headers, "").await;
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{days}: {head}");
    }
}

/// Answers requests, the first ones with a failure, and tells the number of
/// each message and whether it was taken.
fn sink(
    listener: TcpListener,
    failures: usize,
) -> tokio::sync::mpsc::UnboundedReceiver<(u64, bool)> {
    let (told, receiver) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        for count in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut text = Vec::new();
            while !text.ends_with(b"}") {
                let mut piece = [0; 4096];
                let length = stream.read(&mut piece).await.unwrap();
                text.extend_from_slice(&piece[..length]);
            }
            let text = String::from_utf8(text).unwrap().to_ascii_lowercase();
            let number = text.split_once("expatch-delivery: ").unwrap().1;
            let number = number.lines().next().unwrap().trim().parse().unwrap();
            let taken = count >= failures;
            let status = if taken { "200 OK" } else { "503 No" };
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            if told.send((number, taken)).is_err() {
                return;
            }
        }
    });
    receiver
}

#[tokio::test]
async fn what_is_watched_is_assessed_for_each_day_and_told_of_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let mut sink = sink(listener, 1);
    let server = start(|config| {
        config.inventory.allow_internal = true;
        config.inventory.retry_seconds = 1;
    })
    .await;
    // What ends with the token's day must not end the test.
    let scopes = [Scope::Read, Scope::Write, Scope::Admin];
    let forever = server.store.issue("forever", &scopes, None, Moment(0)).await.unwrap().text;
    let server = Server { token: forever, ..server };
    server.json("POST", "/v1/webhooks", &json!({ "url": url })).await;
    let draft = json!({ "name": "mail", "evidence": "15.2.2562.53" });
    let made = server.json("POST", "/v1/servers", &draft).await;
    let path = format!("/v1/servers/{}", made["id"].as_str().unwrap());
    assert_eq!(made["assessment"]["status"], "latest-known");
    watch(&server.state);
    // To before the facts were old, so that the verdict changes.
    server.set(-42);
    let assessed = async |days: i64| {
        until(async || {
            let found = server.json("GET", &path, &Value::Null).await;
            (found["assessment"]["asOf"] == day(days).as_str()).then_some(found)
        })
        .await
    };
    assert_eq!(assessed(-42).await["assessment"]["status"], "current");
    // The message is tried and refused; then the clock goes back another day.
    let (first, taken) = sink.recv().await.unwrap();
    assert!(!taken);
    server.set(-43);
    assessed(-43).await;
    assert_eq!(sink.recv().await.unwrap(), (first, true));
    // Ahead: another verdict, another message.
    server.set(31);
    assert_eq!(assessed(31).await["assessment"]["status"], "latest-known");
    let (second, taken) = sink.recv().await.unwrap();
    assert!(second > first && taken);
    // All of it is remembered, and nothing waits to be sent again.
    let history = server.json("GET", &format!("{path}/history"), &Value::Null).await;
    let days: Vec<_> =
        history["assessments"].as_array().unwrap().iter().map(|made| &made["asOf"]).collect();
    assert_eq!(days[0], &day(31));
    for known in [0, -42] {
        assert!(days.contains(&&json!(day(known))), "{history}");
    }
    // A day that says the same as the one before is no news.
    assert!(!days.contains(&&json!(day(-43))), "{history}");
    until(async || {
        let waits = server.store.is_due(Moment(i64::MAX)).await.unwrap();
        (!waits).then_some(())
    })
    .await;
    assert!(sink.try_recv().is_err());
}
