//! Asking one target: resolve, connect, put the few questions, try again with
//! another attempt where the network failed.

use crate::http::Session;
use crate::limits::Limits;
use crate::observation::Answer;
use crate::observation::Attempt;
use crate::observation::Observation;
use crate::observation::Outcome;
use crate::observation::TlsFacts;
use crate::opt_out::OptOut;
use crate::pace::Pace;
use crate::plan;
use crate::scan::Probe;
use crate::target::Host;
use crate::target::Target;
use crate::tls;
use hyper::Uri;
use openssl::ssl::SslContext;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;
use tokio::time::timeout;

/// Who asks, as every request says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contact(String);

impl Contact {
    /// A mail address or a page by which a server's owner can reach whoever
    /// runs the scan.
    ///
    /// ```
    /// use expatch_probe::Contact;
    /// assert!(Contact::new("scan@cert.example").is_ok());
    /// assert!(Contact::new("https://scan.cert.example/why").is_ok());
    /// assert!(Contact::new("nobody").is_err());
    /// ```
    ///
    /// # Errors
    /// Anything else, such as an empty text or one with line ends.
    pub fn new(text: &str) -> Result<Self, ContactError> {
        let is_page = text.strip_prefix("https://").is_some_and(|rest| rest.contains('.'));
        let mail = text.split_once('@');
        let is_mail = mail.is_some_and(|(who, at)| !who.is_empty() && at.contains('.'));
        let is_clean =
            text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'(' && byte != b')');
        if (is_page || is_mail) && is_clean && text.len() <= 200 {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError)
        }
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        format!("Mozilla/5.0 (compatible; expatch/{version}; +{})", self.0)
    }
}

/// A text by which nobody can be reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContactError;

impl fmt::Display for ContactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a mail address or an https:// page by which you can be reached")
    }
}

impl std::error::Error for ContactError {}

/// Asks targets over the network.
pub struct Prober {
    context: SslContext,
    agent: String,
    limits: Limits,
    pace: Pace,
    opt_out: OptOut,
}

impl Prober {
    /// A prober that says who it is, keeps a pace and spares who opted out.
    ///
    /// # Errors
    /// When the TLS library cannot be set up.
    pub fn new(
        contact: &Contact,
        limits: Limits,
        pace: Pace,
        opt_out: OptOut,
    ) -> Result<Self, openssl::error::ErrorStack> {
        Ok(Self { context: tls::context()?, agent: contact.user_agent(), limits, pace, opt_out })
    }

    async fn attempt(&self, target: &Target, address: IpAddr, seen: &mut Seen) -> Outcome {
        match timeout(self.limits.attempt, self.converse(target, address, seen)).await {
            Ok(Ok(())) => Outcome::Answered,
            // What was answered before the end is an answer.
            _ if !seen.answers.is_empty() => Outcome::Answered,
            Ok(Err(outcome)) => outcome,
            Err(_) => Outcome::TimedOut,
        }
    }

    async fn converse(
        &self,
        target: &Target,
        address: IpAddr,
        seen: &mut Seen,
    ) -> Result<(), Outcome> {
        let mut session: Option<Session> = None;
        let mut target = target.clone();
        let mut step = plan::LOGON;
        let mut path = step.to_owned();
        let mut redirects = 0;
        loop {
            self.pace.wait(address).await;
            seen.requests += 1;
            let mut open = match session.take() {
                Some(session) => session,
                None => Session::open(&self.context, &target, address, &self.limits).await?,
            };
            seen.tls = open.tls.clone().or(seen.tls.take());
            let answer = open.get(&path, &self.agent, &self.limits).await?;
            let moved = redirect(&target, &answer);
            let is_reusable = !answer.cut && open.is_open().await;
            answer.write(&mut seen.text);
            seen.answers.push(answer);
            session = is_reusable.then_some(open);
            if let Some((to, new_path)) = moved
                && redirects < self.limits.redirects
            {
                redirects += 1;
                path = new_path;
                if to != target {
                    (target, session) = (to, None);
                }
                continue;
            }
            match plan::after(step, &seen.text) {
                Some(next) => (step, path) = (next, next.to_owned()),
                None => return Ok(()),
            }
        }
    }
}

/// What an attempt has gathered; kept when it is cut short.
#[derive(Default)]
struct Seen {
    answers: Vec<Answer>,
    text: Vec<u8>,
    tls: Option<TlsFacts>,
    requests: u32,
}

impl Probe for Prober {
    async fn probe(&self, target: &Target) -> Observation {
        if self.opt_out.has(&target.host) {
            return Observation::without_answer(Outcome::OptedOut, None);
        }
        let Some(address) = resolve(target).await else {
            return Observation::without_answer(Outcome::Unresolved, None);
        };
        if self.opt_out.has_address(address) {
            return Observation::without_answer(Outcome::OptedOut, Some(address));
        }
        let mut observation = Observation::without_answer(Outcome::TimedOut, Some(address));
        for tries in 0..=self.limits.retries {
            if tries > 0 {
                tokio::time::sleep(pause(self.limits.pause, tries)).await;
            }
            let start = Instant::now();
            let mut seen = Seen::default();
            let outcome = self.attempt(target, address, &mut seen).await;
            let milliseconds = u32::try_from(start.elapsed().as_millis()).unwrap_or(u32::MAX);
            let requests = seen.requests;
            observation.attempts.push(Attempt { outcome, requests, milliseconds });
            observation.outcome = outcome;
            observation.answers = seen.answers;
            observation.tls = seen.tls;
            if !outcome.is_passing() {
                break;
            }
        }
        observation
    }
}

/// Twice as long each time, and up to half more or less, so that targets that
/// failed together are not asked together again.
fn pause(shortest: Duration, tries: u32) -> Duration {
    shortest.mul_f64(f64::from(1u32 << (tries - 1).min(10)) * (0.5 + fastrand::f64()))
}

async fn resolve(target: &Target) -> Option<IpAddr> {
    match &target.host {
        Host::Address(address) => Some(*address),
        Host::Name(name) => {
            let mut found = tokio::net::lookup_host((&**name, target.port)).await.ok()?;
            found.next().map(|address| address.ip())
        }
    }
}

/// Where an answer sends us, if that is Outlook on the web on the same host.
fn redirect(target: &Target, answer: &Answer) -> Option<(Target, String)> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let to: Uri = answer.field("location")?.parse().ok()?;
    let path = to.path_and_query()?.as_str();
    if !path.get(..5)?.eq_ignore_ascii_case("/owa/") {
        return None;
    }
    let mut moved = target.clone();
    if let Some(host) = to.host() {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if !host.eq_ignore_ascii_case(&target.host.to_string()) {
            return None;
        }
        moved.scheme = match to.scheme_str()? {
            "https" => crate::target::Scheme::Https,
            "http" => crate::target::Scheme::Http,
            _ => return None,
        };
        let usual = if to.scheme_str() == Some("https") { 443 } else { 80 };
        moved.port = to.port_u16().unwrap_or(usual);
    }
    (moved != *target || path != answer.path).then(|| (moved, path.to_owned()))
}
