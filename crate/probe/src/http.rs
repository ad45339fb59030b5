//! One connection and the questions put to it, each answered within bounds of
//! time and size.

use crate::body;
use crate::limits::Limits;
use crate::observation::Answer;
use crate::observation::Outcome;
use crate::observation::TlsFacts;
use crate::target::Scheme;
use crate::target::Target;
use crate::tls;
use http_body_util::BodyExt;
use http_body_util::Empty;
use hyper::Request;
use hyper::Response;
use hyper::body::Bytes;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::client::conn::http1::SendRequest;
use hyper::header;
use hyper_util::rt::TokioIo;
use openssl::ssl::SslContext;
use std::io;
use std::net::IpAddr;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The most bytes and fields that a response head may have.
const LARGEST_HEAD: usize = 64 * 1024;
const MOST_FIELDS: usize = 128;

/// An open connection to one target.
pub(crate) struct Session {
    sender: SendRequest<Empty<Bytes>>,
    driver: JoinHandle<()>,
    authority: String,
    pub(crate) tls: Option<TlsFacts>,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Session {
    pub(crate) async fn open(
        context: &SslContext,
        target: &Target,
        address: IpAddr,
        limits: &Limits,
    ) -> Result<Self, Outcome> {
        let connect = TcpStream::connect((address, target.port));
        let stream = match timeout(limits.connect, connect).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(connect_outcome(&error)),
            Err(_) => return Err(Outcome::TimedOut),
        };
        // Small requests should not wait for each other; a failure is harmless.
        let _ = stream.set_nodelay(true);
        let authority = target.authority();
        match target.scheme {
            Scheme::Http => Self::over(TokioIo::new(stream), authority, None).await,
            Scheme::Https => {
                let connect = tls::connect(context, &target.host, stream);
                let connected = timeout(limits.connect, connect).await;
                let (stream, facts) = connected.map_err(|_| Outcome::TimedOut)??;
                Self::over(TokioIo::new(stream), authority, Some(facts)).await
            }
        }
    }

    async fn over<I>(io: I, authority: String, tls: Option<TlsFacts>) -> Result<Self, Outcome>
    where
        I: hyper::rt::Read + hyper::rt::Write + Send + Unpin + 'static,
    {
        let mut builder = http1::Builder::new();
        builder.max_buf_size(LARGEST_HEAD).max_headers(MOST_FIELDS);
        builder.ignore_invalid_headers_in_responses(true);
        let (sender, connection) =
            builder.handshake(io).await.map_err(|error| http_outcome(&error))?;
        // Its error comes back to whoever waits for the answer as well.
        let driver = tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { sender, driver, authority, tls })
    }

    /// Whether another question may be put.
    pub(crate) async fn is_open(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }

    pub(crate) async fn get(
        &mut self,
        path: &str,
        agent: &str,
        limits: &Limits,
    ) -> Result<Answer, Outcome> {
        let request = Request::get(path)
            .header(header::HOST, &self.authority)
            .header(header::USER_AGENT, agent)
            .header(header::ACCEPT, "*/*")
            .header(header::ACCEPT_ENCODING, "identity")
            .body(Empty::new())
            .map_err(|_| Outcome::NotHttp)?;
        let response = match timeout(limits.answer, self.sender.send_request(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(http_outcome(&error)),
            Err(_) => return Err(Outcome::TimedOut),
        };
        Ok(read(path, response, limits).await)
    }
}

async fn read(path: &str, response: Response<Incoming>, limits: &Limits) -> Answer {
    let (head, mut incoming) = response.into_parts();
    let reason = head.status.canonical_reason().unwrap_or("");
    let status_line = format!("{:?} {} {reason}", head.version, head.status.as_u16());
    let fields = head.headers.iter();
    let fields = fields.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    let mut answer = Answer {
        path: path.to_owned(),
        status_line,
        status: head.status.as_u16(),
        fields: fields.collect(),
        body: Vec::new(),
        cut: false,
    };
    // A body that is too long or too slow is cut; the head is what counts.
    let reading = async {
        while let Some(frame) = incoming.frame().await {
            let Ok(frame) = frame else { return true };
            let Some(data) = frame.data_ref() else { continue };
            let room = limits.body - answer.body.len();
            answer.body.extend_from_slice(&data[..data.len().min(room)]);
            if answer.body.len() >= limits.body {
                return true;
            }
        }
        false
    };
    let cut = timeout(limits.answer, reading).await.unwrap_or(true);
    answer.cut = cut;
    let body = std::mem::take(&mut answer.body);
    answer.body = body::decompress(body, answer.field("content-encoding"), limits.body);
    answer
}

fn connect_outcome(error: &io::Error) -> Outcome {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Outcome::Refused,
        io::ErrorKind::TimedOut => Outcome::TimedOut,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Outcome::HungUp,
        _ => Outcome::Unreachable,
    }
}

fn http_outcome(error: &hyper::Error) -> Outcome {
    if error.is_parse() {
        Outcome::NotHttp
    } else if error.is_timeout() {
        Outcome::TimedOut
    } else {
        Outcome::HungUp
    }
}
