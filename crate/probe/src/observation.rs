//! What came of asking one target.

use crate::target::Target;
use serde::Deserialize;
use serde::Serialize;
use std::net::IpAddr;

/// Everything learned of one target, and how.
#[derive(Clone, Debug)]
pub struct Observation {
    /// How it ended.
    pub outcome: Outcome,
    /// The address that was asked.
    pub address: Option<IpAddr>,
    /// The answers, in order.
    pub answers: Vec<Answer>,
    /// What the TLS handshake showed.
    pub tls: Option<TlsFacts>,
    /// How each attempt went, the last one included.
    pub attempts: Vec<Attempt>,
}

/// One attempt at a target.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Attempt {
    /// How it ended.
    pub outcome: Outcome,
    /// How many requests it took.
    pub requests: u32,
    /// How long it took.
    pub milliseconds: u32,
}

/// How asking a target ended.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Outcome {
    /// It answered HTTP, whatever it said.
    Answered,
    /// It is on the opt-out list and was not asked.
    OptedOut,
    /// Its name has no address.
    Unresolved,
    /// The port is closed.
    Refused,
    /// No way leads there.
    Unreachable,
    /// It did not answer in time.
    TimedOut,
    /// It hung up.
    HungUp,
    /// TLS failed.
    TlsFailed,
    /// It only speaks a TLS, or ciphers, too old even for reading.
    TlsTooOld,
    /// What it speaks is not HTTP, or more of it than anyone needs.
    NotHttp,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 10] = [
        Self::Answered,
        Self::OptedOut,
        Self::Unresolved,
        Self::Refused,
        Self::Unreachable,
        Self::TimedOut,
        Self::HungUp,
        Self::TlsFailed,
        Self::TlsTooOld,
        Self::NotHttp,
    ];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::OptedOut => "opted-out",
            Self::Unresolved => "unresolved",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
            Self::HungUp => "hung-up",
            Self::TlsFailed => "tls-failed",
            Self::TlsTooOld => "tls-too-old",
            Self::NotHttp => "not-http",
        }
    }

    /// Whether another attempt may end better.
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::TimedOut | Self::HungUp | Self::Unreachable)
    }
}

/// One request and what was said to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// The path that was asked for.
    pub path: String,
    /// The status line, with the protocol's version.
    pub status_line: String,
    /// The status code.
    pub status: u16,
    /// Header fields as they came.
    pub fields: Vec<(String, Vec<u8>)>,
    /// The beginning of the body, decompressed.
    pub body: Vec<u8>,
    /// Whether the body was longer, or came slower, than we read.
    pub cut: bool,
}

/// What a TLS handshake shows of a server; nothing of it is verified.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TlsFacts {
    /// `TLSv1`, `TLSv1.2`, …
    pub version: String,
    /// The cipher suite.
    pub cipher: String,
    /// The certificate's subject, its common name.
    pub subject: String,
    /// The certificate's issuer, its common name.
    pub issuer: String,
    /// The names that the certificate is for, at most 20.
    pub names: Vec<String>,
    /// The end of the certificate's validity.
    pub not_after: String,
    /// SHA-256 of the certificate, in hexadecimal.
    pub fingerprint: String,
}

impl Answer {
    /// The value of a header field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }

    /// Writes the answer as the text that every reader of HTTP knows.
    pub fn write(&self, text: &mut Vec<u8>) {
        text.extend_from_slice(self.status_line.as_bytes());
        text.extend_from_slice(b"\r\n");
        for (name, value) in &self.fields {
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(value);
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"\r\n");
        text.extend_from_slice(&self.body);
        text.extend_from_slice(b"\r\n");
    }
}

impl Observation {
    /// An end without an answer.
    pub fn without_answer(outcome: Outcome, address: Option<IpAddr>) -> Self {
        Self { outcome, address, answers: Vec::new(), tls: None, attempts: Vec::new() }
    }

    /// What a reader of evidence needs: each answer's status line and fields,
    /// and of each body the lines that speak of a version. Some kilobytes, to
    /// be kept for as long as the campaign.
    pub fn evidence(&self) -> Vec<u8> {
        let mut text = Vec::new();
        for answer in &self.answers {
            let body = crate::body::telling_lines(&answer.body);
            Answer { body, ..answer.clone() }.write(&mut text);
        }
        text
    }

    /// How many requests it took in all.
    pub fn requests(&self) -> u32 {
        self.attempts.iter().map(|attempt| attempt.requests).sum()
    }
}

/// A target with what came of it.
pub type Observed = (u64, Target, Observation);
