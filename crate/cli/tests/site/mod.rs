//! A feed on the loopback, over TLS, with editions of its files; it ends with its
//! owner.

use rustls::ServerConfig;
use rustls::ServerConnection;
use rustls::StreamOwned;
use rustls::pki_types::PrivateKeyDer;
use std::collections::HashMap;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

/// What is at a path.
#[derive(Clone)]
enum Page {
    File { kind: String, tag: String, body: String },
    Moved(String),
}

#[derive(Default)]
struct State {
    pages: HashMap<String, Page>,
    answers: Vec<u16>,
}

pub(crate) struct Site {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// What vouches for it (PEM).
    pub(crate) certificate: String,
}

impl Site {
    pub(crate) fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("made");
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a certificate");
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (state, stop) = (Arc::<Mutex<State>>::default(), Arc::new(AtomicBool::new(false)));
        let (theirs, ends) = (Arc::clone(&state), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                let _ = stream.set_write_timeout(Some(Duration::from_secs(5)));
                if let Ok(connection) = ServerConnection::new(Arc::clone(&config)) {
                    answer(StreamOwned::new(connection, stream), &theirs);
                }
            }
        });
        Self { address, state, stop, thread: Some(thread), certificate: made.cert.pem() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// Puts a file at a path, with the name of its edition.
    pub(crate) fn put(&self, path: &str, kind: &str, tag: &str, body: &str) {
        let (kind, tag, body) = (kind.to_owned(), tag.to_owned(), body.to_owned());
        let page = Page::File { kind, tag, body };
        self.state.lock().expect("whole").pages.insert(path.to_owned(), page);
    }

    /// Leads from a path to another address.
    pub(crate) fn lead(&self, path: &str, to: &str) {
        let page = Page::Moved(to.to_owned());
        self.state.lock().expect("whole").pages.insert(path.to_owned(), page);
    }

    /// How it answered, in order.
    pub(crate) fn answers(&self) -> Vec<u16> {
        self.state.lock().expect("whole").answers.clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes it.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: impl Read + Write, state: &Mutex<State>) {
    let mut asked = Vec::new();
    let mut some = [0; 1024];
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut some) {
            Ok(count) if count > 0 => asked.extend(&some[..count]),
            _ => return,
        }
    }
    let asked = String::from_utf8_lossy(&asked).into_owned();
    let path = asked.split(' ').nth(1).unwrap_or_default();
    let known = asked.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("if-none-match").then(|| value.trim().to_owned())
    });
    let Ok(mut state) = state.lock() else { return };
    let (status, head, body) = match state.pages.get(path).cloned() {
        None => (404, String::new(), String::new()),
        Some(Page::Moved(to)) => (302, format!("location: {to}\r\n"), String::new()),
        Some(Page::File { tag, .. }) if known.as_ref() == Some(&tag) => {
            (304, format!("etag: {tag}\r\n"), String::new())
        }
        Some(Page::File { kind, tag, body }) => {
            (200, format!("etag: {tag}\r\ncontent-type: {kind}\r\n"), body)
        }
    };
    state.answers.push(status);
    drop(state);
    let head = format!("HTTP/1.1 {status} x\r\nconnection: close\r\n{head}");
    let length =
        if status == 304 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    // Whoever has heard enough hangs up.
    let _ = stream.write_all(format!("{head}{length}\r\n{body}").as_bytes());
    let _ = stream.flush();
}
