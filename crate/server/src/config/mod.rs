//! What an operator may set, with defaults that are safe on a laptop. Where
//! settings come from, and which wins, is `load`'s.

mod check;
mod load;
mod secrets;

pub use load::ConfigError;
pub use load::load;
pub use secrets::Secret;

use serde::Deserialize;
use serde::Serialize;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: Listen,
    /// The page.
    pub site: Site,
    /// The facts.
    pub database: Facts,
    /// How much is taken, and for how long.
    pub limits: Limits,
    /// Which other sites' pages may call.
    pub cors: Cors,
    /// What is written to standard error.
    pub log: Log,
    /// Where traces go.
    pub traces: Traces,
    /// What is remembered of servers, and whom to notify of changes.
    pub inventory: Inventory,
    /// E-mail about changes.
    pub mail: Mail,
    /// What stands in front.
    pub proxy: Proxy,
}

/// Where to listen.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listen {
    /// Address and port; loopback unless told otherwise.
    pub address: SocketAddr,
    /// Where `/metrics` is answered instead, with `/healthz` and `/readyz`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_address: Option<SocketAddr>,
    /// A certificate with its chain, in PEM: with it and its key the server
    /// speaks TLS. Taken anew when it is replaced or on SIGHUP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_file: Option<PathBuf>,
    /// The certificate's private key, in PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
}

impl Default for Listen {
    fn default() -> Self {
        let address = (Ipv4Addr::LOCALHOST, 8080).into();
        Self { address, metrics_address: None, certificate_file: None, key_file: None }
    }
}

/// The page.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// A folder with the built page; without it, the page in the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
}

/// The facts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// A signed database that is used instead of the one in the program, and
    /// taken anew when it is replaced or on SIGHUP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// A file with one more key that such a database may be signed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Seconds between two looks at the file.
    pub check_seconds: u64,
    /// The address of a feed (`….manifest`) from which newer facts are fetched
    /// now and then; `default` for the one of our releases. They are kept in
    /// `file`, or beside the inventory where that is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A certificate (PEM) that is trusted for it instead of the public ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Hours between two fetches; the first comes a minute after the start.
    pub fetch_hours: u64,
    /// What newer facts are made of without a feed, as by `expatch db refresh`:
    /// `sources` for what Microsoft, MITRE and CISA publish, or a folder into
    /// which somebody puts it. They are kept as `local.db` beside the inventory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
    /// Hours between two readings; the first comes a minute after the start, and
    /// each SIGHUP is one more.
    pub refresh_hours: u64,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            file: None,
            key_file: None,
            check_seconds: 60,
            url: None,
            ca_file: None,
            fetch_hours: 12,
            refresh: None,
            refresh_hours: 24,
        }
    }
}

/// How much is taken, and for how long.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a body that is read whole.
    pub body_bytes: usize,
    /// Bytes of one line of a stream.
    pub line_bytes: usize,
    /// Bytes of a request's head.
    pub header_bytes: usize,
    /// Connections open at once; more wait to be accepted.
    pub connections: usize,
    /// Requests under way at once; more are asked to come back.
    pub requests: usize,
    /// Places of one input that are looked at because they may say a version; what
    /// lies behind is named in the report as not read.
    pub steps: usize,
    /// Inputs judged at once; 0 for one a processor.
    pub judging: usize,
    /// Inputs that may wait to be judged; more are asked to come back.
    pub waiting: usize,
    /// Bytes of a list in an answer; what is left has a `next`.
    pub list_bytes: usize,
    /// Requests under way at once on one connection of HTTP/2.
    pub streams: u32,
    /// Seconds in which a request's head must arrive; also how long a
    /// connection without a request is kept.
    pub header_seconds: u64,
    /// Seconds for a whole request, streams apart.
    pub request_seconds: u64,
    /// Seconds in which a stream must move, in either direction.
    pub stall_seconds: u64,
    /// Seconds that requests under way have left when the server stops.
    pub drain_seconds: u64,
    /// Requests a second that one client may make for long; 0 for any number.
    /// Clients on this machine are not counted.
    pub client_per_second: u32,
    /// Requests that one client may make at once after a pause.
    pub client_burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 4 << 20,
            line_bytes: 1 << 20,
            header_bytes: 64 << 10,
            connections: 16_384,
            requests: 512,
            steps: 250_000,
            judging: 0,
            waiting: 256,
            list_bytes: 2 << 20,
            streams: 100,
            header_seconds: 30,
            request_seconds: 30,
            stall_seconds: 30,
            drain_seconds: 20,
            client_per_second: 50,
            client_burst: 200,
        }
    }
}

/// Which other sites' pages may call.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cors {
    /// Origins such as `https://dashboard.example.org`; `*` for all.
    pub origins: Vec<String>,
}

/// What is written to standard error. Pasted content never is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How: lines for people or JSON for machines.
    pub format: LogFormat,
    /// How much: `error`, `warn`, `info`, `debug`, or a `tracing` filter.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: String::from("info") }
    }
}

/// The form of a line of the log.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Where traces go; nowhere without an endpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Traces {
    /// A collector that takes OTLP over HTTP: `http://127.0.0.1:4318`.
    pub endpoint: String,
    /// The name that this server has there.
    pub service: String,
    /// The share of requests that is traced, from 0 to 1.
    pub share: f64,
}

impl Default for Traces {
    fn default() -> Self {
        Self { endpoint: String::new(), service: String::from("expatch"), share: 1.0 }
    }
}

/// What is remembered of servers, and whom to notify of changes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inventory {
    /// `sqlite` for a file in the user's data folder, `sqlite://PATH`,
    /// `postgres://…`, or `off`.
    pub database: String,
    /// Whether servers may be assessed with older facts than before.
    pub older_facts: bool,
    /// Days that the history of assessments is kept.
    pub keep_days: u32,
    /// Whether messages are sent; while they are not, they are kept.
    pub send: bool,
    /// How often a message is tried before it is a dead letter.
    pub attempts: u32,
    /// Seconds before the second try; each further wait is twice as long.
    pub retry_seconds: u32,
    /// Whether webhooks may go to addresses that are not on the Internet, and
    /// without TLS.
    pub allow_internal: bool,
    /// A certificate (PEM) that webhooks and mail servers are trusted by besides the
    /// public ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

impl Default for Inventory {
    fn default() -> Self {
        Self {
            database: String::from("sqlite"),
            older_facts: false,
            keep_days: 730,
            send: true,
            attempts: 8,
            retry_seconds: 10,
            allow_internal: false,
            ca_file: None,
        }
    }
}

/// E-mail about changes; off without a server.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// `smtps://USER:PASSWORD@HOST`, `smtp://HOST:PORT?tls=required`, or
    /// `smtp://HOST:PORT` without TLS.
    pub server: String,
    /// Who it is from.
    pub from: String,
    /// Who gets it.
    pub to: Vec<String>,
}

/// What stands in front.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxy {
    /// Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` is believed.
    pub trusted: Vec<String>,
}

impl Config {
    /// The configuration as the file that would give it, secrets left out.
    pub fn print(&self) -> String {
        let mut shown = self.clone();
        shown.inventory.database = masked(&shown.inventory.database);
        shown.mail.server = masked(&shown.mail.server);
        shown.traces.endpoint = masked(&shown.traces.endpoint);
        toml::to_string_pretty(&shown).expect("plain tables always serialise")
    }
}

/// An address whose password, if it has one, is replaced.
fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    let user = rest[..end].rfind('@').and_then(|at| Some((rest[..at].split_once(':')?.0, at)));
    let shown = match user {
        Some((user, at)) => format!("{scheme}://{user}:***{}", &rest[at..]),
        None => url.to_owned(),
    };
    // PostgreSQL's address may carry it as a parameter too.
    match shown.split_once("password=") {
        Some((before, after)) => {
            let rest = after.find('&').map_or("", |end| &after[end..]);
            format!("{before}password=***{rest}")
        }
        None => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("sqlite:///var/lib/a.db", "sqlite:///var/lib/a.db"),
            ("postgres://u:p@ss@h/d", "postgres://u:***@h/d"),
            ("postgres://u@h/d?password=x&a=b", "postgres://u@h/d?password=***&a=b"),
            ("smtps://u:secret@mail.example", "smtps://u:***@mail.example"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
