//! What an operator lives through: a database that goes away, a full disk, a
//! mail server while the disk is full, lists that are too long, inputs that
//! take long; and a campaign in the server's own store.

mod support;

use axum::body::Body;
use axum::http::Request;
use expatch::Database;
use expatch::Date;
use expatch_campaign::Campaign;
use expatch_campaign::Home;
use expatch_campaign::Judge;
use expatch_campaign::Setup;
use expatch_campaign::import::Imported;
use expatch_campaign::place::Place;
use expatch_probe::TargetList;
use expatch_server::Config;
use expatch_server::State;
use expatch_server::watch;
use expatch_store::EMAIL;
use expatch_store::Fault;
use expatch_store::Faults;
use expatch_store::Moment;
use expatch_store::Scope;
use expatch_store::Store;
use expatch_store::When;
use http_body_util::BodyExt;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;
use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::BufReader;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tower::ServiceExt;

struct Server {
    router: axum::Router,
    store: Store,
    faults: Arc<Faults>,
    state: expatch_server::Shared,
    token: String,
    _folder: tempfile::TempDir,
}

async fn start(change: impl FnOnce(&mut Config)) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/inventory.db", folder.path().display());
    let faults = Arc::new(Faults::default());
    let store = Store::with_faults(&url, Some(faults.clone())).await.unwrap();
    let scopes = [Scope::Read, Scope::Write, Scope::Admin];
    let token = store.issue("test", &scopes, None, Moment(0)).await.unwrap().text;
    let mut config = Config::default();
    change(&mut config);
    let state = State::with_store(config, Some(store.clone())).unwrap();
    let router = expatch_server::router(state.clone());
    Server { router, store, faults, state, token, _folder: folder }
}

impl Server {
    async fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let request = request.header("content-type", "application/json");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn json(&self, path: &str) -> Value {
        let (status, text) = self.ask("GET", path, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn register(&self, name: &str, evidence: &str) -> u16 {
        let draft = json!({ "name": name, "evidence": evidence });
        self.ask("POST", "/v1/servers", &draft).await.0
    }
}

#[tokio::test]
async fn ready_as_long_as_the_database_answers() {
    let server = start(|_| ()).await;
    assert_eq!(server.ask("GET", "/readyz", &Value::Null).await.0, 200);
    server.faults.down();
    let (status, text) = server.ask("GET", "/readyz", &Value::Null).await;
    assert_eq!(status, 503, "{text}");
    assert!(text.contains("inventory-failed"), "{text}");
    // Alive all the same, and verdicts need no database.
    assert_eq!(server.ask("GET", "/healthz", &Value::Null).await.0, 200);
    assert!(server.ask("GET", "/metrics", &Value::Null).await.1.contains("expatch_store_up 0"));
    server.faults.disarm();
    assert_eq!(server.ask("GET", "/readyz", &Value::Null).await.0, 200);
    assert!(server.ask("GET", "/metrics", &Value::Null).await.1.contains("expatch_store_up 1"));
}

#[tokio::test]
async fn a_full_disk_refuses_one_write_and_the_next_one_works() {
    let server = start(|_| ()).await;
    // Each call of a request in turn, the asking for the token's included.
    for calls in 0..20 {
        let name = format!("server-{calls}");
        server.faults.arm(calls, Fault::Full, When::Before);
        let status = server.register(&name, "15.1.2507.6").await;
        if server.faults.disarm() == 0 {
            assert_eq!(status, 201);
            assert!(calls > 4, "a write makes more calls than {calls}");
            let all = server.json("/v1/servers").await;
            assert_eq!(all["servers"].as_array().unwrap().len() as i64, calls + 1);
            return;
        }
        assert_eq!(status, 503, "call {calls}");
        assert_eq!(server.register(&name, "15.1.2507.6").await, 201, "call {calls}, afterwards");
    }
    panic!("a write makes more calls than expected");
}

/// A mail server that counts letters, and calls `taken` for each.
async fn mail_server(listener: TcpListener, letters: Arc<AtomicUsize>, taken: impl Fn()) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 sink\r\n").await.unwrap();
        let mut inside = false;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer: &[u8] = match line.as_str() {
                "." => {
                    inside = false;
                    letters.fetch_add(1, Ordering::SeqCst);
                    taken();
                    b"250 taken\r\n"
                }
                "DATA" => {
                    inside = true;
                    b"354 go on\r\n"
                }
                _ if inside => continue,
                "QUIT" => break,
                _ => b"250 sink\r\n",
            };
            if write.write_all(answer).await.is_err() {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_letter_goes_out_once_although_it_cannot_be_recorded_for_a_while() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = start(|config| {
        config.mail.server = format!("smtp://{address}");
        config.mail.from = "Watch <watch@example.org>".to_owned();
        config.mail.to = vec!["soc@example.org".to_owned()];
        config.inventory.retry_seconds = 1;
    })
    .await;
    let letters = Arc::new(AtomicUsize::new(0));
    // The moment a letter is taken the disk is full.
    let faults = server.faults.clone();
    tokio::spawn(mail_server(listener, letters.clone(), move || faults.down()));
    assert_eq!(server.register("a", "15.1.2507.6").await, 201);
    let made = server.json("/v1/servers").await["servers"][0].clone();
    let worse = json!({ "name": "a", "evidence": "nothing" });
    let path = format!("/v1/servers/{}", made["id"].as_str().unwrap());
    assert_eq!(server.ask("PUT", &path, &worse).await.0, 200);
    watch(&server.state);
    let start = Instant::now();
    while letters.load(Ordering::SeqCst) == 0 {
        assert!(start.elapsed() < Duration::from_secs(30), "no letter came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Several looks at the queue long, each of which would have sent it again.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(letters.load(Ordering::SeqCst), 1);
    server.faults.disarm();
    let start = Instant::now();
    loop {
        let sent = server.store.deliveries(EMAIL, 9).await.unwrap();
        assert_eq!(sent.len(), 1);
        if sent[0].state == "delivered" {
            assert_eq!(sent[0].attempts, 1);
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{sent:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(letters.load(Ordering::SeqCst), 1);
    let (_, metrics) = server.ask("GET", "/metrics", &Value::Null).await;
    assert!(
        metrics.contains("expatch_messages{target=\"email\",state=\"pending\"} 0"),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_list_has_as_many_bytes_as_it_may_and_a_way_to_the_rest() {
    const MOST: usize = 8_000;
    let server = start(|config| config.limits.list_bytes = MOST).await;
    for number in 0..20 {
        let evidence = format!("X-OWA-Version: 15.1.2507.6\r\n{}", "\"x\u{1}".repeat(20_000));
        assert_eq!(server.register(&format!("server-{number:02}"), &evidence).await, 201);
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/servers?limit=1000&after={after}");
        let (status, text) = server.ask("GET", &path, &Value::Null).await;
        assert_eq!(status, 200);
        let page: Value = serde_json::from_str(&text).unwrap();
        let servers = page["servers"].as_array().unwrap();
        // One server is always given, or nobody would come past it.
        assert!(text.len() < MOST + 1000 || servers.len() == 1, "{} bytes", text.len());
        for one in servers {
            seen.push(one["name"].as_str().unwrap().to_owned());
            assert_eq!(one["evidence"].as_str().unwrap().len(), 1024);
            assert_eq!(one["evidenceBytes"], 60_028);
        }
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    let expected: Vec<_> = (0..20).map(|number| format!("server-{number:02}")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_campaign_in_the_same_store_is_shown() {
    let server = start(|_| ()).await;
    let home = Home::Store(server.store.address().clone(), "Belgium / 2021".to_owned());
    let targets = TargetList::default();
    let setup = Setup {
        name: "Belgium / 2021",
        seed: 1,
        contact: "a@b.example",
        targets: &targets,
        created: 0,
    };
    let mut campaign = Campaign::create_at(&home, &setup).unwrap();
    let database = Database::embedded();
    let judge = Judge { database: &database, as_of: Date::new(2021, 11, 22).unwrap() };
    let assessment = campaign.assess(&judge, 0).unwrap();
    let row = |number: u32| Imported {
        target: format!("https://host-{number}.example:443"),
        address: None,
        said: expatch::Said::Text(b"X-OWA-Version: 15.2.986.9\r\n".to_vec()),
        place: Place {
            organisation: Some(format!("Town {}", number % 3)),
            contacts: vec!["it@town.example".to_owned()],
            ..Place::default()
        },
        ..Imported::default()
    };
    let rows: Vec<_> = (0..7).map(row).collect();
    campaign.import(&rows, assessment, &judge, 0).unwrap();
    assert_eq!(server.json("/v1/campaigns").await, json!({ "campaigns": ["Belgium / 2021"] }));
    let path = "/v1/campaigns/Belgium%20%2F%202021";
    let one = server.json(path).await;
    assert_eq!((&one["name"], &one["counts"]["atRisk"]), (&json!("Belgium / 2021"), &json!(7)));
    assert!(one["projection"]["expected"].is_u64(), "{one}");
    assert_eq!(one["counts"]["statuses"][0]["atRisk"], 7);
    let first = server.json(&format!("{path}/hosts?limit=5")).await;
    assert_eq!(first["hosts"].as_array().unwrap().len(), 5);
    assert_eq!(first["hosts"][0]["build"], "15.2.986.9");
    let rest = server.json(&format!("{path}/hosts?after={}", first["next"])).await;
    assert_eq!(rest["hosts"].as_array().unwrap().len(), 2);
    assert!(rest.get("next").is_none());
    let whom = server.json(&format!("{path}/recipients?limit=2")).await;
    assert_eq!((&whom["total"], &whom["recipients"][0]["servers"]), (&json!(3), &json!(3)));
    let next = whom["next"].as_str().unwrap().replace(' ', "%20");
    let rest = server.json(&format!("{path}/recipients?after={next}")).await;
    assert_eq!(rest["recipients"].as_array().unwrap().len(), 1);
    let (status, html) = server.ask("GET", &format!("{path}/report"), &Value::Null).await;
    assert_eq!(status, 200);
    assert!(html.starts_with("<!doctype html>") && html.contains("Belgium / 2021"), "{html}");
    assert_eq!(server.ask("GET", "/v1/campaigns/none", &Value::Null).await.0, 404);
    // The inventory beside it is its own.
    assert_eq!(server.json("/v1/servers").await, json!({ "servers": [] }));
}

#[tokio::test]
async fn a_browser_and_a_feed_reader_are_asked_for_a_password() {
    let mut server = start(|_| ()).await;
    server.token = "none".to_owned();
    for (path, basic) in
        [("/v1/changes.atom", true), ("/v1/campaigns/x/report", true), ("/v1/servers", false)]
    {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = server.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 401);
        let asked: Vec<_> = response.headers().get_all("www-authenticate").iter().collect();
        assert_eq!(
            asked.iter().any(|value| value.as_bytes().starts_with(b"Basic")),
            basic,
            "{path}"
        );
    }
}

/// A body that takes its time, from more clients than may wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_answers_while_inputs_are_judged_and_too_many_are_told_to_come_back() {
    let running = support::start(|config| {
        config.limits.judging = 1;
        config.limits.waiting = 2;
    })
    .await;
    let address = running.address;
    let body = "X-OWA-Version: 15.1.2507.6\r\nServer: Microsoft-IIS/10.0\r\n\r\n".repeat(30_000);
    let hostile = (0..12).map(|_| {
        let body = body.clone();
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "POST /v1/assess HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            let _ = stream.write_all(body.as_bytes()).await;
            let mut answer = String::new();
            let _ = stream.read_to_string(&mut answer).await;
            answer.get(9..12).unwrap_or_default().to_owned()
        })
    });
    let hostile: Vec<_> = hostile.collect();
    let mut times = Vec::new();
    while hostile.iter().any(|task| !task.is_finished()) {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let ask = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        stream.write_all(ask).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        times.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut answers = Vec::new();
    for task in hostile {
        answers.push(task.await.unwrap());
    }
    times.sort_unstable();
    println!(
        "healthz: {} answers, median {:?}, slowest {:?}",
        times.len(),
        times[times.len() / 2],
        times[times.len() - 1]
    );
    let refused = answers.iter().filter(|status| *status == "503").count();
    assert!(refused > 0, "one judged, two waiting, twelve came: {answers:?}");
    assert!(answers.iter().any(|status| status != "503"), "{answers:?}");
    running.stop.send(()).unwrap();
    running.served.await.unwrap();
}

/// What rules and dashboard ask for is there.
#[tokio::test]
async fn rules_and_dashboard_name_metrics_that_there_are() {
    let server = start(|_| ()).await;
    server.store.add_webhook("https://example.org/", Moment(0)).await.unwrap();
    assert_eq!(server.register("a", "15.1.2507.6").await, 201);
    let id = server.json("/v1/servers").await["servers"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/servers/{id}");
    server.ask("PUT", &path, &json!({ "name": "a", "evidence": "nothing" })).await;
    let untold = server.store.untold(9).await.unwrap();
    assert!(server.store.tell(&untold, "{}", None, Moment(0), Moment(0)).await.unwrap());
    let (_, metrics) = server.ask("GET", "/metrics", &Value::Null).await;
    let known = |name: &str| {
        metrics
            .lines()
            .any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '{'])))
    };
    let rules = include_str!("../operation/alerts.yml");
    let dashboard = include_str!("../operation/dashboard.json");
    let parsed: Value = serde_json::from_str(dashboard).unwrap();
    assert_eq!(parsed["panels"].as_array().unwrap().len(), 9);
    let mut count = 0;
    for text in [rules, dashboard] {
        for part in text.split("expatch_").skip(1) {
            let end = part.find(|c: char| !c.is_ascii_lowercase() && c != '_');
            let name = format!("expatch_{}", &part[..end.unwrap_or(part.len())]);
            assert!(known(&name), "{name} is not in:\n{metrics}");
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}
