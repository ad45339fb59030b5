//! Bytes from a file or an address, within bounds of size and time.

use crate::UpdateError;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::ResponseExt;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// No database and no published list comes near this size.
pub const MAX_BYTES: u64 = 64 << 20;

const TIMEOUT: Duration = Duration::from_mins(1);
/// A feed's files are larger.
const FEED_TIMEOUT: Duration = Duration::from_mins(10);

/// What a server calls the edition of what is at an address.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Edition {
    /// Its `ETag`.
    pub tag: Option<String>,
    /// Its `Last-Modified`.
    pub modified: Option<String>,
}

/// What is at an address and was not read before.
#[derive(Clone, Debug)]
pub struct Newer {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, in small letters.
    pub kind: String,
    /// Where it stands, behind all redirects.
    pub place: String,
    /// What its server calls it.
    pub edition: Edition,
}

/// How addresses are reached.
#[derive(Clone, Debug, Default)]
pub struct Wire {
    /// A certificate (PEM) that is trusted instead of the public ones: for
    /// mirrors and proxies within a company.
    pub ca_file: Option<PathBuf>,
}

/// Whether `source` is an address and no file.
pub(crate) fn is_address(source: &str) -> bool {
    source.starts_with("https://") || source.starts_with("http://")
}

/// Reads a file, or what is at an `https://` or `http://` address.
///
/// # Errors
/// What cannot be read, answers other than success, more than [`MAX_BYTES`].
pub fn fetch(source: &str) -> Result<Vec<u8>, UpdateError> {
    Wire::default().fetch(source, MAX_BYTES)
}

impl Wire {
    /// Reads a file, or what is at an address, of at most so many bytes.
    ///
    /// # Errors
    /// What cannot be read, answers other than success, more bytes.
    pub fn fetch(&self, source: &str, most: u64) -> Result<Vec<u8>, UpdateError> {
        let failed = |why: String| UpdateError::Source { name: source.to_owned(), why };
        let mut bytes = Vec::new();
        if is_address(source) {
            let agent = self.agent(source, TIMEOUT)?;
            let mut answer = agent.get(source).call().map_err(|error| failed(error.to_string()))?;
            let reader = answer.body_mut().as_reader();
            reader.take(most + 1).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
        } else {
            let file = File::open(Path::new(source)).map_err(|error| failed(error.to_string()))?;
            file.take(most + 1).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
        }
        if bytes.len() as u64 > most {
            return Err(UpdateError::TooLarge { name: source.to_owned(), most });
        }
        Ok(bytes)
    }

    /// Reads what is at an `https://` address, of at most so many bytes, unless it is
    /// what was read before: then there is nothing.
    ///
    /// # Errors
    /// What cannot be read, answers other than success, more bytes.
    pub fn fetch_newer(
        &self,
        address: &str,
        most: u64,
        before: &Edition,
        authorization: Option<&str>,
    ) -> Result<Option<Newer>, UpdateError> {
        let failed = |why: String| UpdateError::Source { name: address.to_owned(), why };
        let agent = self.agent(address, FEED_TIMEOUT)?;
        let mut asked = agent.get(address);
        for (name, value) in [
            ("if-none-match", before.tag.as_deref()),
            ("if-modified-since", before.modified.as_deref()),
            // Not sent on to another host.
            ("authorization", authorization),
        ] {
            if let Some(value) = value {
                asked = asked.header(name, value);
            }
        }
        let mut answer = asked.call().map_err(|error| failed(error.to_string()))?;
        if answer.status() == ureq::http::StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let field = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
        let edition = Edition { tag: field("etag"), modified: field("last-modified") };
        let kind = field("content-type").unwrap_or_default().to_ascii_lowercase();
        let place = answer.get_uri().to_string();
        let mut bytes = Vec::new();
        let reader = answer.body_mut().as_reader();
        reader.take(most + 1).read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
        if bytes.len() as u64 > most {
            return Err(UpdateError::TooLarge { name: address.to_owned(), most });
        }
        Ok(Some(Newer { bytes, kind, place, edition }))
    }

    fn agent(&self, source: &str, timeout: Duration) -> Result<ureq::Agent, UpdateError> {
        let mut tls = TlsConfig::builder();
        if let Some(file) = &self.ca_file {
            let name = || file.display().to_string();
            let pem = std::fs::read(file)
                .map_err(|error| UpdateError::Source { name: name(), why: error.to_string() })?;
            let root = Certificate::from_pem(&pem)
                .map_err(|error| UpdateError::Source { name: name(), why: error.to_string() })?;
            tls = tls.root_certs(RootCerts::Specific(Arc::new(vec![root.to_owned()])));
        }
        let config = ureq::Agent::config_builder()
            .tls_config(tls.build())
            .timeout_global(Some(timeout))
            .max_redirects(5)
            // What began on https must not be led away from it.
            .https_only(source.starts_with("https://"))
            .user_agent(concat!("expatch/", env!("CARGO_PKG_VERSION")));
        Ok(config.build().new_agent())
    }
}
