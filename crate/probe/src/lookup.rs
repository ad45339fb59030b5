//! Polite look-ups of public files about an organisation: its `security.txt`,
//! a registry's RDAP answer. Unlike a scan this trusts what it reads, so the
//! certificate must be valid.

use crate::ask::Contact;
use crate::http::Session;
use crate::limits::Limits;
use crate::pace::Pace;
use crate::target::Host;
use crate::target::Target;
use crate::target::TargetList;
use crate::target::is_own;
use crate::tls;
use openssl::ssl::SslContext;
use std::net::IpAddr;
use tokio::time::timeout;

/// The most bytes of an answer that are read.
const LARGEST: usize = 256 * 1024;

/// How many redirects are followed.
const REDIRECTS: u32 = 3;

/// Asks for files, one at a time or many, at one pace.
pub struct Lookup {
    context: SslContext,
    agent: String,
    limits: Limits,
    pace: Pace,
}

impl Lookup {
    /// A look-up that says who asks, at most so many requests a second in all
    /// and in each network.
    ///
    /// # Errors
    /// When the TLS library cannot be set up.
    pub fn new(contact: &Contact, pace: Pace) -> Result<Self, openssl::error::ErrorStack> {
        let limits = Limits { body: LARGEST, ..Limits::default() };
        Ok(Self { context: tls::trusting_context()?, agent: contact.user_agent(), limits, pace })
    }

    /// The body behind an address that answers 200; otherwise why not.
    ///
    /// # Errors
    /// In words, for a list of what could not be looked up.
    pub async fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        let mut url = url.to_owned();
        let mut was_own = None;
        for _ in 0..=REDIRECTS {
            let (target, path) = split(&url).ok_or("no http:// or https:// address")?;
            let address = resolve(&target).await.ok_or("the name has no address")?;
            // Nobody outside may send us to hosts of our own network.
            if *was_own.get_or_insert(is_own(address)) != is_own(address) {
                return Err("redirected between public and private networks".to_owned());
            }
            self.pace.wait(address).await;
            let asked = async {
                let mut session =
                    Session::open(&self.context, &target, address, &self.limits).await?;
                session.get(&path, &self.agent, &self.limits).await
            };
            let answer = timeout(self.limits.attempt, asked).await;
            let answer =
                answer.map_err(|_| "timed-out")?.map_err(super::observation::Outcome::code)?;
            match answer.status {
                200 if answer.cut => return Err("the answer is too long".to_owned()),
                200 => return Ok(answer.body),
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.field("location").unwrap_or_default();
                    url = join(&target, to).ok_or("redirected to nowhere")?;
                }
                status => return Err(format!("answered {status}")),
            }
        }
        Err("redirected too often".to_owned())
    }
}

fn split(url: &str) -> Option<(Target, String)> {
    let uri: hyper::Uri = url.parse().ok()?;
    let place = format!("{}://{}", uri.scheme_str()?, uri.authority()?);
    let list = TargetList::read(place.as_bytes(), &[443]).ok()?;
    let path = uri.path_and_query().map_or("/", hyper::http::uri::PathAndQuery::as_str);
    (list.len() == 1).then(|| list.get(0)).flatten().map(|target| (target, path.to_owned()))
}

fn join(from: &Target, to: &str) -> Option<String> {
    if to.starts_with('/') && !to.starts_with("//") {
        return Some(format!("{from}{to}"));
    }
    // From TLS nobody is sent back to plain text.
    let is_safe = to.starts_with("https://")
        || to.starts_with("http://") && from.scheme == crate::target::Scheme::Http;
    is_safe.then(|| to.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_joined() {
        let (target, path) = split("https://example.be/.well-known/security.txt?x").unwrap();
        assert_eq!(target.to_string(), "https://example.be:443");
        assert_eq!(path, "/.well-known/security.txt?x");
        assert!(split("ftp://example.be/").is_none());
        assert_eq!(join(&target, "/a").as_deref(), Some("https://example.be:443/a"));
        assert_eq!(join(&target, "http://example.be/a"), None);
        assert_eq!(join(&target, "//evil.example/"), None);
    }
}
