//! A connection to PostgreSQL. It lives in a thread of its own: its client
//! waits for answers in a way that no thread of an asynchronous program may.

use super::Value;
use crate::Error;
use postgres::Client;
use postgres::Row;
use postgres::Statement;
use postgres::types::ToSql;
use postgres::types::Type;
use rustls::ClientConfig;
use rustls::RootCertStore;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The thread's letter box.
#[derive(Debug)]
pub(super) struct Remote {
    jobs: Sender<Job>,
}

type Job = Box<dyn FnOnce(&mut Session) + Send>;

struct Session {
    client: Client,
    /// By their text and the kinds of their values.
    prepared: HashMap<(String, Vec<u8>), Statement>,
}

/// A value that can go to another thread.
enum Owned {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// How long to wait for a server that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Remote {
    pub(super) fn connect(url: &str) -> Result<Self, Error> {
        let mut config: postgres::Config =
            url.parse().map_err(|error| Error::Invalid(format!("the address: {error}")))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.tcp_user_timeout(PATIENCE).application_name("expatch");
        let (jobs, inbox) = mpsc::channel::<Job>();
        let (ready, answer) = mpsc::channel();
        let work = move || {
            let client = match tls().and_then(|tls| Ok(config.connect(tls)?)) {
                Ok(client) => client,
                Err(error) => return drop(ready.send(Err(error))),
            };
            let _ = ready.send(Ok(()));
            let mut session = Session { client, prepared: HashMap::new() };
            for job in inbox {
                job(&mut session);
            }
        };
        std::thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(work)
            .map_err(|error| Error::Database(error.to_string()))?;
        answer.recv().map_err(|_| gone())??;
        Ok(Self { jobs })
    }

    /// Asks its thread, and waits for what it says.
    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Session) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, answer) = mpsc::channel();
        let job: Job = Box::new(move |session| drop(sender.send(job(session))));
        self.jobs.send(job).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    pub(super) fn answers(&self) -> bool {
        self.ask(|session| Ok(session.client.is_valid(PATIENCE)?)).is_ok()
    }

    pub(super) fn batch(&self, sql: &str) -> Result<(), Error> {
        let sql = sql.to_owned();
        self.ask(move |session| Ok(session.client.batch_execute(&sql)?))
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        let (sql, values) = (sql.to_owned(), owned(values));
        self.ask(move |session| {
            let statement = session.prepare(sql, &values)?;
            Ok(session.client.execute(&statement, &parameters(&values))?)
        })
    }

    pub(super) fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, Error> {
        let (sql, values) = (sql.to_owned(), owned(values));
        self.ask(move |session| {
            let statement = session.prepare(sql, &values)?;
            Ok(session.client.query(&statement, &parameters(&values))?)
        })
    }
}

impl Session {
    fn prepare(&mut self, sql: String, values: &[Owned]) -> Result<Statement, Error> {
        let kinds = values.iter().map(Owned::kind).collect();
        let key = (sql, kinds);
        if let Some(statement) = self.prepared.get(&key) {
            return Ok(statement.clone());
        }
        let types: Vec<Type> = values.iter().map(Owned::type_).collect();
        // No query of ours has a question mark but before a value's number.
        let statement = self.client.prepare_typed(&key.0.replace('?', "$"), &types)?;
        if self.prepared.len() >= super::PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(key, statement.clone());
        Ok(statement)
    }
}

impl Owned {
    fn kind(&self) -> u8 {
        match self {
            Self::Int(_) => 0,
            Self::Text(_) => 1,
            Self::Bytes(_) => 2,
        }
    }

    fn type_(&self) -> Type {
        match self {
            Self::Int(_) => Type::INT8,
            Self::Text(_) => Type::TEXT,
            Self::Bytes(_) => Type::BYTEA,
        }
    }
}

fn owned(values: &[Value<'_>]) -> Vec<Owned> {
    let own = |value: &Value<'_>| match value {
        Value::Int(number) => Owned::Int(*number),
        Value::Text(text) => Owned::Text(text.map(str::to_owned)),
        Value::Bytes(bytes) => Owned::Bytes(bytes.map(<[u8]>::to_vec)),
    };
    values.iter().map(own).collect()
}

fn parameters(values: &[Owned]) -> Vec<&(dyn ToSql + Sync)> {
    fn parameter(value: &Owned) -> &(dyn ToSql + Sync) {
        match value {
            Owned::Int(number) => number,
            Owned::Text(text) => text,
            Owned::Bytes(bytes) => bytes,
        }
    }
    values.iter().map(parameter).collect()
}

fn tls() -> Result<MakeRustlsConnect, Error> {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Database(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn gone() -> Error {
    Error::Database("the connection's thread is gone".to_owned())
}
