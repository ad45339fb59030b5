//! A publisher on the loopback: what it has is exchanged while it answers, and
//! it ends with its owner.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is at a path.
#[derive(Clone)]
pub(crate) enum Page {
    /// These bytes.
    Bytes(Vec<u8>),
    /// These bytes, and the word that there are more.
    Cut(Vec<u8>),
    /// Bytes without end.
    Endless,
    /// Another address.
    Moved(String),
    /// A text with its media type and the tag of its edition, which is not sent
    /// again to whoever has it.
    Edition { kind: &'static str, tag: String, text: String },
}

/// What it has, and how it answered, in order.
#[derive(Default)]
pub(crate) struct Shelf {
    pages: HashMap<String, Page>,
    answers: Vec<u16>,
}

type Pages = Arc<Mutex<Shelf>>;

/// A publisher.
pub(crate) struct Site {
    scheme: &'static str,
    address: SocketAddr,
    pages: Pages,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// One that answers in plain HTTP.
    pub(crate) fn new() -> Self {
        Self::with("http", answer)
    }

    /// One whose connections `serve` answers.
    pub(crate) fn with(
        scheme: &'static str,
        serve: impl Fn(TcpStream, &Pages) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (pages, stop) = (Pages::default(), Arc::new(AtomicBool::new(false)));
        let (theirs, ends) = (pages.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                let _ = stream.set_write_timeout(Some(Duration::from_secs(5)));
                serve(stream, &theirs);
            }
        });
        Self { scheme, address, pages, stop, thread: Some(thread) }
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// Puts a page in place.
    pub(crate) fn put(&self, path: &str, page: Page) {
        self.pages.lock().unwrap().pages.insert(path.to_owned(), page);
    }

    /// How it answered, in order.
    pub(crate) fn answers(&self) -> Vec<u16> {
        self.pages.lock().unwrap().answers.clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Answers one request.
pub(crate) fn answer(mut stream: impl Read + Write, pages: &Pages) {
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
    let mut shelf = pages.lock().unwrap();
    let page = shelf.pages.get(path).cloned();
    let is_known = matches!(&page, Some(Page::Edition { tag, .. }) if known.as_ref() == Some(tag));
    shelf.answers.push(match &page {
        None => 404,
        Some(Page::Moved(_)) => 302,
        Some(_) if is_known => 304,
        Some(_) => 200,
    });
    drop(shelf);
    let head = |status: &str, more: &str| {
        format!("HTTP/1.1 {status}\r\nconnection: close\r\n{more}\r\n").into_bytes()
    };
    let whole = |body: &[u8], length: usize| {
        [head("200 OK", &format!("content-length: {length}\r\n")), body.to_vec()].concat()
    };
    // Whoever has heard enough hangs up.
    let _ = match page {
        None => stream.write_all(&head("404 Not Found", "content-length: 0\r\n")),
        Some(Page::Bytes(body)) => stream.write_all(&whole(&body, body.len())),
        Some(Page::Cut(body)) => stream.write_all(&whole(&body, body.len() + 1000)),
        Some(Page::Moved(to)) => stream
            .write_all(&head("302 Found", &format!("location: {to}\r\ncontent-length: 0\r\n"))),
        Some(Page::Edition { tag, .. }) if is_known => {
            stream.write_all(&head("304 Not Modified", &format!("etag: {tag}\r\n")))
        }
        Some(Page::Edition { kind, tag, text }) => {
            let more = format!(
                "etag: {tag}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n",
                text.len()
            );
            stream.write_all(&[head("200 OK", &more), text.into_bytes()].concat())
        }
        Some(Page::Endless) => {
            let mut sent = stream.write_all(&head("200 OK", ""));
            while sent.is_ok() {
                sent = stream.write_all(&[b'x'; 1 << 12]);
            }
            sent
        }
    };
    let _ = stream.flush();
}
