//! Looking up what nobody has imported: reverse names from the system's
//! resolver, `security.txt` of the domains and RDAP of the addresses of hosts
//! at risk. Slowly, one after another, and kept as files, so that the next run
//! reads them instead of asking again.

use super::Sources;
use crate::error::Error;
use crate::manifest;
use expatch_probe::Lookup;
use serde::Serialize;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

/// What is looked up, and where answers are kept.
#[derive(Clone, Copy, Debug)]
pub struct LookUps<'a> {
    /// Ask the resolver for reverse names.
    pub reverse: bool,
    /// Ask domains for `security.txt`.
    pub security_txt: bool,
    /// Ask this RDAP server, such as `https://rdap.db.ripe.net/`.
    pub rdap: Option<&'a str>,
    /// The folder that keeps the answers.
    pub folder: &'a Path,
    /// The pause between two names asked of the resolver.
    pub pause: Duration,
    /// Today, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// How many answers came, and how many questions stayed without.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LookedUp {
    /// Answers read, those kept earlier included.
    pub answered: u64,
    /// Questions without an answer.
    pub unanswered: u64,
}

/// Looks up what is asked for and adds it to the sources.
///
/// # Errors
/// When an answer cannot be kept. One that does not come is counted.
pub async fn look_up(
    lookup: &Lookup,
    what: LookUps<'_>,
    addresses: &[IpAddr],
    domains: &[String],
    sources: &mut Sources,
) -> Result<LookedUp, Error> {
    let mut tally = LookedUp::default();
    if what.reverse {
        for address in addresses.iter().copied() {
            if sources.reverse.get(address).is_some() {
                continue;
            }
            let found = tokio::task::spawn_blocking(move || dns_lookup::lookup_addr(&address));
            match found.await {
                // Without a name the resolver gives the address back.
                Ok(Ok(name)) if name.parse::<IpAddr>().is_err() => {
                    sources.reverse.insert(address, &name);
                    tally.answered += 1;
                }
                _ => tally.unanswered += 1,
            }
            tokio::time::sleep(what.pause).await;
        }
    }
    if what.security_txt {
        for domain in domains {
            let urls = [
                format!("https://{domain}/.well-known/security.txt"),
                format!("https://www.{domain}/.well-known/security.txt"),
            ];
            let path = format!("security.txt/{domain}.txt");
            match kept_or_asked(lookup, what.folder, &path, &urls).await? {
                Some(text) => {
                    let text = String::from_utf8_lossy(&text);
                    sources.security_txt.insert(domain, &text, what.today);
                    tally.answered += 1;
                }
                None => tally.unanswered += 1,
            }
        }
    }
    if let Some(server) = what.rdap {
        for address in addresses {
            if sources.rdap.get(*address).is_some() {
                continue;
            }
            let url = format!("{}/ip/{address}", server.trim_end_matches('/'));
            let path = format!("rdap/{}.json", address.to_string().replace(':', "-"));
            let answer = kept_or_asked(lookup, what.folder, &path, &[url]).await?;
            let answer = answer
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .and_then(|value| super::RdapAnswer::from_json(&value));
            match answer {
                Some(answer) => {
                    sources.rdap.insert(answer);
                    tally.answered += 1;
                }
                None => tally.unanswered += 1,
            }
        }
    }
    Ok(tally)
}

async fn kept_or_asked(
    lookup: &Lookup,
    folder: &Path,
    path: &str,
    urls: &[String],
) -> Result<Option<Vec<u8>>, Error> {
    if let Ok(bytes) = std::fs::read(folder.join(path)) {
        return Ok(Some(bytes));
    }
    for url in urls {
        if let Ok(bytes) = lookup.get(url).await {
            manifest::write(folder, path, &bytes)?;
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}
